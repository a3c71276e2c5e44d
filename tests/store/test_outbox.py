"""Acts on their way to a platform: when they leave, in which order, and what a dead sender leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderator.decisions import Op, UndoKind, Verdict
from moderator.store import accounts, cards, outbox, queue
from moderator.store.db import Db
from tests.store.desks import Desks, card_of, claimed, comment, decide, gather


@pytest.fixture
def decided(db: Db, account: int) -> queue.DecisionRow:
    gather(db, account, [comment(1, "You absolute turnip", author="bob", root_id="root")])
    return decide(db, claimed(db))


def settle(db: Db, row: outbox.OutboxRow, state: str, sender: str = "w", **more: object) -> bool:
    with db.transaction():
        return outbox.settle(db, row.id, sender, state, **more)  # type: ignore[arg-type]


def taken(db: Db, sender: str = "w") -> outbox.OutboxRow:
    row = outbox.take(db, sender)
    assert row is not None
    return row


def states(db: Db) -> list[str]:
    return [row["state"] for row in db.query("SELECT state FROM outbox ORDER BY id")]


def test_nothing_leaves_before_the_undo_window_is_over(
    db: Db, decided: queue.DecisionRow, desks: Desks
) -> None:
    assert outbox.take(db, "w") is None
    left = outbox.first_leave_in(db)
    assert left is not None
    assert timedelta(seconds=9) < left <= timedelta(seconds=10)
    desks.clock.pass_(seconds=10)
    row = taken(db)
    assert (row.op, row.native_id, row.author_id, row.root_id) == (Op.HIDE, "1", "id-bob", "root")
    assert (row.attempts, row.replay_safe, row.decision_id) == (1, True, decided.id)


def test_an_act_is_sent_by_one_sender_only(db: Db, decided: queue.DecisionRow, desks: Desks) -> None:
    desks.clock.pass_(seconds=10)
    row = taken(db)
    assert outbox.take(db, "other") is None
    assert not settle(db, row, "confirmed", sender="other")
    assert settle(db, row, "confirmed", ref="at://x")
    assert not settle(db, row, "pending")
    assert outbox.first_leave_in(db) is None
    card = cards.one_card(db, decided.card_id)
    assert card is not None
    assert card.state == "pushed"


def test_what_is_put_off_waits_for_its_time(db: Db, decided: queue.DecisionRow, desks: Desks) -> None:
    desks.clock.pass_(seconds=10)
    later = db.wall_us() + 60_000_000
    assert settle(db, taken(db), "pending", problem="Asked to wait.", next_try_us=later)
    assert outbox.take(db, "w") is None
    assert queue.recent(db, "p1", 1)[0].why_not_yet == "Asked to wait."
    desks.clock.pass_(seconds=61)
    assert taken(db).attempts == 2


def test_a_clock_set_back_does_not_hold_an_act_for_years(
    db: Db, decided: queue.DecisionRow, desks: Desks
) -> None:
    desks.clock.pass_(seconds=10)
    settle(db, taken(db), "pending", next_try_us=db.wall_us() + 60_000_000)
    desks.clock.set_wall(desks.clock.wall().replace(year=1971))
    assert outbox.take(db, "w") is not None


def test_a_replay_safe_act_of_a_dead_sender_is_sent_again(
    db: Db, decided: queue.DecisionRow, desks: Desks
) -> None:
    desks.clock.pass_(seconds=10)
    row = taken(db, "dies")
    desks.clock.pass_(seconds=119)
    assert outbox.take(db, "w") is None
    desks.clock.pass_(seconds=2)
    again = taken(db)
    assert (again.id, again.key) == (row.id, row.key)
    assert not settle(db, row, "confirmed", sender="dies")


def test_any_other_act_of_a_dead_sender_is_read_back_before_it_is_sent_again(
    db: Db, account: int, desks: Desks
) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    decide(db, claimed(db), safe=False)
    desks.clock.pass_(seconds=10)
    taken(db, "dies")
    desks.clock.pass_(seconds=121)
    assert outbox.take(db, "w") is None
    row = outbox.take_uncertain(db, "w")
    assert row is not None
    assert outbox.take_uncertain(db, "other") is None
    assert not settle(db, row, "pending", sender="other")
    assert settle(db, row, "pending")
    assert taken(db).id == row.id


def test_acts_on_one_comment_leave_in_the_order_they_were_decided(
    db: Db, decided: queue.DecisionRow, desks: Desks
) -> None:
    desks.clock.pass_(seconds=10)
    hide = taken(db)
    with db.transaction():
        undone = queue.undo(db, decided.id, "p1", {(hide.comment_id, Op.HIDE): (Op.UNHIDE, True)})
    assert undone.kind is UndoKind.COMPENSATING
    assert outbox.take(db, "w") is None, "the hide is still on its way"
    assert settle(db, hide, "confirmed")
    unhide = taken(db)
    assert unhide.op is Op.UNHIDE
    assert unhide.key != hide.key


def test_an_undone_act_is_not_tried_again(db: Db, decided: queue.DecisionRow, desks: Desks) -> None:
    desks.clock.pass_(seconds=10)
    hide = taken(db)
    with db.transaction():
        queue.undo(db, decided.id, "p1", {(hide.comment_id, Op.HIDE): (Op.UNHIDE, True)})
    assert settle(db, hide, "pending")
    assert states(db) == ["cancelled", "pending"]
    assert taken(db).op is Op.UNHIDE


def test_an_act_that_was_tried_and_put_off_is_answered_when_undone(
    db: Db, decided: queue.DecisionRow, desks: Desks
) -> None:
    desks.clock.pass_(seconds=10)
    hide = taken(db)
    settle(db, hide, "pending")
    with db.transaction():
        queue.undo(db, decided.id, "p1", {(hide.comment_id, Op.HIDE): (Op.UNHIDE, True)})
    assert states(db) == ["cancelled", "pending"]


def test_what_a_platform_refuses_is_parked_in_sight(db: Db, decided: queue.DecisionRow, desks: Desks) -> None:
    desks.clock.pass_(seconds=10)
    settle(db, taken(db), "parked", problem="The platform refused.")
    (row,) = outbox.parked(db)
    assert row["problem"] == "The platform refused."
    card = cards.one_card(db, decided.card_id)
    assert card is not None
    assert (card.state, card.why_not_yet) == ("parked", "The platform refused.")
    with db.transaction():
        assert outbox.retry(db, row["id"])
    assert taken(db).id == row["id"]


def test_a_sender_may_care_for_some_accounts_only(db: Db, decided: queue.DecisionRow, desks: Desks) -> None:
    desks.clock.pass_(seconds=10)
    assert outbox.take(db, "w", account_ids=[-1]) is None
    account = accounts.listed(db)[0].id
    assert outbox.take(db, "w", account_ids=[account]) is not None


def test_acts_of_a_removed_account_are_parked(db: Db, decided: queue.DecisionRow) -> None:
    account = accounts.listed(db)[0].id
    with db.transaction():
        assert accounts.remove(db, account)
    assert states(db) == ["parked"]
    gone = accounts.get(db, account)
    assert gone is not None
    assert (gone.secret, gone.session) == (None, None)


def test_keeping_asks_nothing_of_the_platform(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "Thanks")])
    made = decide(db, claimed(db), Verdict.KEEP)
    assert (made.acts, made.leaves_us, outbox.first_leave_in(db)) == (0, None, None)
    card = cards.one_card(db, card_of(db, 1))
    assert card is not None
    assert (card.state, card.decided) == ("decided", Verdict.KEEP)
