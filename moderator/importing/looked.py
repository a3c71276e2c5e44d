"""What the window knows of a file: told by a child of ours, which reads it, as lines of JSON.

Everything here is in words of ours, but the names of the file, of its columns and of its sheets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from moderator.importing import looking, plans, presets, proposing
from moderator.importing.looking import Column
from moderator.importing.plans import Plan
from moderator.importing.recognising import Recognised
from moderator.importing.sources import shown


@dataclass(frozen=True, slots=True)
class Looked:
    """`what` is the kind of file in words, `entries` how many it has. `undecided`: its dates can be read in two ways.

    The counts are of the first entries, as they would come in under `plan`. `remembered`: the plan is the one that was
    chosen for this header before. `position`: an import of this very file waits there to be gone on with.
    """

    name: str
    what: str
    entries: str
    said: tuple[str, ...]
    plan: Plan
    columns: tuple[Column, ...]
    sheets: tuple[str, ...]
    undecided: bool
    comments: int
    own: int
    bad: int
    undated: int
    shared_id: str = ""
    remembered: bool = False
    position: int | None = None

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def look(
    path: Path, found: Recognised, plan: Plan, *, remembered: bool = False, position: int | None = None
) -> Looked:
    """Raises BadInput when the plan does not fit the file."""
    trial = looking.attempt(found, plan) if plan.columns.get("text") else None
    guessed = Plan(found.form, presets.guess(found.form.names))
    return Looked(
        shown(path),
        looking.what(found, plan),
        looking.entries_in(found),
        found.said,
        plan,
        tuple(looking.columns(found)),
        tuple(sorted({found.form.sheet, *found.other_sheets} - {""})),
        proposing.undecided(found, plan),
        trial.comments if trial else 0,
        trial.own if trial else 0,
        trial.bad if trial else len(found.bad),
        trial.undated if trial else 0,
        proposing.shared_id(found, guessed),
        remembered,
        position,
    )


def to_line(looked: Looked) -> dict[str, Any]:
    return {**asdict(looked), "plan": plans.to_json(looked.plan)}


def from_line(told: Mapping[str, Any]) -> Looked:
    """Of a line that our own child wrote."""
    columns = tuple(
        Column(**{key: _frozen(value) for key, value in each.items()}) for each in told["columns"]
    )
    given = {key: _frozen(value) for key, value in told.items() if key not in ("columns", "plan")}
    return Looked(plan=plans.from_json(told["plan"]), columns=columns, **given)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value


def encode(line: Mapping[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=True).encode("ascii") + b"\n"
