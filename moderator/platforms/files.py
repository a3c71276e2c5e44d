"""Comments from a file: UTF-8 CSV or NDJSON with a column `text`.

Other columns, where they are there: id, account, author, author_name, posted_at (ISO 8601), url, parent_id. A row that
cannot be read is set aside with its line; the others go on. Acts on such comments are done by a person on the
platform's own page: the desk keeps the record.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import stat
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moderator.comments import Batch, Comment, Gone, SetAside
from moderator.decisions import Action, Cap, Level, Op, Outcome, Result
from moderator.platforms import Access, Platform, PlatformKind
from moderator.problems import BadInput

COLUMNS = ("text", "id", "account", "author", "author_name", "posted_at", "url", "parent_id")
LONGEST_ROW = 20_000_000  # bytes
_HAND = "Done by a person on the platform's own page; the desk keeps the record"

csv.field_size_limit(LONGEST_ROW)


@dataclass(frozen=True, slots=True)
class Row:
    """A comment and the agency account that the file says it belongs to, "" where it says nothing."""

    account: str
    comment: Comment


class _Bad(ValueError):
    """Why one row cannot be read, in words of ours."""


def read(path: Path) -> Iterator[Row | SetAside]:
    """Every row in order. Raises BadInput when the file cannot be read at all."""
    _demand_file(path)
    with path.open("rb") as file:
        first = file.readline(LONGEST_ROW).removeprefix(b"\xef\xbb\xbf")
        file.seek(0)
        if not first.strip():
            first = b"".join(file.readline(LONGEST_ROW) for _ in range(50)).strip()
            file.seek(0)
        if not first.strip():
            raise BadInput(f"{path.name} is empty", "", "Export it again, with a column named text")
        if b"\0" in first[:4000] or first[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise BadInput(
                f"{path.name} is not UTF-8 text", "", "Save it as CSV UTF-8, or as NDJSON in UTF-8"
            )
        yield from (_ndjson(file) if first.lstrip()[:1] == b"{" else _csv(path, file))


def _demand_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or "the name cannot be used"
        raise BadInput(f"{path.name or path} cannot be opened", why, "Check the name of the file") from None
    if not stat.S_ISREG(mode):
        raise BadInput(f"{path.name or path} is not a file", "", "Give a CSV or NDJSON file")
    try:
        path.open("rb").close()
    except OSError as fault:
        raise BadInput(
            f"{path.name} cannot be opened", fault.strerror or "", "Check who may read it"
        ) from None


def _lines(file: Any) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(LONGEST_ROW):
        number += 1
        yield number, line


def _ndjson(file: Any) -> Iterator[Row | SetAside]:
    for number, line in _lines(file):
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        try:
            yield _row(_object(line), line.strip())
        except _Bad as bad:
            yield SetAside(f"line {number}", str(bad), line)


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise _Bad("It is not UTF-8") from None
    except (ValueError, RecursionError):
        raise _Bad("It is not JSON") from None
    if not isinstance(found, dict):
        raise _Bad("It is not an object with a text")
    return found


def _csv(path: Path, file: Any) -> Iterator[Row | SetAside]:
    """Rows may span lines; the line named is the one that the row begins on."""
    header: list[str] | None = None
    for number, raw in _records(file):
        try:
            text = raw.decode("utf-8-sig" if header is None else "utf-8")
            cells = next(csv.reader(io.StringIO(text, newline=""), strict=True), [])
        except UnicodeDecodeError:
            if header is None:
                raise BadInput(f"{path.name} is not UTF-8 text", "", "Save it as CSV UTF-8") from None
            yield SetAside(f"line {number}", "It is not UTF-8", raw)
            continue
        except csv.Error:
            yield SetAside(f"line {number}", "Its quotation marks do not match", raw)
            continue
        if header is None:
            header = [cell.strip().lower() for cell in cells]
            _demand_columns(path, header)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        try:
            if len(cells) > len(header):
                raise _Bad(f"It has {len(cells)} cells, the header has {len(header)}")
            yield _row(dict(zip(header, cells, strict=False)), raw.rstrip(b"\r\n"))
        except _Bad as bad:
            yield SetAside(f"line {number}", str(bad), raw)


def _records(file: Any) -> Iterator[tuple[int, bytes]]:
    """Lines, put together while a quotation is open. An open quotation ends with the file or at the longest row."""
    begun, kept, quotes = 0, b"", 0
    for number, line in _lines(file):
        begun = begun or number
        kept += line
        quotes += line.count(b'"')
        if quotes % 2 == 0 or len(kept) >= LONGEST_ROW:
            yield begun, kept
            begun, kept, quotes = 0, b"", 0
    if kept:
        yield begun, kept


def _demand_columns(path: Path, header: Sequence[str]) -> None:
    if "text" not in header:
        seen = ", ".join(name[:30] for name in header[:8] if name.isprintable())
        raise BadInput(
            f"{path.name} has no column named text",
            f"its first line names: {seen or 'nothing'}",
            f"Name the columns in the first line; known are {', '.join(COLUMNS)}",
        )
    twice = {name for name in header if name and header.count(name) > 1 and name in COLUMNS}
    if twice:
        raise BadInput(f"{path.name} names a column twice", ", ".join(sorted(twice)), "Rename one of them")


def _row(cells: Mapping[str, Any], raw: bytes) -> Row:
    given = {name: _cell(cells, name) for name in COLUMNS}
    text = given["text"]
    if text is None:
        raise _Bad("It has no text")
    author = given["author"] or ""
    posted_at = _time(given["posted_at"])
    stable = "\x1f".join([given["url"] or "", given["posted_at"] or "", author, text])
    native = given["id"] or "row-" + hashlib.sha256(stable.encode("utf-8")).hexdigest()[:32]
    comment = Comment(
        native_id=native,
        text=text,
        author_id=author,
        author=author,
        author_name=given["author_name"] or "",
        raw=raw,
        version=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        posted_at=posted_at,
        kind="import",
        url=given["url"] or None,
        parent_id=given["parent_id"] or None,
    )
    return Row((given["account"] or "").strip(), comment)


def _cell(cells: Mapping[str, Any], name: str) -> str | None:
    """A cell as text. Ids may be numbers; a text may not."""
    value = cells.get(name)
    if value is None or (name != "text" and value == ""):
        return None
    if isinstance(value, bool | float | list | dict) or (isinstance(value, int) and name != "id"):
        raise _Bad(f"Its {name} is not text")
    text = str(value)
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise _Bad(f"Its {name} holds half a character (a lone surrogate)")
    return text


def _time(text: str | None) -> datetime | None:
    if text is None or not text.strip():
        return None
    try:
        when = datetime.fromisoformat(text.strip())
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _Bad("Its posted_at is no date and time of ISO 8601") from None


class _Nowhere:
    """A platform of comments that came in files: there is nothing to ask and nothing to send."""

    async def gather(self, cursors: Mapping[str, str]) -> AsyncIterator[Batch]:
        return
        yield Batch()

    async def recheck(self, native_ids: Sequence[str]) -> tuple[Sequence[Comment], Sequence[Gone]]:
        return (), ()

    async def act(self, action: Action) -> Outcome:
        return Outcome(Result.REFUSED, detail=_HAND)

    async def verify(self, action: Action) -> Outcome:
        return Outcome(Result.REFUSED, detail=_HAND)


@asynccontextmanager
async def _open(access: Access) -> AsyncIterator[Platform]:
    yield _Nowhere()


PLATFORM = PlatformKind(
    name="file",
    title="File",
    caps={op: Cap(Level.MANUAL, _HAND) for op in Op},
    open=_open,
    addable=False,
)
