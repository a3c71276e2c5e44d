"""What a file is, judged from its beginning: its kind, its writing, the line that names its columns, its first entries."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from moderator.importing import encodings, objects, presets, sheets, tables
from moderator.importing.archives import Archive
from moderator.importing.entries import Entry, Value
from moderator.importing.plans import LINES, LIST, SHEET, TABLE, Form
from moderator.importing.presets import Preset
from moderator.importing.rows import table
from moderator.importing.sources import HEAD, Source, fingerprint, last_part
from moderator.problems import BadInput

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

    @property
    def left_out(self) -> str:
        """What of an archive is not read because of its name, in a sentence; "" for nothing."""
        return next((sentence for sentence in self.said if sentence.endswith(LEFT_OUT)), "")


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
            self.said.append(_left_out(len(archive.left_out)))
        if "[Content_Types].xml" in archive.names:
            return self._workbook()
        members = self._members(archive)
        if not members:
            raise BadInput(
                f"There are no comments in {self.source.name} that this desk can read",
                ". ".join(self.said) or f"Of its {len(archive.names):,} files none is known",
                "Unpack it, and choose the file with the comments",
            )
        if len(archive.names) > len(members):
            self.said.append(f"Read from it: {', '.join(map(last_part, members[:5]))}")
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


LEFT_OUT = "left out"  # how such a sentence ends


def _left_out(count: int) -> str:
    if count == 1:
        return f"1 file in it has a name that points outside, and is {LEFT_OUT}"
    return f"{count:,} files in it have names that point outside, and are {LEFT_OUT}"
