"""A list of staff from a file: CSV as spreadsheets write it, one person or team a line.

Columns `name`, `handle` (several with spaces or semicolons between them), and where there are any `platform`, `person` (of
this desk), `team` and `kind` ("person" or "team"). What a line has is never run, whatever it begins with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from moderator.people import csv_text
from moderator.problems import BadInput

MOST_LINES = 50_000
LONGEST = 200  # letters of a name or a handle; no person's is longer, and each is folded
LONGEST_CELL = 2_000

_COLUMNS = {
    "name": ("name", "full name", "display name", "staff", "employee"),
    "first": ("first name", "given name", "firstname", "vorname"),
    "last": ("last name", "surname", "family name", "lastname", "nachname"),
    "handle": ("handle", "handles", "account", "username", "user name", "screen name"),
    "platform": ("platform", "network", "site"),
    "person": ("person", "moderator", "pseudonym"),
    "team": ("team", "unit", "department", "section"),
    "kind": ("kind", "type"),
}
_APART = re.compile(r"[\s;,]+")


@dataclass(frozen=True, slots=True)
class Staff:
    """One line. `person` is a name or a pseudonym of this desk, or ""."""

    number: int
    name: str
    handles: tuple[str, ...]
    platform: str
    person: str
    team: str
    kind: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be used, why, and what to do about it."""

    number: int
    why: str
    remedy: str


def read(data: bytes) -> tuple[list[Staff], list[Wrong]]:
    """Every line of the file: those that can be used, and the others. Raises BadInput where it cannot be read at all."""
    found, wrong = list[Staff](), list[Wrong]()
    places: dict[str, int] = {}
    for number, row in csv_text.rows(data, "staff list", MOST_LINES):
        if not places:
            places = _places(row)
            continue
        try:
            found.append(_staff(number, row, places))
        except BadInput as bad:
            wrong.append(Wrong(number, bad.what, bad.remedy))
    if not places:
        raise BadInput("The staff list is empty", "", "It needs a line of titles: name,handle,person,team")
    return found, wrong


def _places(row: list[str]) -> dict[str, int]:
    places = csv_text.places(row, _COLUMNS)
    if not places.keys() & {"name", "last", "handle"}:
        raise BadInput(
            "The staff list has neither a column name nor a column handle",
            "",
            "Its first line must name them: name,handle,platform,person,team",
        )
    return places


def _staff(number: int, row: list[str], places: dict[str, int]) -> Staff:
    if max(map(len, row)) > LONGEST_CELL:
        raise BadInput("a cell in it is too long", "", f"give {LONGEST} letters at most")
    cell = {column: row[at].strip() if at < len(row) else "" for column, at in places.items()}
    name = cell.get("name", "") or f"{cell.get('first', '')} {cell.get('last', '')}".strip()
    handles = tuple(filter(None, _APART.split(cell.get("handle", ""))))
    if not name and not handles:
        raise BadInput("it has neither a name nor a handle", "", "give it one, or take the line out")
    kind = (cell.get("kind") or "person").casefold()
    if kind not in ("person", "team"):
        raise BadInput(f"“{kind[:20]}” is no kind", "", "write person or team, or nothing")
    return Staff(
        number,
        name,
        handles,
        cell.get("platform", "").casefold(),
        cell.get("person", ""),
        cell.get("team", ""),
        kind,
    )
