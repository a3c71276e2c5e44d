"""What it cost to get the queue onto the screen, told by the process itself. For `moderator bench start`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QTimer

from ui.window import Window

HEAVY = ("torch", "transformers", "detoxify", "onnxruntime", "httpx2")  # must not be in the window's process


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of this process since it began, and what is resident, in MB. `heavy`: what must not be loaded."""

    window_cpu_s: float  # when the window is on the screen
    queue_cpu_s: float  # when the line is in it
    rss_mb: float
    cards: int
    modules: int
    heavy: tuple[str, ...]


def tell_when_shown(window: Window, then: Callable[[], object]) -> None:
    """Print one JSON line once the first look at the line is painted, and call `then`."""
    at_window: list[float] = []

    def shown() -> None:
        window.repaint()
        at_window.append(cpu_seconds())

    def looked() -> None:
        window.queue.looked.disconnect(looked)
        QTimer.singleShot(0, window, painted)

    def painted() -> None:
        window.repaint()
        told = cost(at_window[0], window.queue.line.model.rowCount())
        print(json.dumps(asdict(told)), flush=True)
        then()

    window.first_shown.connect(shown)
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
