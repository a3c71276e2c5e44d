"""What a person does about their own breaks: put one off, go to a meeting, leave one for an emergency, finish.

Each is one short transaction, in which the time passes first that has passed. Nobody else sees any of it: there is no
list of anybody's breaks, for no lead and no report. An emergency exit is in the journal, because words were open
during a break.
"""

from __future__ import annotations

from moderator.exposing import Door
from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb
from moderator.settings import Settings
from moderator.sitting import Now, Sitting
from moderator.store import queue
from moderator.store.db import Db
from moderator.wellbeing.breaks import Output
from moderator.wellbeing.rhythm import RHYTHM, Rhythm
from moderator.wellbeing.values import Rest


def rhythm_of(settings: Settings) -> Rhythm:
    """A person may always have it gentler: longer warnings, longer breaks. Never the other way round."""
    rhythm = RHYTHM.unhurried() if settings.unhurried_breaks else RHYTHM
    return rhythm.with_longer_breaks(settings.longer_breaks)


class Resting:
    """Breaks of one person at one desk."""

    def __init__(self, db: Db, who: Who, rhythm: Rhythm = RHYTHM) -> None:
        self._db, self._who = db, who
        self._gate = Gate(db, who.person)
        self._sitting = Sitting(db, who.person, rhythm)
        self._door = Door(db, who.person, who.desk, self._sitting)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.REST)
    def how(self) -> Rest:
        """How it stands. Looking changes nothing."""
        with self._db.transaction():
            return self._sitting.tick(None).rest

    @asks(Verb.REST)
    def postpone(self) -> Rest:
        """Five more minutes, and a longer break. Raises Refused when it cannot be put off (again)."""
        with self._db.transaction():
            return self._told(self._sitting.postpone())

    @asks(Verb.REST)
    def meeting(self) -> Rest:
        """Words are covered and nothing can be read until `back`, for ninety minutes at most; it is rest."""
        with self._db.transaction():
            return self._told(self._sitting.meeting())

    @asks(Verb.REST)
    def back(self) -> Rest:
        """From a meeting, or after having finished: at work, or in the break that is due."""
        with self._db.transaction():
            return self._told(self._sitting.back())

    @asks(Verb.REST)
    def finish(self) -> Rest:
        """For today. The open card goes back to the line, for anybody."""
        with self._db.transaction():
            claim = queue.open_claim(self._db, self._who.desk)
            if claim is not None:
                queue.release(self._db, claim.id, "put back")
            return self._told(self._sitting.finish())

    @asks(Verb.REST)
    def emergency(self) -> Rest:
        """Out of a running break for a threat to life: escalated cards are open for ten minutes, nothing else.

        What was left of the break is added to the next, which begins then. Raises Refused when there is no exit.
        """
        with self._db.transaction():
            return self._told(self._sitting.emergency())

    def _told(self, now: Now) -> Rest:
        """Words go off the screen in the same transaction as whatever closes the desk."""
        if Output.MASK_ALL in now.outputs:
            self._door.close_all(now)
        return now.rest
