"""What Python collects is collected on the window's thread alone.

Python runs its collector on whichever thread happens to allocate. On the store's lane it would destroy timers, models
and text layouts that lie in cycles, which Qt allows on their own thread only: the window then falls over at some later
moment, at a place that has nothing to do with it (seen as rare segmentation faults).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500  # ms
GROWN = 1.25  # Python's own rule: all is gone through when so much more is there than the last time


class _Old:
    """How many objects of the oldest generation there were when all was gone through."""

    kept = 0


def collect() -> None:
    """The oldest generation whose time has come, as Python would; nothing when none has."""
    for generation, (count, most) in reversed(
        list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
    ):
        if count > most > 0 and (generation < 2 or _has_grown()):
            gc.collect(generation)
            if generation == 2:
                _Old.kept = len(gc.get_objects(2))
            return


def _has_grown() -> bool:
    return len(gc.get_objects(2)) >= _Old.kept * GROWN


class Collector(QObject):
    """From now on nothing but its timer collects. Lives as long as the application.

    What is there by now, the modules above all, is there to stay; to go through it again and again would be felt in
    scrolling.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(collect)
        self._timer.start()
