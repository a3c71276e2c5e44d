"""A new near-copy of what a person decided follows that decision, where the agency's policy lets it.

It is a decision like any other: with its acts, its ten seconds, its line in the journal ("decided as"), and undo. It is
taken back with the one that it followed. Nothing follows that could not be taken back, that is harsher than the policy's
page allows, that would need a second look, or whose sense is another: the guards are asked over both texts.
"""

from __future__ import annotations

import uuid

from moderator.cards import Card
from moderator.choices import Choices
from moderator.clustering import may_join
from moderator.decisions import Op, Verdict
from moderator.problems import NoSuchCard, NotAllowed, Refused, StoreBusy
from moderator.store import cards, following, history, journal, placing, queue, wordings
from moderator.store.db import Db
from moderator.together import FOLLOWED, HARSHEST_FOLLOWING, POLICY, Together


class Following:
    """See the module. `desk` is a name of this worker's own, under which it holds a card for the moment."""

    def __init__(self, db: Db, choices: Choices, together: Together, desk: str) -> None:
        self._db, self._choices, self._together, self._desk = db, choices, together, desk

    def __call__(self, card_id: int, decided: int) -> bool:
        """Decide the waiting card as the other one was. False, and nothing is changed, where that may not be."""
        if self._together.follow is None:
            return False
        try:
            with self._db.transaction():
                self._db.alone("gather")
                return self._decide(
                    card_id, decided, self._db.wall_us() - self._together.follow // placing.US
                )
        except (Refused, NotAllowed, NoSuchCard, StoreBusy):
            return False

    def _decide(self, card_id: int, decided: int, since_us: int) -> bool:
        leader = following.leader(self._db, decided, since_us)
        card, other = cards.one_card(self._db, card_id), cards.one_card(self._db, decided)
        if leader is None or card is None or other is None or not self._may(leader, card, other):
            return False
        said, meant = cards.held_words(self._db, card_id), history.held(self._db, leader.id)
        if said is None or meant is None or said.text_key is None or not may_join(meant.text, said.text):
            return False
        if wordings.were_parted(self._db, decided, said.text_key):
            return False
        claim = queue.claim(self._db, POLICY, self._desk, card_id=card_id)
        if claim is None:
            return False
        row = queue.decide(
            self._db,
            claim.id,
            uuid.uuid4().hex,
            leader.verdict,
            leader.reason,
            "unread",
            self._choices.acts(card_id, leader.verdict),
        )
        following.mark(self._db, row.id, leader.id)
        facts = {"decision": row.id, "as": leader.id, "as_card": decided, "verdict": leader.verdict,
                 "reason": leader.reason or "", "copies": row.copies, "band": int(card.band or 0)}  # fmt: skip
        journal.append(self._db, POLICY, "decided as", f"card {card_id}", facts)
        return True

    def _may(self, leader: following.Leader, card: Card, other: Card) -> bool:
        if leader.verdict not in FOLLOWED or card.band is None or other.band is None:
            return False
        if card.band > HARSHEST_FOLLOWING or card.veiled != other.veiled or abs(card.band - other.band) > 1:
            return False
        rule = self._choices.rule(leader.reason)
        if leader.reason is not None and (rule is None or leader.verdict in rule.second_look):
            return False
        return leader.verdict is not Verdict.HIDE or self._comes_back(card.id)

    def _comes_back(self, card_id: int) -> bool:
        ways = self._choices.way_back(card_id, (Op.HIDE,))
        return all((row["comment_id"], Op.HIDE) in ways for row in queue.copies(self._db, card_id))
