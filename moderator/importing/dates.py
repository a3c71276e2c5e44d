"""When something was written, from whatever an export makes of it.

3/4/2026 is the third of April in most of the world and the fourth of March in some of it. Where nothing in a file
tells which, a person is asked; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from moderator.problems import BadInput

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
ORDERS = (DAY_FIRST, MONTH_FIRST)

_TIME = r"""(?:[T,\s]+(?:at\s+|um\s+)?(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)
  (?:[:.](?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?
  (?:\s*(?P<half>[AaPp])\.?\s?[Mm]\.?)?(?:\s*\(?(?P<zone>[Zz]|[A-Za-z]{2,5}|(?:UTC|GMT)?\s?[+-]\d\d?:?(?:\d\d)?)\)?)?)?"""
_NUMBERS = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4}|\d\d)" + _TIME, re.VERBOSE
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME, re.VERBOSE)
_DAY_NAME = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
_WORDS = re.compile(
    _DAY_NAME
    + r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.|er)?[\s-]+(?:de\s+)?(?P<name>[^\W\d_]{3,10})\.?,?[\s-]+"
    + r"(?:de\s+)?(?P<year>\d{4}|\d\d)"
    + _TIME,
    re.VERBOSE,
)
_AMERICAN = re.compile(
    _DAY_NAME + r"(?P<name>[^\W\d_]{3,10})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + _TIME,
    re.VERBOSE,
)
_OF_X = re.compile(
    r"[A-Za-z]{3}\s(?P<name>[A-Za-z]{3})\s(?P<day>\d\d?)\s(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)\s(?P<zone>[+-]\d{4})\s(?P<year>\d{4})"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar janvier enero gennaio januari janeiro styczeń stycznia jan ene gen janv",
            "february februar février febrero febbraio februari fevereiro feb fév févr fev",
            "march märz mars marzo maart março mar mär mrz mrt",
            "april avril abril aprile apr avr abr",
            "may mai mayo maggio mei maio mag",
            "june juni juin junio giugno junho jun giu",
            "july juli juillet julio luglio julho jul juil lug",
            "august août agosto augustus aug ago aoû",
            "september septembre septiembre settembre setembro sep sept set",
            "october oktober octobre octubre ottobre outubro oct okt ott out",
            "november novembre noviembre novembro nov",
            "december dezember décembre diciembre dicembre dezembro dec dez déc dic",
        ),
        1,
    )
    for name in names.split()
}
_ZONES = {  # those that mean one thing only
    "z": 0, "utc": 0, "gmt": 0, "bst": 60, "cet": 60, "cest": 120, "edt": -240, "pdt": -420, "pst": -480,
    "awst": 480, "acst": 570, "acdt": 630, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip
_LAST = {
    10: 1,
    13: 1_000,
    16: 1_000_000,
}  # digits of a time counted since 1970, and how many of it make a second


def zone_named(name: str) -> tzinfo:
    """Raises BadInput for a zone that is none."""
    if name.casefold() in ("", "utc"):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(
            f"There is no time zone “{name[:40]}”", "", "Name it as in Australia/Sydney, or say UTC"
        ) from None


class Dates:
    """Reads the times of one file. `order` is for dates like 3/4/2026; `zone` for times that name none."""

    def __init__(self, order: str, zone: tzinfo) -> None:
        self._order, self._zone = order, zone
        self._seen: tuple[str, datetime | None] = ("", None)

    def read(self, text: str) -> datetime | None:
        """Aware, UTC. None when it is no time that can be read, or is one in neither order."""
        if text == self._seen[0]:
            return self._seen[1]
        naive = read(text, self._order)
        moment = None
        if naive is not None:
            try:
                moment = (naive if naive.tzinfo else naive.replace(tzinfo=self._zone)).astimezone(UTC)
            except (OverflowError, ValueError):
                moment = None
        self._seen = (text, moment)
        return moment


def read(text: str, order: str = "") -> datetime | None:
    """The time that is written here, with its zone if it names one. None for what is none."""
    text = " ".join(text.split())[:80]
    if not text:
        return None
    try:
        if text.isdecimal() and text.isascii():
            return _counted(text)
        if text[:4].isdecimal() and text[4:5] == "-":
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                pass
        for pattern in (_YEAR_FIRST, _NUMBERS, _OF_X, _WORDS, _AMERICAN):
            if found := pattern.fullmatch(text):
                return _made(found.groupdict(), order)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _counted(text: str) -> datetime | None:
    if len(text) == 8 and text[:2] in ("19", "20"):
        return datetime(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) not in _LAST:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(text) / _LAST[len(text)])


def _made(found: dict[str, str | None], order: str) -> datetime | None:
    year, day, month = int(found["year"] or 0), int(found.get("day") or 0), int(found.get("month") or 0)
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    if name := found.get("name"):
        month = _MONTHS.get(name.casefold(), 0)
    elif "a" in found:
        first, second = int(found["a"] or 0), int(found["b"] or 0)
        day_first = order != MONTH_FIRST or found["sep"] == "."
        day, month = (first, second) if day_first else (second, first)
    hour, zone = int(found["hour"] or 0), found.get("zone")
    if half := found.get("half"):
        hour = hour % 12 + 12 * (half in "Pp")
    part = int((found.get("part") or "0").ljust(6, "0")[:6])
    aware = None if zone is None else _offset(zone)
    return datetime(
        year, month, day, hour, int(found["minute"] or 0), int(found.get("second") or 0), part, aware
    )


@lru_cache(maxsize=256)
def _offset(zone: str) -> tzinfo:
    """Raises ValueError for letters that mean several zones, or none."""
    word = zone.casefold().replace(" ", "")
    if word in _ZONES:
        return timezone(timedelta(minutes=_ZONES[word]))
    digits = re.fullmatch(r"(?:utc|gmt)?([+-])(\d\d?):?(\d\d)?", word)
    if digits is None:
        raise ValueError(zone)
    minutes = int(digits[2]) * 60 + int(digits[3] or 0)
    return timezone(timedelta(minutes=-minutes if digits[1] == "-" else minutes))


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the dates of a file tell of themselves. `order` is "" when both would fit, and a person must say."""

    order: str
    asked: bool  # there are dates that can be read in two ways
    zoned: bool  # every time names its zone
    readable: int
    of: int


def judge(texts: Iterable[str]) -> Ordered:
    """Look at many dates of one column. One 25/3 settles all the others."""
    two_ways = zoned = readable = of = 0
    day = month = False
    for text in texts:
        of += 1
        moment = read(text, DAY_FIRST) or read(text, MONTH_FIRST)
        if moment is None:
            continue
        readable += 1
        zoned += moment.tzinfo is not None
        found = _NUMBERS.fullmatch(" ".join(text.split()))
        if found is None or found["sep"] == ".":
            continue
        two_ways += found["a"] != found["b"]
        day, month = day or int(found["a"]) > 12, month or int(found["b"]) > 12
    order = "" if day == month else DAY_FIRST if day else MONTH_FIRST
    return Ordered(order, two_ways > 0 and not order, readable > 0 and zoned == readable, readable, of)
