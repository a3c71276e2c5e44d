"""Which languages each scorer of this desk covers, and what that rests on: what is checked, said honestly.

A language that nobody covers is not guessed at: its comments stay veiled, as not checked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from moderator import resources
from moderator.problems import ScorerGone
from moderator.scorers import chosen
from moderator.scoring.shelf import Shelf

MEASURED = "measured by us, on comments kept back from training; the model card has the figures"
CLAIMED = "by its authors' word; not measured by us"
STAGED = "the rehearsal's own sentences, each with the severity it was written for"


@dataclass(frozen=True, slots=True)
class Covers:
    """One scorer. `used`: it scores this desk's comments. `rests_on` says how its coverage is known, in words."""

    name: str
    version: str
    languages: tuple[str, ...]  # ISO 639-1, sorted
    used: bool
    rests_on: str


def table(home: Path, wanted: str = "", *, rehearsal: bool = False) -> tuple[Covers, ...]:
    """The embedded scorer first, then what is installed. `wanted` is the setting `scorer`. Loads no model."""
    if rehearsal:
        return (Covers("rehearsal", "1", ("en",), True, STAGED),)
    try:
        used = chosen(home, wanted)
    except ScorerGone:
        used = None
    manifests = [standing.manifest for standing in Shelf(home).listed()]
    return (
        _embedded(),
        *(
            Covers(each.name, each.version, tuple(sorted(each.languages)), each.name == used, CLAIMED)
            for each in manifests
            if each is not None
        ),
    )


def covered(rows: tuple[Covers, ...]) -> tuple[str, ...]:
    """The languages that are checked here."""
    return tuple(sorted({language for row in rows if row.used for language in row.languages}))


def _embedded() -> Covers:
    try:
        manifest = json.loads(resources.path("models", "embedded.json").read_text("utf-8"))
        return Covers(
            "embedded", str(manifest["version"]), tuple(sorted(manifest["languages"])), True, MEASURED
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Covers("embedded", "missing", (), False, "its manifest cannot be read")
