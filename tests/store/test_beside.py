"""What a decision asks beside its verdict: each act once, in order, and taken back where there is a way back."""

from __future__ import annotations

import json

import pytest

from moderator import platforms, rules
from moderator.choices import Choices
from moderator.decisions import Extra, Ground, Op, UndoKind, Verdict
from moderator.problems import BadInput, NotAllowed
from moderator.store import accounts, answers, cards, outbox, queue
from moderator.store.db import Db
from tests.store.desks import Desks, claimed, comment, gather

MUTE, BLOCK, REPORT = Extra(Op.MUTE), Extra(Op.BLOCK), Extra(Op.REPORT)
REPLY = Extra(Op.REPLY, "Please be kind.")


@pytest.fixture
def mastodon(db: Db) -> int:
    with db.transaction():
        return accounts.add(db, "mastodon", "https://town.example", "town", b"sealed")


def choices(db: Db) -> Choices:
    kinds = platforms.kinds()
    return Choices(
        db,
        caps={name: kind.caps for name, kind in kinds.items()},
        titles={name: kind.title for name, kind in kinds.items()},
        reasons=rules.house_rules,
    )


def decide(db: Db, *also: Extra, verdict: Verdict = Verdict.KEEP, person: str = "p1") -> queue.DecisionRow:
    held = claimed(db, person)
    with db.transaction():
        card = cards.one_card(db, held.card_id)
        assert card is not None
        made = choices(db)
        cited = made.cited(card, verdict, None, also)
        acts = [*made.acts(card.id, verdict), *made.extra_acts(card, also, cited)]
        return queue.decide(db, held.id, f"r{held.id}", verdict, None, "veiled", acts)


def undo(db: Db, made: queue.DecisionRow) -> queue.Undone:  # type: ignore[name-defined]
    with db.transaction():
        return queue.undo(db, made.id, made.person, choices(db).way_back(made.card_id, made.ops))


def settle(db: Db, row: outbox.OutboxRow, state: str, **more: object) -> None:
    with db.transaction():
        assert outbox.settle(db, row.id, "w", state, **more)  # type: ignore[arg-type]


def send_all(db: Db, **refs: str) -> list[Op]:
    """Everything that may leave, confirmed as it goes."""
    sent = []
    while (row := outbox.take(db, "w")) is not None:
        sent.append(row.op)
        settle(db, row, "confirmed", ref=refs.get(row.op.value, ""))
    return sent


def states(db: Db) -> list[tuple[str, str]]:
    return [(row["op"], row["state"]) for row in db.query("SELECT op, state FROM outbox ORDER BY id")]


def test_they_leave_after_the_undo_window_in_the_order_that_makes_sense(
    db: Db, mastodon: int, desks: Desks
) -> None:
    gather(db, mastodon, [comment(1, "You absolute turnip")])
    made = decide(db, BLOCK, MUTE, REPLY, REPORT)
    assert made.ops == (Op.REPLY, Op.MUTE, Op.BLOCK, Op.REPORT)
    assert outbox.take(db, "w") is None
    desks.clock.pass_(seconds=10)
    assert send_all(db) == [Op.REPLY, Op.MUTE, Op.BLOCK, Op.REPORT]
    assert queue.recent(db, "p1", 1)[0].state == "pushed"
    assert queue.recent(db, "p1", 1)[0].also == made.ops


def test_what_the_platform_is_told_travels_with_the_act(db: Db, mastodon: int, desks: Desks) -> None:
    gather(db, mastodon, [comment(1, "You absolute turnip")])
    decide(db, REPLY, Extra(Op.REPORT, ground=Ground.SPAM, rules=("3",), forward=True))
    desks.clock.pass_(seconds=10)
    told = []
    while (row := outbox.take(db, "w")) is not None:
        told.append(json.loads(row.detail))
        settle(db, row, "confirmed")
    assert told == [
        {"text": "Please be kind."},
        {"text": "", "ground": "spam", "forward": True, "rules": ["3"]},
    ]


