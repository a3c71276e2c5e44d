"""What a person is kept from once it is enough, at the desk itself: by the week, by time, by extreme cards."""

from __future__ import annotations

from contextlib import suppress

import pytest

from moderator.cards import Showing
from moderator.clock import HandClock
from moderator.decisions import Verdict
from moderator.desk import Desk
from moderator.problems import LimitReached, Lost
from moderator.scores import Band
from moderator.sitting import Sitting
from moderator.store import exposure
from moderator.store.exposure import Event
from moderator.wellbeing.values import Mode, Presence
from tests.desk.conftest import Office

HOUR_US = 3_600_000_000


def read(office: Office, desk: Desk, text: str, band: Band) -> None:
    card = office.says(text, band)
    desk.open(card.id)
    desk.reveal(card.id, Showing.PLAIN)
    desk.decide(card.id, Verdict.KEEP)


def sit(desk: Desk, clock: HandClock, minutes: int) -> None:
    """With the window open and a hand on the mouse, resting whenever it is time to."""
    for _ in range(minutes * 2):
        clock.pass_(seconds=30)
        with suppress(Lost):
            desk.heartbeat()
        rest = desk.rest(Presence.ACTIVE)
        if rest.mode is Mode.BREAK:
            clock.pass_(seconds=rest.left.total_seconds() + 1)
            desk.ready()


def test_the_fourth_extreme_card_of_an_hour_stays_veiled_and_others_stay_open(office: Office, desk: Desk):
    for n in range(3):
        read(office, desk, f"I will come for your turnips number {n}", Band.S4)
    assert desk.meter().extreme_left == 0
    fourth = office.says("I will come for your marrows", Band.S4)
    with pytest.raises(LimitReached, match="extreme cards as one hour allows") as reached:
        desk.open(fourth.id)
    assert reached.value.limit == "s4_h"
    read(office, desk, "You absolute turnip", Band.S3)
    assert desk.meter().rest.mode is Mode.WORK


def test_the_next_card_is_no_extreme_one_while_these_are_closed(office: Office, desk: Desk, clock: HandClock):
    read(office, desk, "I will come for your turnips", Band.S4)
    clock.pass_(minutes=58)
    for n in range(2):
        read(office, desk, f"I will come for your marrows {n}", Band.S4)
    clock.pass_(minutes=5)  # the first has left the hour; the quarter of an hour is not over
    office.says("I will come for your leeks", Band.S4)
    assert desk.next() is None
    clock.pass_(minutes=60)
    assert desk.next() is not None


def test_an_extreme_card_that_was_open_when_it_became_enough_is_covered_after_a_minute(
    office: Office, desk: Desk, clock: HandClock
):
    elsewhere = office.desk(desk="desk-2")
    for n in range(2):
        read(office, desk, f"I will come for your turnips number {n}", Band.S4)
    first, second = (office.says(f"I will come for your {what}", Band.S4) for what in ("leeks", "peas"))
    desk.open(first.id)
    elsewhere.open(second.id)
    shown = desk.reveal(first.id, Showing.PLAIN)
    with pytest.raises(LimitReached):
        elsewhere.reveal(second.id, Showing.PLAIN)
    clock.pass_(seconds=59)
    desk.still_showing(shown.reveal)
    clock.pass_(seconds=2)
    with pytest.raises(LimitReached):
        desk.still_showing(shown.reveal)
    with pytest.raises(LimitReached):
        desk.decide(first.id, Verdict.KEEP)
    elsewhere.decide(second.id, Verdict.ESCALATE)


def test_the_card_that_was_open_when_a_limit_was_reached_may_be_decided_for_a_minute(
    office: Office, desk: Desk, clock: HandClock
):
    for n in range(2):
        read(office, desk, f"I will come for your turnips number {n}", Band.S4)
    last = office.says("I will come for your leeks", Band.S4)
    desk.open(last.id)
    desk.reveal(last.id, Showing.PLAIN)
    clock.pass_(seconds=50)
    with pytest.raises(LimitReached):
        desk.reveal(last.id, Showing.MASKED)
    with pytest.raises(LimitReached):
        desk.decide_unread(office.says("I will come for your peas", Band.S4).id, Verdict.KEEP)
    desk.decide(last.id, Verdict.HIDE)


