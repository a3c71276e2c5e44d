"""A buddy: two persons who have both said yes to each other, and may ask each other one thing, "Have you got 10 minutes?".

No reason, no content, no line in the journal or the log. A question is gone once the answer has been shown to who asked,
and after an hour in any case. Either can end it at any time, which the other is not told. No lead, HR or admin can look at
any of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb
from moderator.problems import Refused
from moderator.store import buddies, people
from moderator.store.db import Db

HOUR_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Buddy:
    """By pseudonym; "" for nobody. `with_`: both have said yes. `wished`: this person has, the other not yet. `asked_by`:
    others have. `question`: who asks now. `waits`: this person's own question has no answer yet. `answer`: "yes" or "later".
    """

    with_: str = ""
    wished: str = ""
    asked_by: tuple[str, ...] = ()
    question: str = ""
    waits: bool = False
    answer: str = ""
    colleagues: tuple[str, ...] = ()


class Buddies:
    """For one person at one desk."""

    def __init__(self, db: Db, who: Who) -> None:
        self._db, self._me = db, who.person
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.REST)
    def look(self) -> Buddy:
        """How it stands. An answer is told once, and gone then; so is a question that is an hour old."""
        with self._db.transaction():
            self._drop_old()
            here = {each.id for each in people.everybody(self._db)} - {self._me}
            other = self._other()
            answer, waits, question = "", False, ""
            for each in buddies.pings(self._db, self._me):
                if each.sender == self._me:
                    answer, waits = each.answer, not each.answer
                elif not each.answer and each.sender == other:
                    question = each.sender
            if answer:
                buddies.drop(self._db, self._me)
            wished = buddies.wished(self._db, self._me)
            asked = tuple(
                each for each in buddies.wishing(self._db, self._me) if each in here and each != other
            )
        return Buddy(
            with_=other,
            wished="" if other or wished not in here else wished,
            asked_by=asked,
            question=question,
            waits=waits,
            answer=answer,
            colleagues=tuple(sorted(here)),
        )

    @asks(Verb.REST)
    def wish(self, other: str) -> None:
        """I would like this colleague, or say yes to one who asked. Raises Refused for whoever is not here."""
        with self._db.transaction():
            if other == self._me or other not in {each.id for each in people.everybody(self._db)}:
                raise Refused("Nobody of that name is at this desk", "", "Choose a colleague")
            before = buddies.wished(self._db, self._me)
            if before and before != other:
                buddies.forget(self._db, self._me, before)
            buddies.wish(self._db, self._me, other)

    @asks(Verb.REST)
    def end(self) -> None:
        """No buddy any more, or the wish taken back. Nobody is told."""
        with self._db.transaction():
            for other in {self._other(), buddies.wished(self._db, self._me)} - {""}:
                buddies.forget(self._db, self._me, other)

    @asks(Verb.REST)
    def refuse(self, other: str) -> None:
        """Not this one. What they wished is gone, and they may wish again."""
        with self._db.transaction():
            buddies.forget(self._db, other, self._me)

    @asks(Verb.REST)
    def ping(self) -> None:
        """Ask the buddy whether they have ten minutes. Raises Refused without one."""
        with self._db.transaction():
            other = self._other()
            if not other:
                raise Refused(
                    "You have no buddy yet", "Both say yes first", "Choose one on the Wellbeing screen"
                )
            buddies.ping(self._db, self._me, other)

    @asks(Verb.REST)
    def answer(self, *, yes: bool) -> None:
        """To what the buddy asked. One that was taken back meanwhile is no news."""
        with self._db.transaction():
            other = self._other()
            if other:
                buddies.answer(self._db, other, self._me, "yes" if yes else "later")

    def _other(self) -> str:
        """The one with whom both have said yes."""
        wished = buddies.wished(self._db, self._me)
        return wished if wished and wished in buddies.wishing(self._db, self._me) else ""

    def _drop_old(self) -> None:
        now = self._db.wall_us()
        for each in buddies.pings(self._db, self._me):
            if not 0 <= now - each.at_us <= HOUR_US:
                buddies.drop(self._db, each.sender)
