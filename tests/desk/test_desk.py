"""One person at one desk: what is shown, what is counted, what is refused, what is decided."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderator.cards import Showing, State
from moderator.clock import HandClock
from moderator.decisions import UndoKind, Verdict
from moderator.desk import Desk
from moderator.journal import verify
from moderator.overview import Overview
from moderator.problems import BreakDue, EditedMeanwhile, LimitReached, Lost, NotAllowed, Refused
from moderator.promising import Promises
from moderator.scores import Band
from moderator.store import journal, outbox
from moderator.wellbeing.values import Mode, Presence
from tests.desk.conftest import HERE, Office


def test_a_veiled_card_carries_no_words(office: Office, desk: Desk):
    office.says("You absolute turnip")
    office.says("Zorblax language nobody knows", None)
    opened = desk.open(desk.line().cards[0].id)
    everything = repr(desk.line()) + repr(opened) + repr(desk.recent())
    assert "turnip" not in everything
    assert "Zorblax" not in everything
    assert all(card.text is None for card in desk.line().cards)


def test_a_calm_card_shows_its_text(office: Office, desk: Desk):
    office.says("When will the bridge open?", Band.S0)
    assert desk.line().cards[0].text == "When will the bridge open?"


def test_the_door_gives_the_words_and_counts_them(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    words = desk.reveal(card.id, Showing.PLAIN)
    assert words.text == "You absolute turnip"
    assert words.units == 2
    assert office.units() == 2
    assert "turnip" not in repr(words) + str(words)


@pytest.mark.parametrize(("seconds", "times"), [(3, 1), (21, 1.5), (45, 2), (500, 3)])
def test_a_look_costs_more_the_longer_it_is_held(
    office: Office, desk: Desk, clock: HandClock, seconds, times
):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    words = desk.reveal(card.id, Showing.PLAIN)
    held = 0
    while held < seconds:
        step = min(1, seconds - held)
        clock.pass_(seconds=step)
        held += step
        if held % 30 == 0:
            desk.heartbeat()
        desk.still_showing(words.reveal)
    desk.cover(words.reveal)
    assert office.units() == pytest.approx(2 * times)


def test_a_card_is_not_charged_again_within_ten_minutes(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.cover(desk.reveal(card.id, Showing.MASKED).reveal)
    clock.pass_(seconds=60)
    desk.heartbeat()
    desk.reveal(card.id, Showing.PLAIN)
    assert office.units() == 2


def test_looking_in_slices_costs_as_much_as_looking_at_once(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    for _ in range(5):
        words = desk.reveal(card.id, Showing.PLAIN)
        clock.pass_(seconds=9)
        desk.cover(words.reveal)
        desk.heartbeat()
    assert office.units() == 2 * 2  # 45 s in all


def test_an_exact_copy_costs_half(office: Office, desk: Desk):
    first = office.says("You absolute turnip")
    desk.open(first.id)
    desk.reveal(first.id, Showing.PLAIN)
    desk.decide(first.id, Verdict.KEEP)
    copy = office.says("You absolute turnip")
    assert copy.id != first.id
    desk.open(copy.id)
    desk.reveal(copy.id, Showing.PLAIN)
    assert office.units() == 3


def test_not_checked_counts_as_abusive(office: Office, desk: Desk):
    card = office.says("Zorblax", None)
    desk.open(card.id)
    desk.reveal(card.id, Showing.PLAIN)
    assert office.units() == 2


def test_words_are_not_given_without_the_card(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    with pytest.raises(Lost):
        desk.reveal(card.id, Showing.PLAIN)
    assert office.units() == 0


def test_words_are_not_given_once_the_lease_is_over(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    clock.pass_(seconds=121)
    with pytest.raises(Lost):
        desk.reveal(card.id, Showing.PLAIN)


def test_a_colleagues_card_cannot_be_opened(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    with pytest.raises(Refused):
        office.desk("bea", "desk-2").open(card.id)
    assert office.desk("bea", "desk-2").line().cards[0].held_by == "ann"


def test_twenty_minutes_of_work_end_in_a_break(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    _work(desk, clock, minutes=21)
    assert desk.rest(Presence.ACTIVE).mode is Mode.BREAK
    with pytest.raises(BreakDue):
        desk.open(card.id)
    with pytest.raises(BreakDue):
        desk.next()


def test_a_break_cannot_be_cut_short_by_starting_again(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    _work(desk, clock, minutes=21)
    clock.pass_(seconds=30)
    again = office.desk()
    with pytest.raises(BreakDue):
        again.open(card.id)
    again.ready()
    with pytest.raises(BreakDue):
        again.open(card.id)
    clock.pass_(minutes=2)
    assert again.rest(Presence.ACTIVE).mode is Mode.READY
    assert again.ready().mode is Mode.WORK
    assert again.open(card.id).card.id == card.id


def test_setting_the_clock_does_not_serve_a_break(office: Office, desk: Desk, clock: HandClock):
    _work(desk, clock, minutes=21)
    clock.set_wall(clock.wall().replace(year=2030))
    assert desk.rest(Presence.ACTIVE).mode is Mode.BREAK


def test_a_break_covers_words_and_charges_what_was_held(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    _work(desk, clock, minutes=19.5)
    desk.open(card.id)
    words = desk.reveal(card.id, Showing.PLAIN)
    _show_for(desk, clock, words.reveal, seconds=40)
    with pytest.raises(BreakDue):
        _show_for(desk, clock, words.reveal, seconds=40)
    assert office.units() > 2
    with pytest.raises(BreakDue):
        desk.reveal(card.id, Showing.PLAIN)


def test_escalating_unread_is_never_closed(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    _work(desk, clock, minutes=19.9)
    desk.open(card.id)
    desk.break_now()
    assert desk.decide(card.id, Verdict.ESCALATE).verdict is Verdict.ESCALATE
    assert office.units() == 0


def test_the_hours_limit_leaves_calm_work(office: Office, desk: Desk, clock: HandClock):
    for n in range(80):
        card = office.says(f"You absolute turnip number {n}")
        desk.open(card.id)
        desk.reveal(card.id, Showing.PLAIN)
        if office.units() >= 150:
            break
        desk.decide(card.id, Verdict.KEEP)
    with pytest.raises(LimitReached):
        desk.reveal(card.id, Showing.PLAIN)
    clock.pass_(seconds=61)
    with pytest.raises(LimitReached):
        desk.decide(card.id, Verdict.KEEP)
    with pytest.raises(LimitReached):
        desk.open(office.says("You absolute marrow").id)
    assert office.units() == 150
    assert desk.rest(Presence.ACTIVE).mode is Mode.COOLDOWN
    calm = office.says("When will the bridge open?", Band.S0)
    desk.open(calm.id)
    desk.decide(calm.id, Verdict.KEEP)
    assert desk.meter().hour == 1.0


def test_there_is_room_again_after_the_cooldown(office: Office, desk: Desk, clock: HandClock):
    test_the_hours_limit_leaves_calm_work(office, desk, clock)
    clock.pass_(minutes=61)
    assert desk.rest(Presence.IDLE).mode is Mode.READY
    desk.ready()
    card = office.says("You absolute turnip again")
    assert desk.open(card.id)


def test_a_decision_takes_all_copies(office: Office, desk: Desk):
    for author in ("bob", "bea", "cat"):
        card = office.says("You absolute turnip", author=author)
    desk.open(card.id)
    decided = desk.decide(card.id, Verdict.HIDE)
    assert decided.copies == 3
    row = office.db.one("SELECT count(*) AS n FROM outbox WHERE op = 'hide'")
    assert row == {"n": 3}


def test_the_same_press_twice_decides_once(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    first = desk.decide(card.id, Verdict.HIDE, request_id="press-1")
    assert desk.decide(card.id, Verdict.HIDE, request_id="press-1").id == first.id


def test_an_edited_comment_is_never_decided_on_its_old_text(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    office.edit("n1", "You lovely person")
    with pytest.raises(EditedMeanwhile):
        desk.decide(card.id, Verdict.HIDE)


def test_a_hide_cites_the_rule_that_the_category_suggests(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    opened = desk.open(card.id)
    assert opened.suggested_reason == "personal-attacks"
    assert [option.verdict for option in opened.options if option.suggested] == [Verdict.HIDE]
    desk.decide(card.id, Verdict.HIDE)
    assert office.db.one("SELECT reason FROM decision") == {"reason": "personal-attacks"}


def test_a_rule_that_does_not_allow_a_verdict_refuses_it(office: Office, desk: Desk):
    card = office.says("When will the bridge open?", Band.S0)
    desk.open(card.id)
    with pytest.raises(NotAllowed):
        desk.decide(card.id, Verdict.HIDE, "criticism-stays")


def test_what_a_platform_cannot_do_is_refused_with_what_it_can(office: Office, desk: Desk):
    card = office.says("You absolute turnip", platform="bluesky")
    opened = desk.open(card.id)
    delete = next(option for option in opened.options if option.verdict is Verdict.DELETE)
    assert not delete.allowed
    with pytest.raises(NotAllowed) as refused:
        desk.decide(card.id, Verdict.DELETE)
    assert "hide" in refused.value.sentence()


def test_undo_within_ten_seconds_calls_the_act_back(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.decide(card.id, Verdict.HIDE)
    undone = desk.undo()
    assert undone.kind is UndoKind.CALLED_BACK
    assert desk.line().cards[0].state is State.WAITING
    assert outbox.first_leave_in(office.db) is None


def test_undo_later_sends_the_opposite_act(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.decide(card.id, Verdict.HIDE)
    clock.pass_(seconds=11)
    _push(office)
    assert desk.undo().kind is UndoKind.COMPENSATING
    row = office.db.one("SELECT op FROM outbox WHERE state = 'pending'")
    assert row == {"op": "unhide"}


def test_a_delete_that_has_left_cannot_be_undone(office: Office, desk: Desk, clock: HandClock):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.decide(card.id, Verdict.DELETE)
    clock.pass_(seconds=11)
    _push(office)
    with pytest.raises(NotAllowed):
        desk.undo()


def test_what_was_passed_is_not_served_again(office: Office, desk: Desk):
    first = office.says("You absolute turnip")
    office.says("You utter pumpkin")
    desk.open(first.id)
    desk.pass_()
    served = desk.next()
    assert served is not None
    assert served.card.id != first.id


def test_nasty_is_charged_without_a_question(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.nasty(card.id)
    assert office.units() == 2


def test_a_calm_card_that_turns_out_harsh_is_charged_when_decided(office: Office, desk: Desk):
    card = office.says("You absolute turnip", Band.S0)
    desk.open(card.id)
    desk.decide(card.id, Verdict.HIDE, "personal-attacks")
    assert office.units() == 2


def test_the_journal_tells_it_and_holds_no_words(office: Office, desk: Desk):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.reveal(card.id, Showing.PLAIN)
    desk.decide(card.id, Verdict.HIDE, note="seen before")
    desk.undo()
    lines = list(journal.lines(office.db))
    assert [line.act for line in lines] == ["revealed", "decided", "undone"]
    assert verify(lines).ok
    assert "turnip" not in repr(lines)


def test_words_above_and_below_are_veiled_and_count(office: Office, desk: Desk):
    parent = office.says("You absolute turnip")
    child = office.says("Quite so", Band.S0, under="n1")
    opened = desk.open(child.id)
    (above,) = opened.above
    assert above.text is None
    assert desk.reveal_around(above.comment_id, Showing.PLAIN).text == "You absolute turnip"
    assert office.units() == 2
    stranger = office.says("Something else entirely")
    comment = office.db.one("SELECT id FROM comment WHERE card_id = :c", c=stranger.id)
    assert comment is not None
    with pytest.raises(NotAllowed):
        desk.reveal_around(comment["id"], Showing.PLAIN)
    assert parent.id != child.id


def test_after_five_harsh_cards_a_calmer_one_comes(office: Office, desk: Desk):
    for n in range(9):
        office.says(f"You absolute turnip {n}", Band.S2)
    office.says("When will the bridge open?", Band.S0)
    served = []
    for _ in range(7):
        opened = desk.next()
        assert opened is not None
        served.append(opened.card.band)
        desk.decide(opened.card.id, Verdict.KEEP)
    assert Band.S0 in served


def _work(desk: Desk, clock: HandClock, *, minutes: float) -> None:
    desk.rest(Presence.ACTIVE)
    for _ in range(int(minutes * 6)):
        clock.pass_(seconds=10)
        desk.rest(Presence.ACTIVE)


def _show_for(desk: Desk, clock: HandClock, reveal: int, *, seconds: int) -> None:
    for _ in range(seconds):
        clock.pass_(seconds=1)
        desk.still_showing(reveal)


def _push(office: Office) -> None:
    row = outbox.take(office.db, "worker")
    assert row is not None
    with office.db.transaction():
        outbox.settle(office.db, row.id, "worker", "confirmed")


# the promise


def test_a_desk_is_told_why_a_card_is_first_and_what_is_left_of_its_promise(office: Office, desk: Desk):
    threat = office.says("You absolute turnip", Band.S4, label="threat")
    office.says("Which street?", Band.S0)
    (first, second) = desk.line().cards
    assert first.id == threat.id
    assert first.first_because == "threat"
    assert first.due_in is not None
    assert second.due_in is not None
    assert (first.due_in.left, second.due_in.left) == (timedelta(hours=2), timedelta(hours=16))
    assert first.due_in.basis == "office hours"
    assert desk.cards([first.id]) == [first]
    assert desk.open(first.id).card.due_in == first.due_in


def test_the_desk_counts_promises_that_are_missed_or_nearly(office: Office):
    overview = Overview(office.db, promises=Promises(office.db, HERE))
    office.says("You absolute turnip", Band.S4, label="threat")
    assert (overview.status().promises_missed, overview.status().promises_nearly) == (0, 0)
    office.clock.pass_(hours=1.5)
    assert (overview.status().promises_missed, overview.status().promises_nearly) == (0, 1)
    office.clock.pass_(hours=1)
    assert (overview.status().promises_missed, overview.status().promises_nearly) == (1, 0)