def test_an_act_on_the_author_is_asked_once_an_author_and_an_answer_once(db: Db, mastodon: int) -> None:
    gather(db, mastodon, [comment(n, "You absolute turnip", author="abc"[n % 3]) for n in range(9)])
    decide(db, MUTE, REPORT, REPLY)
    assert sorted(op for op, _ in states(db)) == ["mute"] * 3 + ["reply"] + ["report"] * 3


def test_the_verdict_and_what_goes_beside_it_are_one_decision(db: Db, account: int, desks: Desks) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    made = decide(db, MUTE, verdict=Verdict.HIDE)
    assert made.ops == (Op.HIDE, Op.MUTE)
    assert queue.beside(made.verdict, made.ops) == (Op.MUTE,)
    desks.clock.pass_(seconds=10)
    assert send_all(db) == [Op.HIDE, Op.MUTE]
    assert undo(db, made).kind is UndoKind.COMPENSATING
    assert sorted(send_all(db)) == [Op.UNHIDE, Op.UNMUTE]


def test_undone_in_time_nothing_leaves(db: Db, mastodon: int, desks: Desks) -> None:
    gather(db, mastodon, [comment(1, "You absolute turnip")])
    undone = undo(db, decide(db, MUTE, REPORT, REPLY))
    assert (undone.kind, undone.stays) == (UndoKind.CALLED_BACK, ())
    desks.clock.pass_(seconds=10)
    assert send_all(db) == []


def test_undone_later_what_can_be_taken_back_is_and_what_stays_is_said(
    db: Db, mastodon: int, desks: Desks
) -> None:
    gather(db, mastodon, [comment(1, "You absolute turnip")])
    made = decide(db, MUTE, BLOCK, REPORT, REPLY)
    desks.clock.pass_(seconds=10)
    send_all(db, reply="77")
    undone = undo(db, made)
    assert (undone.kind, undone.stays) == (UndoKind.COMPENSATING, (Op.REPORT,))
    assert undo(db, made) == undone
    back = {}
    while (row := outbox.take(db, "w")) is not None:
        back[row.op] = row.ref
        settle(db, row, "confirmed")
    assert back == {Op.UNREPLY: "77", Op.UNMUTE: None, Op.UNBLOCK: None}
    assert cards.line(db, 10).cards[0].id == undone.card


def test_a_report_that_was_put_off_is_called_back(db: Db, mastodon: int, desks: Desks) -> None:
    """A limit of the platform held it up: it has certainly not arrived."""
    gather(db, mastodon, [comment(1, "You absolute turnip")])
    made = decide(db, REPORT)
    desks.clock.pass_(seconds=10)
    row = outbox.take(db, "w")
    assert row is not None
    settle(db, row, "pending", problem="Asked to wait.")
    assert undo(db, made).stays == ()
    assert states(db) == [("report", "cancelled")]


def test_a_report_that_may_have_arrived_stays(db: Db, mastodon: int, desks: Desks) -> None:
    gather(db, mastodon, [comment(1, "You absolute turnip")])
    made = decide(db, REPORT)
    desks.clock.pass_(seconds=10)
    row = outbox.take(db, "w")
    assert row is not None
    settle(db, row, "uncertain")
    assert undo(db, made).stays == (Op.REPORT,)


@pytest.mark.parametrize("how", ["died", "put off"])
def test_an_answer_whose_name_is_not_known_yet_is_found_and_then_taken_down(
    db: Db, account: int, desks: Desks, how: str
) -> None:
    """The rehearsal's answers are replay-safe: without this, undo would drop the act and leave the answer there."""
    gather(db, account, [comment(1, "You absolute turnip")])
    made = decide(db, REPLY)
    desks.clock.pass_(seconds=10)
    row = outbox.take(db, "dies" if how == "died" else "w")
    assert row is not None
    if how == "put off":
        settle(db, row, "pending", problem="The connection broke off.")
    undo(db, made)
    desks.clock.pass_(seconds=121)
    assert outbox.take(db, "w") is None, "first it must be known whether the answer is there"
    found = outbox.take_uncertain(db, "w")
    assert found is not None
    assert found.op is Op.REPLY
    settle(db, found, "confirmed", ref="77")
    back = outbox.take(db, "w")
    assert back is not None
    assert (back.op, back.ref) == (Op.UNREPLY, "77")


