"""A desk that carries out more than a verdict: an author muted, a report, an answer with its draft kept."""

from __future__ import annotations

import json

import pytest

from moderator.clock import HandClock
from moderator.decisions import Extra, Ground, Op, Verdict
from moderator.desk import Desk
from moderator.journal import verify
from moderator.problems import BadInput, BreakDue, NotAllowed
from moderator.scores import Band
from moderator.store import journal, outbox
from moderator.wellbeing.values import Presence
from tests.desk.conftest import Office
from tests.desk.test_rulebook import look_twice, team

MUTE, BLOCK, REPORT = Extra(Op.MUTE), Extra(Op.BLOCK), Extra(Op.REPORT)


def acts(office: Office):
    return [
        (row["op"], json.loads(row["detail"] or "{}"))
        for row in office.db.query("SELECT * FROM outbox ORDER BY id")
    ]


def test_mastodon_cannot_hide_and_the_card_says_what_can_be_done_instead(office: Office, desk: Desk):
    card = office.says("You absolute turnip", platform="mastodon")
    opened = desk.open(card.id)
    hide = next(option for option in opened.options if option.verdict is Verdict.HIDE)
    assert not hide.allowed
    assert "no way to hide" in hide.why
    assert [offer.op for offer in opened.offers] == [Op.REPLY, Op.FILTER, Op.MUTE, Op.BLOCK, Op.REPORT]
    with pytest.raises(NotAllowed) as refused:
        desk.decide(card.id, Verdict.HIDE)
    assert "mute, block, report" in refused.value.remedy


