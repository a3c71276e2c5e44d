"""Hostile text, made safe to look at: what a window may show of anything that the public wrote.

`shown` is for comments, `name` for authors, `address` for links. What they return is plain text in which every
invisible or direction-changing character is a visible mark, so that it can neither hide anything nor turn the
text around it. It is for showing only: what is stored stays as it came.

Each reads a bounded part of what it is given, once, from the left.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MOST = 8000  # letters of a comment that are shown
LINES = 200
BREAK_EVERY = 80  # letters without a space before the line may be broken
ACCENTS = 4  # on one letter; Hebrew with its points and tones needs three
NAME_MOST = 60
FSI, PDI, BREAK = "\u2068", "\u2069", "\u200b"

_LINE_ENDS = {"\n", "\r", "\x85", "\u2028", "\u2029"}
_JOINERS = {"\u200c", "\u200d"}
# Letters and marks by their category, but they look like nothing: Hangul fillers, braille blank, grapheme joiner.
_LOOKS_EMPTY = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u034f", "\u17b4", "\u17b5"}


@dataclass(frozen=True, slots=True)
class Shown:
    """`more`: something was left out at the end. `blank`: there is nothing to read in it."""

    text: str
    more: bool
    blank: bool


def shown(text: str) -> Shown:
    """The first part of a comment, lines ended by "\\n", with an invisible place to break in long words."""
    return shown_with(text, ())[0]


def shown_with(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Shown, list[tuple[int, int]]]:
    """The same, and where parts of the text (half-open, in order or not) stand in what is shown. What is left out of it
    has no place.
    """
    part = text[: _whole(text, MOST)]
    if _ordinary(part) and max(map(len, part.split(" "))) <= BREAK_EVERY:
        kept = [(begin, end) for begin, end in spans if begin < end <= len(part)]
        return Shown(part, len(part) < len(text), not part.strip()), kept
    pieces, cut = _Pieces(), False
    after = [0] if spans else None  # how long what is shown is after so many letters
    for at, letter in enumerate(part):
        pieces.take(letter, part, at)
        if after is not None:
            after.append(pieces.length)
        if pieces.lines >= LINES:
            cut = True
            break
    found = Shown(pieces.done(), cut or len(part) < len(text), not cut and not pieces.seen)
    if after is None:
        return found, []
    after[-1] = len(found.text)
    moved = [(after[begin], after[end]) for begin, end in spans if begin < end < len(after)]
    return found, [span for span in moved if span[0] < span[1]]


def line(text: str, most: int = 300) -> str:
    """The beginning of a comment as one line, for a list."""
    part = text[: _whole(text, most)]
    if _ordinary(part):
        return " ".join(part.split())
    return " ".join(shown(part).text.split()).replace(BREAK, "")


def _ordinary(text: str) -> bool:
    """Only letters of ASCII and spaces, as in most of what is painted again and again: nothing has to be marked."""
    return text.isascii() and text.isprintable()


def name(display: str, handle: str = "") -> str:
    """An author's name: one line, `NAME_MOST` letters at most, isolated from the direction of what follows.

    A name in which nothing can be seen gives the handle.
    """
    for given in (display, handle):
        if len(given) <= NAME_MOST and _ordinary(given) and given.strip():
            return f"{FSI}{' '.join(given.split())}{PDI}"
        part = given[: _whole(given, 4 * NAME_MOST)]
        pieces = _Pieces()
        for at, letter in enumerate(part):
            pieces.take(letter, part, at)
        if pieces.seen:
            words = " ".join(pieces.done().replace(BREAK, "").split())
            if len(words) > NAME_MOST or len(part) < len(given):
                words = words[: _whole(words, NAME_MOST)].rstrip() + "…"
            return f"{FSI}{words}{PDI}"
    return f"{FSI}no name{PDI}"


def address(url: str) -> str:
    """A link as text, to be read and copied. Line ends and invisible characters are marks."""
    part = url[:500]
    return "".join(_mark(each, 1) if _unseen(each, part, at) else each for at, each in enumerate(part)) + (
        "…" if len(part) < len(url) else ""
    )


class _Pieces:
    """The shown text as it grows. A run of the same unseen character becomes one mark."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._run, self._count = "", 0
        self._accents, self._dropped = 0, 0
        self._since_space, self._blank_lines = 0, 0
        self.lines, self.seen, self.length = 1, False, 0

    def take(self, letter: str, text: str, at: int) -> None:
        if letter in _LINE_ENDS:
            if not (letter == "\n" and at and text[at - 1] == "\r"):
                self._end_line()
        elif _unseen(letter, text, at):
            self._unseen(letter)
        elif unicodedata.category(letter) in ("Mn", "Me") and not _selector(letter):
            self._accent(letter)
        else:
            self._letter(letter, text, at)

    def done(self) -> str:
        self._settle()
        return "".join(self._out)

    def _write(self, text: str) -> None:
        self._out.append(text)
        self.length += len(text)

    def _letter(self, letter: str, text: str, at: int) -> None:
        self._settle()
        if letter == "\t" or unicodedata.category(letter) == "Zs":
            self._write("    " if letter == "\t" else letter if letter == "\u3000" else " ")
            self._since_space = 0
            return
        if self._since_space >= BREAK_EVERY and not _joined(text, at):
            self._write(BREAK)
            self._since_space = 0
        self._write(letter)
        self._since_space += 1
        self._blank_lines = 0
        self.seen = True

    def _accent(self, letter: str) -> None:
        if self._run:
            self._settle()
        self._accents += 1
        if self._accents <= ACCENTS:
            self._write(letter)
        else:
            self._dropped += 1

    def _unseen(self, letter: str) -> None:
        kind = "tag" if _tag(letter) else letter
        if kind != self._run:
            self._settle()
            self._run = kind
        self._count += 1

    def _end_line(self) -> None:
        self._settle()
        self._blank_lines += 1
        self._since_space = 0
        if self._blank_lines <= 2:
            self._write("\n")
            self.lines += 1

    def _settle(self) -> None:
        """Write down what was being counted."""
        if self._dropped:
            self._write(f"[{self._dropped} more accents]" if self._dropped > 1 else "[1 more accent]")
            self.seen = True
        if self._count:
            self._write(_mark(self._run, self._count))
            self._since_space = 0
            self._blank_lines = 0
        self._run, self._count, self._accents, self._dropped = "", 0, 0, 0


