"""Office hours as people write them: "Mon-Fri 9-17; Sat 9:30-12". A plain value of the settings."""

from __future__ import annotations

import re
from collections.abc import Mapping

Hours = tuple[tuple[int, int], ...]  # minutes after midnight; an end past 1440 is on the next day
Week = Mapping[int, Hours]  # by day of the week, Monday is 0; days without hours are not in it

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_NAME = rf"({'|'.join(DAYS)})[a-z]*\.?"
_DAYS = re.compile(rf"{_NAME}(?:\s*[-–]\s*{_NAME})?")
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_HOURS = re.compile(rf"{_TIME}\s*[-–]\s*{_TIME}")


def week(text: str) -> Week | None:
    """The hours of each day. Empty for an empty text, which means every hour; None for what is no such text."""
    found: dict[int, Hours] = {}
    for part in text.casefold()[:400].split(";"):
        if not part.strip():
            continue
        split = re.match(r"\s*([^\d]*?)\s*(\d.*)", part)
        days = _days(split[1]) if split else None
        hours = _hours(split[2]) if split else None
        if not days or not hours:
            return None
        for day in days:
            found[day] = (*found.get(day, ()), *hours)
    return found


def _days(text: str) -> set[int] | None:
    found: set[int] = set()
    for part in text.split(","):
        match = _DAYS.fullmatch(part.strip())
        if match is None:
            return None
        first = DAYS.index(match[1])
        last = DAYS.index(match[2]) if match[2] else first
        found |= {(first + at) % 7 for at in range((last - first) % 7 + 1)}
    return found


def _hours(text: str) -> Hours | None:
    found = []
    for part in text.split(","):
        match = _HOURS.fullmatch(part.strip())
        if match is None:
            return None
        begins = int(match[1]) * 60 + int(match[2] or 0)
        ends = int(match[3]) * 60 + int(match[4] or 0)
        if max(int(match[2] or 0), int(match[4] or 0)) > 59 or begins == ends:
            return None
        if begins >= _DAY or ends > _DAY:
            return None
        found.append((begins, ends if ends > begins else ends + _DAY))
    return tuple(found)
