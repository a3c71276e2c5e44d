"""The support card of this desk. Anybody may look at it, signed in or not, and nothing is kept of that: no row, no line in
the journal or the log, no count.
"""

from __future__ import annotations

from datetime import date

from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb, may
from moderator.store import journal
from moderator.store import support as stored
from moderator.store.db import Db
from moderator.wellbeing import support
from moderator.wellbeing.support import Support


class Supporting:
    """For one person at one desk, or for nobody."""

    def __init__(self, db: Db, who: Who) -> None:
        self._db, self._person = db, who.person
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    def card(self) -> Support:
        """As the agency entered it; empty beside the emergency numbers where it cannot be read."""
        body = stored.newest(self._db)
        try:
            return support.read(body) if body else Support()
        except ValueError:
            return Support()

    def today(self) -> date:
        """By which the age of an entry is told."""
        return self._db.clock.wall().astimezone().date()

    @asks(Verb.REST)
    def may_set(self) -> bool:
        """May this person enter it?"""
        return may(self._gate.roles(), Verb.SET_POLICY)

    @asks(Verb.SET_POLICY)
    def set(self, wanted: Support, *, all_checked: bool = False) -> Support:
        """This stands on everybody's card from now on. What has changed was looked at today; `all_checked`: the rest too.

        Raises BadInput, and then nothing has changed.
        """
        with self._db.transaction():
            made = support.dated(wanted, self.card(), self.today(), all_of_it=all_checked)
            number = stored.add(self._db, support.write(made), self._person)
            facts = {"service": made.service.there, "numbers": len(made.numbers)}
            journal.append(self._db, self._person, "support card entered", f"card {number}", facts)
        return made
