"""A process that scores as the worker's own does, and that some texts bring down. Started by test_apart."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from moderator.apart import serve
from moderator.problems import ScorerGone
from moderator.scores import Band, Mark, Score, Why


def load(setup: Mapping[str, Any]):
    if setup.get("missing"):
        raise ScorerGone("The scorer is missing", "its file is not there", "Install it again")
    if setup.get("crashes"):
        os.abort()
    starts = Path(setup["starts"])
    starts.write_text(starts.read_text() + f"{os.getpid()}\n" if starts.exists() else f"{os.getpid()}\n")
    return rate


def rate(texts: Sequence[str]) -> list[Score]:
    print("texts of comments, on standard output:", *texts)
    print(*texts, file=sys.stderr)
    for text in texts:
        if "crash" in text:
            ctypes.string_at(0)
        if "abort" in text:
            os.abort()
        if "hang" in text:
            threading.Event().wait()
        if "greedy" in text:
            bytearray(64 << 30)
        if "raise" in text:
            raise RuntimeError(text)
        if "babble" in text:
            return []
    return [
        Score(
            {"insult": 0.9} if "turnip" in t else {"insult": 0.0},
            "fragile 1",
            Band.S2 if "turnip" in t else Band.S0,
            "en",
        )
        for t in texts
    ]


def why(text: str, label: str) -> Why:
    rate([text])
    return Why((Mark(0, len(text) + ("beyond" in text), label),), "fragile 1")


rate.why = why  # type: ignore[attr-defined]

if __name__ == "__main__":
    serve(load)
