"""A decision is written down: its acts, its note, what it costs, and its line in the journal, together or not at all.

Every method runs inside the caller's transaction; `Desk` has asked before whether the person may decide now.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from moderator import auditing
from moderator.cards import Card
from moderator.choices import Choices
from moderator.clock import from_us
from moderator.decisions import Decided, Extra, Op, Reason, Undone, Verdict, extras_of, extras_text
from moderator.exposing import Door
from moderator.faults import fault
from moderator.gate import Gate
from moderator.problems import Refused
from moderator.sampling import SHARE
from moderator.scores import Band
from moderator.store import answers, audits, drafts, following, incident_offers, journal, queue, wordings
from moderator.store.db import Db
from moderator.together import Together

# beside what somebody escalates: who has the duty may open an incident, and is told no name
AIMED = "It names somebody of the agency: whoever has the duty decides whether an incident is opened."


class Deciding:
    """Decisions of one person, about cards that their desk has claimed. `share` of those made unread are checked."""

    def __init__(
        self,
        db: Db,
        person: str,
        choices: Choices,
        door: Door,
        gate: Gate,
        together: Together,
        share: float = SHARE,
    ) -> None:
        self._db, self._person, self._choices, self._door, self._gate = db, person, choices, door, gate
        self._together, self._share = together, share

    def record(
        self,
        claim: queue.Claim,
        card: Card,
        verdict: Verdict,
        reason: str | None,
        note: str,
        request_id: str,
        also: Sequence[Extra] = (),
    ) -> queue.DecisionRow:
        """Decision, acts, note, charge and journal line, inside the caller's transaction."""
        cited = self._choices.cited(card, verdict, reason, also)
        awaits = cited is not None and verdict in cited.second_look and self._gate.several()
        acts = self._acts(card, verdict, also, cited)  # refused now rather than by the second person
        seen = self._door.seen(claim)
        if seen == "unread" and not card.veiled:
            seen = "open"
        self._door.close_all()
        twin = audits.of_card(self._db, card.id)
        row = queue.decide(
            self._db,
            claim.id,
            request_id or uuid.uuid4().hex,
            verdict,
            cited.key if cited else None,
            seen,
            [] if awaits else acts,
            awaits=awaits,
            also=extras_text(also) if awaits or twin else "",
        )
        if twin is not None:
            audits.answered(self._db, twin, row.id)
        elif seen == "unread":
            auditing.draw(self._db, row, card.band, self._share)
        if twin is None and card.wordings > 1:
            auditing.draw_wordings(self._db, row, self._together.sample)
        if Op.REPLY in row.ops:
            answers.forget(self._db, card.id, self._person)
        if note.strip():
            queue.add_note(self._db, card.id, self._person, note.strip())
        drafts.keep(self._db, card.id, self._person, "")
        aimed = self._door.names_somebody(card.id)
        if aimed and verdict is not Verdict.KEEP:
            incident_offers.offer(self._db, row.id, card.id)
            if verdict is Verdict.ESCALATE:
                queue.add_note(self._db, card.id, self._person, AIMED)
        if card.band is Band.S0 and verdict.acts and cited and cited.categories:
            self._door.charge_extra(card.id, Band.S2, "late")
        journal.append(
            self._db,
            self._person,
            "decided",
            f"card {card.id}",
            {"decision": row.id, "verdict": verdict, "reason": row.reason or "", "seen": seen,
             "copies": row.copies, "band": None if card.band is None else int(card.band), "awaits": awaits,
             **({"names somebody": True} if aimed else {}),
             **({"also": sorted({extra.op.value for extra in also})} if also else {})},
        )  # fmt: skip
        fault("decide.before_commit")
        return row

    def agree(self, found: queue.DecisionRow, card: Card) -> None:
        """A second person lets a decision take effect, with all that it asks beside its verdict."""
        also = extras_of(found.also)
        acts = self._acts(card, found.verdict, also, self._choices.rule(found.reason))
        queue.agree(self._db, found.id, self._person, acts)
        if any(extra.op is Op.REPLY for extra in also):
            answers.forget(self._db, card.id, found.person)
        journal.append(self._db, self._person, "agreed", f"card {card.id}", {"decision": found.id})

    def _acts(
        self, card: Card, verdict: Verdict, also: Sequence[Extra], cited: Reason | None
    ) -> list[queue.Act]:
        return [*self._choices.acts(card.id, verdict), *self._choices.extra_acts(card, also, cited)]

    def same(self, again: queue.DecisionRow, card_id: int, verdict: Verdict) -> queue.DecisionRow:
        """A repeated request has its first answer. Raises Refused when it asks for something else."""
        if (again.person, again.card_id, again.verdict) != (self._person, card_id, verdict):
            raise Refused("This request was used for another decision", "", "Nothing was changed; try again")
        return again

    def take_back(self, found: queue.DecisionRow) -> Undone:
        """With all that followed it: those comments come onto the same card again, as far as they may."""
        undone, followers = self._take_back(found), following.followers(self._db, found.id)
        if followers:
            from moderator.clustering import may_join  # with its words, which a window seldom needs
        for number in followers:
            mine = self._take_back(queue.decision(self._db, number))
            if mine.card != undone.card:
                wordings.join(self._db, undone.card, mine.card, fits=may_join)
        return undone

    def _take_back(self, found: queue.DecisionRow) -> Undone:
        ways = self._choices.way_back(found.card_id, found.ops)
        undone = queue.undo(self._db, found.id, self._person, ways)
        if not undone.again:
            if Op.REPLY in found.ops:
                answers.bring_back(self._db, undone.card, found.id)
            facts = {"decision": undone.decision, "kind": undone.kind}
            journal.append(self._db, self._person, "undone", f"card {undone.card}", facts)
        return undone

    def told(self, row: queue.DecisionRow) -> Decided:
        undo_until = None if row.leaves_us is None else from_us(row.leaves_us)
        also = queue.beside(row.verdict, row.ops) or tuple(extra.op for extra in extras_of(row.also))
        later, stays = self._undo_later(row)
        return Decided(row.id, row.card_id, row.verdict, row.copies, undo_until, later, stays, also)

    def _undo_later(self, row: queue.DecisionRow) -> tuple[str, bool]:
        """What undo does once it has left, and whether there is one."""
        if not row.acts:
            return "can be undone", True
        ways = {op for _, op in self._choices.way_back(row.card_id, row.ops)}
        lost = [op for op in row.ops if op not in ways]
        if not lost:
            return "can be undone on the platform", True
        if any(op.value == row.verdict.value for op in lost):
            return "cannot be undone", False
        if not ways:
            return "the card can come back, but not the " + " and the ".join(lost), True
        return "can be undone on the platform, but for the " + " and the ".join(lost), True
