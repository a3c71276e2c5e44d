"""Groups of near-copies against their table: synthetic campaigns in a background of real comments (`--data FOLDER`).

Each line in a process of its own, by CPU time of its one thread and by what its memory grew, so the words that the
index remembers are in. `size` measures one other size than the two of the table. What a campaign is, `campaigns` says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from moderator.bench import campaigns
from moderator.bench.fresh import in_fresh_process
from moderator.bench.goals import Goal

SEED = 1
SIZES = (100_000, 1_000_000)
GOALS = {
    "comments per CPU second": ("per_cpu_second", Goal("11,600", 10_000)),
    "kB a comment": ("kb", Goal(".64", 0.7, False)),
    "pairs: precision": ("precision", Goal(".96", 0.98)),
    "pairs: recall": ("recall", Goal(".995", 0.95)),
    "background wrongly joined": ("background", Goal(".023", 0.01, False)),
    "another statement joined": ("swallowed", Goal("-", 0.0, False)),
}


def run(*, data: Path | None = None, postgres: str | None = None, size: int | None = None) -> dict[str, Any]:
    """For `moderator bench`. `size`: how many comments instead of SIZES."""
    if data is None:
        return {"not measured": "needs --data FOLDER, the labelled comments"}
    real, curses = campaigns.real_comments(data, SEED), campaigns.curses(data)
    figures: dict[str, Any] = {}
    sizes = SIZES if size is None else (size,)
    for count in sizes:
        found = _fresh(campaigns.stream(real, count, SEED, curses))
        for line, (name, goal) in GOALS.items():
            figures[f"{count:,}: {line}"] = goal.beside(found[name])
    exchanged = _fresh(campaigns.stream(real, sizes[0], SEED, curses, campaigns.EXCHANGED))
    figures[f"{sizes[0]:,}: pairs: recall, any word exchanged too"] = {"value": exchanged["recall"]}
    return figures


def _fresh(arriving: campaigns.Stream) -> dict[str, float]:
    return in_fresh_process("fresh_index", arriving, threads=False)
