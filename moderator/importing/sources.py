"""A file as entries, whatever it is: a table, lines or a list of objects, a workbook, an archive of such files.

`recognise` says what a file is from its beginning; `Source` reads all of it in the form that was chosen. Nothing here
holds more of a file than one entry at a time, and nothing is written to disk.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any, cast

from moderator.importing import encodings, objects, presets, sheets, tables
from moderator.importing.archives import Archive
from moderator.importing.entries import Entry, Value
from moderator.importing.plans import LINES, LIST, SHEET, TABLE, Form
from moderator.importing.presets import Preset
from moderator.importing.rows import NOT_UTF8, table
from moderator.problems import BadInput

HEAD = 1 << 20  # bytes that a file is recognised by
SAMPLED = 2_000  # entries that its columns are judged by
_TEXTS = (".csv", ".tsv", ".tab", ".txt", ".json", ".ndjson", ".jsonl", ".js")
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"7z\xbc\xaf", "packed with 7-Zip"),
    (b"Rar!", "packed with RAR"),
    (b"SQLite format 3\0", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"PAR1", "a Parquet file"),
)


def shown(path: Path) -> str:
    """The file's name fit for a sentence."""
    return "".join(sign if sign.isprintable() else "?" for sign in path.name or str(path))[:100]


@dataclass(frozen=True, slots=True)
class Print:
    """What a file is known by, so that another one under its name is noticed."""

    size: int
    changed_ns: int
    hash: str  # of its first and last 64 kB


