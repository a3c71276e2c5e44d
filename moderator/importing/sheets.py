"""XLSX, read row by row: values as they were last calculated, never a formula, and nothing that XML can be misused for.

A reader of our own, because the ones there are read the whole sheet into memory (python-calamine) or leave entity
bombs to another package (openpyxl). It needs zip and expat alone, refuses document types before they begin, and
holds one row at a time besides the strings that the rows share.
"""

from __future__ import annotations

import json
import re
import zipfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from posixpath import join, normpath
from typing import IO, Any
from xml.parsers import expat

from moderator.importing.entries import Entry, Value
from moderator.importing.rows import KEPT, LONGEST, TOO_LONG
from moderator.problems import BadInput

MOST_COLUMNS = 2_000
MOST_SHARED = 400_000_000  # bytes of the strings that the rows share
_CHUNK = 1 << 16
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_XLSX = "It is no workbook that can be read"


class _Refused(Exception):
    """In words of ours."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    part: str  # its place in the archive
    shown: bool


class Workbook:
    """An open XLSX file. Raises BadInput when it is none; `name` is the file's, for sentences."""

    def __init__(self, archive: zipfile.ZipFile, opened: Callable[[str], IO[bytes]], name: str) -> None:
        self._name, self._opened = name, opened
        parts = set(archive.namelist())
        try:
            self._read_parts(parts)
        except (_Refused, expat.ExpatError, KeyError, ValueError, zipfile.BadZipFile, OSError) as fault:
            why = str(fault) if isinstance(fault, _Refused) else _NOT_XLSX
            raise BadInput(f"{name} cannot be read", why, "Save it anew as XLSX, or as CSV UTF-8") from None

    def _read_parts(self, parts: set[str]) -> None:
        main, links = self._links("_rels/.rels", "")
        book = next((main[key] for key in main if links[key].endswith("/officeDocument")), "xl/workbook.xml")
        folder = book.rpartition("/")[0]
        targets, kinds = self._links(join(folder, "_rels", book.rpartition("/")[2] + ".rels"), folder)
        self.epoch = datetime(1899, 12, 30)
        self.sheets: list[Sheet] = []

        def met(name: str, given: dict[str, str]) -> None:
            if name == "workbookPr" and given.get("date1904", "0") in ("1", "true", "on"):
                self.epoch = datetime(1904, 1, 1)
            elif name == "sheet":
                part = targets.get(given.get("id", ""), "")
                if part in parts and len(self.sheets) < 500:
                    shown = given.get("state", "visible") == "visible"
                    self.sheets.append(Sheet(given.get("name", "")[:100], part, shown))

        self._scan(book, met)
        styles = next((targets[key] for key in targets if kinds[key].endswith("/styles")), "")
        strings = next((targets[key] for key in targets if kinds[key].endswith("/sharedStrings")), "")
        self._dates = self._date_styles(styles) if styles in parts else set()
        self._strings = self._shared(strings) if strings in parts else _Strings()
        if not self.sheets:
            raise _Refused("It holds no sheet")

    def _links(self, part: str, folder: str) -> tuple[dict[str, str], dict[str, str]]:
        """Relationships: id to target part, and id to kind."""
        targets: dict[str, str] = {}
        kinds: dict[str, str] = {}

        def met(name: str, given: dict[str, str]) -> None:
            if name == "Relationship" and given.get("TargetMode") != "External":
                target = given.get("Target", "")
                where = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
                targets[given.get("Id", "")], kinds[given.get("Id", "")] = where, given.get("Type", "")

        self._scan(part, met)
        return targets, kinds

    def _scan(self, part: str, met: Callable[[str, dict[str, str]], None]) -> None:
        parser = _parser()
        parser.StartElementHandler = lambda name, given: met(
            _local(name), {_local(key): given[key] for key in given}
        )
        for chunk in self._chunks(part):
            parser.Parse(chunk)
        parser.Parse(b"", True)

    def _chunks(self, part: str) -> Iterator[bytes]:
        with self._opened(part) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def _date_styles(self, part: str) -> set[int]:
        """The numbers of the cell styles that show a date or a time."""
        formats: dict[str, str] = {}
        found: set[int] = set()
        state = {"cells": False, "at": 0}

        def start(name: str, given: dict[str, str]) -> None:
            local = _local(name)
            if local == "numFmt":
                formats[given.get("numFmtId", "")] = given.get("formatCode", "")
            elif local == "cellXfs":
                state["cells"] = True
            elif local == "xf" and state["cells"]:
                number = given.get("numFmtId", "0")
                if _is_date(number, formats.get(number)):
                    found.add(state["at"])
                state["at"] += 1

        def end(name: str) -> None:
            if _local(name) == "cellXfs":
                state["cells"] = False

        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        for chunk in self._chunks(part):
            parser.Parse(chunk)
        parser.Parse(b"", True)
        return found

    def _shared(self, part: str) -> _Strings:
        found = _Strings()
        pieces: list[str] = []
        state = {"text": False, "aside": 0}

        def start(name: str, given: dict[str, str]) -> None:
            local = _local(name)
            if local == "si":
                pieces.clear()
            elif local == "rPh":  # how a name is spoken: not part of the text
                state["aside"] += 1
            elif local == "t":
                state["text"] = not state["aside"]

        def end(name: str) -> None:
            local = _local(name)
            if local == "si":
                found.add("".join(pieces))
            elif local == "rPh":
                state["aside"] -= 1
            elif local == "t":
                state["text"] = False

        def data(text: str) -> None:
            if state["text"]:
                pieces.append(text)

        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
        for chunk in self._chunks(part):
            parser.Parse(chunk)
        parser.Parse(b"", True)
        return found

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[Value]]]:
        """Row numbers and cells of a sheet, rows without cells left out. Dates are text in ISO 8601.

        Raises BadInput in the middle when the sheet is damaged from there on.
        """
        reading = _Rows(self._strings, self._dates, self.epoch)
        try:
            for chunk in self._chunks(sheet.part):
                reading.parser.Parse(chunk)
                yield from reading.take()
            reading.parser.Parse(b"", True)
            yield from reading.take()
        except (_Refused, expat.ExpatError, ValueError, zipfile.BadZipFile, EOFError) as fault:
            yield from reading.take()
            why = str(fault) if isinstance(fault, _Refused) else "It is damaged from there on"
            raise BadInput(
                f"{self._name} can be read up to row {reading.number} only",
                why,
                "Save it anew as XLSX, or as CSV",
            ) from None


