"""What the queue costs the window's own thread once it is there: first paint, frames, an opened card.

For `moderator bench desk`. A frame is everything that the thread does in one 60th of a second: scrolling, painting, and
taking in the cards that came meanwhile.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from moderator.cards import OpenCard
from moderator.console import Console
from ui.cost import resident_mb
from ui.queue.line import LinePane
from ui.queue.screen import Look, look
from ui.window import Window

FRAME = 16  # ms
SMOOTH, JUMPS, OPENED = 400, 60, 20
STEP = 40  # pixels


def figures_of(window: Window) -> dict[str, Any]:
    """Milliseconds of CPU. The window is shown, and shows the line."""
    bar = window.queue.line.view.verticalScrollBar()
    frames: dict[str, list[float]] = {"smooth": [], "pages": [], "jumps": []}
    for _ in range(SMOOTH):
        frames["smooth"].append(_scroll(bar, bar.value() + STEP))
    for _ in range(JUMPS):
        frames["pages"].append(_scroll(bar, bar.value() + bar.pageStep()))
    for jump in range(1, JUMPS + 1):  # here and there, the same places each time
        frames["jumps"].append(_scroll(bar, bar.maximum() * (jump * 37 % JUMPS) // JUMPS))
        frames["jumps"].append(_frame())
    opened, resident = _open_cards(window), resident_mb()  # before this module itself holds a second line
    looks: list[Look] = []
    window.work.store(look, looks.append)
    while not looks:
        _frame()
    every = [spent for kind in frames.values() for spent in kind]
    return {
        "first_paint_ms": _first_paint(window, looks[0]),
        "frame_median_ms": round(statistics.median(every), 2),
        "frame_p99_ms": _p99(every),
        "frames": {
            name: {"median": round(statistics.median(kind), 2), "p99": _p99(kind)}
            for name, kind in frames.items()
        },
        "open_card_ms": opened,
        "rss_mb": round(resident, 1),
    }


def _first_paint(window: Window, seen: Look) -> float:
    """A pane that has shown nothing yet is given the line and painted."""
    shown = window.queue.line
    pane = LinePane(lambda: seen.now)
    pane.resize(shown.size())
    pane.grab()
    begun = time.thread_time()
    pane.show_line(seen.line, seen.ids)
    pane.grab()
    spent = (time.thread_time() - begun) * 1000
    pane.deleteLater()
    return round(spent, 2)


def _open_cards(window: Window) -> float:
    """Claiming it on the store's thread, and showing it on the window's, until all that changed is laid out and painted;
    the median.
    """
    told: list[float] = []
    model = window.queue.line.model
    for card_id in [model.id_at(row) for row in range(min(OPENED, model.rowCount()))]:
        came: list[tuple[float, OpenCard]] = []

        def claim(console: Console, card_id: int = card_id) -> tuple[float, OpenCard]:
            begun = time.thread_time()
            opened = console.desk.open(card_id)
            return (time.thread_time() - begun) * 1000, opened

        window.work.store(claim, came.append)
        while not came:
            _frame()
        spent, opened = came[0]
        begun = time.thread_time()
        window.queue.reader.show_card(opened)
        window.queue.verdicts.show_card(opened, note="")
        window.queue.line.mark_open(opened.card.id)
        for kind in (QEvent.Type.LayoutRequest, QEvent.Type.UpdateRequest):
            QApplication.sendPostedEvents(None, kind)
        told.append(spent + (time.thread_time() - begun) * 1000)
        _frame()
    return round(statistics.median(told), 2) if told else 0.0


def _scroll(bar: Any, to: int) -> float:
    begun = time.thread_time()
    bar.setValue(to)
    return (time.thread_time() - begun) * 1000 + _frame()


def _frame() -> float:
    """The CPU that this thread spends in one frame."""
    begun = time.thread_time()
    loop = QEventLoop()
    QTimer.singleShot(FRAME, loop.quit)
    loop.exec()
    return (time.thread_time() - begun) * 1000


def _p99(spent: list[float]) -> float:
    return round(sorted(spent)[len(spent) * 99 // 100], 2)
