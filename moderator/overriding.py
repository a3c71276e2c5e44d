"""Overrides: a lead offers to open somebody's closed limit for a while, and that person says yes, or nothing happens.

Never silent, never retroactive, never by whom it is for. What is accepted is in the journal and among the events of the
WHS export. What is declined, or runs out, is nowhere: the offer is gone, the lead is not told, and a new one may be made
at any time. A lead learns no number: where an override may not be, they hear that it may not, and not which rule says so.

`break_glass` is for a threat to life: at once, by the person or on a lead's word that the person takes up, for ten
minutes and one card; a lead reviews it within one business day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from moderator.beginning import Beginning
from moderator.clock import from_us, to_us
from moderator.gate import Gate, Who, asks
from moderator.people.roles import Role, Verb, may
from moderator.problems import BadInput, NoSuchCard, NotAllowed, Refused
from moderator.sitting import Now, Sitting
from moderator.store import cards, exposure, journal, overrides, people, spared, teams, whs
from moderator.store.db import Db
from moderator.store.overrides import GLASS, OVERRIDE, Grant, Offer
from moderator.wellbeing import overrides as rules
from moderator.wellbeing.breaks import LOCKED
from moderator.wellbeing.limits import WEEK
from moderator.wellbeing.overrides import Never, Reason
from moderator.wellbeing.rhythm import RHYTHM, Rhythm
from moderator.wellbeing.values import Mode, Rest

_US = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Offered:
    """What waits for the asker's own answer. `card`: the one that it is for (a threat to life), else 0."""

    lead: str
    reason: Reason
    why: str
    minutes: int
    card: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Resting:
    """All that a lead learns of somebody's limit: that it is reached, until when, and whether an override may be offered."""

    person: str
    until: datetime | None
    may_be_offered: bool


@dataclass(frozen=True, slots=True)
class Given:
    """One that was accepted: for the lead's list, the person's own, and the WHS export."""

    id: int
    person: str
    lead: str
    glass: bool
    reason: Reason
    why: str
    card: int
    at: datetime
    minutes: int
    due: datetime | None  # to be reviewed by then
    reviewed: datetime | None
    review: str
    mine: bool
    late: bool


