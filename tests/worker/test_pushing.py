"""Acts on their way out: a mistake of ours about one of them holds up no other, and none is lost over it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from moderator.clock import HandClock
from moderator.decisions import Action, Outcome, Result, Verdict
from moderator.desk import Desk
from moderator.problems import DiskFull
from moderator.pushing import PARK_AFTER, Pusher
from moderator.store import accounts
from tests.desk.conftest import Office
from tests.desk.conftest import desk as desk
from tests.desk.conftest import office as office


class Odd:
    """A platform of which one target brings out a mistake of ours."""

    def __init__(self, fault: Exception) -> None:
        self.fault: Exception | None = fault
        self.acted: list[str] = []

    async def act(self, action: Action) -> Outcome:
        if self.fault is not None and action.target == "n1":
            raise self.fault
        self.acted.append(action.target)
        return Outcome(Result.DONE)

    async def verify(self, action: Action) -> Outcome:
        return Outcome(Result.DONE if action.target in self.acted else Result.REFUSED)


@asynccontextmanager
async def opened(platform: Odd) -> AsyncIterator[Odd]:
    yield platform


def decided(office: Office, desk: Desk, clock: HandClock) -> None:
    for text in ("You absolute turnip", "You utter marrow", "You complete pumpkin"):
        desk.decide_unread(office.says(text).id, Verdict.HIDE)
    clock.pass_(seconds=11)


def states(office: Office) -> list[str]:
    return [str(state) for state in office.db.column("SELECT state FROM outbox ORDER BY id")]


def test_one_act_that_brings_out_a_mistake_holds_up_no_other(
    office: Office, desk: Desk, clock: HandClock, caplog: pytest.LogCaptureFixture
):
    decided(office, desk, clock)
    platform = Odd(KeyError("You absolute turnip"))
    pusher = Pusher(office.db, lambda account: opened(platform), "worker-1")
    with caplog.at_level(logging.WARNING):
        asyncio.run(pusher.push_due())
    assert states(office) == ["pending", "confirmed", "confirmed"]
    assert office.db.column("SELECT problem FROM outbox ORDER BY id")[0].startswith(
        "Sending stopped with an error of"
    )
    assert "KeyError" in caplog.text
    assert "turnip" not in caplog.text + str(office.db.column("SELECT problem FROM outbox"))
    clock.pass_(minutes=6)
    platform.fault = None
    asyncio.run(pusher.push_due())
    assert states(office) == ["confirmed"] * 3
    assert sorted(platform.acted) == ["n1", "n2", "n3"]


def test_a_mistake_that_stays_ends_with_a_person(office: Office, desk: Desk, clock: HandClock):
    decided(office, desk, clock)
    pusher = Pusher(office.db, lambda account: opened(Odd(ValueError())), "worker-1")
    for _ in range(PARK_AFTER):
        asyncio.run(pusher.push_due())
        clock.pass_(hours=1)
    assert states(office) == ["parked", "confirmed", "confirmed"]


def test_an_account_that_cannot_even_be_opened_loses_nothing(office: Office, desk: Desk, clock: HandClock):
    decided(office, desk, clock)
    platform = Odd(ValueError())

    def opener(account: accounts.Account) -> object:
        raise LookupError(account.handle)

    asyncio.run(Pusher(office.db, opener, "worker-1").push_due())  # type: ignore[arg-type]
    assert states(office) == ["pending"] * 3
    platform.fault = None
    clock.pass_(minutes=6)
    asyncio.run(Pusher(office.db, lambda account: opened(platform), "worker-1").push_due())
    assert states(office) == ["confirmed"] * 3


def test_a_full_disk_is_no_fault_of_an_act(office: Office, desk: Desk, clock: HandClock):
    decided(office, desk, clock)
    with pytest.raises(DiskFull):
        asyncio.run(Pusher(office.db, lambda account: opened(Odd(DiskFull("x"))), "worker-1").push_due())
    assert "parked" not in states(office)
