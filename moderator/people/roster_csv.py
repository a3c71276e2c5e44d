"""A roster from a file: CSV with semicolons, commas or tabs, in UTF-8 or UTF-16, as spreadsheets write it.

Columns `person`, `date`, `start`, `end`, and `zone` where it differs from the desk's. A file is taken whole or not at
all: each line that cannot be read is named with its number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from moderator.people import csv_text, rosters
from moderator.problems import BadInput

MOST_BYTES = csv_text.MOST_BYTES
MOST_LINES = 50_000
LONGEST = 1_000  # letters of a cell
NAMED = 20  # lines that are named; the rest is counted

_COLUMNS = {
    "person": ("person", "name", "who", "employee", "moderator"),
    "day": ("date", "day"),
    "begins": ("start", "from", "begin", "begins"),
    "ends": ("end", "to", "until", "finish", "ends"),
    "zone": ("zone", "timezone", "time zone", "tz"),
}
_NEEDED = ("person", "day", "begins", "ends")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")  # dots are day first everywhere; slashes are not


@dataclass(frozen=True, slots=True)
class Line:
    """One shift as the file has it. `person` is a name or a pseudonym; `zone` is "" where the file has none."""

    number: int
    person: str
    day: date
    begins: int
    ends: int
    zone: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be used, and why, in a few words."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Read:
    lines: tuple[Line, ...]
    wrong: tuple[Wrong, ...]


def read(data: bytes) -> Read:
    """Every line of the file. Raises BadInput where the file as a whole cannot be read."""
    lines, wrong = list[Line](), list[Wrong]()
    places: dict[str, int] = {}
    for number, row in csv_text.rows(data, "roster", MOST_LINES):
        if not places:
            places = _places(row)
            continue
        try:
            lines.append(_line(number, row, places))
        except BadInput as bad:
            wrong.append(Wrong(number, bad.what))
    if not places:
        raise BadInput("The roster file is empty", "", "It needs a line of titles: person,date,start,end")
    return Read(tuple(lines), tuple(wrong))


def told(wrong: tuple[Wrong, ...]) -> BadInput:
    """All wrong lines in one refusal."""
    named = "; ".join(f"line {one.number}: {one.why}" for one in wrong[:NAMED])
    more = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
    count = "1 line" if len(wrong) == 1 else f"{len(wrong)} lines"
    return BadInput(
        f"{count} of the roster cannot be used", named + more, "Nothing was imported; correct them first"
    )


def _places(row: list[str]) -> dict[str, int]:
    places = csv_text.places(row, _COLUMNS)
    missing = [_COLUMNS[column][0] for column in _NEEDED if column not in places]
    if missing:
        raise BadInput(
            f"The roster has no column {' and no column '.join(missing)}",
            "",
            "Its first line must name them: person,date,start,end",
        )
    return places


def _line(number: int, row: list[str], places: dict[str, int]) -> Line:
    if max(map(len, row)) > LONGEST:
        raise BadInput("a cell in it is too long")
    cells = {column: row[at].strip() if at < len(row) else "" for column, at in places.items()}
    for column in _NEEDED:
        if not cells[column]:
            raise BadInput(f"{_COLUMNS[column][0]} is empty")
    begins, ends = rosters.time_of(cells["begins"]), rosters.time_of(cells["ends"])
    for read_as, column in ((begins, "begins"), (ends, "ends")):
        if read_as is None or (column == "begins" and read_as == rosters.DAY):
            raise BadInput(f"“{cells[column][:20]}” is no time; write 08:30")
    assert begins is not None
    assert ends is not None
    zone = cells.get("zone", "")
    if zone:
        rosters.zone_named(zone)
    return Line(number, cells["person"][:200], _day(cells["day"]), *rosters.over_midnight(begins, ends), zone)


def _day(text: str) -> date:
    if match := _ISO.fullmatch(text):
        year, month, day = match[1], match[2], match[3]
    elif match := _DOTTED.fullmatch(text):
        day, month, year = match[1], match[2], match[3]
    else:
        raise BadInput(f"“{text[:20]}” is no date; write 2026-11-23")
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise BadInput(f"There is no day {text[:20]}") from None
    if not rosters.EARLIEST <= found <= rosters.LATEST:
        raise BadInput(f"The year {found.year} cannot be meant")
    return found
