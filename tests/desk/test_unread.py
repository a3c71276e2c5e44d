"""A verdict from a script: claimed and decided at once, or nothing at all."""

from __future__ import annotations

import pytest

from moderator.clock import HandClock
from moderator.decisions import Verdict
from moderator.desk import Desk
from moderator.journal import verify
from moderator.problems import BadInput, BreakDue, LimitReached, NoSuchCard, NotAllowed, Refused
from moderator.scores import Band
from moderator.store import journal
from tests.desk.conftest import Office
from tests.desk.test_desk import _work


def open_claims(office: Office) -> int:
    return len(office.db.query("SELECT id FROM claim WHERE ended_us IS NULL"))


def test_all_copies_are_decided_unread(office: Office, desk: Desk):
    for author in ("bob", "bea", "cat"):
        card = office.says("You absolute turnip", author=author)
    assert desk.decide_unread(card.id, Verdict.HIDE).copies == 3
    assert office.db.one("SELECT person, seen FROM decision") == {"person": "ann", "seen": "unread"}
    assert [line.act for line in journal.lines(office.db)] == ["decided"]
    assert verify(journal.lines(office.db)).ok
    assert open_claims(office) == 0


def test_what_is_refused_changes_nothing(office: Office, desk: Desk):
    card = office.says("You absolute turnip", platform="bluesky")
    for verdict, reason, problem in (
        (Verdict.DELETE, None, NotAllowed),
        (Verdict.HIDE, "no-such-rule", BadInput),
        (Verdict.HIDE, "criticism-stays", NotAllowed),
    ):
        with pytest.raises(problem):
            desk.decide_unread(card.id, verdict, reason)
    with pytest.raises(NoSuchCard):
        desk.decide_unread(999, Verdict.KEEP)
    assert office.db.query("SELECT id FROM claim") == []
    assert list(journal.lines(office.db)) == []


def test_a_colleagues_open_card_is_not_decided_over_their_head(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    with pytest.raises(Refused):
        office.desk("bea", "desk-2").decide_unread(card.id, Verdict.KEEP)
    assert desk.decide(card.id, Verdict.KEEP)


def test_a_break_holds_for_scripts_and_escalating_is_never_closed(
    office: Office, desk: Desk, clock: HandClock
):
    card = office.says("You absolute turnip")
    _work(desk, clock, minutes=21)
    with pytest.raises(BreakDue):
        desk.decide_unread(card.id, Verdict.HIDE)
    assert desk.decide_unread(card.id, Verdict.ESCALATE).verdict is Verdict.ESCALATE


def test_a_limit_holds_for_scripts_and_leaves_calm_work(office: Office, desk: Desk):
    for n in range(76):
        desk.nasty(office.says(f"You absolute turnip {n}").id)
    with pytest.raises(LimitReached):
        desk.decide_unread(office.says("You absolute marrow").id, Verdict.HIDE)
    assert desk.decide_unread(office.says("When does it open?", Band.S0).id, Verdict.KEEP)


def test_a_calm_card_was_not_decided_unread(office: Office, desk: Desk):
    card = office.says("Which platform?", Band.S0)
    desk.open(card.id)
    desk.decide(card.id, Verdict.KEEP)
    assert office.db.column("SELECT seen FROM decision") == ["open"]
