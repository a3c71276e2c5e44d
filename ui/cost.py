"""What it cost to get the queue onto the screen, told by the process itself. For `moderator bench start`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ui.window import Window

# must not be in the window's process: what only a worker may load, and what takes long and that the window does without
HEAVY = (
    "torch", "transformers", "detoxify", "onnxruntime", "httpx2",
    "numpy", "asyncio", "sqlite_utils",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of this process since it began, and what is resident, in MB. `heavy`: what must not be loaded."""

    window_cpu_s: float  # when the first window is on the screen: this one, or a page at the door
    queue_cpu_s: float  # when the line is in it
    rss_mb: float
    cards: int
    modules: int
    heavy: tuple[str, ...]


class FirstWindow(QObject):
    """Notes what had been spent when the first window of this process was shown."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.cpu_s: float | None = None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shown and self.cpu_s is None:
            self.cpu_s = cpu_seconds()
            app = QApplication.instance()
            assert app is not None
            app.removeEventFilter(self)  # it would be counted with all that comes
        return False


def tell_when_shown(
    window: Window, first: FirstWindow, then: Callable[[], object], *, figures: bool = False
) -> None:
    """Print one JSON line once the first look at the line is painted, and call `then`."""

    seen: list[bool] = []

    def looked() -> None:
        if not seen:
            QTimer.singleShot(0, window, painted)
        seen.append(True)

    def painted() -> None:
        window.repaint()
        told = asdict(cost(first.cpu_s or 0.0, window.queue.line.model.rowCount()))
        if figures:
            from ui.figures import figures_of

            told |= figures_of(window)  # what is resident among them: after scrolling and opening
        print(json.dumps(told), flush=True)
        then()

    window.queue.looked.connect(looked)


def cost(window_cpu_s: float, cards: int) -> Cost:
    return Cost(window_cpu_s, cpu_seconds(), resident_mb(), cards, len(sys.modules), heavy())


def heavy() -> tuple[str, ...]:
    """Which of the modules that only a worker may load are loaded here."""
    return tuple(name for name in HEAVY if name in sys.modules)


def cpu_seconds() -> float:
    """User and system time of this process, all threads. Linux and macOS."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def resident_mb() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes, and the most
