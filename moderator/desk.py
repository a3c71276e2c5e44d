"""One moderator's place: what one person may see and do now. The only way from a window to the queue.

`Desk.reveal` is the one door to words behind the veil: it writes the exposure and the journal line before a
word leaves the core, and refuses when a break is due or a limit is reached. All else that a desk returns is
cards, which hold no text behind the veil.

Every call is one short transaction. Calls raise `problems.Problem`s; what they return are plain values.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from moderator import blind
from moderator.aiming import Aim
from moderator.attention import Attention
from moderator.beginning import Beginning
from moderator.cards import Because, Card, Line, OpenCard, Showing, Wording, Words
from moderator.choices import LONGEST, Choices
from moderator.deciding import Deciding
from moderator.decisions import Cap, Decided, Extra, Op, Reason, Recent, Undone, Verdict
from moderator.explaining import because, told
from moderator.exposing import Door
from moderator.faults import fault
from moderator.gate import Gate, asks
from moderator.gate import Who as Who
from moderator.handing import Handing
from moderator.left_out import kinds_left_out, leaves_out
from moderator.mixing import Mixing
from moderator.people.roles import Role, Verb
from moderator.problems import BadInput, Lost, NoSuchCard, NotAllowed
from moderator.promising import Promises
from moderator.sampling import SHARE
from moderator.scheduling import CALM, MILD, Want
from moderator.scores import Band
from moderator.sitting import Now, Sitting
from moderator.store import answers, audits, cards, comments, drafts, queue
from moderator.store.db import Db
from moderator.together import Together
from moderator.wellbeing.rhythm import RHYTHM, Rhythm
from moderator.wellbeing.values import Meter, Presence, Rest
from moderator.wellbeing.wishes import SEVERE
from moderator.wording import Wordings

KEPT = timedelta(minutes=20)  # an open card, through a break
DRAFT = 4000  # letters of a note that is being typed
_SAFE = Together()
UNREAD = "unread"  # how a card was seen whose words were not
FEW = 20  # cards that are left out of the line one by one
CAPPED = 8000  # letters of a calm text that travel to a window at once


class Desk:
    """See the module. `caps` maps a platform's name to what it can do; `reasons` gives the house rules in force."""

    def __init__(
        self,
        db: Db,
        who: Who,
        *,
        caps: Mapping[str, Mapping[Op, Cap]],
        titles: Mapping[str, str],
        reasons: Callable[[], Sequence[Reason]],
        attention: Attention | None = None,
        promises: Promises | None = None,
        unread_share: float = SHARE,
        together: Together = _SAFE,
        rhythm: Rhythm = RHYTHM,
        aim: Aim | None = None,
        beginning: Beginning | None = None,
    ) -> None:
        self._db, self._who, self._attention = db, who, attention
        self._promises = promises or Promises(db)
        self._beginning = beginning or Beginning(db)
        self._gate = Gate(db, who.person)
        self._choices = Choices(db, caps=caps, titles=titles, reasons=reasons)
        self._sitting = Sitting(db, who.person, rhythm)
        self._aim = aim or Aim(db, who.person)
        self._mixing = Mixing(db, who.person)
        self._door = Door(db, who.person, who.desk, self._sitting, attention, self._aim)
        self._handing = Handing(db, who.person, who.desk, self._sitting, self._door)
        self._wording = Wordings(db, who.person)
        self._deciding = Deciding(
            db, who.person, self._choices, self._door, self._gate, together, unread_share
        )

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn. Every verb of a desk asks this first, as `asks` marks it."""
        self._gate.demand(verb)

    def roles(self) -> frozenset[Role]:
        """What this person may be now."""
        return self._gate.roles()

    # the line

    @asks(Verb.SEE_LINE)
    def line(self, limit: int = 500) -> Line:
        """The waiting line, first cards first. Looking at it claims nothing."""
        line = cards.line(self._db, limit, dues=self._promises.dues())
        shown = replace(line, cards=tuple(self._aim.cards(line.cards)))
        return _without(shown, audits.hidden_cards(self._db, self._who.person))

    @asks(Verb.SEE_LINE)
    def line_ids(self, *, decided_too: bool = False) -> Sequence[int]:
        """The ids of the whole line in order, for lists that fetch a page at a time with `cards`."""
        ids = cards.line_ids(self._db, decided_too=decided_too)
        hidden = audits.hidden_cards(self._db, self._who.person, decided_too=decided_too)
        if len(hidden) > FEW:
            return array("q", (each for each in ids if each not in hidden))
        for each in hidden:
            with suppress(ValueError):
                ids.remove(each)
        return ids

    @asks(Verb.SEE_LINE)
    def cards(self, ids: Sequence[int]) -> list[Card]:
        """These cards, in this order; ids that are no longer there are left out."""
        hidden = audits.hidden_cards(self._db, self._who.person)
        found = self._aim.cards(cards.cards_by_id(self._db, ids, dues=self._promises.dues()))
        return [_capped(card) for card in found if card.id not in hidden]

    @asks(Verb.SEE_LINE)
    def card(self, card_id: int) -> Card:
        card = cards.one_card(self._db, card_id, dues=self._promises.dues())
        if card is None or card_id in audits.hidden_cards(self._db, self._who.person):
            raise NoSuchCard(f"There is no card {card_id}", "", "List the cards with: moderator queue")
        return self._aim.cards([card])[0]

    @asks(Verb.SEE_LINE)
    def because(self, card_id: int) -> Because | None:
        """Why this card is veiled, which may be known only a moment after it was opened. None for a calm one."""
        return because(self._db, self.card(card_id))

    # one open card

    @asks(Verb.CLAIM)
    def open(self, card_id: int) -> OpenCard:
        """Claim this card and show it veiled. The card that this desk had open goes back to the line.

        Raises BreakDue or LimitReached when claiming is closed, NotAllowed when a colleague has it, ConcernsYou where it
        names this person and there is somebody else.
        """
        with self._db.transaction():
            now = self._sitting.tick(Presence.ACTIVE)
            card = self.card(card_id)
            self._demand_open(now, card)
            self._door.close_all()
            claim = queue.claim(self._db, self._who.person, self._who.desk, card_id=card_id)
        fault("claim.after_commit")
        if claim is None:
            raise _not_waiting(card_id)
        return self._opened(claim)

    @asks(Verb.CLAIM)
    def demand_may_open(self, card_id: int) -> None:
        """Raises BreakDue, LimitReached or ConcernsYou as `open` would, and changes nothing."""
        with self._db.transaction():
            self._demand_open(self._sitting.tick(Presence.ACTIVE), self.card(card_id))

    @asks(Verb.CLAIM)
    def next(self, *, calm: bool = False) -> OpenCard | None:
        """Claim what the scheduler gives this person now; a `calm` one, where they asked for that. None when nothing fits."""
        with self._db.transaction():
            now = self._sitting.tick(Presence.ACTIVE)
            now.demand_claim(Band.S0)
            self._door.close_all()
            claim = self._claim_next(Want((CALM,)) if calm else self._mixing.wanted(now))
        fault("claim.after_commit")
        return None if claim is None else self._opened(claim)

    @asks(Verb.CLAIM)
    def look_again(self, card_id: int) -> OpenCard:
        """The card that this desk has open, as it is now. Raises Lost when it no longer has it."""
        with self._db.transaction():
            self._held(card_id)
            claim = queue.claim(self._db, self._who.person, self._who.desk, card_id=card_id)
        if claim is None:
            raise _lost()
        return self._opened(claim)

    @asks(Verb.CLAIM)
    def heartbeat(self) -> timedelta:
        """Keep the open card. Returns for how long it may be shown from the moment this was called.

        Raises Lost when the card is no longer this desk's: cover it and say so. A card that may not be worked
        on because of a break is kept for 20 minutes; at a limit it goes to a colleague once the minute to finish it is over.
        """
        self._handing.look()
        with self._db.transaction():
            claim = queue.open_claim(self._db, self._who.desk)
            if claim is not None and self._kept_too_long(claim):
                self._door.close_all()
                queue.release(self._db, claim.id, "kept through a break")
                claim = None
            if claim is not None:
                queue.heartbeat(self._db, claim.id)
        if claim is None:
            raise self._handing.lost() or _lost()
        return queue.TRUST

    @asks(Verb.REST)
    def put_back(self) -> None:
        """The open card goes back to the line, for anybody."""
        with self._db.transaction():
            self._door.close_all()
            claim = queue.open_claim(self._db, self._who.desk)
            if claim is not None:
                queue.release(self._db, claim.id, "put back")

    @asks(Verb.CLAIM)
    def pass_(self) -> None:
        """Back to the line, and not served to this person again. No reason is asked and none is kept."""
        with self._db.transaction():
            self._door.close_all()
            claim = queue.open_claim(self._db, self._who.desk)
            if claim is None:
                raise _lost()
            queue.pass_(self._db, claim.id, self._who.person)

    # the door

    @asks(Verb.REVEAL)
    def reveal(self, card_id: int, showing: Showing, knowing: bool = False) -> Words:
        """The words of the card that this desk has open. Counted before they leave the core.

        Raises BreakDue, LimitReached, CalmFirst while calmer work waits and comes first, OffHours as the roster says, or
        Lost when this desk no longer has the card; ConcernsYou where it names whoever asks. Who is alone here may ask
        again, `knowing` that.
        """
        with self._db.transaction():
            claim = self._held(card_id)
            words = self._door.reveal(claim, showing, knowing=knowing)
        fault("reveal.after_commit")
        return words

    @asks(Verb.REVEAL)
    def reveal_around(self, comment_id: int, showing: Showing) -> Words:
        """The words of a veiled comment around the open card: above it, below it, or another wording on it. Counts the
        same.
        """
        with self._db.transaction():
            claim = queue.open_claim(self._db, self._who.desk)
            if claim is None:
                raise _lost()
            words = self._door.reveal_comment(claim, comment_id, showing)
        fault("reveal.after_commit")
        return words

    # near-copies

    @asks(Verb.SEE_LINE)
    def wordings(self, card_id: int) -> list[Wording]:
        """What stands on this card, and where it varies; no words. The one that stands for all comes first."""
        return self._wording.of(card_id)

    @asks(Verb.DECIDE)
    def take_out(self, card_id: int, comment_id: int) -> int:
        """A wording of the card that this desk has open gets a card of its own and stays there. Returns that card.

        Raises Lost, NoSuchCard when it is no longer on the card, Refused for the one that stands for all.
        """
        with self._db.transaction():
            self._db.alone("gather")
            self._held(card_id)
            return self._wording.take_out(card_id, comment_id)

    @asks(Verb.DECIDE)
    def put_with(self, card_id: int, own: int) -> None:
        """Take that back: the card `own` is a wording of the open card again. Raises Refused when somebody has it."""
        with self._db.transaction():
            self._db.alone("gather")
            self._held(card_id)
            self._wording.put_with(card_id, own)

    @asks(Verb.REVEAL)
    def still_showing(self, reveal: int) -> float:
        """Called each second while words are on screen. Returns the units charged for this reveal so far.

        Raises BreakDue, LimitReached or Lost when they must be covered now; what was held is charged all the
        same.
        """
        with self._db.transaction():
            now, units = self._door.held(reveal)
            mine = self._has_card()
            refusal = self._door.refusal_of(now, reveal, finishing=True)
            if not mine or refusal is not None:
                self._door.close(reveal)
        if not mine:
            raise _lost()
        if refusal is not None:
            raise refusal
        return units

    @asks(Verb.REVEAL)
    def cover(self, reveal: int) -> None:
        """The words have left the screen. What was held until now is charged."""
        with self._db.transaction():
            self._door.held(reveal)
            self._door.close(reveal)

    @asks(Verb.REST)
    def nasty(self, card_id: int) -> None:
        """ "That was nasty": charged as an abusive insult, no explanation asked."""
        with self._db.transaction():
            self._demand_there(card_id)
            self._door.charge_extra(card_id, Band.S2, "nasty")

    # deciding

    @asks(Verb.ESCALATE)
    def decide(
        self,
        card_id: int,
        verdict: Verdict,
        reason: str | None = None,
        note: str = "",
        request_id: str = "",
        also: Sequence[Extra] = (),
    ) -> Decided:
        """Decide the open card and all its copies, read or unread. `also` is asked of the platform beside it.

        `request_id` is made once a press; the same request again gives the same answer. Escalating is never
        closed, not by a break and not by a limit. Raises EditedMeanwhile when the words changed since the
        card was opened, Lost, NotAllowed when the platform or the house rule does not allow it.
        """
        with self._db.transaction():
            again = queue.decision_of(self._db, request_id) if request_id else None
            if again is not None:
                return self._deciding.told(self._deciding.same(again, card_id, verdict))
            card = self._decidable(card_id, verdict, also)
            claim = self._held(card_id)
            self._demand_hours(claim, card, verdict)
            row = self._deciding.record(claim, card, verdict, reason, note, request_id, also)
            self._took_turn(claim, card)
        fault("decide.after_commit")
        return self._deciding.told(row)

    @asks(Verb.ESCALATE)
    def decide_unread(
        self,
        card_id: int,
        verdict: Verdict,
        reason: str | None = None,
        note: str = "",
        also: Sequence[Extra] = (),
    ) -> Decided:
        """Claim a waiting card and decide it with all its copies, in one transaction: for scripts.

        Raises as `open` and `decide` do, and then nothing has changed.
        """
        with self._db.transaction():
            card = self._decidable(card_id, verdict, also)
            claim = queue.claim(self._db, self._who.person, self._who.desk, card_id=card_id)
            if claim is None:
                raise _not_waiting(card_id)
            self._demand_hours(claim, card, verdict)
            row = self._deciding.record(claim, card, verdict, reason, note, "", also)
            self._took_turn(claim, card)
        fault("decide.after_commit")
        return self._deciding.told(row)

    @asks(Verb.DECIDE)
    def undo(self, decision_id: int | None = None) -> Undone:
        """Call a decision back before it leaves, or send the opposite act after it left.

        None means this person's newest. Raises NotAllowed where the platform knows no way back for the verdict;
        an act beside it that has none stays, and the answer names it.
        """
        with self._db.transaction():
            if decision_id is None:
                found = queue.newest_standing(self._db, self._who.person)
            else:
                found = queue.decision(self._db, decision_id)
            if found is None:
                raise NotAllowed("There is nothing to undo", "No decision of yours stands")
            undone = self._deciding.take_back(found)
        fault("undo.after_commit")
        return undone

    @asks(Verb.REOPEN)
    def reopen(self, decision_id: int, why: str) -> Undone:
        """Take a decision of any day back and put its card into the line again, with a note saying why.

        Raises NotAllowed where the platform knows no way back, NoSuchCard, BadInput without a reason.
        """
        if not why.strip():
            raise BadInput("Reopening needs a reason", "", "Say in a few words why it is looked at again")
        with self._db.transaction():
            decision_id = (
                audits.about(self._db, decision_id) or decision_id
            )  # what is reopened is what stands
            undone = self._deciding.take_back(queue.decision(self._db, decision_id))
            queue.add_note(self._db, undone.card, self._who.person, f"Reopened: {why.strip()}")
        fault("undo.after_commit")
        return undone

    @asks(Verb.DECIDE)
    def second(self, decision_id: int) -> Decided:
        """Agree with a colleague's decision that awaits a second look: it takes effect after ten seconds.

        Who disagrees reopens it instead. Raises NotAllowed for one's own, Refused when nothing is awaited.
        """
        with self._db.transaction():
            found = queue.decision(self._db, decision_id)
            if found.person == self._who.person:
                raise NotAllowed("This decision is yours", "", "Somebody else has to look at it")
            self._deciding.agree(found, self.card(found.card_id))
        fault("decide.after_commit")
        return self._deciding.told(queue.decision(self._db, decision_id))

    @asks(Verb.NOTE)
    def note(self, card_id: int, text: str) -> None:
        """A remark for colleagues on this card."""
        if not text.strip():
            raise BadInput("The note is empty", "", "Write a word or two for your colleagues")
        with self._db.transaction():
            self._demand_there(card_id)
            queue.add_note(self._db, card_id, self._who.person, text.strip())
            drafts.keep(self._db, card_id, self._who.person, "")

    @asks(Verb.NOTE)
    def keep_draft(self, card_id: int, text: str) -> None:
        """A note that is being typed: it outlives the window, and goes to a colleague when this person leaves."""
        with self._db.transaction():
            self._demand_there(card_id)
            drafts.keep(self._db, card_id, self._who.person, text[:DRAFT])

    @asks(Verb.NOTE)
    def keep_answer(self, card_id: int, text: str) -> None:
        """An answer to the comment that is being written: kept until it goes with a decision."""
        with self._db.transaction():
            self._demand_there(card_id)
            answers.keep(self._db, card_id, self._who.person, text[:LONGEST])

    @asks(Verb.SEE_LINE)
    def recent(self, limit: int = 20) -> list[Recent]:
        """This person's newest decisions and how far each has got."""
        return queue.recent(self._db, self._who.person, limit)

    # the person's own meter

    @asks(Verb.REST)
    def meter(self) -> Meter:
        """How much room is left. Exact numbers are for this person alone."""
        with self._db.transaction():
            return self._sitting.tick(None).meter()

    @asks(Verb.REST)
    def rest(self, presence: Presence, touched: bool | None = None, *, typed: bool = False) -> Rest:
        """Let time pass for the break clock. Called every second by the window.

        `touched`: somebody typed or moved something since the last call; None means: as `presence` says. `typed`: into
        an edit field. A break that comes waits for a lull in that.
        """
        if self._attention is not None and (presence is Presence.ACTIVE if touched is None else touched):
            self._attention.touched()
        with self._db.transaction():
            now = self._sitting.tick(presence, typed=typed)
            if now.rest.closed or presence is not Presence.ACTIVE:
                self._door.close_all()
            self._sitting.note_clock()
        if now.gate.closed or now.gate.extreme is not None:
            self._handing.look()
        return now.rest

    @asks(Verb.REST)
    def break_now(self) -> Rest:
        with self._db.transaction():
            self._door.close_all()
            return self._sitting.break_now().rest

    @asks(Verb.REST)
    def ready(self) -> Rest:
        """Back to work after a break that was served in full. Before that it changes nothing."""
        with self._db.transaction():
            return self._sitting.ready().rest

    # the parts

    def _decidable(self, card_id: int, verdict: Verdict, also: Sequence[Extra]) -> Card:
        """The card, when this person may decide now. Raises BreakDue, LimitReached, NoSuchCard."""
        now = self._sitting.tick(Presence.ACTIVE)
        card = self.card(card_id)
        if verdict is not Verdict.ESCALATE or also:
            self.demand(Verb.DECIDE)
            claim = queue.open_claim(self._db, self._who.desk)
            self._demand_open(now, card, finishing=claim is not None and claim.card_id == card_id)
        return card

    def _demand_open(self, now: Now, card: Card, *, finishing: bool = False) -> None:
        """Raises BreakDue, LimitReached, or ConcernsYou where it names this person and there is somebody else."""
        self._aim.demand_others(card.id)
        refusal = self._door.refusal(now, card.band, card.id, finishing=finishing)
        if refusal is not None:
            raise refusal

    def _held(self, card_id: int) -> queue.Claim:
        """This desk's living claim on this card. Raises Lost."""
        claim = queue.open_claim(self._db, self._who.desk)
        if claim is None or claim.card_id != card_id:
            raise _lost()
        queue.held(self._db, claim.id, self._db.boot())
        return claim

    def _kept_too_long(self, claim: queue.Claim) -> bool:
        """Closed by a break or a limit for so long that a colleague may have it."""
        now = self._sitting.tick(None)
        card = cards.one_card(self._db, claim.card_id)
        closed = card is not None and self._door.refusal(now, card.band, card.id) is not None
        return closed and self._sitting.closed_for() >= KEPT

    def _demand_there(self, card_id: int) -> None:
        self.card(card_id)

    def _has_card(self) -> bool:
        claim = queue.open_claim(self._db, self._who.desk)
        if claim is None:
            return False
        try:
            queue.held(self._db, claim.id, self._db.boot())
        except Lost:
            return False
        return True

    def _claim_next(self, want: Want) -> queue.Claim | None:
        left_out = kinds_left_out(self._db, self._who.person, self._beginning.zone)
        if SEVERE in left_out:
            want = want.off_severe()
        for allowed in want.tries:
            if (handed := self._handing.claim(allowed, self._not_mine)) is not None:
                return handed
            while (claim := self._claim(allowed, left_out)) is not None:
                if not self._aim.is_about_me(claim.card_id):
                    return claim
                self._aim.keep(claim.card_id)  # no worker has looked through it yet
                queue.release(self._db, claim.id)
        if not self._aim.mine() or self._aim.somebody_else(()):
            return None
        return next(
            filter(None, (self._claim(allowed, left_out, about_me=True) for allowed in want.tries)), None
        )

    def _not_mine(self, card_id: int) -> bool:
        """What is handed over comes neither to whom it names nor to who left it out."""
        zone = self._beginning.zone
        return self._aim.is_about_me(card_id) or leaves_out(self._db, self._who.person, card_id, zone)

    def _claim(
        self, allowed: Collection[int | None] | None, left_out: Collection[str], *, about_me: bool = False
    ) -> queue.Claim | None:
        return queue.claim(
            self._db,
            self._who.person,
            self._who.desk,
            allowed_bands=allowed,
            left_out=left_out,
            about_me=about_me,
        )

    def _took_turn(self, claim: queue.Claim, card: Card) -> None:
        """A mild card that was decided unread is one of those that come first after a break; a look has counted."""
        if card.band in MILD and self._door.seen(claim) == UNREAD:
            self._sitting.served_one()
        self._sitting.decided()

    def _demand_hours(self, claim: queue.Claim, card: Card, verdict: Verdict) -> None:
        """Raises OffHours: outside the hours harsh cards that were not looked at are escalated, and nothing else."""
        now = self._sitting.tick(None)
        outside = verdict is not Verdict.ESCALATE and not now.hours.on_duty and not now.emergency
        if outside and self._door.seen(claim) == UNREAD and (refusal := now.off_hours(card.band)):
            raise refusal

    def _opened(self, claim: queue.Claim) -> OpenCard:
        card = self.card(claim.card_id)
        exemplar = cards.exemplar(self._db, card.id)
        above, below = comments.context(self._db, exemplar)
        suggested = self._choices.suggested(card)
        return OpenCard(
            card=_capped(card),
            claim=claim.id,
            trusted_for=queue.TRUST,
            above=self._aim.around(above),
            below=self._aim.around(below),
            author=comments.author_record(
                self._db, exemplar, without=audits.hidden_decisions(self._db, self._who.person)
            ),
            notes=tuple(queue.notes(self._db, card.id)),
            draft=drafts.of(self._db, card.id, self._who.person),
            answer=answers.of(self._db, card.id, self._who.person),
            options=self._choices.options(card),
            offers=self._choices.offers(card),
            reasons=self._choices.reasons,
            suggested_reason=suggested.key if suggested else None,
            explanation=told(card),
            because=because(self._db, card),
            unread=self._unread(card),
            handed=self._handing.was_handed(card.id),
        )

    def _unread(self, card: Card) -> str:
        """How decisions made unread about cards like this one turned out, for the whole desk."""
        if not card.veiled:
            return ""
        several = self._gate.several()
        since = self._beginning.since_us() if several else 0
        if since is None:
            return ""
        cases = audits.counted(self._db, card.category, since_us=since)
        figures = blind.told(cases, alone="" if several else self._who.person)
        return blind.on_the_card(figures, blind.kind_of(card.category, card.band, card.sure))


def _without(line: Line, hidden: set[int]) -> Line:
    left_out = [card for card in line.cards if card.id in hidden]
    return Line(
        tuple(card for card in line.cards if card.id not in hidden),
        line.waiting - len(left_out),
        line.comments - sum(card.copies for card in left_out),
        line.exhausted,
    )


def _capped(card: Card) -> Card:
    if card.text is None or len(card.text) <= CAPPED:
        return card
    return replace(card, text=card.text[:CAPPED])


def _not_waiting(card_id: int) -> NoSuchCard:
    return NoSuchCard(f"Card {card_id} is no longer waiting", "", "Take the next one")


def _lost() -> Lost:
    return Lost(
        "This card is no longer yours",
        "Its time ran out or it was given back",
        "Open it again, or take the next",
    )
