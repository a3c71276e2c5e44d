"""A file as entries, whatever it is: a table, lines or a list of objects, a workbook, an archive of such files.

`Source` reads all of a file in the form that was chosen (`recognising` proposes one). Nothing here holds more of a file
than one entry at a time, and nothing is written to disk.
"""

from __future__ import annotations

import hashlib
import io
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, cast

from moderator.importing import encodings, objects, sheets, tables
from moderator.importing.archives import Archive
from moderator.importing.entries import Entry
from moderator.importing.plans import LIST, SHEET, TABLE, Form
from moderator.importing.rows import NOT_UTF8
from moderator.problems import BadInput

HEAD = 1 << 20  # bytes that a file is recognised by


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
                        else entry._replace(where=f"{entry.where} of {last_part(member)}")
                    )
                if member and self.archive is not None:
                    self._before += self.archive.size(member)
        except OSError as fault:
            raise _unreadable(self.path, fault) from None

    def _texts(self, form: Form, wanted: Sequence[int], member: str) -> Iterator[Entry]:
        if member and self.archive is not None and member not in self.archive.names:
            raise BadInput(f"{last_part(member)} is not in {self.name} any more", "", "Choose the file again")
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


def last_part(member: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in member.rpartition("/")[2])[:80]
