"""What Python collects is collected on the window's thread alone.

Python runs its collector on whichever thread happens to allocate. On the store's lane it would destroy timers, models
and text layouts that lie in cycles, which Qt allows on their own thread only: the window then falls over at some later
moment, at a place that has nothing to do with it (seen as rare segmentation faults).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500  # ms


def collect() -> None:
    """The oldest generation whose time has come, as Python would; nothing when none has."""
    for generation, (count, most) in reversed(
        list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
    ):
        if count > most > 0:
            gc.collect(generation)
            return


class Collector(QObject):
    """From now on nothing but its timer collects. Lives as long as the application."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(collect)
        self._timer.start()