def fingerprint(path: Path) -> Print:
    """Raises BadInput when it is no file that can be read."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):  # before it is opened: opening a pipe would wait
            raise BadInput(f"{shown(path)} is not a file", "", "Give a file with comments")
        with path.open("rb") as file:
            digest = hashlib.sha256(file.read(65_536))
            file.seek(max(0, facts.st_size - 65_536))
            digest.update(file.read(65_536))
    except (OSError, ValueError) as fault:
        raise _unreadable(path, fault) from None
    return Print(facts.st_size, facts.st_mtime_ns, digest.hexdigest())


def _unreadable(path: Path, fault: Exception) -> BadInput:
    why = (fault.strerror if isinstance(fault, OSError) else "") or "The name cannot be used"
    return BadInput(f"{shown(path)} cannot be read", why, "Check its name, and who may read it")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is. `rows` are the first entries, with the values of all columns in the order of `form.names`.

    `said` are sentences for the person; `other_sheets` are the names of sheets that are not read.
    """

    form: Form
    rows: Sequence[Sequence[Value]]
    bad: Sequence[Entry]
    whole: bool  # these are all entries of the file
    part: float  # of the file that they are, 0 to 1
    preset: Preset | None = None
    said: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person says of a file beforehand. `names` are names of columns that they know to be there; `header` is
    the line that holds them, counted from 0."""

    preset: Preset | None = None
    encoding: str = ""
    sheet: str = ""
    header: int | None = None
    names: tuple[str, ...] = ()


def recognise(path: Path, wish: Wish = Wish()) -> Recognised:
    """Look at the beginning of a file. Raises BadInput when there can be no comments in it."""
    fingerprint(path)
    with Source(path) as source:
        return _Recognising(source, wish).recognise()


class Source:
    """One open file. `done` and `of` tell how far reading has got, in bytes."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, shown(path)
        try:
            self.file: IO[bytes] = path.open("rb")
        except (OSError, ValueError) as fault:
            raise _unreadable(path, fault) from None
        self.archive: Archive | None = None
        self.of = path.stat().st_size
        self._before = 0
        self._stream: IO[bytes] = self.file
        self._book: sheets.Workbook | None = None
        try:
            if self.head(4) in (b"PK\x03\x04", b"PK\x05\x06"):
                self.archive = Archive(self.file, self.name)
        except BaseException:
            self.file.close()
            raise

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()

    @property
    def done(self) -> int:
        if self.archive is None:
            return 0 if self.file.closed else self.file.tell()
        return self._before + int(getattr(self._stream, "given", 0))

    def head(self, size: int = HEAD, member: str = "") -> bytes:
        if member:
            assert self.archive is not None
            with self.archive.open(member) as stream:
                return stream.read(size)
        self.file.seek(0)
        return self.file.read(size)

    def stream(self, encoding: str, member: str = "") -> IO[bytes]:
        """The bytes of the file, or of a member of the archive, behind their mark."""
        mark = encodings.bom(encoding, self.head(4, member))
        if member:
            assert self.archive is not None
            self._stream = self.archive.open(member)
            self._stream.read(mark)
        else:
            self.file.seek(mark)
            self._stream = self.file
        return self._stream

    def text(self, encoding: str, member: str = "") -> io.TextIOWrapper:
        """The same as text, line ends as they are. To be detached, not closed: the file stays open."""
        stream = self.stream(encoding, member)
        return io.TextIOWrapper(cast(Any, stream), encoding, errors=encodings.errors(encoding), newline="")

    def workbook(self) -> sheets.Workbook:
        assert self.archive is not None
        if self._book is None:
            self._book = sheets.Workbook(self.archive.zip, self._part, self.name)
        return self._book

    def _part(self, member: str) -> IO[bytes]:
        assert self.archive is not None
        if member not in self.archive.names:
            raise KeyError(member)
        self._stream = self.archive.open(member)
        return self._stream

    def entries(self, form: Form, wanted: Sequence[int]) -> Iterator[Entry]:
        """Every entry in order, with the values of the wanted columns. Raises BadInput when it cannot go on."""
        try:
            if form.kind == SHEET:
                yield from self._sheet(form, wanted)
                return
            self._before = 0
            if form.members and self.archive is not None:
                self.of = sum(
                    self.archive.size(member) for member in form.members if member in self.archive.names
                )
            for member in form.members or ("",):
                for entry in self._texts(form, wanted, member):
                    yield (
                        entry
                        if len(form.members) < 2
                        else entry._replace(where=f"{entry.where} of {_last(member)}")
                    )
                if member and self.archive is not None:
                    self._before += self.archive.size(member)
        except OSError as fault:
            raise _unreadable(self.path, fault) from None

    def _texts(self, form: Form, wanted: Sequence[int], member: str) -> Iterator[Entry]:
        if member and self.archive is not None and member not in self.archive.names:
            raise BadInput(f"{_last(member)} is not in {self.name} any more", "", "Choose the file again")
        paths = [tuple(form.names[at].split(".")) for at in wanted]
        if form.kind == LIST:
            errors = encodings.errors(form.encoding)
            text = self.text(form.encoding, member)
            try:
                yield from objects.entries(
                    text, form.path, paths, lambda part: part.encode(form.encoding, errors)
                )
            finally:
                text.detach()
            return
        stream, exact = self.stream(form.encoding, member), _as_it_is
        if form.encoding != "utf-8":
            recoded = encodings.Recoded(stream, form.encoding)
            stream, exact = cast(IO[bytes], recoded), recoded.exact
        if form.kind == TABLE:
            found = tables.entries(stream, form.delimiter, form.header, wanted, exact)
        else:
            found = objects.line_entries(stream, paths, exact)
        if form.encoding == "utf-8":
            yield from found
            return
        why = f"It is not {encodings.title(form.encoding)} text"
        for entry in found:
            yield entry._replace(wrong=why) if entry.wrong == NOT_UTF8 else entry

    def _sheet(self, form: Form, wanted: Sequence[int]) -> Iterator[Entry]:
        book = self.workbook()
        sheet = next((each for each in book.sheets if each.name == form.sheet), None)
        if sheet is None:
            raise BadInput(f"{self.name} has no sheet “{form.sheet[:40]}”", "", "Choose the file again")
        assert self.archive is not None
        self.of = self.archive.size(sheet.part)
        names = form.names if form.header is not None else ()
        yield from sheets.entries(book.rows(sheet), sheet.name, names, form.header, wanted)


def _as_it_is(part: bytes) -> bytes:
    return part


def _last(member: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in member.rpartition("/")[2])[:80]


