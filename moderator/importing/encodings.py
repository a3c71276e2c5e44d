"""Which writing a file is in, judged from its beginning: UTF-8, UTF-16 with or without a mark, Windows-1252.

Whatever is chosen can be written back to the same bytes: a byte that has no meaning in it stays in the text as a
lone surrogate, so that the one row that holds it can be set aside exactly as it came.
"""

from __future__ import annotations

import codecs
from typing import IO

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a person may name where the guess is wrong. Each leaves line ends and separators as they are in ASCII.
NAMED = (
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "iso8859-2",
    "iso8859-15",
    "koi8-r",
    "mac-roman",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "gb18030",
    "big5",
)
_TITLES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "cp1252": "Windows-1252",
}


def sniff(head: bytes) -> str:
    """The encoding of a text that begins with these bytes, or "" when they are no text at all."""
    for mark, name in BOMS:
        if head.startswith(mark):
            return name
    if wide := _wide(head[:4096]):
        return wide
    if _looks_binary(head):
        return ""
    return _narrow(head)


def bom(encoding: str, head: bytes) -> int:
    """How many bytes of a mark stand before the text."""
    return next((len(mark) for mark, name in BOMS if name == encoding and head.startswith(mark)), 0)


def errors(encoding: str) -> str:
    """How bytes without a meaning get into the text and back out of it."""
    return "surrogatepass" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"


def title(encoding: str) -> str:
    return _TITLES.get(encoding, encoding)


class Recoded:
    """A file in another encoding, read as if it were in UTF-8. `exact` gives a part of it its own bytes back."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file, self._encoding, self._errors = file, encoding, errors(encoding)
        self._decoder = codecs.getincrementaldecoder(encoding)(self._errors)
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        while not self._left:
            part = self._file.read(size)
            try:
                text = self._decoder.decode(part, not part)
            except UnicodeDecodeError:  # the file ends in the middle of a sign
                text = "\ud800"
                self._decoder.reset()
            self._left = text.encode("utf-8", "surrogatepass")
            if not part:
                break
        found, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
        return found

    def exact(self, part: bytes) -> bytes:
        return part.decode("utf-8", "surrogatepass").encode(self._encoding, self._errors)


def broken(text: str) -> bool:
    """Does the text hold what no text can: half a pair, or a byte that means nothing?"""
    if text.isascii():
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: its line ends and separators have a zero on one side, never on the other."""
    head = head[: len(head) // 2 * 2]
    first, second = head[0::2].count(0), head[1::2].count(0)
    zeros, least = max(first, second), max(1, len(head) // 200)
    if zeros < least or min(first, second) * 8 > zeros:
        return ""
    name = "utf-16-le" if second > first else "utf-16-be"
    try:
        text = head.decode(name)
    except UnicodeDecodeError as cut:
        if cut.start < len(head) - 4:
            return ""
        text = head[: cut.start].decode(name)
    return "" if _controls(text) * 50 > len(text) else name


def _narrow(head: bytes) -> str:
    """UTF-8 unless what breaks it is more than what fits: a damaged row does not make a file another one."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # may end inside a sign
        return "utf-8"
    except UnicodeDecodeError:
        text = head.decode("utf-8", "surrogateescape")
    bad = sum("\ud800" <= sign <= "\udfff" for sign in text)
    good = sum(sign > "\x7f" for sign in text) - bad
    return "utf-8" if good > bad else "cp1252"


def _looks_binary(head: bytes) -> bool:
    return (_controls(head.decode("latin-1")) + head.count(0)) * 20 > len(head)


def _controls(text: str) -> int:
    return sum(sign < " " and sign not in "\t\n\r\f\x1b\0" for sign in text)