def test_an_answer_that_turned_out_not_to_be_there_is_not_sent_after_all(
    db: Db, account: int, desks: Desks
) -> None:
    gather(db, account, [comment(1, "You absolute turnip")])
    made = decide(db, REPLY)
    desks.clock.pass_(seconds=10)
    outbox.take(db, "dies")
    undo(db, made)
    desks.clock.pass_(seconds=121)
    assert outbox.take(db, "w") is None
    found = outbox.take_uncertain(db, "w")
    assert found is not None
    settle(db, found, "pending")
    assert states(db)[0] == ("reply", "cancelled")
    back = outbox.take(db, "w")
    assert back is not None
    assert (back.op, back.ref) == (Op.UNREPLY, None)


def test_an_author_whom_another_decision_muted_as_well_stays_muted(
    db: Db, mastodon: int, desks: Desks
) -> None:
    gather(
        db, mastodon, [comment(1, "You absolute turnip", author="bob"), comment(2, "You leek", author="bob")]
    )
    first, second = decide(db, MUTE), decide(db, MUTE, person="p2")
    desks.clock.pass_(seconds=10)
    assert send_all(db) == [Op.MUTE, Op.MUTE]
    assert undo(db, first).kind is UndoKind.CALLED_BACK
    assert send_all(db) == []
    undo(db, second)
    assert send_all(db) == [Op.UNMUTE]


def test_what_a_platform_cannot_do_is_neither_offered_nor_taken(db: Db, account: int, mastodon: int) -> None:
    with db.transaction():
        file = accounts.ensure(db, "file", "", "export.csv")
    gather(db, file, [comment(1, "From a file")])
    with pytest.raises(NotAllowed):
        decide(db, MUTE)
    card = cards.line(db, 10).cards[0]
    assert choices(db).offers(card) == ()
    with pytest.raises(BadInput, match="cannot go"):
        choices(db).extra_acts(card, [Extra(Op.UNMUTE)], None)


def test_offers_say_what_they_do_whom_they_reach_and_whether_there_is_a_way_back(
    db: Db, mastodon: int
) -> None:
    gather(
        db,
        mastodon,
        [comment(n, "You absolute turnip", author=f"{n}@far.example") for n in range(3)],
    )
    offers = {offer.op: offer for offer in choices(db).offers(cards.line(db, 10).cards[0])}
    assert list(offers) == [Op.REPLY, Op.FILTER, Op.MUTE, Op.BLOCK, Op.REPORT]
    assert (offers[Op.MUTE].authors, offers[Op.MUTE].undo) == (3, "can be undone")
    assert (offers[Op.REPORT].forwards, offers[Op.REPORT].undo) == (
        True,
        "cannot be taken back",
    )
    assert "hears nothing more" in offers[Op.MUTE].does


def test_acts_of_an_author_count_as_acted_on(db: Db, mastodon: int) -> None:
    from moderator.store import comments

    gather(db, mastodon, [comment(1, "You absolute turnip", author="bob")])
    decide(db, MUTE)
    row = db.query("SELECT id FROM comment")[0]
    assert comments.author_record(db, row["id"]).acted_on == 1


def test_an_answer_that_was_begun_is_kept_for_its_writer_until_they_leave(db: Db, mastodon: int) -> None:
    gather(db, mastodon, [comment(1, "You absolute turnip")])
    card = cards.line(db, 10).cards[0].id
    with db.transaction():
        answers.keep(db, card, "p1", "Please be")
        answers.keep(db, card, "p1", "Please be kind\0.")
    assert answers.of(db, card, "p1") == "Please be kind\\u0000."
    assert answers.of(db, card, "p2") == ""
    with db.transaction():
        answers.keep(db, card, "p1", "  ")
    assert answers.of(db, card, "p1") == ""
    with db.transaction():
        answers.keep(db, card, "p1", "Please be kind.")
        answers.hand_over(db, "p1")
    assert answers.of(db, card, "p2") == "Please be kind."
    with db.transaction():
        answers.keep(db, card, "p2", "Please.")
    assert [row["person"] for row in db.query("SELECT person FROM answer")] == ["p2"]