class _Recognising:
    def __init__(self, source: Source, wish: Wish) -> None:
        self.source, self.wish = source, wish
        self.preset, self.encoding = wish.preset, wish.encoding
        self.wanted_sheet, self.wanted_header = wish.sheet, wish.header
        self.names = frozenset(map(presets.fold, wish.names))
        self.said: list[str] = []

    def recognise(self) -> Recognised:
        archive = self.source.archive
        if archive is None:
            return self._text(())
        if archive.left_out:
            count = len(archive.left_out)
            self.said.append(
                "1 file in it has a name that points outside, and is left out"
                if count == 1
                else f"{count:,} files in it have names that point outside, and are left out"
            )
        if "[Content_Types].xml" in archive.names:
            return self._workbook()
        members = self._members(archive)
        if not members:
            raise BadInput(
                f"There are no comments in {self.source.name} that this desk can read",
                f"Of its {len(archive.names):,} files none is known",
                "Unpack it, and choose the file with the comments",
            )
        if len(archive.names) > len(members):
            self.said.append(f"Read from it: {', '.join(map(_last, members[:5]))}")
        return self._text(members)

    def _members(self, archive: Archive) -> tuple[str, ...]:
        for preset in [self.preset] if self.preset else presets.known().values():
            found = sorted(
                (name for name in archive.names if any(each.search(name) for each in preset.members)),
                key=_natural,
            )
            if found and len({archive.open(name).read(2)[:1] == b"[" for name in found}) == 1:
                self.preset = preset
                return tuple(found)
        texts = [
            name
            for name in archive.names
            if name.casefold().endswith(_TEXTS) and not name.startswith("__MACOSX/")
        ]
        return tuple(texts) if len(texts) == 1 else ()

    def _text(self, members: tuple[str, ...]) -> Recognised:
        first = members[0] if members else ""
        head = self.source.head(HEAD, first)
        if not head.strip():
            raise BadInput(f"{self.source.name} is empty", "", "Export it again")
        for magic, what in _OTHERS:
            if head.startswith(magic):
                raise BadInput(
                    f"{self.source.name} is {what}",
                    "It is no list of comments",
                    "Save it as CSV, XLSX or JSON",
                )
        encoding = self.encoding or encodings.sniff(head)
        if not encoding:
            raise BadInput(f"{self.source.name} is no text", "", "Save it as CSV, XLSX or JSON")
        if encoding not in ("utf-8", self.encoding):
            self.said.append(f"Read as {encodings.title(encoding)}")
        decoder = codecs.getincrementaldecoder(encoding)(encodings.errors(encoding))
        sample = decoder.decode(head[encodings.bom(encoding, head) :])  # may end inside a sign
        if not sample.strip("\ufeff \t\r\n"):
            raise BadInput(f"{self.source.name} is empty", "", "Export it again")
        if objects.looks_like(sample):
            form = self._objects(encoding, members, sample)
        else:
            form = self._table(encoding, members, sample)
        return self._sampled(form)

    # tables

    def _table(self, encoding: str, members: tuple[str, ...], sample: str) -> Form:
        name = (members[0] if members else self.source.path.name).casefold()
        hint = "\t" if name.endswith((".tsv", ".tab")) else ","
        body = sample.encode("utf-8", "surrogatepass")
        delimiter = tables.sniff_delimiter(body, self._is_known, hint)
        rows = [row.cells for row in islice(table(io.BytesIO(body), delimiter), tables.LOOKED_AT)]
        header = self._header(rows)
        names = tables.names_of(rows, header)
        if len(names) > tables.MOST_COLUMNS:
            raise BadInput(f"{self.source.name} has {len(names):,} columns", "", "Export fewer columns")
        if delimiter != ",":
            self.said.append(f"Cells are parted by {tables.DELIMITERS[delimiter]}")
        return Form(TABLE, names, encoding, delimiter, header, members=members)

    def _is_known(self, name: str) -> bool:
        return presets.is_known(name) or (bool(self.names) and presets.fold(name) in self.names)

    def _header(self, rows: Sequence[Sequence[str]]) -> int | None:
        header = self.wanted_header
        if header is None:
            header = tables.sniff_header(rows, self._is_known)
        elif header >= len(rows):
            raise BadInput(
                f"{self.source.name} has no line {header + 1} to take the names from", "", "Name another"
            )
        above = sum(1 for row in rows[: header or 0] if any(map(str.strip, row)))
        if header is None:
            self.said.append("No line names the columns: all lines are read as comments")
        elif above:
            self.said.append(
                f"{above} lines above the header are left out"
                if above > 1
                else "1 line above the header is left out"
            )
        return header

    # objects

    def _objects(self, encoding: str, members: tuple[str, ...], sample: str) -> Form:
        first = members[0] if members else ""
        if objects.looks_like_lines(sample):
            return Form(LINES, (), encoding, members=members)
        path = self.preset.path if self.preset else None
        if path is None:
            text = self.source.text(encoding, first)
            lists = objects.lists_in(text)
            text.detach()
            if not lists:
                raise BadInput(
                    f"{self.source.name} holds no list of comments",
                    "It is JSON of another form",
                    "Export it again",
                )
            path = next(
                (
                    found
                    for found, _ in lists
                    for preset in presets.known().values()
                    if found and preset.path == found
                ),
                lists[0][0],
            )
        return Form(LIST, (), encoding, path=path, members=members)

    # workbooks

    def _workbook(self) -> Recognised:
        book = self.source.workbook()
        visible = [sheet for sheet in book.sheets if sheet.shown] or book.sheets
        if self.wanted_sheet:
            visible = [
                sheet for sheet in book.sheets if sheet.name.casefold() == self.wanted_sheet.casefold()
            ]
            if not visible:
                raise BadInput(
                    f"{self.source.name} has no sheet “{self.wanted_sheet[:40]}”",
                    "",
                    f"It has: {', '.join(sheet.name[:40] for sheet in book.sheets[:10])}",
                )
        chosen: tuple[float, Form, list[str]] | None = None
        damage: BadInput | None = None
        for at, sheet in enumerate(visible[:20]):
            rows: list[list[str]] = []
            try:
                for number, cells in book.rows(sheet):
                    if number > tables.LOOKED_AT or len(rows) >= tables.LOOKED_AT:
                        break
                    rows.extend([] for _ in range(number - len(rows) - 1))
                    rows.append([sheets.as_text(cell) for cell in cells])
            except BadInput as problem:  # what there is of it may do
                damage = problem
            if not any(rows):
                continue
            said, self.said = self.said, []
            header = self._header(rows)
            names = tables.names_of(rows, header)
            form = Form(SHEET, names, header=None if header is None else header + 1, sheet=sheet.name)
            worth = ("text" in presets.guess(names)) * 2 + (header is not None) - at * 0.01
            if chosen is None or worth > chosen[0]:
                chosen = (worth, form, self.said)
            self.said = said
        if chosen is None and damage is not None:
            raise damage
        if chosen is None:
            raise BadInput(f"{self.source.name} is empty", "", "Export it again")
        _, form, said = chosen
        self.said += said
        if len(book.sheets) > 1:
            self.said.append(f"Read from the sheet “{form.sheet}” of {len(book.sheets)}")
        others = tuple(sheet.name for sheet in book.sheets if sheet.name != form.sheet)
        return replace(self._sampled(form), other_sheets=others)

    # the first entries

    def _sampled(self, form: Form) -> Recognised:
        asked = replace(form, names=("",)) if form.kind in (LINES, LIST) else form
        entries: list[Entry] = []
        try:
            entries.extend(islice(self.source.entries(asked, range(len(asked.names))), SAMPLED + 1))
        except BadInput as problem:
            if not entries:
                raise
            self.said.append(problem.sentence())
        whole, entries = len(entries) <= SAMPLED, entries[:SAMPLED]
        rows: Sequence[Sequence[Value]] = [entry.values for entry in entries if not entry.wrong]
        bad = [entry for entry in entries if entry.wrong]
        if form.kind in (LINES, LIST):
            form, rows = self._all_members(form, entries)
        seen = self.source.done if form.kind == SHEET else sum(len(entry.raw) + 1 for entry in entries)
        part = 1.0 if whole else max(0.001, min(1.0, seen / max(1, self.source.of)))
        preset = self.preset or next(
            (each for each in presets.known().values() if each.fits(form.names)), None
        )
        return Recognised(form, rows, bad, whole, part, preset, tuple(self.said))

    def _all_members(self, form: Form, entries: Sequence[Entry]) -> tuple[Form, Sequence[Sequence[Value]]]:
        """The members that the objects have are the columns."""
        found = [
            objects.parsed(entry.raw.decode(form.encoding).encode("utf-8"))[0]
            for entry in entries
            if not entry.wrong
        ]
        names = objects.columns_of(found[:400])
        if not names:
            raise BadInput(
                f"{self.source.name} holds no list of comments",
                "It is JSON of another form",
                "Export it again",
            )
        paths = [tuple(name.split(".")) for name in names]
        return replace(form, names=names), [
            [objects.member(value, path) for path in paths] for value in found
        ]


def _natural(name: str) -> tuple[object, ...]:
    """part2 before part10, and both after what has no part."""
    stem = name.rpartition(".")[0]
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", stem))
