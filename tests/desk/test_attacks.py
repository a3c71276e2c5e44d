"""Ways round the rules, tried by somebody who wants to look without being counted, or decide without deciding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from moderator.cards import Showing
from moderator.clock import HandClock
from moderator.decisions import Verdict
from moderator.desk import Desk
from moderator.problems import BreakDue, EditedMeanwhile, Lost, NoSuchCard, Refused
from moderator.scores import Band
from moderator.store import journal, outbox
from moderator.wellbeing.values import Mode, Presence
from tests.desk.conftest import Office
from tests.desk.test_desk import _work


def counts(office: Office, *tables: str) -> list[int]:
    return [office.db.column(f"SELECT count(*) FROM {table}")[0] for table in tables]


# words without being counted


def test_other_words_on_the_same_card_are_another_look(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.reveal(card.id, Showing.PLAIN)
    office.edit("n1", "You utter marrow")
    desk.look_again(card.id)
    assert desk.reveal(card.id, Showing.PLAIN).text == "You utter marrow"
    assert office.units() == 4
    assert desk.reveal(card.id, Showing.MASKED).units == 0  # the same words again, within ten minutes


def test_words_that_were_changed_after_the_look_are_decided_unread(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.reveal(card.id, Showing.PLAIN)
    office.edit("n1", "You utter marrow")
    with pytest.raises(EditedMeanwhile):
        desk.decide(card.id, Verdict.HIDE)
    desk.look_again(card.id)
    desk.decide(card.id, Verdict.HIDE)
    assert office.db.column("SELECT seen FROM decision") == ["unread"]


@pytest.mark.parametrize(
    "ending", ["decide", "pass", "put back", "open", "next", "break", "cover", "idle", "reveal"]
)
def test_a_window_that_never_says_how_long_it_shows_is_charged_at_the_end(
    office: Office, desk: Desk, clock: HandClock, ending: str
):
    card, other = office.says("You absolute turnip"), office.says("Good morning", Band.S0)
    desk.open(card.id)
    look = desk.reveal(card.id, Showing.PLAIN)
    clock.pass_(seconds=45)
    {
        "decide": lambda: desk.decide(card.id, Verdict.KEEP),
        "pass": desk.pass_,
        "put back": desk.put_back,
        "open": lambda: desk.open(other.id),
        "next": desk.next,
        "break": desk.break_now,
        "cover": lambda: desk.cover(look.reveal),
        "idle": lambda: desk.rest(Presence.IDLE),
        "reveal": lambda: desk.reveal(card.id, Showing.MASKED),
    }[ending]()
    assert office.units() == pytest.approx(4)


def test_what_a_window_that_died_showed_last_is_not_guessed(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.reveal(card.id, Showing.PLAIN)
    clock.pass_(seconds=100)
    office.desk().open(card.id)
    assert office.units() == 2


def test_every_word_that_left_has_its_look_its_charge_and_its_line(office: Office, desk: Desk):
    parent, child = office.says("You absolute turnip"), office.says("You marrow", Band.S3, under="n1")
    desk.open(child.id)
    desk.reveal(child.id, Showing.MASKED)
    desk.reveal_around(desk.look_again(child.id).above[0].comment_id, Showing.PLAIN)
    assert counts(office, "reveal", "exposure") == [2, 2]
    assert [line.subject for line in journal.lines(office.db)] == [f"card {child.id}", f"card {parent.id}"]
    orphans = "reveal r WHERE NOT EXISTS (SELECT 1 FROM exposure e WHERE e.reveal_id = r.id)"
    assert counts(office, orphans) == [0]


def test_nobody_goes_on_with_a_look_of_somebody_elses(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    look = desk.reveal(card.id, Showing.PLAIN)
    for other in (office.desk("bea", "desk-2"), office.desk("bea", "desk-1"), office.desk("ann", "desk-2")):
        for call in (other.still_showing, other.cover):
            with pytest.raises(Lost):
                call(look.reveal)
    with pytest.raises(Lost):
        desk.cover(999)


def test_a_card_that_a_colleague_took_over_shows_nothing_more(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    look = desk.reveal(card.id, Showing.PLAIN)
    clock.pass_(seconds=121)
    office.desk("bea", "desk-2").open(card.id)
    with pytest.raises(Lost):
        desk.still_showing(look.reveal)
    for call in (
        lambda: desk.reveal(card.id, Showing.PLAIN),
        lambda: desk.decide(card.id, Verdict.HIDE),
        desk.pass_,
    ):
        with pytest.raises(Lost):
            call()


# deciding twice, or without deciding


def test_one_press_is_one_decision_of_one_person_about_one_card(office: Office, desk: Desk):
    first, second = office.says("You absolute turnip"), office.says("You utter marrow")
    desk.open(first.id)
    done = desk.decide(first.id, Verdict.KEEP, request_id="press-1")
    assert desk.decide(first.id, Verdict.KEEP, request_id="press-1") == done
    desk.open(second.id)
    bea = office.desk("bea", "desk-2")
    for call in (
        lambda: desk.decide(second.id, Verdict.KEEP, request_id="press-1"),
        lambda: desk.decide(first.id, Verdict.HIDE, request_id="press-1"),
        lambda: bea.decide(first.id, Verdict.KEEP, request_id="press-1"),
    ):
        with pytest.raises(Refused):
            call()
    assert counts(office, "decision") == [1]


def test_a_decided_card_cannot_be_decided_again_by_any_way(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.decide(card.id, Verdict.HIDE)
    for call in (
        lambda: desk.decide(card.id, Verdict.DELETE),
        lambda: desk.decide_unread(card.id, Verdict.DELETE),
        lambda: desk.open(card.id),
        lambda: desk.reveal(card.id, Showing.PLAIN),
        lambda: office.desk("bea", "desk-2").decide_unread(card.id, Verdict.DELETE),
    ):
        with pytest.raises((Lost, Refused)):
            call()
    assert counts(office, "decision", "outbox") == [1, 1]


def test_nothing_is_asked_of_a_platform_without_a_decision(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.reveal(card.id, Showing.PLAIN)
    desk.note(card.id, "Hide this one")
    desk.nasty(card.id)
    desk.pass_()
    desk.decide_unread(card.id, Verdict.ESCALATE)
    clock.pass_(minutes=5)
    assert outbox.take(office.db, "worker") is None


def test_undoing_twice_brings_one_card_back_once(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    done = desk.decide_unread(card.id, Verdict.HIDE)
    first = desk.undo(done.id)
    assert desk.undo(done.id) == first
    assert [one.id for one in desk.line().cards] == [card.id]
    assert [line.act for line in journal.lines(office.db)].count("undone") == 1


def test_what_is_not_there_is_no_mistake_of_ours(office: Office, desk: Desk):
    for call in (
        lambda: desk.nasty(999),
        lambda: desk.note(999, "a note"),
        lambda: desk.undo(999),
        lambda: desk.card(999),
        lambda: desk.open(999),
        lambda: desk.decide(999, Verdict.KEEP),
    ):
        with pytest.raises(NoSuchCard):
            call()
    assert counts(office, "exposure", "note", "journal") == [0, 0, 0]


# breaks


def test_a_card_is_kept_through_a_break_for_twenty_minutes_at_most(
    office: Office, desk: Desk, clock: HandClock
):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.break_now()
    kept = timedelta(0)

    def keep() -> None:
        nonlocal kept
        clock.pass_(seconds=30)
        kept += timedelta(seconds=30)
        desk.rest(Presence.IDLE)
        desk.heartbeat()

    with pytest.raises(Lost):
        _until(timedelta(hours=2), clock, keep)
    assert timedelta(minutes=20) <= kept <= timedelta(minutes=21)
    assert office.desk("bea", "desk-2").open(card.id)


def test_calm_work_goes_on_at_a_limit_for_as_long_as_it_takes(office: Office, desk: Desk, clock: HandClock):
    for n in range(76):
        desk.nasty(office.says(f"You absolute turnip {n}").id)
    calm = office.says("When does it open?", Band.S0)
    assert desk.rest(Presence.ACTIVE).mode is Mode.COOLDOWN
    desk.open(calm.id)
    for _ in range(50):
        clock.pass_(seconds=30)
        desk.rest(Presence.ACTIVE)
        desk.heartbeat()
    desk.decide(calm.id, Verdict.KEEP)


def test_saying_that_nobody_is_there_while_working_gains_nothing(
    office: Office, desk: Desk, clock: HandClock
):
    """A window that lies: idle each second, and a decision each ten."""
    begun = clock.wall()
    cards = [office.says(f"Good morning {n}", Band.S0) for n in range(241)]

    def lie() -> None:
        clock.pass_(seconds=1)
        second = (clock.wall() - begun).seconds
        desk.rest(Presence.IDLE if second % 2 else Presence.LOCKED)
        if second % 10 == 0:
            desk.decide_unread(cards.pop().id, Verdict.KEEP)

    with pytest.raises(BreakDue):
        _until(timedelta(minutes=40), clock, lie)
    assert clock.wall() - begun <= timedelta(minutes=22)


def test_going_from_desk_to_desk_serves_no_break(office: Office, desk: Desk, clock: HandClock):
    _work(desk, clock, minutes=21)
    card = office.says("You absolute turnip")
    for other in (office.desk("ann", "desk-2"), office.desk("ann", "desk-1-cli-7"), office.desk("ann", "")):
        assert other.ready().mode is Mode.BREAK
        for call in (
            other.next,
            lambda other=other: other.open(card.id),
            lambda other=other: other.decide_unread(card.id, Verdict.KEEP),
        ):
            with pytest.raises(BreakDue):
                call()


def _until(end: timedelta, clock: HandClock, step: Callable[[], None]) -> None:
    """The same again and again, until the end or a refusal."""
    begun = clock.wall()
    while clock.wall() - begun < end:
        step()
