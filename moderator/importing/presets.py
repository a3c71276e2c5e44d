"""Exports whose form is known, one small file each in `resources/imports`; and the names that columns usually have.

Adding a preset: write the file, add a sample of its form to the tests. No code changes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from moderator import resources
from moderator.importing.plans import FIELDS
from moderator.problems import BadInput

WRITINGS = ("plain", "entities", "html", "runs")


@dataclass(frozen=True, slots=True)
class Preset:
    """`headers`: the file is of this kind when all names of one of these lists are there. `members`: regular
    expressions for the files in an archive. For the other members see `plans.Plan`."""

    name: str
    title: str
    says: str
    headers: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]]
    members: tuple[re.Pattern[str], ...] = ()
    path: tuple[str, ...] | None = None
    zone: str = ""
    platform: str = ""
    own: bool = False
    only: Mapping[str, str] = field(default_factory=dict)
    writing: str = "plain"

    def fits(self, names: Iterable[str]) -> bool:
        there = {fold(name) for name in names}
        return any(all(fold(name) in there for name in header) for header in self.headers)

    def choose(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Its columns, as this file writes their names; those that are missing left out."""
        there = {fold(name): name for name in reversed(names)}
        chosen = {
            which: tuple(there[fold(name)] for name in wanted if fold(name) in there)
            for which, wanted in self.columns.items()
        }
        return {which: found for which, found in chosen.items() if found}


def fold(name: str) -> str:
    """The same for `Created at`, `created_at` and `CREATED-AT`."""
    return " ".join(re.sub(r"[\W_]+", " ", name).casefold().split())


@cache
def known() -> Mapping[str, Preset]:
    """Every preset by its name."""
    found = {}
    for file in sorted(resources.path("imports").glob("*.toml")):
        if file.stem != "names":
            found[file.stem] = _preset(file.stem, tomllib.loads(file.read_text("utf-8")))
    return found


def named(name: str) -> Preset:
    """Raises BadInput for one that is not known."""
    preset = known().get(name.strip().casefold())
    if preset is None:
        raise BadInput(f"There is no preset “{name[:40]}”", "", f"Known are: {', '.join(known())}")
    return preset


def _preset(name: str, told: dict[str, Any]) -> Preset:
    columns = {which: tuple(names) for which, names in told.get("columns", {}).items()}
    unknown = set(columns) - set(FIELDS)
    if unknown or told.get("writing", "plain") not in WRITINGS:
        raise ValueError(f"resources/imports/{name}.toml: {unknown or told['writing']}")
    return Preset(
        name,
        told["title"],
        told["says"],
        tuple(tuple(header) for header in told.get("headers", [])),
        columns,
        tuple(re.compile(each) for each in told.get("members", [])),
        tuple(told["path"]) if "path" in told else None,
        told.get("zone", ""),
        told.get("platform", ""),
        told.get("own", False),
        told.get("only", {}),
        told.get("writing", "plain"),
    )


@cache
def _usual() -> Mapping[str, tuple[str, int]]:
    """Folded column name to its field, and how good a name it is for it (0 is best)."""
    told = tomllib.loads(resources.path("imports", "names.toml").read_text("utf-8"))
    found: dict[str, tuple[str, int]] = {}
    for which in FIELDS:
        for rank, name in enumerate(told.get(which, [])):
            found.setdefault(fold(name), (which, rank))
    return found


@cache
def _in_presets() -> frozenset[str]:
    return frozenset(
        fold(name) for preset in known().values() for header in preset.headers for name in header
    )


def is_known(name: str) -> bool:
    """Is this the name of a column in exports that are known, or a usual one?"""
    if len(name) > 80:
        return False
    folded = fold(name)
    return folded in _usual() or folded in _in_presets()


def guess(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The fields that usual names tell, one column each. A name deep inside an object is judged by its end too."""
    best: dict[str, tuple[int, str]] = {}
    for name in names:
        which, rank = _usual().get(fold(name), ("", 0))
        if not which and "." in name:
            which, rank = _usual().get(fold(name.rpartition(".")[2]), ("", 0))
            rank += 100
        if which and (which not in best or rank < best[which][0]):
            best[which] = (rank, name)
    return {which: (name,) for which, (_, name) in best.items()}
