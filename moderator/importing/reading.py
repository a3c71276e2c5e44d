"""Entries become comments by a plan. What cannot be one is set aside with its reason; what is none of ours is skipped."""

from __future__ import annotations

import hashlib
import html
import json
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from moderator.comments import Comment, SetAside
from moderator.importing.dates import Dates, zone_named
from moderator.importing.encodings import broken
from moderator.importing.entries import Entry, Value
from moderator.importing.plans import SHEET, Plan
from moderator.store.texts import ID_BYTES, storable

SENT = ("outbound", "outgoing", "out", "sent", "own", "agency", "published", "true", "yes", "1")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")  # a long number that a spreadsheet has spoilt
ACCOUNT_BYTES = 500
NO_TIME = "Its time cannot be read"  # how such a reason begins
NOTHING = (
    "",
    "-",
    "–",
    "—",
    "?",
    "n/a",
    "na",
    "null",
    "none",
    "nil",
)  # what tables write where there is no time


@dataclass(frozen=True, slots=True)
class Read:
    """A comment, the agency account that the file says it belongs to, and the platform that it names ("" for none)."""

    account: str
    platform: str
    comment: Comment
    undated: bool  # it has a time that could not be read, and was taken without one
    where: str  # the place of its entry in the file


@dataclass(frozen=True, slots=True)
class NoTime(SetAside):
    """It has a time, and the time cannot be read. Where there is none, nothing is wrong."""


