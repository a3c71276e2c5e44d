"""The bytes of a file become rows: lines counted as an editor counts them, one broken row costing only itself."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import IO

LONGEST = 10_000_000  # bytes of one row; what is longer is no comment
MOST_LINES = 200_000  # lines of one row
KEPT = 1_000_000  # bytes of a longer row that are kept aside
NOT_UTF8 = "It is not UTF-8 text"
TOO_LONG = f"It is longer than {LONGEST // 1_000_000} MB; its first {KEPT // 1_000_000} MB is kept"
BOM = b"\xef\xbb\xbf"
_OPEN = "A quotation mark is opened and never closed"
_MARKS = "Its quotation marks do not match"
_BLOCK = 1 << 16

csv.field_size_limit(LONGEST)


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its end. `whole` is false when it was too long and only its beginning is here."""

    number: int
    raw: bytes
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table: the line that it begins on, its bytes, and its cells or what is wrong with it."""

    number: int
    raw: bytes
    cells: tuple[str, ...] = ()
    wrong: str = ""


def lines(file: IO[bytes]) -> Iterator[Line]:
    """Lines that end with \\n, \\r\\n or \\r, never more than `LONGEST` bytes of one at a time."""
    number, size, parts = 1, 0, list[bytes]()
    for block in _blocks(file):
        for part in block.splitlines(keepends=True):
            size += len(part)
            if size <= LONGEST:
                parts.append(part)
            if part.endswith((b"\n", b"\r")):
                yield _line(number, parts, size)
                number, size, parts = number + 1, 0, []
    if size:
        yield _line(number, parts, size)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Never cut between \\r and \\n. The mark with which some programs begin a UTF-8 file is left out."""
    first = True
    while block := file.read(_BLOCK):
        while block.endswith(b"\r") and (more := file.read(1)):
            block += more
        yield block.removeprefix(BOM) if first else block
        first = False


def _line(number: int, parts: list[bytes], size: int) -> Line:
    raw = b"".join(parts)
    return Line(number, raw) if size <= LONGEST else Line(number, raw[:KEPT], whole=False)


def table(file: IO[bytes], delimiter: str = ",") -> Iterator[Cells]:
    """Rows of a table, blank lines too. A cell in quotation marks may hold line ends.

    Where the marks of a row do not match, or none closes it, only its first line is broken: the next line begins
    a row again, so that a forgotten mark swallows nothing. (One that is followed by `,"` and a line end or a
    comma cannot be told from a cell of several lines.) `delimiter` is one ASCII sign.
    """
    part = delimiter.encode("ascii")
    coming = _Coming(lines(file), part)
    while (first := coming.take()) is not None:
        if not first.whole:
            yield Cells(first.number, first.raw, wrong=TOO_LONG)
            continue
        after = _after(first.raw, part, inside=False)
        row = [first]
        if after is _After.INSIDE:
            after, more = coming.rest_of(first)
            row += more
        if after is _After.END:
            yield _parsed(row, delimiter)
        else:
            yield Cells(first.number, first.raw, wrong=_OPEN if after is _After.INSIDE else _MARKS)


def _parsed(row: list[Line], delimiter: str) -> Cells:
    raw = b"".join(line.raw for line in row)
    try:
        text = io.StringIO(raw.decode("utf-8"), newline="")
        cells = next(csv.reader(text, delimiter=delimiter, strict=True), [])
    except UnicodeDecodeError:
        return Cells(row[0].number, raw, wrong=NOT_UTF8)
    except csv.Error:
        return Cells(row[0].number, raw, wrong=_MARKS)
    return Cells(row[0].number, raw, tuple(cells))


class _After(Enum):
    """What stands at the end of a line."""

    END = "the end of the row"
    INSIDE = "an open quotation mark"
    BROKEN = "nothing: a mark was closed and no cell ended there"


def _after(line: bytes, delimiter: bytes, *, inside: bool) -> _After:
    """A mark opens only at the beginning of a cell; inside another cell it is a letter."""
    if b'"' not in line:
        return _After.INSIDE if inside else _After.END
    at = 0
    while True:
        if not inside:
            if line[at : at + 1] != b'"':
                at = line.find(delimiter, at) + 1
                if at == 0:
                    return _After.END
                continue
            at += 1
        inside = False
        at = line.find(b'"', at)
        while at >= 0 and line[at + 1 : at + 2] == b'"':
            at = line.find(b'"', at + 2)
        if at < 0:
            return _After.INSIDE
        at += 2
        if line[at - 1 : at] != delimiter:
            return _After.END if not line[at - 1 :].strip(b"\r\n") else _After.BROKEN


class _Coming:
    """The lines to come. Each is looked at once for the end of an open mark, however many marks are open."""

    def __init__(self, source: Iterator[Line], delimiter: bytes) -> None:
        self._source, self._delimiter = source, delimiter
        self._seen: deque[Line] = deque()  # read ahead: a mark open before any of these comes to `_after`
        self._size = 0
        self._after = _After.INSIDE

    def take(self) -> Line | None:
        if not self._seen:
            return next(self._source, None)
        line = self._seen.popleft()
        self._size -= len(line.raw)
        return line

    def rest_of(self, first: Line) -> tuple[_After, list[Line]]:
        """The lines that close the mark which `first` leaves open. None are taken when nothing closes it."""
        if not self._seen:
            self._after = _After.INSIDE
        while self._after is _After.INSIDE and self._fits(first):
            line = next(self._source, None)
            if line is None:
                break
            self._seen.append(line)
            self._size += len(line.raw)
            self._after = _after(line.raw, self._delimiter, inside=True) if line.whole else _After.BROKEN
        if self._after is not _After.END:
            return self._after, []
        row = list(self._seen)
        self._seen.clear()
        self._size = 0
        return _After.END, row

    def _fits(self, first: Line) -> bool:
        return len(first.raw) + self._size < LONGEST and len(self._seen) < MOST_LINES
