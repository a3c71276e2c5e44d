"""Words of a text, folded so that nobody's name is missed for the way it is written.

Folding looks at one word at a time, so that a name comes out the same wherever it stands. Case, accents, umlauts and
their spellings (ü, ue, u), doubled letters, look-alikes of other alphabets and unseen signs make no difference. All of it
takes time in proportion to the text's length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from moderator.letters import DOUBLES, LOOK_ALIKES
from moderator.scoring.normalise import hard, light

LONGEST = 100_000  # letters of a text that are looked at: far more than is ever shown of one

# written without spaces, or with endings glued on: each sign is a word of its own
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
_JOINING = "\u0900-\u0963\u0966-\u0dff"  # Indic scripts: their vowel signs are no letters to Python, and part no words
_WORD = re.compile(f"([@#]?)([{_UNSPACED}]|(?:[^\\W_{_UNSPACED}]|[{_JOINING}])+)")
_HANDLE = re.compile(r"@?[\w.\-]+(?:@[\w.\-]+)?")
_UMLAUT = re.compile("([aou])e")
_AGAIN = re.compile(r"(.)\1+", re.DOTALL)
_SIGN = re.compile(f"[{_UNSPACED}]")
_LEET = str.maketrans("431057890", "aeiostbgo")


class Word(NamedTuple):
    """`text` is folded; `sign` is "@" or "#" where one stands before it; `letters` is how many were written."""

    text: str
    sign: str
    letters: int


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """One word in lower case, as all its spellings come out."""
    plain = word
    if not word.isascii():
        parts = unicodedata.normalize("NFD", word)
        parts = unicodedata.normalize("NFC", "".join(sign for sign in parts if not _mark(sign)))
        plain = "".join(DOUBLES.get(sign) or LOOK_ALIKES.get(sign, sign) for sign in parts)
    if any(sign.isdigit() for sign in plain) and not plain.isdigit():
        plain = plain.translate(_LEET)
    return _AGAIN.sub(r"\1", _UMLAUT.sub(r"\1", plain))


def _mark(sign: str) -> bool:
    """A mark that people leave out: Latin accents, Hebrew and Arabic points, the Arabic stroke."""
    return sign == "\u0640" or (
        unicodedata.combining(sign) > 0 and ("\u0300" <= sign <= "\u036f" or "\u0591" <= sign <= "\u06ed")
    )


def plain(text: str) -> str:
    """Lower case, compatibility forms and unseen signs undone; names with @ stay."""
    told = light(text[:LONGEST], addresses=True).text
    return told if told.isascii() else "".join(sign for sign in told if not _mark(sign))


def undone(text: str) -> str:
    """The same with more undone: letters that were spaced out or had signs put between them."""
    return hard(light(text[:LONGEST], addresses=True)).text


def words(text: str) -> list[Word]:
    """Of a text that `plain` or `undone` gave."""
    return [Word(fold(found[2]), found[1], len(found[2])) for found in _WORD.finditer(text)]


def handles(text: str) -> Iterator[str]:
    """What could be a handle, with its @ where it has one. Of a text that `plain` gave."""
    for found in _HANDLE.finditer(text):
        yield fold_handle(found[0].rstrip(".-"))


@lru_cache(maxsize=20_000)
def fold_handle(handle: str) -> str:
    if handle.isascii():
        return handle
    parts = unicodedata.normalize("NFD", handle)
    return "".join(DOUBLES.get(sign) or LOOK_ALIKES.get(sign, sign) for sign in parts if not _mark(sign))


def unspaced(word: str) -> bool:
    return _SIGN.fullmatch(word) is not None
