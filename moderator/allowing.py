"""The list of names and ordinary words that an agency allows, for one person who may be let change it.

A change is in force for new comments at once. Open cards are rated anew in the background, as when a model changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderator.clock import from_us
from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb
from moderator.problems import BadInput
from moderator.store import allowed, journal
from moderator.store.db import Db
from moderator.store.texts import storable

MOST = 500
LONGEST = 60  # letters


@dataclass(frozen=True, slots=True)
class AllowedWord:
    """`refused`: the scorer takes it by itself for hate or a threat, so that it is not passed over after all."""

    word: str
    since: datetime
    who: str
    refused: bool


class Allowing:
    """See the module."""

    def __init__(self, db: Db, who: Who) -> None:
        self._db, self._person = db, who.person
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.ALLOW_WORDS)
    def listed(self) -> tuple[AllowedWord, ...]:
        """By their letters."""
        return tuple(
            AllowedWord(row["word"], from_us(row["at_us"]), row["who"], bool(row["alone"]))
            for row in allowed.listed(self._db)
        )

    @asks(Verb.ALLOW_WORDS)
    def add(self, written: str) -> str:
        """Returns it as it was kept. Raises BadInput, which says why a word cannot be allowed and what can."""
        from moderator.scoring.allowed import why_not, word  # its lexicon is no part of the window's start

        entry = word(storable(written))
        if refused := why_not(entry):
            raise BadInput(f"“{entry.written[:60]}” cannot be allowed", *refused)
        with self._db.transaction():
            if len(allowed.listed(self._db)) >= MOST:
                raise BadInput(
                    f"There are {MOST} allowed words already", "", "Remove some that are no longer needed"
                )
            new = allowed.add(self._db, entry.written, self._person)
            if new is None:
                raise BadInput(f"“{entry.written}” is allowed already")
            journal.append(self._db, self._person, "word allowed", f"allowed word {new}", {})
        return entry.written

    @asks(Verb.ALLOW_WORDS)
    def remove(self, written: str) -> None:
        """Raises BadInput where it is not there."""
        with self._db.transaction():
            old = allowed.remove(self._db, " ".join(written.split()), self._person)
            if old is None:
                raise BadInput(f"“{written[:60]}” is not among the allowed words", "", "moderator allow list")
            journal.append(self._db, self._person, "word no longer allowed", f"allowed word {old}", {})
