"""Run as a process of its own by `bench.scoring`, with one thread: what the scorer costs from nothing.

Prints one JSON object: CPU seconds to import NumPy, to load, and for the first call; comments per CPU second over
the texts on standard input (a JSON list), each met for the first time, and once more; resident megabytes.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main() -> None:
    texts: list[str] = json.load(sys.stdin)
    marks = [time.process_time()]

    def passed() -> float:
        marks.append(time.process_time())
        return marks[-1] - marks[-2]

    import numpy as np  # noqa: F401

    importing = passed()
    from moderator.scoring.embedded import Embedded

    scorer = Embedded.load()
    loading = passed()
    scorer.score(["When will the bridge open?"])
    first = passed()
    for start in range(0, len(texts), 256):
        scorer.score(texts[start : start + 256])
    fresh = passed()
    for start in range(0, len(texts), 256):
        scorer.score(texts[start : start + 256])
    again = passed()
    alone = texts[: min(len(texts), 500)]
    passed()
    for text in alone:
        scorer.score([text])
    json.dump(
        {
            "import_numpy_s": round(importing, 3),
            "load_s": round(loading, 3),
            "first_call_s": round(first, 3),
            "per_cpu_second": round(len(texts) / fresh),
            "per_cpu_second_again": round(len(texts) / again),
            "one_alone_ms": round(1000 * passed() / len(alone), 3),
            "resident_mb": _resident_mb(),
        },
        sys.stdout,
    )


def _resident_mb() -> float:
    """As the kernel counts it; 0 where it does not tell."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0.0
    return next(
        round(int(line.split()[1]) / 1024, 1) for line in status.splitlines() if line.startswith("VmRSS")
    )


if __name__ == "__main__":
    main()
