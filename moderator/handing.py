"""A card that somebody at a limit may not go on with goes to a colleague with room: released and handed over at once.

Notes and drafts stay as they are. The receiver gets the card first, when they next ask for one; neither of them is told
who the other is, or why. What was handed over twice lies in the lead's list. Where nobody has room it goes back to the
line, and the worker sees to what follows from that (`parking.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import timedelta

from moderator import rooms
from moderator.exposing import Door
from moderator.problems import LimitReached, Lost, NoSuchCard, Refused
from moderator.scores import Band
from moderator.sitting import FINISH, Sitting
from moderator.store import cards, handover, journal, queue
from moderator.store.db import Db
from moderator.wellbeing.breaks import LOCKED
from moderator.wellbeing.handover import TWICE, receiver

_US = timedelta(microseconds=1)


class Handing:
    """What one person's desk hands over, and gets."""

    def __init__(self, db: Db, person: str, desk: str, sitting: Sitting, door: Door) -> None:
        self._db, self._person, self._desk = db, person, desk
        self._sitting, self._door = sitting, door
        self._went = False

    def look(self) -> bool:
        """Hand the open card over where a limit has closed it and the minute to finish it is over. True when it went.

        Outside a transaction: how others stand is read first, so that two who give at once never wait for each other.
        """
        due = self._due()
        if due is None:
            return False
        colleagues = rooms.candidates(self._db, due.card_id, without=self._person)
        with self._db.transaction():
            again = self._due()
            if again != due:
                return False
            self._door.close_all()
            queue.release(self._db, due.id, "handed over")
            to = self._goes_to(due.card_id, receiver(colleagues, self._band(due.card_id)))
            if to is not None:
                handover.add(self._db, due.card_id, self._person, to)
                facts = {"to": "leads" if to == handover.LEADS else "colleague"}
                journal.append(self._db, self._person, "handed over", f"card {due.card_id}", facts)
        self._went = to is not None
        return self._went

    def lost(self) -> Lost | None:
        """What is said about the card that this desk has just handed over; None when it was another reason."""
        went, self._went = self._went, False
        if not went:
            return None
        return Lost("This card was handed to a colleague", "", "Your notes and drafts are kept")

    def claim(
        self, allowed: Collection[Band | None] | None, never: Callable[[int], bool]
    ) -> queue.Claim | None:
        """The first card that was handed to this person and still waits: before others that fit as well."""
        for card_id in handover.waiting_for(self._db, self._person):
            if (allowed is not None and self._band(card_id) not in allowed) or never(card_id):
                continue
            with suppress(Refused, NoSuchCard):
                return queue.claim(self._db, self._person, self._desk, card_id=card_id)
        return None

    def was_handed(self, card_id: int) -> bool:
        """Was this card last handed to this person?"""
        return handover.newest_is(self._db, card_id, self._person)

    def _goes_to(self, card_id: int, colleague: str | None) -> str | None:
        return handover.LEADS if handover.times(self._db, card_id) >= TWICE else colleague

    def _due(self) -> queue.Claim | None:
        claim = queue.open_claim(self._db, self._desk)
        card = None if claim is None else cards.one_card(self._db, claim.card_id)
        if card is None:
            return None
        now = self._sitting.tick(None)
        refusal = self._door.refusal(now, card.band, card.id, finishing=True)
        soon = (
            now.state.mode in LOCKED and now.state.locked_us < FINISH // _US
        )  # an override ran out just now
        return claim if isinstance(refusal, LimitReached) and not soon else None

    def _band(self, card_id: int) -> Band | None:
        card = cards.one_card(self._db, card_id)
        return None if card is None else card.band
