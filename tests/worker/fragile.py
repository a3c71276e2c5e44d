"""A process that scores as the worker's own does, and that some texts bring down. Started by test_apart."""

from __future__ import annotations

import ctypes
import math
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from moderator.apart import PROBE, serve
from moderator.problems import ScorerGone
from moderator.scores import Band, Mark, Score, Why

ODD = {"nan": {"insult": math.nan}, "infinite": {"insult": math.inf}, "seven": {"insult": 7.0}}
SAID = [os.dup(1)]  # the way to the worker, which a library might find too


def load(setup: Mapping[str, Any]):
    if setup.get("missing"):
        raise ScorerGone("The scorer is missing", "its file is not there", "Install it again")
    if setup.get("crashes"):
        os.abort()
    starts = Path(setup["starts"])
    starts.write_text(starts.read_text() + f"{os.getpid()}\n" if starts.exists() else f"{os.getpid()}\n")
    return dying if setup.get("dies") else rate


def dying(texts: Sequence[str]) -> list[Score]:
    """Well as long as it is loaded, and gone with the first text."""
    if texts == [PROBE]:
        return rate(texts)
    os.kill(os.getpid(), signal.SIGKILL)
    return []


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
        if "glutton" in text:
            kept = []
            while True:
                kept.append(bytearray(1 << 20))
        if "frozen" in text:
            os.kill(os.getpid(), signal.SIGSTOP)
        if "killed" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "no numbers" in text:
            raise ScorerGone("The model answers with no numbers", "its weights are damaged", "")
        if any(text == f"answer {label}" for label in ODD):
            return [Score(ODD[text.removeprefix("answer ")], "fragile 1", Band.S0, "en") for _ in texts]
        if "shape" in text:
            return [Score(["insult"], "fragile 1", Band.S0, "en") for _ in texts]  # type: ignore[arg-type]
        if "twice" in text:
            os.write(SAID[0], b'{"scores": []}\n' * 2)
        if "noise" in text:
            os.write(SAID[0], b"[" * 200_000 + b"\n")
        if "flood" in text:
            os.write(SAID[0], b"x" * (3 << 20))
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
