"""What was imported at this desk, for whoever may import: runs that wait to be gone on with, and their quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from moderator.gate import Gate, Who, asks
from moderator.importing.reading import NO_TIME
from moderator.people.roles import Verb
from moderator.store import accounts, imports
from moderator.store.db import Db
from moderator.store.imports import Run


@dataclass(frozen=True, slots=True)
class Aside:
    """One entry in quarantine. Its bytes are kept, and are not shown: nobody has looked at them yet."""

    where: str
    why: str

    @property
    def no_time(self) -> bool:
        """Is it aside for its time alone?"""
        return self.why.startswith(NO_TIME)


class Imports:
    """For one person at one desk."""

    def __init__(self, db: Db, who: Who) -> None:
        self._db = db
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.IMPORT)
    def latest(self) -> Sequence[Run]:
        """The newest first."""
        return imports.latest(self._db)

    @asks(Verb.IMPORT)
    def run(self, run_id: int) -> Run | None:
        """One of them."""
        return imports.get(self._db, run_id)

    @asks(Verb.IMPORT)
    def quarantine(self, run_id: int) -> Sequence[Aside]:
        """What could not be read of the file of this run, as far as it can be listed."""
        run = imports.get(self._db, run_id)
        if run is None:
            return ()
        return [Aside(row["place"], row["why"]) for row in imports.set_aside(self._db, run.source)]

    @asks(Verb.IMPORT)
    def accounts(self) -> Sequence[str]:
        """Names that comments of files stand under already."""
        return [each.handle for each in accounts.listed(self._db) if each.platform == "file"]
