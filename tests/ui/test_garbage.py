"""What is thrown away is destroyed on the window's thread, whichever thread was busy."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QObject, Qt, QTimer

from ui.garbage import Collector, collect


class Thrown(QTimer):
    """In a cycle with itself, so that only the collector frees it."""

    def __init__(self, told: list[int]) -> None:
        super().__init__()
        self.myself = self
        self.destroyed.connect(lambda: told.append(threading.get_ident()), Qt.ConnectionType.DirectConnection)


def busy_elsewhere() -> None:
    """Another thread allocates far more than makes Python collect everything."""

    def allocate() -> None:
        kept = []
        for _ in range(40):
            kept.append([[] for _ in range(10_000)])

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "python's"])
def test_a_timer_in_a_cycle_is_destroyed_on_the_windows_thread(qapp, ours: bool):
    """Left to Python it is destroyed on the other thread: this test would notice."""
    told: list[int] = []
    owner = QObject()
    gc.collect()
    try:
        Collector(owner)
        Thrown(told)
        if not ours:
            gc.enable()
        busy_elsewhere()
        gc.disable()
        collect()
        while gc.get_count()[2] == 0 and not told:  # until the oldest generation had its turn
            gc.collect()
    finally:
        owner.deleteLater()
    assert told
    assert (told[0] == threading.get_ident()) is ours