class Reader:
    """Made once for a file, and given every entry of it in order: rows that are alike are told apart by their count."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        index = plan.index()
        only = {plan.form.names.index(name): value for name, value in plan.only.items()}
        self.wanted = tuple(sorted({at for places in index.values() for at in places} | set(only)))
        place = {at: position for position, at in enumerate(self.wanted)}
        self._places = {which: tuple(place[at] for at in places) for which, places in index.items()}
        self._only = {place[at]: value for at, value in only.items()}
        self._dates = Dates(plan.order, zone_named(plan.zone))
        self._numbers = plan.form.kind == SHEET  # there a cell of digits is a number, whatever it means
        self._said = Counts()

    def read(self, entry: Entry) -> Read | SetAside | None:
        """None: it is an entry of the file, and no comment."""
        if entry.wrong:
            return SetAside(entry.where, entry.wrong, entry.raw)
        values = entry.values
        if any(values[at] != wanted for at, wanted in self._only.items()):
            return None
        try:
            return self._made(entry, values)
        except BadTime as bad:
            return NoTime(entry.where, str(bad), entry.raw)
        except BadEntry as bad:
            return SetAside(entry.where, str(bad), entry.raw)

    def _made(self, entry: Entry, values: Sequence[Value]) -> Read:
        text = self._text(values)
        id_, url, author = (self._cell(values, which) for which in ("id", "url", "author"))
        author_name = self._cell(values, "author_name")
        account = self._cell(values, "account") or self._plan.account
        told = f"{self._when(values, 'date')} {self._when(values, 'time')}".strip()
        posted_at = self._dates.read(told) if told else None
        undated = posted_at is None and told.casefold() not in NOTHING
        native = id_ or self._made_id("\x1f".join([url, told, author, author_name, text]))
        for name, value, most in (("id", native, ID_BYTES), ("account", account, ACCOUNT_BYTES)):
            if len(value) * 4 > most and len(storable(value).encode("utf-8")) > most:
                raise BadEntry(f"Its {name} is longer than {most:,} bytes")
        if undated and not self._plan.untimed:
            raise BadTime(f"{NO_TIME}{_looks(told)}")
        comment = Comment(
            native_id=native,
            text=text,
            author_id=author or f"nobody named, {native}",  # not one and the same person
            author=author,
            author_name=author_name,
            raw=entry.raw,
            version=_hash(text),
            posted_at=posted_at,
            kind="import",
            own=self._plan.own or self._cell(values, "direction").strip().casefold() in SENT,
            url=url or None,
            parent_id=self._cell(values, "parent_id") or None,
        )
        platform = self._plan.platform or self._cell(values, "platform")
        return Read(account.strip(), platform, comment, undated, entry.where)

    def _text(self, values: Sequence[Value]) -> str:
        """The first of its columns that is filled, unwrapped; else an empty one."""
        found: Value = None
        for at in self._places["text"]:
            value = values[at]
            if value is not None and (found is None or found == ""):
                found = value
            if found:
                break
        if self._plan.writing == "runs" and isinstance(found, dict | list):
            found = _runs(found)
        if found is None:
            raise BadEntry("It has no text")
        if self._numbers and isinstance(found, bool | int | float):
            found = str(found)
        if not isinstance(found, str):
            raise BadEntry("Its text is not text")
        match self._plan.writing:
            case "entities":
                found = html.unescape(found)
            case "html":
                found = plain(found)
            case "runs":
                found = _in_cell(found)
        if broken(found):
            raise BadEntry("Its text holds half a character (a lone surrogate)")
        return found

    def _cell(self, values: Sequence[Value], which: str) -> str:
        """The first of its columns that is filled. A whole number may stand for an id; nothing else for a text."""
        for at in self._places.get(which, ()):
            value = values[at]
            if value is None or value == "":
                continue
            number = which in ("id", "parent_id") or self._numbers
            if number and isinstance(value, int) and not isinstance(value, bool):
                value = str(value)
            elif self._numbers and isinstance(value, bool | float):
                value = "" if which in ("id", "parent_id") else str(value)
            if not isinstance(value, str):
                raise BadEntry(f"Its {which} is not text")
            if broken(value):
                raise BadEntry(f"Its {which} holds half a character (a lone surrogate)")
            if which == "id" and _ROUNDED.fullmatch(value.strip()):
                continue
            if value:
                return value
        return ""

    def _when(self, values: Sequence[Value], which: str) -> str:
        """As it stands there: what is no time at all is a time that cannot be read, never a reason to lose the row."""
        for at in self._places.get(which, ()):
            value = values[at]
            if value is not None and value != "":
                return (
                    value
                    if isinstance(value, str) and not broken(value)
                    else str(value)
                    if isinstance(value, int)
                    else "?"
                )
        return ""

    def _made_id(self, said: str) -> str:
        """An id for a row that has none, the same at each import. Thirty copies are thirty comments."""
        made = _hash(said)[:32]
        count = self._said.add(int(made[:16], 16))
        return f"row-{made}" if count == 1 else f"row-{made}-{count}"


class BadEntry(ValueError):
    """Why one entry cannot be read, in words of ours."""


class BadTime(BadEntry):
    """It would be a comment without its time, which the file has."""


def _looks(told: str) -> str:
    """What it looks like, with nothing of what it says: nobody knows yet what stands in that column."""
    if len(told) > 40 or sum(letter.isdigit() for letter in told) < 4:
        return ""
    seen = ("9" if letter.isdigit() else letter if letter in " -/.:,+" else "a" for letter in told)
    return f": it looks like {''.join(seen)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Counts:
    """How often each number was said, in nine bytes or so for a number: a file may have millions of rows."""

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * 1024))
        self._held = 0
        self._more: dict[int, int] = {}

    def add(self, number: int) -> int:
        """1 the first time."""
        number = number or 1
        if not self._put(self._slots, number):
            self._more[number] = count = self._more.get(number, 1) + 1
            return count
        self._held += 1
        if self._held * 2 > len(self._slots):
            larger = array("Q", bytes(16 * len(self._slots)))
            for each in self._slots:
                if each:
                    self._put(larger, each)
            self._slots = larger
        return 1

    @staticmethod
    def _put(slots: array[int], number: int) -> bool:
        last = len(slots) - 1
        at = number & last
        while slots[at]:
            if slots[at] == number:
                return False
            at = (at + 1) & last
        slots[at] = number
        return True


def _in_cell(text: str) -> str:
    """The text of `{"text":"a"}`, of a list of such, or of several with commas between; else the cell as it is."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    for trial in (text, f"[{text}]"):
        try:
            found = _runs(json.loads(trial))
        except (ValueError, RecursionError):
            continue
        if found is not None:
            return found
    return text


def _runs(value: object) -> str | None:
    if isinstance(value, dict):
        inner = value.get("text")
        return inner if isinstance(inner, str) else None
    if isinstance(value, list):
        parts = [each if isinstance(each, str) else _runs(each) for each in value]
        known = [part for part in parts if part is not None]
        return "".join(known) if known and len(known) == len(parts) else None
    return None


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag == "p" and self.parts:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain(markup: str) -> str:
    """The words of HTML, as a reader sees them: paragraphs apart, links as their text."""
    parser = _Plain()
    parser.feed(markup)
    parser.close()
    return "".join(parser.parts)
