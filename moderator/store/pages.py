"""Pages as they lie in the file: how SQLCipher 4 seals them, and what stands in the pages of a table.

For what the engine cannot do: it gives a whole file up when the first page does not fit its seal. Only looked at here.

Formats: https://www.zetetic.net/sqlcipher/design/ and https://sqlite.org/fileformat2.html#b_tree_pages
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

PAGE = 4096
SALT = 16  # bytes at the start of the file, before the first page's own
SEAL = 64  # bytes at the end of a page: HMAC-SHA512 of all before it and the page's number
_IV = 16  # bytes before the seal
USABLE = PAGE - SEAL - _IV
LOCK_PAGE = 0x40000000 // PAGE + 1  # holds locks on some systems, and never any data
INTERIOR, LEAF = 5, 13  # pages of a table; those of an index are 2 and 10

Value = int | str | None | type[bytes] | type[float]


def seal_key(key: bytes, salt: bytes) -> bytes:
    """As SQLCipher 4 derives it from a raw key and the salt, which is the beginning of the file."""
    return hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ 0x3A for byte in salt), 2, 32)


def fits(sealed: bytes, number: int, page: bytes) -> bool:
    """Is this page as it was written? `sealed` is the key from `seal_key`."""
    if number == LOCK_PAGE:
        return True
    body = page[SALT:-SEAL] if number == 1 else page[:-SEAL]
    return hmac.digest(sealed, body + number.to_bytes(4, "little"), "sha512") == page[-SEAL:]


class Pages:
    """The pages of one file under one key and salt, opened and sealed in memory."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self._key, self._salt = key, salt
        self._sealed = seal_key(key, salt)

    def fits(self, number: int, page: bytes) -> bool:
        return len(page) == PAGE and fits(self._sealed, number, page)

    def open(self, number: int, page: bytes) -> bytes | None:
        """What stands on it, as the engine sees it; None when it is not as it was written."""
        if not self.fits(number, page):
            return None
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        head = SALT if number == 1 else 0
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(page[USABLE : USABLE + _IV])).decryptor()
        plain = decryptor.update(page[head:USABLE]) + decryptor.finalize()
        return (b"SQLite format 3\0" if head else b"") + plain

    def seal(self, number: int, content: bytes) -> bytes:
        """A page of USABLE bytes as it is written into the file."""
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        iv, head = os.urandom(_IV), SALT if number == 1 else 0
        encryptor = Cipher(algorithms.AES(self._key), modes.CBC(iv)).encryptor()
        body = encryptor.update(content[head:USABLE]) + encryptor.finalize() + iv
        mark = hmac.digest(self._sealed, body + number.to_bytes(4, "little"), "sha512")
        return (self._salt if head else b"") + body + mark


def kind(content: bytes, number: int = 0) -> int:
    """INTERIOR, LEAF, or what else it is."""
    return content[100 if number == 1 else 0]


def children(content: bytes, number: int = 0) -> list[int]:
    """The pages that an interior page of a table leads to, in the order of their rows."""
    start = 100 if number == 1 else 0
    cells = [int.from_bytes(content[at : at + 4], "big") for at in _cells(content, start, 12)]
    return [*cells, int.from_bytes(content[start + 8 : start + 12], "big")]


def records(content: bytes, number: int = 0) -> Iterator[Sequence[Value]]:
    """The rows of a leaf. Words and numbers as they are; of anything else, and of words that go on elsewhere, what kind
    of value it is. Raises ValueError or IndexError where the page is none."""
    for at in _cells(content, 100 if number == 1 else 0, 8):
        size, at = _varint(content, at)
        _, at = _varint(content, at)
        yield _record(content, at, size)


def _cells(content: bytes, start: int, head: int) -> list[int]:
    count = int.from_bytes(content[start + 3 : start + 5], "big")
    first = start + head
    return [int.from_bytes(content[at : at + 2], "big") for at in range(first, first + 2 * count, 2)]


def _record(content: bytes, start: int, size: int) -> list[Value]:
    length, at = _varint(content, start)
    if not 0 < length <= min(size, USABLE):
        raise ValueError("no record")
    kinds: list[int] = []
    while at < start + length:
        each, at = _varint(content, at)
        kinds.append(each)
    values = []
    for each in kinds:
        wide = _wide(each)
        values.append(_value(each, content[at : at + wide], wide))
        at += wide
    return values


def _wide(serial: int) -> int:
    if serial >= 12:
        return (serial - 12) // 2
    return (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[serial]


def _value(serial: int, body: bytes, wide: int) -> Value:
    if serial == 0:
        return None
    if serial >= 12 and serial % 2 == 0:
        return bytes
    if serial >= 13:
        return body.decode("utf-8", "replace") if len(body) == wide else ""
    if serial == 7:
        return float
    return serial - 8 if serial in (8, 9) else int.from_bytes(body, "big", signed=True)


class Column(NamedTuple):
    """`kind`: INTEGER, REAL, TEXT, BLOB, or ROWID for the row's own number, which is not written again. `empty`: a row
    may have nothing there. `later`: rows from before the column was added may end before it."""

    kind: str
    empty: bool
    later: bool


def belongs(row: Sequence[Value], columns: Sequence[Column]) -> bool:
    """Can this be a row of such a table?"""
    if not row or len(row) > len(columns) or not all(column.later for column in columns[len(row) :]):
        return False
    return all(_suits(value, column) for value, column in zip(row, columns, strict=False))


def _suits(value: Value, column: Column) -> bool:
    if value is None:
        return column.empty or column.kind == "ROWID"
    match column.kind:
        case "INTEGER":
            return isinstance(value, int)
        case "TEXT":
            return isinstance(value, str)
        case "REAL":
            return value is float or isinstance(value, int)
        case _:
            return value is bytes


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(8):
        byte = content[at + count]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + count + 1
    return value << 8 | content[at + 8], at + 9
