"""Run as a process of its own by `bench.models`: what a converted model costs from nothing, with one thread.

`python -m moderator.bench.fresh_model FOLDER`. Prints one JSON object: CPU seconds to import the libraries and to load
with the first call, and resident megabytes, the most of them, after the texts on standard input (a JSON list).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main() -> None:
    texts: list[str] = json.load(sys.stdin)
    began = time.process_time()
    import numpy  # noqa: F401
    import onnxruntime  # noqa: F401
    import tokenizers  # noqa: F401

    imported = time.process_time()
    from moderator.scoring.onnx import Onnx

    scorer = Onnx.load(Path(sys.argv[1]), threads=1)
    scorer.score(["When will the bridge open?"])
    loaded = time.process_time()
    scorer.score(texts)
    json.dump(
        {
            "import_s": round(imported - began, 3),
            "load_s": round(loaded - imported, 3),
            "peak_mb": _most_mb(),
        },
        sys.stdout,
    )


def _most_mb() -> float:
    """As the kernel counts it since this program began; 0 where it does not tell."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0.0
    return next(
        round(int(line.split()[1]) / 1024, 1) for line in status.splitlines() if line.startswith("VmHWM")
    )


if __name__ == "__main__":
    main()
