"""What every test gets: folders of its own, no keyring, and the offscreen window platform."""

from __future__ import annotations

import gc
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

import pytest

from moderator.clock import HandClock

pytest_plugins = ["tests.peers.fixtures"]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Where there are windows, what is thrown away is collected here and on no other thread, as in the program."""
    if "PySide6.QtCore" in sys.modules:
        from ui import garbage

        gc.disable()
        garbage.collect()


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or leaves anything in the folders of the person who runs it."""
    base = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("MODERATOR_HOME", str(base / "moderator"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(base / name.lower()))


@pytest.fixture
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases are checked in no time. For tests that are not about how hard they are to guess."""
    monkeypatch.setattr("moderator.people.passphrases.COST", (1, 8, 1))
    monkeypatch.setattr("moderator.private.diary.ROUNDS", 1)
    monkeypatch.setattr("moderator.private.diary.MEMORY_KIB", 64)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()
