"""The queue protocol with decisions that are looked at once more: whatever happens meanwhile, nothing follows from it.

The model is `machine.py`'s; a decision about a twin is one that asks nothing of the platform. What must hold beside it:
a twin is in the line exactly while its check waits, an answer is compared once and counted once, and what can no longer
be compared leaves.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from moderator.decisions import Verdict
from moderator.store import audits, cards
from tests.store.machine import CLIENTS, QueueMachine


class CheckedMachine(QueueMachine):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[int, int] = {}

    def deliver(self, natives: list[str]) -> None:
        super().deliver(natives)
        with self.world.transaction():
            self.world.run("UPDATE card SET scored = 1, band = 2, unchecked = NULL WHERE scored = 0")

    def asks_nothing(self, card_id: int) -> bool:
        return audits.of_card(self.world, card_id) is not None

    def send_decision(self, client: str, screen, verdict: Verdict, request: str) -> int:  # type: ignore[no-untyped-def]
        told = super().send_decision(client, screen, verdict, request)
        audit = audits.of_card(self.world, screen.claim.card_id)
        if audit is not None:
            with self.world.transaction():
                audits.answered(self.world, audit, told)
        return told

    def undo(self, number: int) -> None:
        if not audits.differs(self.world, number):
            super().undo(number)
            return
        try:
            super().undo(number)
        except AssertionError:
            return  # it is refused, whatever its verdict
        raise AssertionError("a difference that was told was taken back")

    @precondition(lambda self: self.made)
    @rule(data=st.data())
    def is_drawn(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.made)[-4:]))
        with self.world.transaction():
            card = self.made[number].card
            audits.ask(self.world, number, cards.exemplar(self.world, card), 0)

    @rule(same=st.booleans())
    def comes_back(self, same: bool) -> None:
        for due in audits.due(self.world, 2):
            with self.world.transaction():
                audits.into_line(self.world, due.id, same=same)

    @rule(seen=st.booleans())
    def compares(self, seen: bool) -> None:
        for answer in audits.to_compare(self.world, self.world.wall_us() + 1, 9):
            with self.world.transaction():
                if not seen:
                    audits.unanswered(self.world, answer, 0 if answer.looks < 2 else None)
                else:
                    same = Verdict(answer.first).acts == Verdict(answer.then).acts
                    audits.compared(self.world, answer, "agreed" if same else "differs")

    @rule(client=st.sampled_from(CLIENTS), verdict=st.sampled_from([Verdict.KEEP, Verdict.HIDE]), ends=st.sampled_from(
        ["compared", "undone", "edited", "vanished", "decision undone"]))  # fmt: skip
    def whole_check(self, client: str, verdict: Verdict, ends: str) -> None:
        self.gather([""], False)
        native = sorted(self.texts, key=lambda name: int(name[1:]))[-1]
        self.claims(client)
        if client not in self.screens:
            return
        made = self.decide(client, Verdict.HIDE, False)
        if made is None:
            return
        with self.world.transaction():
            audit = audits.ask(self.world, made, cards.exemplar(self.world, self.made[made].card), 0)
        self.comes_back(False)
        twin = audit and self.world.column("SELECT card_id FROM audit WHERE id = :id", id=audit)[0]
        if ends == "edited":
            self.edit(native, "Something new")
        elif ends == "decision undone":
            self.undo(made)
        self.claims(client)
        if client in self.screens and self.screens[client].claim.card_id == twin:
            told = self.decide(client, verdict, False)
            if ends == "undone" and told is not None:
                self.undo(told)
        self.compares(True)

    # what must always hold

    @invariant()
    def nothing_follows_from_a_second_look(self) -> None:
        assert not self.world.query(
            """SELECT o.id FROM outbox o JOIN decision d ON d.id = o.decision_id JOIN card k ON k.id = d.card_id
            WHERE k.twin_of IS NOT NULL OR d.audit <> ''"""
        ), "I5: an act of a second look"

    @invariant()
    def a_twin_is_in_the_line_while_its_check_waits(self) -> None:
        waits = set(self.world.column("SELECT card_id FROM audit WHERE state = 'waiting'"))
        there = set(
            self.world.column(
                """SELECT id FROM card WHERE twin_of IS NOT NULL AND copies > 0
                AND state IN ('waiting', 'claimed')"""
            )
        )
        assert waits == there, f"twins in the line {there}, checks that wait {waits}"

    @invariant()
    def what_waits_is_about_a_decision_that_stands_and_words_that_are_the_same(self) -> None:
        assert not self.world.query(
            """SELECT q.id FROM audit q JOIN decision d ON d.id = q.decision_id JOIN comment c ON c.id = q.comment_id
            WHERE q.state IN ('waiting', 'answered') AND (d.undone_us IS NOT NULL OR c.revision <> q.revision)"""
        )

    @invariant()
    def what_was_counted_stays_as_it_was(self) -> None:
        rows = self.world.query("SELECT id, wrong FROM audit WHERE counted IS NOT NULL ORDER BY counted")
        now = {row["id"]: row["wrong"] for row in rows}
        assert list(now.items())[: len(self.counts)] == list(self.counts.items())
        self.counts = now

    @invariant()
    def a_decision_is_compared_with_one_that_stands(self) -> None:
        wrong = self.world.query(
            """SELECT q.id, q.state FROM audit q JOIN decision t ON t.id = q.answer_id
            WHERE q.state IN ('answered', 'differs') AND t.undone_us IS NOT NULL"""
        )
        assert not wrong, str(wrong)
