"""The agency's consultation: admins record and withdraw it, everybody sees what is recorded and what leads will see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from moderator.beginning import Beginning
from moderator.clock import from_us
from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb, may
from moderator.problems import Refused
from moderator.store import consultations, journal
from moderator.store.db import Db
from moderator.wellbeing.consultation import Consulted, demand_good


@dataclass(frozen=True, slots=True)
class Stand:
    """What everybody may know. `record`: what holds, None for nothing; `begun`: leads see something now; `since`: of
    which time on. `withdrawn`: when what was recorded was taken back. `today`: by the days of this desk.
    """

    record: Consulted | None
    recorded: datetime | None
    begun: bool
    since: datetime | None
    withdrawn: datetime | None
    rehearsal: bool
    several: bool
    today: date


class Consulting:
    """See the module. `who` acts."""

    def __init__(self, db: Db, who: Who, beginning: Beginning) -> None:
        self._db, self._person, self._beginning = db, who.person, beginning
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        self._gate.demand(verb)

    @asks(Verb.REST)
    def stands(self) -> Stand:
        kept, since = consultations.newest(self._db), self._beginning.since()
        held = kept is not None and kept.withdrawn_us is None
        return Stand(
            record=self._beginning.record(),
            recorded=from_us(kept.at_us) if kept is not None and held else None,
            begun=since is not None,
            since=since,
            withdrawn=from_us(kept.withdrawn_us)
            if kept is not None and kept.withdrawn_us is not None
            else None,
            rehearsal=self._beginning.rehearsal,
            several=self._gate.several(),
            today=self._today(),
        )

    @asks(Verb.REST)
    def may_record(self) -> bool:
        return may(self._gate.roles(), Verb.RECORD_CONSULTATION)

    @asks(Verb.RECORD_CONSULTATION)
    def record(self, made: Consulted) -> Stand:
        """This holds from now on, in place of what was recorded before. Raises BadInput."""
        with self._db.transaction():
            self._db.alone("consultation")
            good = demand_good(made, self._today(), self._beginning.record())
            number = consultations.add(self._db, good.body(), self._person)
            dates = {name: getattr(good, name).isoformat() for name in ("held", "notice", "start")}
            journal.append(
                self._db,
                self._person,
                "consultation recorded",
                f"consultation {number}",
                {**dates, "law": str(good.law)},
            )
        return self.stands()

    @asks(Verb.RECORD_CONSULTATION)
    def withdraw(self) -> Stand:
        """Nothing is shown to leads any more, at once. Raises Refused where nothing holds."""
        with self._db.transaction():
            kept = consultations.newest(self._db)
            if kept is None or not consultations.withdraw(self._db, kept.id, self._person):
                raise Refused("No consultation is recorded", "", "Nothing is shown to leads anyway")
            journal.append(self._db, self._person, "consultation withdrawn", f"consultation {kept.id}", {})
        return self.stands()

    def _today(self) -> date:
        return self._db.clock.wall().astimezone(ZoneInfo(self._beginning.zone)).date()
