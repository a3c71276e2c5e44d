"""The newest line of the journal, kept in a small file beside the database: `desk.db.head`.

It is written right after the transaction that wrote the line. A database whose log was deleted, or in whose place
an older copy was put, lacks lines that are known here, and is noticed. Two slots, so that a torn write spoils one of
them at most; each is sealed with the database's key, so that nobody puts a head there that suits an old copy.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_SLOT = 152  # bytes: number, hash, seal, line end
_SLOTS = 2


class Head(NamedTuple):
    """Number and hash of a line of the journal."""

    seq: int
    hash: str


def head_file(database: Path) -> Path:
    return database.with_name(database.name + ".head")


class Heads:
    """The open file. `keep` never raises: what it tells of is committed already."""

    def __init__(self, database: Path, key: bytes | None) -> None:
        self._key = _sealing(key)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
        self._fd = os.open(head_file(database), flags | getattr(os, "O_BINARY", 0), 0o600)

    def keep(self, head: Head) -> None:
        with suppress(OSError):
            slots = _slots(_read(self._fd), self._key)
            older = min(range(_SLOTS), key=lambda at: (slots[at] or Head(-1, "")).seq)
            os.lseek(self._fd, older * _SLOT, os.SEEK_SET)
            os.write(self._fd, _record(head, self._key))

    def close(self) -> None:
        os.close(self._fd)


def known(database: Path, key: bytes | None) -> Head | None:
    """The newest line that is known, None when nothing is."""
    try:
        content = head_file(database).read_bytes()
    except OSError:
        return None
    found = [head for head in _slots(content, _sealing(key)) if head is not None]
    return max(found, default=None)


def begin_at(database: Path, key: bytes | None, head: Head | None) -> None:
    """From now on this is the newest line known, whatever was before: a backup was restored."""
    path = head_file(database)
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if head is not None:
            os.write(handle, _record(head, _sealing(key)))
        os.fsync(handle)
    finally:
        os.close(handle)
    new.replace(path)


def _sealing(key: bytes | None) -> bytes:
    return hmac.digest(key or b"", b"journal head", "sha256")


def _record(head: Head, key: bytes) -> bytes:
    said = f"{head.seq:>20} {head.hash}".encode("ascii")
    return said + b" " + hmac.new(key, said, hashlib.sha256).hexdigest().encode("ascii") + b" \n"


def _read(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, _SLOT * _SLOTS)


def _slots(content: bytes, key: bytes) -> list[Head | None]:
    return [_head(content[at * _SLOT : (at + 1) * _SLOT], key) for at in range(_SLOTS)]


def _head(record: bytes, key: bytes) -> Head | None:
    said, seal = record[:85], record[86:150]
    if not hmac.compare_digest(hmac.new(key, said, hashlib.sha256).hexdigest().encode("ascii"), seal):
        return None
    return Head(int(said[:20]), said[21:].decode("ascii"))
