"""A part of a bench in a process of its own: what starts and what is resident there is that part alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


def in_fresh_process(module: str, given: Any, *arguments: str, threads: bool = True) -> dict[str, Any]:
    """Runs `moderator.bench.MODULE ARGUMENTS`, which reads `given` as JSON and answers one JSON object.

    Without `threads`, libraries of numbers keep to one.
    """
    done = subprocess.run(
        [sys.executable, "-m", f"moderator.bench.{module}", *arguments],
        input=json.dumps(given),
        capture_output=True,
        check=True,
        text=True,
        env=os.environ | ({} if threads else ONE_THREAD),
    )
    return dict(json.loads(done.stdout))
