"""How many threads a model should use: one for each core of the processor, not two."""

from __future__ import annotations

import os
from pathlib import Path

_CORES = Path("/sys/devices/system/cpu")


def cores(folder: Path = _CORES) -> int:
    """Cores that this process may use; two threads of one core share what computes."""
    usable = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    if usable is None:
        return max(1, (os.cpu_count() or 2) // 2)
    try:
        siblings = {
            (folder / f"cpu{n}" / "topology" / "thread_siblings_list").read_text("ascii").strip()
            for n in usable
        }
    except OSError:
        return len(usable)
    return max(1, len(siblings))