class _Strings:
    """Many strings in little room: their bytes in one piece, and where each ends."""

    def __init__(self) -> None:
        self._bytes, self._ends = bytearray(), array("Q", [0])

    def add(self, text: str) -> None:
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))
        if len(self._bytes) + 8 * len(self._ends) > MOST_SHARED:
            raise _Refused(f"Its texts are more than {MOST_SHARED // 1_000_000} MB")

    def __getitem__(self, at: int) -> str:
        if not 0 <= at < len(self._ends) - 1:
            return ""
        return self._bytes[self._ends[at] : self._ends[at + 1]].decode("utf-8", "surrogatepass")


class _Rows:
    """What expat tells of a sheet, put together into rows."""

    def __init__(self, strings: _Strings, dates: set[int], epoch: datetime) -> None:
        self._strings, self._dates, self._epoch = strings, dates, epoch
        self._done: list[tuple[int, list[Value]]] = []
        self._row: list[Value] = []
        self._at, self._kind, self._style, self._size = 0, "n", 0, 0
        self._text: list[str] = []
        self._reading, self._aside = False, 0
        self.number = 0
        self.parser = _parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def take(self) -> list[tuple[int, list[Value]]]:
        done, self._done = self._done, []
        return done

    def _start(self, name: str, given: dict[str, str]) -> None:
        local = _local(name)
        if local == "c":
            ref = given.get("r")
            self._at = _column(ref) if ref else len(self._row)
            if self._at >= MOST_COLUMNS:
                raise _Refused(f"It has more than {MOST_COLUMNS:,} columns")
            self._kind, self._style = given.get("t", "n"), int(given.get("s", 0))
            self._text = []
        elif local in ("v", "t"):
            self._reading = not self._aside
        elif local == "rPh":
            self._aside += 1
        elif local == "row":
            self.number = int(given.get("r", self.number + 1))
            self._row, self._size = [], 0

    def _data(self, text: str) -> None:
        if self._reading:
            self._size += len(text)
            if self._size <= LONGEST:
                self._text.append(text)

    def _end(self, name: str) -> None:
        local = _local(name)
        if local in ("v", "t"):
            self._reading = False
        elif local == "rPh":
            self._aside -= 1
        elif local == "c":
            value = self._value("".join(self._text))
            if value is not None and value != "":
                self._row.extend([None] * (self._at + 1 - len(self._row)))
                self._row[self._at] = value
        elif local == "row" and self._row:
            self._done.append((self.number, self._row))

    def _value(self, text: str) -> Value:
        match self._kind:
            case "s":
                return _unescaped(self._strings[int(text)]) if text.strip().isdecimal() else None
            case "inlineStr" | "str":
                return _unescaped(text)
            case "b":
                return text.strip() in ("1", "true")
            case "e":
                return None
            case "d":
                return text
        text = text.strip()
        if not text:
            return None
        number = float(text)
        if self._style in self._dates:
            return _moment(number, self._epoch)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


