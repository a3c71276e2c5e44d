"""What a roster keeps from a person: nothing severe at the end of a shift, nothing harsh outside it, each at the door."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from moderator.cards import Showing
from moderator.clock import HandClock
from moderator.decisions import Verdict
from moderator.desk import Desk
from moderator.gate import found
from moderator.people.rosters import Shift
from moderator.problems import OffHours
from moderator.scores import Band
from moderator.shifts import Hours, hours
from moderator.sitting import Sitting
from moderator.store import people, rosters
from moderator.wellbeing.values import Mode, Presence
from tests.desk.conftest import Office

S0, S1, S2, S3, S4 = Band


def plan(office: Office, begins: timedelta, ends: timedelta, person: str = "ann") -> None:
    """A shift from and to so long after now, on the clock of UTC."""
    now = office.clock.wall()
    day = datetime(now.year, now.month, now.day, tzinfo=UTC)
    at = [(now + each - day) // timedelta(minutes=1) for each in (begins, ends)]
    if at[0] < 0:
        day, at = day - timedelta(days=1), [each + 1440 for each in at]
    shift = rosters.Planned(person, day.date().isoformat(), at[0], at[1], "UTC")
    with office.db.transaction():
        found(office.db, "ann")
        if person != "ann":  # somebody who has left since, so that nobody has to sign in here
            people.join(office.db, person)
            people.leave(office.db, person)
        rosters.change(office.db, "ann", "grid", add=[shift])


def hour(many: float) -> timedelta:
    return timedelta(hours=many)


def test_in_the_last_half_hour_of_a_shift_nothing_severe_is_given_or_shown(
    office: Office, desk: Desk, clock: HandClock
):
    plan(office, -hour(1), hour(1))
    severe = office.says("You absolute turnip", S3).id
    desk.open(severe)
    assert desk.reveal(severe, Showing.PLAIN).text
    desk.decide(severe, Verdict.KEEP)
    clock.pass_(minutes=30, seconds=1)
    late = office.says("You absolute marrow", S3).id
    assert desk.next() is None
    desk.open(late)
    with pytest.raises(OffHours, match="end of a shift"):
        desk.reveal(late, Showing.MASKED)
    desk.decide(late, Verdict.HIDE)
    harsh = office.says("You absolute leek", None).id
    opened = desk.next()
    assert opened is not None
    assert opened.card.id == harsh
    assert desk.reveal(harsh, Showing.PLAIN).text


def test_outside_the_hours_harsh_and_unchecked_ones_are_escalated_and_nothing_else(
    office: Office, desk: Desk, clock: HandClock
):
    plan(office, hour(5), hour(9))
    for band in (S2, None, S4):
        card = office.says(f"You absolute turnip {band}", band).id
        assert desk.next() is None
        desk.open(card)
        with pytest.raises(OffHours, match="not your hours"):
            desk.reveal(card, Showing.PLAIN)
        with pytest.raises(OffHours):
            desk.decide(card, Verdict.HIDE)
        assert desk.decide(card, Verdict.ESCALATE).verdict is Verdict.ESCALATE
    mild = office.says("A silly bridge", S1).id
    opened = desk.next()
    assert opened is not None
    assert opened.card.id == mild
    assert desk.reveal(mild, Showing.PLAIN).text
    assert office.units() > 0


def test_a_colleagues_roster_and_none_at_all_keep_nothing_from_anybody(office: Office, desk: Desk):
    plan(office, hour(5), hour(9), person="bea")
    card = office.says("You absolute turnip", S4).id
    desk.open(card)
    assert desk.reveal(card, Showing.PLAIN).text


def test_the_end_of_the_shift_is_the_end_of_the_days_work_once_no_card_is_open(
    office: Office, desk: Desk, clock: HandClock
):
    plan(office, -hour(1), timedelta(minutes=5))
    card = office.says("When will the bridge open?", S0).id
    desk.open(card)
    for _ in range(6):
        clock.pass_(seconds=55)
        desk.heartbeat()
        assert desk.rest(Presence.ACTIVE).mode is Mode.WORK, "the open card may be finished"
    desk.decide(card, Verdict.KEEP)
    clock.pass_(seconds=1)
    assert desk.rest(Presence.ACTIVE).mode is Mode.OFF
    with office.db.transaction():
        assert Sitting(office.db, "ann").back().rest.mode is Mode.WORK
    clock.pass_(seconds=1)
    assert desk.rest(Presence.ACTIVE).mode is Mode.WORK, "said once"


def test_a_card_that_is_never_finished_keeps_the_shift_open_for_ten_minutes(
    office: Office, desk: Desk, clock: HandClock
):
    plan(office, -hour(1), timedelta(minutes=1))
    desk.open(office.says("When will the bridge open?", S0).id)
    modes = []
    for _ in range(13):
        clock.pass_(seconds=55)
        modes.append(desk.rest(Presence.ACTIVE).mode)
    assert modes[9:] == [Mode.WORK, Mode.WORK, Mode.OFF, Mode.OFF]


def test_each_rostered_shift_begins_with_its_own_postponements(office: Office, clock: HandClock):
    plan(office, -hour(1), hour(1))
    plan(office, hour(10), hour(12))
    sitting = Sitting(office.db, "ann")

    def postponed() -> int:
        with office.db.transaction():
            return sitting.tick(Presence.ACTIVE).state.postponed

    assert postponed() == 0
    with office.db.transaction():
        kept = office.db.one("SELECT state FROM rest")
        assert kept is not None
        office.db.run(
            "UPDATE rest SET state = :s", s=kept["state"].replace('"postponed": 0', '"postponed": 3')
        )
    clock.pass_(minutes=5)
    assert postponed() == 3
    with office.db.transaction():  # work goes on outside the hours, so that no eight hours pass without any
        sitting.back()
    for _ in range(12 * 10):
        clock.pass_(minutes=5)
        with office.db.transaction():
            sitting.tick(Presence.ACTIVE)
            sitting.back()
    assert postponed() == 0


def test_a_pause_on_paper_is_outside_the_hours_and_no_new_shift():
    morning = Shift("ann", date(2026, 11, 25), 8 * 60, 12 * 60, "Europe/Berlin").span
    later = Shift("ann", date(2026, 11, 25), 13 * 60, 17 * 60, "Europe/Berlin").span
    at = morning.end + timedelta(minutes=20)
    found = hours([later, morning], at)
    assert (found.planned, found.on_duty) == (True, False)
    assert found.most(30) is S1
    assert found.begun_us == hours([morning], morning.start).begun_us
    assert hours([later, morning], morning.end - timedelta(minutes=10)).most(30) is None
    assert hours([later, morning], later.end - timedelta(minutes=30)).most(30) is S2
    assert hours([later, morning], later.end).most(30) is S1
    assert hours([], at) == Hours()
    assert Hours().most(30) is None


def test_a_night_in_which_the_clock_is_put_back_ends_when_the_wall_says_so():
    night = Shift("ann", date(2026, 10, 24), 22 * 60, 30 * 60, "Europe/Berlin").span
    assert night.length == timedelta(hours=9)
    assert hours([night], night.start + timedelta(hours=8, minutes=29)).most(30) is None
    assert hours([night], night.start + timedelta(hours=8, minutes=30)).most(30) is S2