def test_a_comment_stays_and_its_author_is_muted_and_reported(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip", platform="mastodon")
    desk.open(card.id)
    decided = desk.decide(card.id, Verdict.KEEP, also=(MUTE, REPORT))
    assert decided.also == (Op.MUTE, Op.REPORT)
    assert decided.undo_until is not None
    assert decided.undo_later == "can be undone on the platform, but for the report"
    assert acts(office) == [
        ("mute", {}),
        ("report", {"text": "House rule 4: No personal attacks", "ground": "rude", "forward": False}),
    ]
    assert desk.recent()[0].also == (Op.MUTE, Op.REPORT)
    assert (
        '"also":["mute","report"]'
        in office.db.query("SELECT facts FROM journal ORDER BY seq DESC LIMIT 1")[0]["facts"]
    )
    assert verify(journal.lines(office.db)).ok


@pytest.mark.parametrize(
    ("label", "extra", "ground"),
    [
        ("insult", REPORT, "rude"),
        ("threat", REPORT, "illegal"),
        ("sexual_explicit", REPORT, "sexual"),
        ("insult", Extra(Op.REPORT, ground=Ground.SPAM), "spam"),
    ],
)
def test_a_report_says_what_the_rule_says(office: Office, desk: Desk, label, extra, ground):
    card = office.says("You absolute turnip", platform="mastodon", label=label)
    desk.open(card.id)
    desk.decide(card.id, Verdict.KEEP, also=(extra,))
    assert acts(office)[0][1]["ground"] == ground


def test_advertising_is_reported_as_spam(office: Office, desk: Desk):
    card = office.says("Buy turnips", platform="mastodon")
    desk.open(card.id)
    desk.decide(card.id, Verdict.KEEP, "advertising", also=(REPORT,))
    assert acts(office)[0][1]["ground"] == "spam"


def test_a_rule_that_allows_to_hide_allows_to_mute_as_well_and_no_other_does(office: Office, desk: Desk):
    card = office.says("You absolute turnip", platform="mastodon")
    desk.open(card.id)
    with pytest.raises(NotAllowed):
        desk.decide(card.id, Verdict.KEEP, "personal-attacks")
    desk.decide(card.id, Verdict.KEEP, "personal-attacks", also=(MUTE,))
    assert desk.recent()[0].verdict is Verdict.KEEP


def test_an_answer_needs_words_and_cites_nothing_by_itself(office: Office, desk: Desk):
    card = office.says("You absolute turnip", platform="mastodon")
    desk.open(card.id)
    with pytest.raises(BadInput):
        desk.decide(card.id, Verdict.KEEP, also=(Extra(Op.REPLY, "  "),))
    with pytest.raises(BadInput):
        desk.decide(card.id, Verdict.KEEP, also=(Extra(Op.REPLY, "x" * 5001),))
    desk.decide(card.id, Verdict.KEEP, also=(Extra(Op.REPLY, " Please be kind. "),))
    assert acts(office) == [("reply", {"text": "Please be kind."})]
    row = office.db.query("SELECT reason FROM decision")[0]
    assert row["reason"] is None


def test_a_refused_extra_leaves_the_card_as_it_was(office: Office, desk: Desk):
    card = office.says("You absolute turnip", platform="file")
    desk.open(card.id)
    with pytest.raises(NotAllowed):
        desk.decide(card.id, Verdict.KEEP, also=(MUTE,))
    assert desk.look_again(card.id).card.held_by == "ann"
    assert acts(office) == []


def test_a_break_closes_acts_even_beside_an_escalation(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip", platform="mastodon")
    desk.open(card.id)
    for _ in range(22 * 60):
        clock.pass_(seconds=1)
        desk.rest(Presence.ACTIVE)
        if clock.wall().second == 0:
            desk.heartbeat()
    with pytest.raises(BreakDue):
        desk.decide(card.id, Verdict.ESCALATE, also=(MUTE,))
    desk.decide(card.id, Verdict.ESCALATE)
    assert acts(office) == []


def test_the_same_press_twice_asks_once(office: Office, desk: Desk):
    card = office.says("You absolute turnip", platform="mastodon")
    desk.open(card.id)
    first = desk.decide(card.id, Verdict.KEEP, request_id="r1", also=(MUTE,))
    assert desk.decide(card.id, Verdict.KEEP, request_id="r1", also=(MUTE,)) == first
    assert len(acts(office)) == 1


def test_a_card_without_a_copy_left_offers_nothing(office: Office, desk: Desk):
    card = office.says("When will the bridge open?", Band.S0, platform="file")
    assert desk.open(card.id).offers == ()


def test_an_answer_that_was_begun_is_there_when_the_card_is_opened_again_until_it_is_sent(
    office: Office, desk: Desk
):
    card = office.says("You absolute turnip", platform="mastodon")
    desk.open(card.id)
    desk.keep_answer(card.id, "Please be kind.")
    desk.put_back()
    assert desk.open(card.id).answer == "Please be kind."
    assert "kind" not in repr(desk.look_again(card.id))
    desk.put_back()
    bea = office.desk("bea", "desk-2")
    assert bea.open(card.id).answer == ""
    bea.put_back()
    desk.open(card.id)
    desk.undo(desk.decide(card.id, Verdict.KEEP).id)
    assert desk.open(card.id).answer == "Please be kind."
    decided = desk.decide(card.id, Verdict.KEEP, also=(Extra(Op.REPLY, "Please be kind, all."),))
    assert office.db.query("SELECT * FROM answer") == []
    desk.undo(decided.id)
    assert desk.open(card.id).answer == "Please be kind, all."


def test_what_awaits_a_second_look_asks_nothing_until_a_colleague_agrees(office: Office):
    team(office)
    look_twice(office)
    ann, ben = office.desk("ann", "desk-1"), office.desk("ben", "desk-2")
    card = office.says("You absolute turnip")
    ann.open(card.id)
    ann.keep_answer(card.id, "Please be")
    wishes = (MUTE, Extra(Op.REPORT, ground=Ground.SPAM, forward=True), Extra(Op.REPLY, "Please be kind."))
    decided = ann.decide(card.id, Verdict.HIDE, "personal-attacks", also=wishes)
    assert set(decided.also) == {Op.MUTE, Op.REPORT, Op.REPLY}
    assert acts(office) == []
    ben.second(decided.id)
    told = dict(acts(office))
    assert list(told) == ["hide", "reply", "mute", "report"]
    assert told["reply"] == {"text": "Please be kind."}
    assert (told["report"]["ground"], told["report"]["forward"]) == ("spam", True)
    assert told["report"]["text"].startswith("House rule 4")
    assert office.db.query("SELECT * FROM answer") == []


def test_unread_decisions_carry_extras_too(office: Office, desk: Desk):
    card = office.says("You absolute turnip", platform="mastodon")
    desk.decide_unread(card.id, Verdict.KEEP, also=(BLOCK,))
    assert [op for op, _ in acts(office)] == ["block"]


def test_closing_the_thread_goes_once_a_thread_and_undo_opens_it_again(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    office.says("You absolute turnip", author="anna")
    decided = desk.decide_unread(card.id, Verdict.KEEP, also=[Extra(Op.CLOSE_COMMENTS)])
    ops = office.db.query("SELECT op, key FROM outbox ORDER BY id")
    assert [row["op"] for row in ops] == ["close_comments"]
    with office.db.transaction():
        office.db.run("UPDATE outbox SET state = 'confirmed', attempts = 1, ref = 'allow:null'")
    desk.undo(decided.id)
    row = outbox.take(office.db, "worker-1")
    assert row is not None
    assert (row.op, row.ref) == (Op.OPEN_COMMENTS, "allow:null")


def test_a_thread_that_another_decision_closed_too_stays_closed(office: Office, desk: Desk):
    for text in ("You absolute turnip", "You utter marrow"):
        desk.decide_unread(office.says(text).id, Verdict.KEEP, also=[Extra(Op.CLOSE_COMMENTS)])
    with office.db.transaction():
        office.db.run("UPDATE outbox SET state = 'confirmed', attempts = 1")
    desk.undo()
    assert "open_comments" not in office.db.column("SELECT op FROM outbox")