def entries(
    rows: Iterator[tuple[int, list[Value]]],
    sheet: str,
    names: Sequence[str],
    header: int | None,
    wanted: Sequence[int],
) -> Iterator[Entry]:
    """The rows below the header; `header` is the number of a row in the sheet."""
    for number, cells in rows:
        if header is not None and number <= header:
            continue
        if not any(cell.strip() if isinstance(cell, str) else cell is not None for cell in cells):
            continue
        where = f"row {number} of {sheet}"
        size = sum(len(cell) for cell in cells if isinstance(cell, str))
        if size >= LONGEST:
            yield Entry(where, _raw(cells)[:KEPT], (), TOO_LONG)
        elif names and len(cells) > len(names):
            yield Entry(where, _raw(cells), (), f"It has {len(cells)} cells, the header has {len(names)}")
        else:
            held = len(cells)
            yield Entry(where, _raw(cells), [cells[at] if at < held else None for at in wanted])


def _raw(cells: Sequence[Value]) -> bytes:
    """A row has no bytes of its own in XLSX; its cells as JSON stand for them."""
    return json.dumps(cells, ensure_ascii=True).encode("ascii")


def as_text(value: Value) -> str:
    """A cell as a person would read it, for finding the header."""
    return value if isinstance(value, str) else "" if value is None else str(value)


def _parser() -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise _Refused("It defines a document type of its own, as attacks do")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition(" ")[2] if " " in name else name


def _column(ref: str) -> int:
    """0 for "A7", 26 for "AA7"."""
    number = 0
    for sign in ref:
        if not "A" <= sign <= "Z":
            break
        number = number * 26 + ord(sign) - 64
        if number > 20_000:
            break
    return number - 1 if number else 0


def _unescaped(text: str) -> str:
    """XLSX writes signs that XML cannot hold as `_x0007_`."""
    if "_x" not in text:
        return text
    whole = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    try:  # two halves of a pair become the sign that they are
        return whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return whole


_DATE_FORMATS = {*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)}
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


def _is_date(number: str, code: str | None) -> bool:
    if code is None:
        return number.isdecimal() and int(number) in _DATE_FORMATS
    bare = _NOT_LETTERS.sub("", code[:300]).casefold()
    return (
        bare != "general" and any(sign in bare for sign in "ymdhs") and not any(sign in bare for sign in "#?")
    )


def _moment(number: float, epoch: datetime) -> Value:
    """A serial number of days as ISO 8601 without a zone. What is no date stays a number."""
    if not 0 <= number < 2_958_466:
        return number
    if epoch.year == 1899 and number < 60:
        number += 1  # 1900 was no leap year, and the format says that it was
    moment = epoch + timedelta(milliseconds=round(number * 86_400_000))
    return moment.isoformat(sep="T", timespec="milliseconds" if moment.microsecond else "seconds")
