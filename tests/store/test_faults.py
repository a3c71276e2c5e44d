"""Fault points act in a test build only, and only where they are asked to."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from moderator import faults
from tests.journeys.test_killed import DESKTOP, WORKER


@pytest.mark.parametrize("name", faults.FAULT_POINTS)
def test_every_point_can_raise(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    faults.fault(name)
    monkeypatch.setenv(faults.VARIABLE, f"{name}:raise")
    monkeypatch.setattr(faults, "_visits", 0)
    for other in faults.FAULT_POINTS:
        if other != name:
            faults.fault(other)
    with pytest.raises(faults.InjectedFault):
        faults.fault(name)
    faults.fault(name)


def test_some_test_kills_at_every_point() -> None:
    """The worker's and the desktop's are walked over in journeys; the others are named where they are tried."""
    tests = Path(__file__).parent.parent
    texts = [path.read_text("utf-8") for path in tests.rglob("test_*.py") if path != Path(__file__)]
    for point in faults.FAULT_POINTS:
        walked = point in (*WORKER, *DESKTOP)
        assert walked or any(f'"{point}"' in text for text in texts), f"nobody tries {point}"


def test_a_later_visit_can_be_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(faults.VARIABLE, "push.sent:raise:3")
    monkeypatch.setattr(faults, "_visits", 0)
    faults.fault("push.sent")
    faults.fault("push.sent")
    with pytest.raises(faults.InjectedFault):
        faults.fault("push.sent")


def test_kill_is_a_kill() -> None:
    script = "from moderator.faults import fault; fault('push.sent'); print('alive')"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env={faults.VARIABLE: "push.sent:kill"},
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (-signal.SIGKILL, b"")


def test_an_installed_program_has_no_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_TEST_BUILD", False)
    monkeypatch.setenv(faults.VARIABLE, "push.sent:raise")
    faults.fault("push.sent")


@pytest.mark.parametrize("wish", ["push.sent", "push.sent:explode", "nowhere:kill", "push.sent:kill:x"])
def test_a_wish_that_means_nothing_is_an_error(wish: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(faults.VARIABLE, wish)
    with pytest.raises(ValueError, match="MODERATOR_FAULT"):
        faults.fault("push.sent")
