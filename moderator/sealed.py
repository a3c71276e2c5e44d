"""The leads' list: what was escalated unread, and what was handed over twice. It lies sealed until a lead takes it.

No card of the list carries text, calm or not. Taking one puts it back among the open cards and opens it for that lead; its
words come through the same door, and count the same. While a break is left for a threat to life, what was escalated may be
opened, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from moderator.cards import Card, OpenCard
from moderator.clock import from_us
from moderator.desk import Desk
from moderator.gate import Gate, Who, asks
from moderator.people.roles import Role, Verb
from moderator.problems import NoSuchCard
from moderator.rooms import on_duty_now
from moderator.store import cards, handover, parking, people, sealing
from moderator.store.db import Db

WHY = "taken from the leads' list"


@dataclass(frozen=True, slots=True)
class SealedCard:
    """`decision` escalated it; None where it was handed over twice. `hidden`: nobody had room, so the public sees it no
    more until somebody decides.
    """

    card: Card
    at: datetime
    decision: int | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Sealings:
    """`mine`: I am a lead on the roster now, or nobody who leads is."""

    cards: tuple[SealedCard, ...]
    mine: bool


class Sealed:
    """See the module. `desk` is the place of the same person, at which cards are opened."""

    def __init__(self, db: Db, who: Who, desk: Desk) -> None:
        self._db, self._who, self._desk = db, who, desk
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.SEE_SEALED)
    def listed(self) -> Sealings:
        """The harshest first, then the oldest."""
        found = [
            self._one(row["card_id"], row["at_us"], row["id"]) for row in sealing.escalated(self._db)
        ] + [self._one(card_id, 0, None) for card_id in handover.waiting_for(self._db, handover.LEADS)]
        there = [one for one in found if one is not None]
        there.sort(key=lambda one: (-(2 if one.card.band is None else one.card.band), one.at, one.card.id))
        return Sealings(tuple(there), self._mine())

    @asks(Verb.SEE_SEALED)
    def take(self, card_id: int) -> OpenCard:
        """Open it at this lead's desk. Raises BreakDue or LimitReached, and then it lies where it lay; NoSuchCard."""
        row = sealing.escalation(self._db, card_id)
        if row is None and card_id not in handover.waiting_for(self._db, handover.LEADS):
            raise NoSuchCard(f"Card {card_id} is not in the leads' list", "Another lead may have taken it")
        self._desk.demand_may_open(card_id)
        if row is not None:
            self._desk.reopen(row["id"], WHY)
        return self._desk.open(card_id)

    def _one(self, card_id: int, at_us: int, decision: int | None) -> SealedCard | None:
        card = cards.one_card(self._db, card_id)
        if card is None:
            return None
        hidden = bool(parking.hidden_on(self._db, card_id))
        at = from_us(at_us or handover.when(self._db, card_id))
        return SealedCard(replace(card, text=None), at, decision, hidden)

    def _mine(self) -> bool:
        leads = {one.id for one in people.everybody(self._db) if Role.LEAD in one.roles}
        duty = leads & on_duty_now(self._db)
        return not duty or self._who.person in duty
