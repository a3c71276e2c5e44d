"""The door: words behind the veil leave the core here, and nowhere else, after they have been counted.

Every method runs inside the caller's transaction, so that exposure, journal line and reveal are written
together or not at all; the words are handed over only once that transaction has been committed.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from weakref import WeakKeyDictionary

from moderator.aiming import Aim
from moderator.attention import Attention
from moderator.cards import Showing, Words
from moderator.clock import Boot
from moderator.mixing import Mixing
from moderator.problems import Lost, NoSuchCard, NotAllowed, Refused
from moderator.scores import Band, Mark
from moderator.sitting import Now, Sitting
from moderator.store import cards, comments, explanations, exposure, journal, queue, spared, turns, wordings
from moderator.store.db import Db
from moderator.wellbeing import exposure as counting
from moderator.wellbeing.exposure import Target
from moderator.wellbeing.values import Presence

SAME_AGAIN = timedelta(minutes=10)  # B.3: the same item again within this costs dwell only
COPY_AGAIN = timedelta(hours=12)  # B.3: an exact copy or a near-copy within this costs half
NO_CLAIM = 0  # of a look at something that was decided before
SHOWN = 8000  # letters that are shown at once
SLEPT_US = 2_000_000  # the boot clock went on without the monotonic one by more: the machine was asleep
_US = timedelta(microseconds=1)
# reveals of this program, by connection, and how far the two clocks stood apart when each was last seen
_let_out: WeakKeyDictionary[Db, dict[int, int]] = WeakKeyDictionary()


class Door:
    """Reveals of one person at one desk. `attention` asks for the passphrase when the desk was left alone. `aim` knows
    whom a text names; what names this person is let out to nobody less than them alone who say so (`knowing`)."""

    def __init__(
        self,
        db: Db,
        person: str,
        desk: str,
        sitting: Sitting,
        attention: Attention | None = None,
        aim: Aim | None = None,
    ) -> None:
        self._db, self._person, self._desk, self._sitting = db, person, desk, sitting
        self._attention = attention
        self._aim = aim or Aim(db, person)
        self._mixing = Mixing(db, person)

    def reveal(self, claim: queue.Claim, showing: Showing, *, knowing: bool = False) -> Words:
        """The words of the claimed card."""
        held = cards.held_words(self._db, claim.card_id)
        if held is None:
            raise NoSuchCard(f"There is no card {claim.card_id}")
        return self._let_out(claim.id, held, showing, claim.card_id, knowing=knowing)

    def reveal_comment(self, claim: queue.Claim, comment_id: int, showing: Showing) -> Words:
        """The words of a veiled comment around the claimed card, or of another wording on it."""
        exemplar = cards.exemplar(self._db, claim.card_id)
        return self._reveal_around(claim.id, exemplar, comment_id, showing, claim.card_id)

    def reveal_filed(self, held: cards.Held, showing: Showing) -> Words:
        """The words that a past decision was about. They count as they do in the queue."""
        return self._let_out(NO_CLAIM, held, showing)

    def reveal_around_filed(self, exemplar: int, comment_id: int, showing: Showing) -> Words:
        """The words of a veiled comment around those of a past decision, or of another wording that it was about."""
        return self._reveal_around(NO_CLAIM, exemplar, comment_id, showing)

    def _reveal_around(
        self, claim_id: int, exemplar: int, comment_id: int, showing: Showing, under: int = 0
    ) -> Words:
        beside = wordings.same_card(self._db, exemplar, comment_id)
        if not beside and not comments.stands_around(self._db, exemplar, comment_id):
            raise NotAllowed("This comment does not belong to the open card", "", "Open its own card")
        held = cards.held_comment(self._db, comment_id)
        if held is None:
            raise NoSuchCard("This comment is no longer here")
        return self._let_out(claim_id, held, showing, under)

    def _let_out(
        self, claim_id: int, held: cards.Held, showing: Showing, under: int = 0, *, knowing: bool = False
    ) -> Words:
        """`under`: the card that is open, where the words are of a comment around it."""
        if spared.is_withheld(self._db, held.card_id):
            raise _withheld()
        if self._attention is not None:
            self._attention.demand_presence()
        now = self._sitting.tick(Presence.ACTIVE)
        refusal = self.refusal(now, held.band, held.card_id, under=under)
        if refusal is not None:
            raise refusal
        first = self._demand_its_turn(now, claim_id, held, under)
        named = self._aim.named(held.text, held.text_key, held.card_id)
        target = self._aim.target_of(named)
        if not (knowing and not self._aim.somebody_else(named)):
            self._aim.refuse(target, lambda: named)
        self.close_all(now)
        exposure.close_reveals_of(
            self._db, self._person
        )  # at another desk of theirs: the newer look takes over
        charged = self._price(now, held, target)
        if (beyond := now.beyond(charged)) is not None:
            raise beyond
        band = counting.counted_as(held.band)
        reveal_id = exposure.open_reveal(
            self._db,
            person=self._person,
            desk=self._desk,
            card_id=held.card_id,
            claim_id=claim_id,
            showing=showing,
            band=int(band),
            base=counting.base(held.band, repeat=self._copy_seen(now, held), target=target),
            charged=charged,
            text_key=held.text_key,
            eff_us=now.eff_us,
            now=self._boot(),
            target_class=target,
        )
        if first:
            self._sitting.served_one()
        _let_out.setdefault(self._db, {})[reveal_id] = self._apart()
        self._charge(now, "reveal", held.card_id, reveal_id, band, charged, target)
        journal.append(
            self._db,
            self._person,
            "revealed",
            f"card {held.card_id}",
            {"reveal": reveal_id, "showing": showing, "band": int(band), "commitment": held.commitment},
        )
        text, marks = held.text, explanations.marks(self._db, held.card_id, held.comment, held.revision)
        if showing is Showing.MASKED:
            text, marks = _masked(text, marks)
        marks = tuple(mark for mark in marks if mark.end <= SHOWN)
        return Words(held.card_id, showing, text[:SHOWN], charged, reveal_id, len(held.text) > SHOWN, marks)

    def _demand_its_turn(self, now: Now, claim_id: int, held: cards.Held, under: int) -> bool:
        """Raises OffHours or CalmFirst where the roster or the mix keeps this look from this person now. An emergency goes
        before both. What was decided before is no turn of the mix. Returns whether it is one.
        """
        if now.emergency or now.opens(held.card_id, under):
            return False
        refusal = now.off_hours(held.band)
        if refusal is None and claim_id != NO_CLAIM:
            refusal = self._mixing.refusal(now, held.band, held.card_id, held.text_key)
        if refusal is not None:
            raise refusal
        return claim_id != NO_CLAIM and not turns.looked(
            self._db, self._person, claim_id, held.card_id, held.text_key
        )

    def _price(self, now: Now, held: cards.Held, target: Target) -> float:
        """Units of this look at its first moment: 0 when the same person saw the same words just now."""
        since = now.eff_us - SAME_AGAIN // _US
        if exposure.past_reveals(self._db, self._person, held.card_id, held.text_key, since):
            return 0.0
        base = counting.base(held.band, repeat=self._copy_seen(now, held), target=target)
        return min(base, self._room_for(now, held.card_id, held.text_key, base))

    def _room_for(self, now: Now, card_id: int, text_key: str | None, base: float) -> float:
        """B.3: one item costs one person three times its base at most, within the same 12 hours."""
        since = now.eff_us - COPY_AGAIN // _US
        before = exposure.past_reveals(self._db, self._person, card_id, text_key, since)
        return max(0.0, counting.MOST * base - sum(look.charged for look in before))

    def _copy_seen(self, now: Now, held: cards.Held) -> bool:
        since = now.eff_us - COPY_AGAIN // _US
        if exposure.seen_before(self._db, self._person, held.text_key, since, other_than=held.card_id):
            return True
        return exposure.near_seen(self._db, self._person, held.card_id, held.text_key, since)

    def refusal(
        self, now: Now, band: Band | None, card_id: int, *, finishing: bool = False, under: int = 0
    ) -> Refused | None:
        """Why this card may not be claimed, revealed or decided now. In an emergency the escalated ones may, after
        break-glass that one card alone; `under` is the card that is open, where it is asked for a comment around it.
        """
        if now.opens(card_id, under):
            return None
        escalated = now.emergency and not now.rest.card and queue.was_escalated(self._db, card_id)
        return now.refusal(band, finishing=finishing, escalated=escalated)

    def refusal_of(self, now: Now, reveal_id: int, *, finishing: bool = False) -> Refused | None:
        """Why these words may not stay on the screen."""
        look = self._mine(reveal_id)
        if now.granted.us:
            now = self._sitting.tick(None)  # what was just charged counts
        under = queue.card_of(self._db, look.claim_id) if now.rest.card else 0
        refusal = self.refusal(now, Band(look.band), look.card_id, finishing=finishing, under=under)
        if refusal is None and look.ended_us is not None:
            why = "You opened words at another desk, or this machine was asleep"
            return Refused("These words are covered again", why, "Ask for them again")
        more = min(counting.DWELL * look.base, counting.MOST * look.base - look.charged)
        return refusal or now.beyond(more)

    # while words are on the screen

    def held(self, reveal_id: int) -> tuple[Now, float]:
        """Charge what has been held until now. Returns the sitting now, and this reveal's units so far."""
        now = self._sitting.tick(Presence.ACTIVE)
        return now, self._hold(now, self._mine(reveal_id))

    def _hold(self, now: Now, look: exposure.Reveal) -> float:
        """Charge this look up to now; its units so far. What the machine slept through was seen by nobody, and ends it."""
        if look.ended_us is not None:
            return look.charged
        boot, slept = self._boot(), self._slept(look.id)
        gap = max(0, boot.us - look.last_us - slept) if boot.id == look.boot else 0
        held_us = look.held_us + gap
        quanta = counting.quanta(self._carried(look) + timedelta(microseconds=held_us))
        room, charged = self._room_for(now, look.card_id, look.text_key, look.base), look.charged
        for _ in range(look.quanta, quanta):
            step = min(counting.DWELL * look.base, room)
            if step > 0:
                charged, room = charged + step, room - step
                target = Target(look.target_class)
                self._charge(now, "dwell", look.card_id, look.id, Band(look.band), step, target)
        exposure.extend_reveal(
            self._db, look.id, charged=charged, quanta=quanta, held_us=held_us, last_us=look.last_us + gap
        )
        if slept:
            exposure.close_reveal(self._db, look.id, look.last_us + gap)
        return charged

    def _slept(self, reveal_id: int) -> int:
        """Microseconds that this machine was asleep since the look was last seen; 0 for what is too short to tell."""
        seen, apart = _let_out.get(self._db, {}), self._apart()
        slept = apart - seen.get(reveal_id, apart)
        return slept if slept > SLEPT_US else 0

    def _apart(self) -> int:
        return self._boot().us - self._db.clock.mono()

    def _carried(self, look: exposure.Reveal) -> timedelta:
        """What this look begins with: the part of a quantum that looks just before at the same card left over.

        Without it, looking in slices of 19 s would be free.
        """
        since = look.eff_us - COPY_AGAIN // _US
        before = exposure.past_reveals(self._db, self._person, look.card_id, look.text_key, since)
        held_us, at = 0, look.eff_us
        for earlier in reversed([each for each in before if each.id < look.id]):
            if at - earlier.eff_us > SAME_AGAIN // _US:
                break
            held_us, at = held_us + earlier.held_us, earlier.eff_us
        return counting.carried(timedelta(microseconds=held_us))

    def close(self, reveal_id: int) -> None:
        exposure.close_reveal(self._db, reveal_id, self._mine(reveal_id).last_us)

    def close_all(self, now: Now | None = None) -> None:
        """Nothing of this desk is on a screen any more.

        What this program let out was seen until now, whether or not its window said so. What a program left
        behind that died is charged up to its last sign of life already: it showed nothing after.
        """
        for look in exposure.open_reveals(self._db, self._desk):
            if look.id in _let_out.get(self._db, ()) and look.person == self._person:
                self._hold(now or self._sitting.tick(None), look)
            held = exposure.reveal(self._db, look.id)
            exposure.close_reveal(self._db, look.id, look.last_us if held is None else held.last_us)

    def names_somebody(self, card_id: int) -> bool:
        """Does what stands on this card name somebody of the agency?"""
        return self._aim.of_card(card_id) is not Target.GENERAL

    def seen(self, claim: queue.Claim) -> str:
        """How the words of this claim were seen before it was decided: unread, masked or plain."""
        return exposure.seen_under(self._db, claim.id, claim.card_id)

    def charge_extra(self, card_id: int, band: Band, kind: str) -> None:
        """A charge without a reveal: "that was nasty", or a calm card that turned out not to be."""
        now = self._sitting.tick(Presence.ACTIVE)
        target = self._aim.of_card(card_id)
        units = counting.base(band, repeat=False, target=target)
        self._charge(now, kind, card_id, None, band, units, target)
        journal.append(self._db, self._person, f"exposed {kind}", f"card {card_id}", {"band": int(band)})

    def _charge(
        self,
        now: Now,
        kind: str,
        card_id: int,
        reveal_id: int | None,
        band: Band,
        units: float,
        target: Target,
    ) -> None:
        event = exposure.Event(
            id=uuid.uuid4().hex,
            person=self._person,
            desk=self._desk,
            kind=kind,
            card_id=card_id,
            band=int(band),
            units=units,
            eff_us=now.eff_us,
            reveal_id=reveal_id,
            target_class=target,
        )
        exposure.add(self._db, event)
        self._sitting.charged(units)

    def _mine(self, reveal_id: int) -> exposure.Reveal:
        look = exposure.reveal(self._db, reveal_id)
        if look is None or (look.desk, look.person) != (self._desk, self._person):
            raise Lost("This reveal is not of this desk", "", "Cover the card")
        return look

    def _boot(self) -> Boot:
        """How long words are held is counted by this machine's own clock, whatever the store's is."""
        return self._db.clock.boot()


def _withheld() -> NotAllowed:
    return NotAllowed(
        "These words are shown to nobody",
        "Somebody suspects that looking at them is an offence, or would be harm that no reason outweighs",
        "Escalate the card unread",
    )


def _masked(text: str, marks: Sequence[Mark]) -> tuple[str, tuple[Mark, ...]]:
    from moderator.scoring.lexicon import masked_with  # read from disk at the first masked look

    return masked_with(text, marks)
