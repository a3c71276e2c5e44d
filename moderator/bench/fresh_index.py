"""Near-copies in a fresh process: speed, memory, and how well groups are told.

Run by `bench.clusters`, with a stream of campaigns as JSON on standard input; prints one JSON object.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from moderator.bench import campaigns
from moderator.clustering import Entry, Index

AT_ONCE = 1000  # comments that arrive together
OTHER_STATEMENTS = 3000
SEED = 1


def main(arriving: campaigns.Stream) -> dict[str, Any]:
    count = len(arriving.texts)
    entries = [Entry(n, text) for n, text in enumerate(arriving.texts)]
    gc.collect()
    before, started = _resident(), time.process_time()
    index = Index()
    joined = [
        entry.key if near is None else near.key
        for start in range(0, count, AT_ONCE)
        for entry, near in zip(
            entries[start : start + AT_ONCE], index.place(entries[start : start + AT_ONCE]), strict=True
        )
    ]
    taken, grown = time.process_time() - started, _resident() - before
    return {
        "per_cpu_second": round(count / taken),
        "kb": round(grown / count / 1000, 3),
        **told(arriving.campaign, joined),
        "swallowed": _swallowed(index, arriving, joined, Random(SEED)),
    }


def told(campaign: Sequence[int], joined: Sequence[int]) -> dict[str, float]:
    """Precision and recall over pairs of copies, and the share of background that is in a group at all."""
    sizes = Counter(joined)
    right = _pairs(
        count for (number, _), count in Counter(zip(campaign, joined, strict=True)).items() if number >= 0
    )
    alone = [group for number, group in zip(campaign, joined, strict=True) if number < 0]
    return {
        "precision": round(right / max(1, _pairs(sizes.values())), 4),
        "recall": round(
            right / max(1, _pairs(count for number, count in Counter(campaign).items() if number >= 0)), 4
        ),
        "background": round(sum(sizes[group] > 1 for group in alone) / max(1, len(alone)), 5),
    }


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _swallowed(index: Index, arriving: campaigns.Stream, joined: Sequence[int], random: Random) -> float:
    """Firsts of groups said again as another statement: the share of those that joined the group all the same."""
    firsts = [n for n, group in enumerate(joined) if n == group and len(arriving.texts[n].split()) >= 8]
    asked = random.sample(firsts, min(OTHER_STATEMENTS, len(firsts)))
    others = [campaigns.another_statement(arriving.texts[n], random) for n in asked]
    placed = list(
        chain.from_iterable(
            index.place([Entry(len(joined) + at, text)]) for at, text in enumerate(others) if text is not None
        )
    )
    kept = [n for n, text in zip(asked, others, strict=True) if text is not None]
    return round(
        sum(near is not None and near.key == n for n, near in zip(kept, placed, strict=True))
        / max(1, len(kept)),
        5,
    )


def _resident() -> int:
    """Bytes of this process in memory, without what it holds but does not use."""
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    print(json.dumps(main(campaigns.Stream(*json.load(sys.stdin)))))