class Overriding:
    """See the module. For one person at one desk."""

    def __init__(self, db: Db, who: Who, beginning: Beginning, rhythm: Rhythm = RHYTHM) -> None:
        self._db, self._who, self._beginning = db, who, beginning
        self._gate = Gate(db, who.person)
        self._sitting = Sitting(db, who.person, rhythm)
        self._rhythm = rhythm

    def demand(self, verb: Verb) -> None:
        self._gate.demand(verb)

    # the lead

    @asks(Verb.REST)
    def may_offer(self) -> bool:
        """May the asker offer overrides at all?"""
        return may(self._gate.roles(), Verb.OFFER_OVERRIDE)

    @asks(Verb.OFFER_OVERRIDE)
    def resting(self) -> tuple[Resting, ...]:
        """Who of the asker's people rests at a limit now. Raises NotBegun."""
        self._beginning.demand_begun()
        with self._db.transaction():
            found = [self._seen(person) for person in sorted(self._people())]
        return tuple(each for each in found if each is not None)

    @asks(Verb.OFFER_OVERRIDE)
    def offer(self, person: str, reason: Reason, why: str, *, minutes: int = 30, card: int = 0) -> None:
        """It shows on that person's own screen for a quarter of an hour. Raises NotAllowed, BadInput, NotBegun.

        `card`: break-glass for that one card, for a threat to life; it may be offered whoever's consultation is recorded.
        Nothing is written but the offer, which leaves no trace unless it is accepted.
        """
        why = _good(why)
        longest = rules.LONGEST // timedelta(minutes=1)
        if not 1 <= minutes <= longest:
            raise BadInput(f"{minutes} minutes are out of range", "", f"Choose 1 to {longest}")
        if card and reason is not Reason.THREAT_TO_LIFE:
            raise BadInput(
                "One card is opened for a threat to life alone", "", "Name that reason, or no card"
            )
        self._demand_two()
        if person == self._who.person:
            raise _never_oneself()
        if person not in self._people():
            raise NotAllowed("This is nobody whom you lead", "", "Their own lead can offer it")
        if not card:
            self._beginning.demand_begun()
        with self._db.transaction():
            if card:
                self._demand_card(card)
                minutes = rules.GLASS // timedelta(minutes=1)
            elif not self._allowed(person):
                raise _may_not()
            boot = self._db.boot()
            until_us = boot.us + rules.OFFER // _US
            overrides.offer(
                self._db, Offer(person, self._who.person, reason, why, minutes, card, boot.id, until_us)
            )

    @asks(Verb.OFFER_OVERRIDE)
    def given(self) -> tuple[Given, ...]:
        """What was accepted by the asker's people and by the asker, the newest first."""
        known = self._people() | {self._who.person}
        return tuple(self._told(each) for each in overrides.listed(self._db) if each.person in known)

    @asks(Verb.REVIEW_GLASS)
    def reviews(self) -> tuple[Given, ...]:
        """What was opened for a threat to life and nobody has looked at since, the one that is due first at the top."""
        return tuple(self._told(each) for each in overrides.to_review(self._db))

    @asks(Verb.REST)
    def to_review(self) -> int:
        """How many the asker should review: for a lead, those that are somebody else's."""
        if not may(self._gate.roles(), Verb.REVIEW_GLASS):
            return 0
        return sum(each.person != self._who.person for each in overrides.to_review(self._db))

    @asks(Verb.REVIEW_GLASS)
    def review(self, number: int, found: str) -> None:
        """What came of it, in words. Raises NotAllowed for one's own, Refused where it is reviewed already."""
        found = _good(found)
        with self._db.transaction():
            grant = overrides.get(self._db, number)
            if grant is None:
                raise BadInput(
                    f"There is no {number} to review", "", "List them with: moderator wellbeing reviews"
                )
            if grant.person == self._who.person:
                raise NotAllowed("It was you who read it", "", "Another lead reviews it")
            if not overrides.reviewed(self._db, number, self._who.person, found):
                raise Refused("This is reviewed already", "", "Look again")
            late = grant.review_due_us is not None and self._db.wall_us() > grant.review_due_us
            whs.add(self._db, whs.REVIEWED, f"override {number}", {"late": late}, person=grant.person)
            journal.append(
                self._db, self._who.person, "break-glass reviewed", f"override {number}", {"late": late}
            )

    # the person

    @asks(Verb.REST)
    def offered(self) -> Offered | None:
        """What somebody offers to the asker now."""
        found = overrides.offered(self._db, self._who.person)
        if found is None:
            return None
        left = (found.until_us - self._db.boot().us) * _US
        until = self._db.clock.wall() + left
        return Offered(found.lead, Reason(found.reason), found.why, found.minutes, found.card_id, until)

    @asks(Verb.REST)
    def decline(self) -> None:
        """It is gone, as if it had never been. Nobody is told."""
        with self._db.transaction():
            overrides.withdraw(self._db, self._who.person)
        overrides.wipe(self._db)

    @asks(Verb.REST)
    def accept(self) -> Rest:
        """What is closed is open for a while. Raises Refused where nothing is offered (any more), or a rule says no."""
        me = self._who.person
        with self._db.transaction():
            found = overrides.offered(self._db, me)
            if found is None:
                raise Refused("Nothing is offered to you any more", "", "Offers run out by themselves")
            self._demand_two()
            if found.lead == me or found.lead not in people.holders(self._db, Role.LEAD):
                raise Refused(
                    "Whoever offered this leads nobody any more", "", "Another lead can offer it anew"
                )
            if found.card_id:
                rest = self._break(found)
            else:
                now = self._sitting.seen_from_outside()
                self._demand(now)
                number = self._write(found, OVERRIDE, now)
                rest = self._sitting.overridden(found.minutes * 60_000_000).rest
                if rest.mode in LOCKED:
                    raise _no(Never.OPEN)
                self._note(number, found, OVERRIDE)
        overrides.wipe(self._db)
        return rest

    @asks(Verb.BREAK_GLASS)
    def break_glass(self, card: int, why: str) -> Rest:
        """A threat to life: this card is open to the asker for ten minutes, with what stands around it; then a long
        break begins, and a lead reviews it. Raises NotAllowed, Refused, BadInput.
        """
        why, me = _good(why), self._who.person
        self._demand_two()
        minutes = rules.GLASS // timedelta(minutes=1)
        with self._db.transaction():
            return self._break(Offer(me, me, Reason.THREAT_TO_LIFE, why, minutes, card, "", 0))

    @asks(Verb.REST)
    def mine(self) -> tuple[Given, ...]:
        """What the asker accepted or opened, the newest first."""
        return tuple(
            self._told(each) for each in overrides.listed(self._db) if each.person == self._who.person
        )

    @asks(Verb.REST)
    def possible(self) -> bool:
        """Is there a second person, without whom there are no overrides?"""
        return self._gate.several()

    # the parts

    def _break(self, asked: Offer) -> Rest:
        self._demand_card(asked.card_id)
        now = self._sitting.seen_from_outside()
        if now.rest.mode in (Mode.MEETING, Mode.OFF):
            raise Refused("You are not at the desk", "", "Say that you are back, then open it")
        if now.rest.card:
            raise Refused("One card is open like this already", "", "It closes after ten minutes")
        in_break = now.rest.mode in (Mode.BREAK, Mode.READY)
        found = self._never(asked.person, now, glass=True)
        if found is not None and not (found is Never.OPEN and in_break):
            raise _no(found)
        if asked.lead == asked.person and any(
            each.person == asked.person and each.lead == asked.person
            for each in overrides.to_review(self._db)
        ):
            raise Refused(
                "The last card that you opened like this is not reviewed yet",
                "",
                "Ask a lead, escalate the card unread, and call the emergency number when a life is in danger",
            )
        number = self._write(asked, GLASS, now)
        rest = self._sitting.broken_glass(rules.GLASS // _US).rest
        self._note(number, asked, GLASS)
        return rest

    def _write(self, asked: Offer, kind: str, now: Now) -> int:
        opens = rules.allowances(now.gate, now.policy.limits) if kind == OVERRIDE else {}
        due = self._due_us() if kind == GLASS else None
        minutes = asked.minutes if kind == OVERRIDE else rules.GLASS // timedelta(minutes=1)
        overrides.withdraw(self._db, asked.person)
        until_us = now.eff_us + minutes * 60_000_000
        return overrides.add(self._db, asked, kind, opens, now.eff_us, until_us, due)

    def _note(self, number: int, asked: Offer, kind: str) -> None:
        """Events for the export, and lines of the journal: who gave it, and that the person took it."""
        me, subject = self._who.person, f"override {number}"
        facts = {"reason": str(asked.reason), "minutes": asked.minutes}
        team = self._team_of(me)
        whs.add(
            self._db, whs.GLASS if kind == GLASS else whs.OVERRIDE, subject, facts, person=me, team_id=team
        )
        if asked.reason == Reason.NO_COVER:
            whs.add(self._db, whs.CORRECTIVE, subject, {"what": "resourcing control failed"}, team_id=team)
        if asked.lead == me:
            journal.append(self._db, me, "glass broken", subject, {**facts, "card": asked.card_id})
            return
        granted = {**facts, "person": me, **({"card": asked.card_id} if kind == GLASS else {})}
        journal.append(self._db, asked.lead, "override granted", subject, granted)
        journal.append(self._db, me, "override accepted", subject, {})

    def _demand(self, now: Now) -> None:
        found = self._never(self._who.person, now)
        if found is None and now.rest.mode not in LOCKED:
            found = Never.OPEN
        if found is not None:
            raise _no(found)

    def _never(self, person: str, now: Now, *, glass: bool = False) -> Never | None:
        return rules.never(
            now.gate,
            now.policy.limits,
            overrides.since(self._db, person, now.eff_us - WEEK // _US),
            now.eff_us,
            soon=now.state.locked_us < self._rhythm.override_after_us,
            target=spared.is_target(self._db, person),
            glass=glass,
        )

    def _allowed(self, person: str) -> bool:
        now = self._outside(person)
        return now is not None and now.rest.mode in LOCKED and self._never(person, now) is None

    def _seen(self, person: str) -> Resting | None:
        now = self._outside(person)
        if now is None or not now.gate.closed or now.granted.us:
            return None
        until = now.wall + (now.gate.reopens_us - now.eff_us) * _US
        may = now.rest.mode in LOCKED and self._never(person, now) is None
        return Resting(person, until, may)

    def _outside(self, person: str) -> Now | None:
        if exposure.load_rest(self._db, person) is None:
            return None  # was never at a desk
        return Sitting(self._db, person).seen_from_outside()

    def _people(self) -> frozenset[str]:
        """Whom the asker may offer one to: the people of the teams that they lead, and who is in no team."""
        here = frozenset(each.id for each in people.everybody(self._db))
        placed = frozenset(person for team in teams.listed(self._db) for person in team.members)
        return ((teams.led_by(self._db, self._who.person) | (here - placed)) & here) - {self._who.person}

    def _team_of(self, person: str) -> int | None:
        return next((team.id for team in teams.listed(self._db) if person in team.members), None)

    def _demand_two(self) -> None:
        if not self._gate.several():
            raise NotAllowed(
                "At a desk of one person there are no overrides",
                "It takes a second person to open a limit, and to look at it afterwards",
                "Escalating a card unread is never closed",
            )

    def _demand_card(self, card: int) -> None:
        if cards.one_card(self._db, card) is None:
            raise NoSuchCard(f"There is no card {card}", "", "List the cards with: moderator queue")
        if spared.is_withheld(self._db, card):
            raise NotAllowed("These words are shown to nobody", "", "Escalate the card unread")

    def _due_us(self) -> int:
        now = self._db.clock.wall().astimezone(ZoneInfo(self._beginning.zone))
        return to_us(rules.due(now))

    def _told(self, grant: Grant) -> Given:
        due = grant.review_due_us
        done = grant.reviewed_us
        return Given(
            id=grant.id,
            person=grant.person,
            lead=grant.lead,
            glass=grant.kind == GLASS,
            reason=Reason(grant.reason),
            why=grant.why,
            card=grant.card_id,
            at=from_us(grant.at_us),
            minutes=(grant.until_us - grant.from_us) // 60_000_000,
            due=None if due is None else from_us(due),
            reviewed=None if done is None else from_us(done),
            review=grant.review,
            mine=grant.person == self._who.person,
            late=due is not None and (done or self._db.wall_us()) > due,
        )


def _good(why: str) -> str:
    """Why, in words: so many letters that a reader of the record learns something. Raises BadInput."""
    why = " ".join(why.split())
    if not rules.LEAST_WHY <= len(why) <= rules.MOST_WHY:
        raise BadInput(
            "Say in words why",
            f"It takes {rules.LEAST_WHY} to {rules.MOST_WHY} letters",
            "No names of the public, no quotes",
        )
    return why


def _never_oneself() -> NotAllowed:
    return NotAllowed("Nobody opens their own limit", "", "Another lead can offer it to you")


def _may_not() -> NotAllowed:
    """Which rule it is would tell the lead how much somebody has seen."""
    return NotAllowed(
        "No override may be offered to them now",
        "",
        "It takes a limit that has been closed for ten minutes; there is one in a day and two in a week, and none where it "
        "would be too much. Escalated cards go to whoever has the duty",
    )


def _no(found: Never) -> Refused:
    """To the person themself."""
    return NotAllowed(
        "This limit cannot be opened now", _WHY[found], "Escalating a card unread is never closed"
    )


_WHY = {
    Never.OPEN: "No limit is closed, or a break comes first",
    Never.TOO_SOON: "The first ten minutes of rest are never cut short",
    Never.TOO_MUCH: "You are at 120 % of a day's or a week's limit",
    Never.DAY: "There is one override in 24 hours",
    Never.WEEK: "There are two overrides in seven days",
    Never.TARGET: "An incident is open in which you are the one who was meant",
}
