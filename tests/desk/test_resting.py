"""A person's own breaks at a real desk: put off, left for an emergency, a meeting, the end of the day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderator.cards import Showing
from moderator.clock import HandClock
from moderator.commands.resting import told
from moderator.decisions import Verdict
from moderator.desk import Desk, Who
from moderator.history import History
from moderator.problems import BreakDue, Lost, Refused
from moderator.resting import Resting, rhythm_of
from moderator.rulebook import everything
from moderator.scores import Band
from moderator.settings import Settings
from moderator.store import journal
from moderator.wellbeing.values import Mode, Presence, Rest
from tests.desk.conftest import Office
from tests.desk.test_desk import _work


@pytest.fixture
def resting(office: Office) -> Resting:
    return of(office)


def of(office: Office, person: str = "ann", desk: str = "desk-1") -> Resting:
    return Resting(office.desk(person, desk)._db, Who(person, desk))


def minutes(clock: HandClock, desk: Desk, count: float) -> Rest:
    """Somebody is there, and touches something each second."""
    rest = desk.rest(Presence.ACTIVE)
    for _ in range(int(count * 60)):
        clock.pass_(seconds=1)
        rest = desk.rest(Presence.ACTIVE)
    return rest


def warned(clock: HandClock, desk: Desk) -> Rest:
    rest = minutes(clock, desk, 20)
    assert rest.mode is Mode.WARN
    return rest


def test_a_break_that_is_announced_can_be_put_off_once_and_gets_longer(
    desk: Desk, resting: Resting, clock: HandClock
):
    rest = warned(clock, desk)
    assert (rest.postpone, rest.costs) == (timedelta(minutes=5), timedelta(minutes=1))
    assert resting.postpone().mode is Mode.WORK
    assert minutes(clock, desk, 4.9).mode is Mode.WORK
    rest = minutes(clock, desk, 0.2)
    assert (rest.mode, rest.postpone, rest.break_length) == (Mode.WARN, None, timedelta(minutes=3))
    with pytest.raises(Refused, match="put off before"):
        resting.postpone()
    assert minutes(clock, desk, 0.5).mode is Mode.BREAK


def test_nothing_is_put_off_that_is_not_announced(desk: Desk, resting: Resting):
    with pytest.raises(Refused, match="No break is about to begin"):
        resting.postpone()
    desk.break_now()
    with pytest.raises(Refused, match="No break is about to begin"):
        resting.postpone()


def test_a_break_waits_for_who_is_typing_and_begins_when_the_card_is_decided(
    office: Office, desk: Desk, clock: HandClock
):
    card = office.says("When will the bridge open?", Band.S0)
    warned(clock, desk)
    desk.open(card.id)
    for _ in range(40):
        clock.pass_(seconds=1)
        rest = desk.rest(Presence.ACTIVE, typed=True)
    assert rest.mode is Mode.DEFER
    desk.decide(card.id, Verdict.KEEP)
    assert desk.rest(Presence.ACTIVE).mode is Mode.BREAK


def test_typing_on_and_on_holds_a_break_up_for_a_minute_and_a_half(desk: Desk, clock: HandClock):
    warned(clock, desk)
    begun = clock.wall()
    while desk.rest(Presence.ACTIVE, typed=True).mode is not Mode.BREAK:
        clock.pass_(seconds=1)
    assert clock.wall() - begun == timedelta(seconds=110)


def test_much_harsh_reading_brings_the_next_break_forward(office: Office, desk: Desk, clock: HandClock):
    for n in range(30):
        desk.nasty(office.says(f"You absolute turnip {n}").id)
    assert desk.rest(Presence.ACTIVE).mode is Mode.WARN
    assert minutes(clock, desk, 0.5).mode is Mode.BREAK


def test_a_charge_is_no_sign_that_somebody_is_there(office: Office, desk: Desk, clock: HandClock):
    """Words are covered, and charged, because nobody is there: that must not look like work."""
    card = office.says("You absolute turnip")
    desk.open(card.id)
    desk.reveal(card.id, Showing.PLAIN)
    clock.pass_(seconds=45)
    desk.rest(Presence.IDLE)
    clock.pass_(seconds=5)
    desk.rest(Presence.IDLE)
    assert desk.meter().rest.mode is Mode.AWAY


# meetings, and the end of the day


def test_a_meeting_covers_words_closes_the_desk_and_is_rest(
    office: Office, desk: Desk, resting: Resting, clock: HandClock
):
    card = office.says("You absolute turnip")
    _work(desk, clock, minutes=15)
    desk.open(card.id)
    words = desk.reveal(card.id, Showing.PLAIN)
    assert resting.meeting().closed
    assert office.db.column("SELECT count(*) FROM reveal WHERE ended_us IS NULL") == [0]
    for call in (
        desk.next,
        lambda: desk.reveal(card.id, Showing.PLAIN),
        lambda: desk.still_showing(words.reveal),
        lambda: desk.decide(card.id, Verdict.KEEP),
    ):
        with pytest.raises(BreakDue, match="meeting"):
            call()
    clock.pass_(minutes=11)
    assert resting.back().mode is Mode.WORK
    assert minutes(clock, desk, 19).mode is Mode.WORK


def test_a_short_meeting_ends_in_the_break_that_was_due(desk: Desk, resting: Resting, clock: HandClock):
    warned(clock, desk)
    resting.meeting()
    clock.pass_(seconds=60)
    assert resting.back().mode is Mode.BREAK


def test_escalating_unread_stays_open_in_a_meeting_and_after_the_end_of_the_day(
    office: Office, desk: Desk, resting: Resting
):
    first, second = office.says("You absolute turnip"), office.says("You utter marrow")
    resting.meeting()
    assert desk.decide_unread(first.id, Verdict.ESCALATE)
    resting.back()
    resting.finish()
    assert desk.decide_unread(second.id, Verdict.ESCALATE)


def test_a_card_is_kept_through_a_meeting_for_twenty_minutes_and_no_longer(
    office: Office, desk: Desk, resting: Resting, clock: HandClock
):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    resting.meeting()
    for _ in range(39):
        clock.pass_(seconds=30)
        desk.heartbeat()
    clock.pass_(seconds=60)
    with pytest.raises(Lost):
        desk.heartbeat()
    assert office.desk("bea", "desk-2").open(card.id)


def test_in_a_break_there_are_no_meetings(desk: Desk, resting: Resting):
    desk.break_now()
    with pytest.raises(Refused, match="begins while you work"):
        resting.meeting()


def test_who_has_finished_gives_the_open_card_back_and_says_so_before_going_on(
    office: Office, desk: Desk, resting: Resting, clock: HandClock
):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    resting.finish()
    assert office.desk("bea", "desk-2").open(card.id)
    with pytest.raises(BreakDue, match="finished for today"):
        desk.next()
    clock.pass_(hours=14)
    assert resting.back().mode is Mode.WORK


# the emergency exit


def a_break_with_an_escalated_card(office: Office, desk: Desk, clock: HandClock) -> tuple[int, int]:
    escalated, other = office.says("You absolute turnip"), office.says("You utter marrow")
    done = desk.decide_unread(escalated.id, Verdict.ESCALATE)
    _work(desk, clock, minutes=19)
    desk.open(other.id)
    desk.break_now()
    clock.pass_(seconds=30)
    return done.id, other.id


def history(office: Office, person: str = "ann") -> History:
    db = office.desk(person)._db
    return History(db, Who(person, "desk-1"), reasons=lambda: everything(db), caps={})


def test_in_an_emergency_escalated_cards_are_open_and_nothing_else(
    office: Office, desk: Desk, resting: Resting, clock: HandClock
):
    decision, other = a_break_with_an_escalated_card(office, desk, clock)
    past = history(office)
    with pytest.raises(BreakDue):
        past.reveal(decision, Showing.PLAIN)
    rest = resting.emergency()
    assert (rest.mode, rest.left) == (Mode.EMERGENCY, timedelta(minutes=10))
    words = past.reveal(decision, Showing.PLAIN)
    assert words.text == "You absolute turnip"
    clock.pass_(seconds=5)
    past.still_showing(words.reveal)
    for call in (
        desk.next,
        lambda: desk.reveal(other, Showing.PLAIN),
        lambda: desk.decide(other, Verdict.KEEP),
        lambda: desk.open(office.says("Good morning", Band.S0).id),
    ):
        with pytest.raises(BreakDue, match="emergency"):
            call()
    reopened = desk.reopen(decision, "a threat to life")
    desk.open(reopened.card)
    desk.reveal(reopened.card, Showing.PLAIN)
    clock.pass_(minutes=10)
    with pytest.raises(BreakDue, match="time for a break"):
        desk.decide(reopened.card, Verdict.HIDE)


def test_what_an_emergency_left_of_a_break_comes_on_top_of_the_next(
    office: Office, desk: Desk, resting: Resting, clock: HandClock
):
    a_break_with_an_escalated_card(office, desk, clock)
    assert resting.emergency().owed == timedelta(seconds=90)
    clock.pass_(minutes=10)
    rest = desk.rest(Presence.ACTIVE)
    assert (rest.mode, rest.left) == (Mode.BREAK, timedelta(minutes=11, seconds=30))
    with pytest.raises(Refused, match="exit of this shift was used"):
        resting.emergency()


def test_an_emergency_is_journaled_and_other_rests_are_nobodys_business(
    office: Office, desk: Desk, resting: Resting, clock: HandClock
):
    warned(clock, desk)
    resting.postpone()
    resting.meeting()
    resting.back()
    desk.break_now()
    assert list(journal.lines(office.db)) == []
    resting.emergency()
    (line,) = journal.lines(office.db)
    assert (line.who, line.act, line.facts) == ("ann", "emergency exit", {"reason": "threat_to_life"})


def test_outside_a_break_there_is_nothing_to_leave(resting: Resting):
    with pytest.raises(Refused, match="No break is running"):
        resting.emergency()


def test_no_exit_leads_through_a_limit(office: Office, desk: Desk, resting: Resting, clock: HandClock):
    desk.break_now()
    for n in range(76):
        desk.nasty(office.says(f"You absolute turnip {n}").id)
    with pytest.raises(Refused, match="limit is reached"):
        resting.emergency()


# failures


def test_a_program_that_dies_loses_nothing_of_where_a_person_is(
    office: Office, desk: Desk, resting: Resting, clock: HandClock
):
    a_break_with_an_escalated_card(office, desk, clock)
    resting.emergency()
    clock.pass_(minutes=4)
    assert of(office).how().left <= timedelta(minutes=10)
    assert office.desk().rest(Presence.IDLE).left == timedelta(minutes=6)
    clock.restart(timedelta(minutes=7))
    rest = office.desk().rest(Presence.ACTIVE)
    assert (rest.mode, rest.left) == (Mode.BREAK, timedelta(minutes=10, seconds=30))


def test_two_windows_of_one_person_are_in_one_meeting(office: Office, desk: Desk, resting: Resting):
    resting.meeting()
    other = office.desk("ann", "desk-2")
    assert other.rest(Presence.ACTIVE).mode is Mode.MEETING
    with pytest.raises(BreakDue):
        other.next()
    assert of(office, "ann", "desk-2").back().mode is Mode.WORK
    assert desk.rest(Presence.ACTIVE).mode is Mode.WORK


def test_a_colleague_is_not_in_it(office: Office, resting: Resting):
    resting.meeting()
    assert office.desk("bea", "desk-2").rest(Presence.ACTIVE).mode is Mode.WORK


@pytest.mark.parametrize("hours", [2, -2])
def test_setting_the_clock_ends_no_meeting_and_is_journaled_once(
    office: Office, desk: Desk, resting: Resting, clock: HandClock, hours: int
):
    desk.rest(Presence.ACTIVE)
    resting.meeting()
    clock.set_wall(clock.wall() + timedelta(hours=hours))
    for _ in range(5):
        clock.pass_(seconds=1)
        assert desk.rest(Presence.IDLE).mode is Mode.MEETING
    (line,) = journal.lines(office.db)
    assert (line.act, line.facts) == ("clock jump", {"seconds": hours * 3600})


def test_a_second_of_the_time_service_is_no_jump(office: Office, desk: Desk, clock: HandClock):
    desk.rest(Presence.ACTIVE)
    for _ in range(10):
        clock.pass_(seconds=60)
        clock.set_wall(clock.wall() + timedelta(seconds=10))
        desk.rest(Presence.ACTIVE)
    assert list(journal.lines(office.db)) == []


def test_time_across_a_restart_of_the_machine_is_marked_as_its_own_word(
    office: Office, desk: Desk, clock: HandClock
):
    desk.rest(Presence.ACTIVE)
    clock.restart(timedelta(minutes=30))
    desk.rest(Presence.ACTIVE)
    desk.rest(Presence.ACTIVE)
    assert '"unproven_us": 1800000000' in office.db.column("SELECT state FROM rest")[0]


def test_the_accessibility_profile_gives_two_minutes_and_longer_breaks_and_never_shorter_ones():
    gentle = rhythm_of(Settings(unhurried_breaks=True, longer_breaks=50))
    assert gentle.warn_micro_us == gentle.warn_long_us == 120_000_000
    assert gentle.micro_len_us == 180_000_000
    assert rhythm_of(Settings()) == rhythm_of(Settings(longer_breaks=0))


@pytest.mark.parametrize("mode", Mode)
def test_a_terminal_says_where_somebody_is_whatever_it_is(mode: Mode):
    rest = Rest(
        mode, "long", timedelta(minutes=5), timedelta(seconds=40), False, postpone=timedelta(minutes=5)
    )
    assert told(rest).endswith(".")
