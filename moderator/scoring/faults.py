"""What each model is known to be bad at, in plain words, and how often it is wrong about groups of people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from moderator import resources

# Detoxify's authors: swearing weighs "regardless of the tone or the intent of the author", which "could present some biases
# towards already vulnerable minority groups" (their README, Limitations and ethical considerations)
_DETOXIFY = (
    "swear words in a friendly or joking tone, which it takes for abuse",
    "words for minorities and what they say of themselves",
    "hate without harsh words, and sarcasm",
)
_STAGED = ("nothing that you could rely on: each sentence has the severity it was written for",)


def known(model: str) -> tuple[str, ...]:
    """Of every scorer that `model` names ("embedded 2 + own-original 1-int8"), each fault once."""
    found = dict[str, None]()
    for part in model.split(" + "):
        found.update(dict.fromkeys(_of(part.partition(" ")[0])))
    return tuple(found)


def _of(name: str) -> tuple[str, ...]:
    if name == "rehearsal":
        return _STAGED
    return tuple(map(str, _embedded().get("bad_at", ()))) if name == "embedded" else _DETOXIFY


def names_wrong(by: str) -> tuple[float, float, float] | None:
    """How often this scorer is wrong about groups of people: which share was calm of the comments that it veiled for their
    words for groups alone; which share it veils of calm sentences that name one, and of those that speak of hate. None
    where nobody has measured it.
    """
    if by.partition(" ")[0] != "embedded":
        return None
    try:
        metrics = _embedded()["metrics"]
        people, alone = metrics["people"], metrics["names_alone"]
        return float(alone["alone_calm"]), float(people["simple"]), float(people["hard"])
    except (KeyError, TypeError, ValueError):
        return None


def calibrated(model: str) -> bool:
    """Were its probabilities compared with what people said of the same comments?"""
    return model.partition(" ")[0] == "embedded" and " + " not in model


@cache
def _embedded() -> Mapping[str, Any]:
    try:
        told = json.loads(resources.path("models", "embedded.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
