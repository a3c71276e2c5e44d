"""How one file is read: its form, and which column says what. Plain values; kept with a run, and remembered by header.

A field may have several columns: the first that is filled counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from moderator.problems import BadInput

FIELDS = (
    "text",
    "id",
    "author",
    "author_name",
    "date",
    "time",
    "url",
    "account",
    "platform",
    "parent_id",
    "direction",
)
TABLE, LINES, LIST, SHEET = "table", "lines", "list", "sheet"


@dataclass(frozen=True, slots=True)
class Form:
    """What kind of file it is. `header` is the record (or the row of a sheet) that names the columns, None: none does.

    `path` leads to the list of objects in a JSON document, `members` are the files of an archive that are read.
    """

    kind: str
    names: tuple[str, ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    header: int | None = 0
    path: tuple[str, ...] = ()
    sheet: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """`own`: every entry was written by the agency itself. `only`: entries in which a column says something else are
    none of ours (a boost, a like). `writing`: how the text is wrapped: plain, entities, html, runs (JSON in a cell).

    For this time alone, and not remembered: `untimed` takes comments whose time cannot be read without one, instead of
    setting them aside; `again` reads only what an earlier import of this file set aside."""

    form: Form
    columns: Mapping[str, tuple[str, ...]]
    order: str = ""
    zone: str = "UTC"
    account: str = ""
    platform: str = ""
    own: bool = False
    only: Mapping[str, str] = field(default_factory=dict)
    writing: str = "plain"
    preset: str = ""
    untimed: bool = False
    again: bool = False

    def index(self) -> dict[str, tuple[int, ...]]:
        """Field to places in `form.names`. Raises BadInput for a column that is not there."""
        at = {name: place for place, name in enumerate(self.form.names)}
        missing = [name for names in self.columns.values() for name in names if name not in at]
        missing += [name for name in self.only if name not in at]
        if missing:
            raise BadInput(
                f"There is no column “{missing[0][:60]}” in this file", "", _they_are(self.form.names)
            )
        return {which: tuple(at[name] for name in names) for which, names in self.columns.items() if names}


def _they_are(names: Sequence[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:12] if name.isprintable())
    return f"Its columns are: {shown}" + (", and more" if len(names) > 12 else "")


def signature(names: Sequence[str], kind: str) -> str:
    """The same for every file with this header, so that what was chosen once is proposed again."""
    told = "\x1f".join([kind, *(" ".join(name.casefold().split()) for name in names)])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def to_json(plan: Plan) -> str:
    return json.dumps(asdict(plan), ensure_ascii=True)


def from_json(text: str) -> Plan:
    """Raises BadInput for what is no plan of this version."""
    try:
        told = json.loads(text)
        form = Form(**{name: _frozen(told["form"][name]) for name in _names(Form) if name in told["form"]})
        given = {
            name: told[name] for name in _names(Plan) if name in told and name not in ("form", "columns")
        }
        columns = {str(which): tuple(map(str, names)) for which, names in told["columns"].items()}
        if form.kind not in (TABLE, LINES, LIST, SHEET) or not set(columns) <= set(FIELDS):
            raise ValueError
        return Plan(form=form, columns=columns, **given)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput("How this file is to be read is not understood", "", "Choose the file again") from None


def _names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
