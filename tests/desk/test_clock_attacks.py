"""At the real desk, with a clock whose hands move alone: sleep within a break, and somebody who sets the time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderator.clock import HandClock
from moderator.desk import Desk
from moderator.store import exposure
from moderator.store.exposure import Event
from moderator.wellbeing.values import Mode, Presence
from tests.desk.conftest import Office


def test_sleep_in_a_break_serves_it_and_neither_ends_nor_freezes_it(desk: Desk, clock: HandClock):
    whole = desk.break_now().left
    clock.suspend(seconds=50)
    rest = desk.rest(Presence.ACTIVE)
    assert (rest.mode, rest.left) == (Mode.BREAK, whole - timedelta(seconds=50))
    clock.suspend(minutes=20)
    assert desk.rest(Presence.ACTIVE).mode is Mode.READY
    assert desk.ready().mode is Mode.WORK


@pytest.mark.parametrize("moves", [(2,), (-2,), (2, -2), (1, -1, 1)])
def test_setting_the_clock_opens_no_limit_sooner_or_later_and_is_noted_once_each(
    office: Office, desk: Desk, clock: HandClock, moves: tuple[int, ...]
):
    desk.rest(Presence.ACTIVE)
    with office.db.transaction():
        eff_us = office.db.one("SELECT eff_us FROM rest WHERE person = 'ann'")["eff_us"]
        exposure.add(office.db, Event("all", "ann", "desk-1", "reveal", 1, 3, 150.0, eff_us))
    left = desk.rest(Presence.IDLE).left
    for hours in moves:
        clock.set_wall(clock.wall() + timedelta(hours=hours))
        for _ in range(3):
            clock.pass_(seconds=1)
            left -= timedelta(seconds=1)
            rest = desk.rest(Presence.IDLE)
            assert (rest.mode, rest.left) == (Mode.COOLDOWN, left)
    jumps = office.db.column("SELECT count(*) FROM journal WHERE act = 'clock jump'")
    assert jumps == [len(moves)]