def test_four_hours_with_a_harsh_card_open_are_enough_for_a_day_though_nothing_was_read(
    office: Office, desk: Desk, clock: HandClock
):
    for n in range(13):
        card = office.says(f"You absolute turnip number {n}")
        desk.open(card.id)
        sit(desk, clock, 19)
        if desk.rest(Presence.ACTIVE).mode is Mode.DAYLOCK:
            break
        desk.put_back()
    assert office.units() == 0
    assert desk.rest(Presence.ACTIVE).limit == "queue_d"
    assert n == 12
    with pytest.raises(LimitReached, match="as long as one day allows"):
        desk.open(card.id)
    calm = office.says("When will the bridge open?", Band.S0)
    desk.open(calm.id)
    desk.decide(calm.id, Verdict.KEEP)


def test_time_with_a_calm_card_open_with_none_or_away_is_not_counted(
    office: Office, desk: Desk, clock: HandClock
):
    calm = office.says("When will the bridge open?", Band.S0)
    desk.open(calm.id)
    sit(desk, clock, 10)
    desk.put_back()
    sit(desk, clock, 5)
    harsh = office.says("You absolute turnip")
    desk.open(harsh.id)
    for _ in range(10):
        clock.pass_(minutes=1)
        desk.rest(Presence.IDLE)
    assert office.db.query("SELECT * FROM queue_time") == []
    sit(desk, clock, 5)
    told = office.db.one("SELECT sum(us) AS us FROM queue_time")
    assert told is not None
    assert told["us"] == 9 * 30_000_000, "all but the half minute in which somebody came back"


def test_two_desks_of_one_person_count_their_time_once(office: Office, desk: Desk, clock: HandClock):
    other = office.desk(desk="desk-2")
    for each in (desk, other):
        each.open(office.says(f"You absolute turnip at {id(each)}").id)
    desk.rest(Presence.ACTIVE)
    for _ in range(10):
        clock.pass_(seconds=30)
        desk.rest(Presence.ACTIVE)
        other.rest(Presence.ACTIVE)
    told = office.db.one("SELECT sum(us) AS us FROM queue_time")
    assert told is not None
    assert told["us"] == 5 * 60_000_000


def test_the_weeks_limit_closes_after_days_that_were_each_within_theirs(
    office: Office, desk: Desk, clock: HandClock
):
    desk.rest(Presence.ACTIVE)
    told = office.db.one("SELECT eff_us FROM rest")
    assert told is not None
    with office.db.transaction():
        for day in range(5):
            for look in range(4):
                event = Event(
                    f"{day} {look}",
                    "ann",
                    "desk-1",
                    "reveal",
                    1,
                    2,
                    95.0,
                    told["eff_us"] + (day * 24 + look * 2) * HOUR_US,
                )
                exposure.add(office.db, event)
    clock.pass_(hours=4 * 24 + 2)
    assert desk.rest(Presence.ACTIVE).mode is Mode.WORK
    assert desk.meter().week > 0.9
    clock.pass_(hours=5)
    rest = desk.rest(Presence.ACTIVE)
    assert (rest.mode, rest.limit) == (Mode.DAYLOCK, "load_w")
    with pytest.raises(LimitReached, match="this week's limit"):
        desk.open(office.says("You absolute marrow").id)
    clock.pass_(seconds=rest.left.total_seconds() + 1)
    desk.rest(Presence.ACTIVE)
    desk.ready()
    desk.open(office.says("You absolute leek").id)


def test_the_count_that_is_kept_follows_what_is_written_and_what_is_not(office: Office, clock: HandClock):
    sitting, elsewhere = Sitting(office.db, "ann"), office.desk(desk="desk-2")

    def load() -> float:
        with office.db.transaction():
            return sitting.tick(Presence.ACTIVE).gate.load_h

    assert load() == 0
    with suppress(ZeroDivisionError), office.db.transaction():
        now = sitting.tick(Presence.ACTIVE)
        exposure.add(office.db, Event("lost", "ann", "desk-1", "reveal", 1, 2, 50.0, now.eff_us))
        assert sitting.tick(Presence.ACTIVE).gate.load_h == 50
        raise ZeroDivisionError
    assert load() == 0
    read(office, elsewhere, "You absolute turnip", Band.S3)
    assert load() == 4
    clock.pass_(hours=1)
    assert load() == 0