def _mark(unseen: str, times: int) -> str:
    if unseen == "tag":
        return f"[{times} hidden tag letters]" if times > 1 else "[1 hidden tag letter]"
    code = ord(unseen)
    if code < 0x20:
        sign = chr(0x2400 + code)
    elif code == 0x7F:
        sign = "\u2421"
    else:
        sign = f"[U+{code:04X}]"
    if times == 1:
        return sign
    return f"{sign[:-1]} ×{times}]" if sign.endswith("]") else f"[{sign} ×{times}]"


def _unseen(letter: str, text: str, at: int) -> bool:
    """Would this character leave no trace on the screen, or change the direction of its neighbours?"""
    if " " < letter <= "~":
        return False
    code = ord(letter)
    kind = unicodedata.category(letter)
    if letter in _JOINERS:
        return not _joins(text, at)
    if _tag(letter):
        return not _in_flag(text, at)
    if _selector(letter):
        return at == 0 or not _can_select(text[at - 1])
    if kind == "Cc":
        return letter != "\t"
    return (
        kind in ("Cf", "Cs", "Co", "Zl", "Zp")
        or letter in _LOOKS_EMPTY
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


def _tag(letter: str) -> bool:
    return 0xE0000 <= ord(letter) <= 0xE007F


def _in_flag(text: str, at: int) -> bool:
    """Is this tag letter one of the few that make a flag of a region (after a black flag, U+1F3F4)?"""
    return "\U0001f3f4" in text[max(0, at - 7) : at] and all(
        _tag(each) or each == "\U0001f3f4" for each in text[text.rfind("\U0001f3f4", 0, at) : at]
    )


def _selector(letter: str) -> bool:
    return 0xFE00 <= ord(letter) <= 0xFE0F or 0xE0100 <= ord(letter) <= 0xE01EF


def _can_select(before: str) -> bool:
    return unicodedata.category(before) in ("So", "Sm", "Po", "Sk", "Lo", "Nd", "Sc", "Pd")


def _joins(text: str, at: int) -> bool:
    """Joiners belong between pictures and in Arabic and Indic words; anywhere else they hide something."""
    if at == 0 or at + 1 >= len(text):
        return False
    before, after = text[at - 1], text[at + 1]
    if text[at] == "\u200d" and unicodedata.category(after) == "So":
        return unicodedata.category(before) in ("So", "Sk") or _selector(before)
    return 0x0600 <= ord(before) <= 0x0DFF and 0x0600 <= ord(after) <= 0x0DFF


def _joined(text: str, at: int) -> bool:
    """Does the character at this place belong to the picture or letter before it?"""
    if at <= 0 or at >= len(text):
        return False
    here, before = text[at], text[at - 1]
    kind = unicodedata.category(here)
    return (
        kind in ("Mn", "Me", "Mc", "Sk")
        or here == "\u200d"
        or before == "\u200d"
        or _tag(here)
        or (_regional(here) and _regional(before))
    )


def _regional(letter: str) -> bool:
    return 0x1F1E6 <= ord(letter) <= 0x1F1FF


def _whole(text: str, most: int) -> int:
    """Where to cut so that at most `most` characters remain and no picture is cut in two."""
    if len(text) <= most:
        return len(text)
    cut = most
    while cut > max(0, most - 40) and _joined(text, cut):
        cut -= 1
    return cut
