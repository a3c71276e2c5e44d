"""Whoever leaves the session leaves nothing on the screen: lock, sleep, user switch, screen saver, or a mere gap."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage

from moderator.clock import HandClock
from tests.journeys.program import ROOT
from tests.peers.bus import private_bus
from tests.peers.keeping import PeerMissing, missing
from ui.staying.session import SessionWatch


class Machine:
    """A private bus with logind on it, and a watch that listens to both of its buses there."""

    def __init__(self, folder: Path) -> None:
        self.bus = private_bus(folder)
        self.address = f"unix:path={folder / 'bus'}"
        self.logind = subprocess.Popen(
            [sys.executable, "-m", "tests.peers.logind", self.address],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.hears() == "ready"
        self.connection = QDBusConnection.connectToBus(self.address, str(folder))
        assert self.connection.isConnected()

    def hears(self) -> str:
        assert self.logind.stdout is not None
        return self.logind.stdout.readline().strip()

    def settle(self) -> None:
        """What was asked of the bus before is in force when it answers this."""
        call = QDBusMessage.createMethodCall(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId"
        )
        assert self.connection.call(call).type() == QDBusMessage.MessageType.ReplyMessage

    def tell(self, command: str) -> None:
        assert self.logind.stdin is not None
        self.logind.stdin.write(command + "\n")
        self.logind.stdin.flush()

    def stop(self) -> None:
        QDBusConnection.disconnectFromBus(self.connection.name())
        self.logind.communicate(timeout=10)  # closes its input, which ends it
        self.bus.stop()


@pytest.fixture
def machine(qapp: QCoreApplication, tmp_path: Path) -> Iterator[Machine]:
    if not sys.platform.startswith("linux"):
        pytest.skip("D-Bus is tried on Linux")
    try:
        made = Machine(tmp_path)
    except PeerMissing as why:
        missing("A D-Bus", why)
    yield made
    made.stop()


@pytest.fixture
def watch(machine: Machine, clock: HandClock) -> Iterator[SessionWatch]:
    made = SessionWatch(clock, system=machine.connection, session=machine.connection)
    made.start()
    assert machine.hears() == "inhibited"
    machine.settle()
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("happens", "why"),
    [("lock", "lock"), ("locked", "lock"), ("away", "switch"), ("saver", "screen saver"), ("sleep", "sleep")],
)
def test_the_session_is_left(qtbot, machine: Machine, watch: SessionWatch, happens: str, why: str):
    with qtbot.waitSignal(watch.left, timeout=5000) as left:
        machine.tell(happens)
    assert left.args == [why]


def test_what_says_nothing_of_leaving_covers_nothing(qtbot, machine: Machine, watch: SessionWatch):
    said: list[str] = []
    watch.left.connect(said.append)
    machine.tell("busy")
    with qtbot.waitSignal(watch.left, timeout=5000):
        machine.tell("lock")
    assert said == ["lock"]


def test_the_machine_sleeps_only_when_the_screen_is_covered(qtbot, machine: Machine, watch: SessionWatch):
    order: list[str] = []
    watch.left.connect(lambda why: order.append(f"covered before {why}"))
    with qtbot.waitSignal(watch.left, timeout=5000):
        machine.tell("sleep")
    order.append(machine.hears())
    assert order == ["covered before sleep", "released"]
    machine.tell("awake")
    with qtbot.waitSignal(watch.left, timeout=5000):
        machine.tell("lock")  # what comes after "awake" on the bus has been heard after it
    assert machine.hears() == "inhibited", "the next sleep waits for us as well"


def test_a_gap_between_two_looks_at_the_clock_is_as_good_as_a_lock(qtbot, clock: HandClock):
    watch = SessionWatch(clock)
    said: list[str] = []
    watch.left.connect(said.append)
    for seconds in (1, 2, 9):
        clock.pass_(seconds=seconds)
        watch.tick()
    assert said == []
    clock.pass_(hours=8)
    watch.tick()
    assert said == ["gap"]


def test_without_any_bus_it_starts_all_the_same(qtbot, clock: HandClock):
    nowhere = QDBusConnection("there is no such bus")
    watch = SessionWatch(clock, system=nowhere, session=nowhere)
    watch.start()
    watch.stop()
