"""The root key as 24 words, for a sheet of paper in the agency's safe, and back again.

The words are the English list of BIP-39 (resources/recovery/words.txt): 2048 of them, told apart by their first four
letters. 256 bits of key and 8 bits of checksum make 24 words. Whoever has the words has the key: nothing here
logs them, and no problem raised here holds one; near words are data for the screen of whoever typed.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from moderator import __version__, resources
from moderator.problems import BadInput

COUNT = 24
Fits = Callable[[bytes], bool]
_SHORT = 4  # letters that tell any two words of the list apart


class Misread(BadInput):
    """What was typed is no key. `near` holds, by position from 1, words of the list like the one typed there."""

    def __init__(
        self, what: str, why: str = "", remedy: str = "", *, near: Mapping[int, Sequence[str]] | None = None
    ) -> None:
        super().__init__(what, why, remedy)
        self.near: Mapping[int, Sequence[str]] = near or {}


@dataclass(frozen=True, slots=True)
class Read:
    """The key, and what had been misread, where something had: a sentence without any word of the key."""

    key: bytes
    put_right: str = ""


@cache
def word_list() -> tuple[str, ...]:
    return tuple(resources.path("recovery", "words.txt").read_text("ascii").split())


def words_of(key: bytes) -> tuple[str, ...]:
    """24 words for 32 bytes."""
    if len(key) != 32:
        raise ValueError("a root key has 32 bytes")
    number = int.from_bytes(key + hashlib.sha256(key).digest()[:1], "big")
    return tuple(word_list()[number >> 11 * (COUNT - 1 - at) & 2047] for at in range(COUNT))


def read(text: str, fits: Fits | None = None) -> Read:
    """The key that these words stand for; `fits` says whether a key is this desk's, where that can be told.

    The first four letters of a word will do; dots and commas are passed over, and numbers before the words say their
    order, so that the text of a sheet can be read whole. One wrong word, or two that
    changed places, are put right when that gives the key of this desk. Raises Misread.
    """
    typed = _typed(text)
    if len(typed) != COUNT:
        raise Misread(
            f"There are {len(typed)} words here, and {COUNT} are on a recovery sheet",
            "",
            "Type them all, in the order of their numbers",
        )
    numbers = [_number(word) for word in typed]
    unknown = [at for at, number in enumerate(numbers) if number is None]
    if not unknown:
        key = _key(numbers)
        if key is not None and (fits is None or fits(key)):
            return Read(key)
    if fits is not None and (found := _put_right(numbers, unknown, fits)) is not None:
        return found
    if unknown:
        raise _not_listed(typed, unknown)
    if _key(numbers) is None:
        raise Misread(
            "These words do not belong together",
            "Each is on the list, but more than one is another word than on the sheet, or their order is not",
            "Compare them with the sheet, one by one",
        )
    raise Misread(
        "These words are the key of another desk",
        "They are a whole recovery sheet, and not this desk's",
        "Look for the sheet with this desk's sign on it",
    )


def _typed(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text[:20_000]).casefold()
    numbered = [
        (int(number), word)
        for number, word in re.findall(r"\b(\d{1,2})[.):]?\s+([^\W\d_]+)", plain)
        if _number(word) is not None
    ]
    if sorted(number for number, _ in numbered) == list(range(1, COUNT + 1)):
        return [word for _, word in sorted(numbered)]
    return re.findall(r"[^\W\d_]+", plain)


@cache
def _numbers() -> Mapping[str, int]:
    listed = {word: at for at, word in enumerate(word_list())}
    return {word[:_SHORT]: at for word, at in listed.items()} | listed


def _number(word: str) -> int | None:
    return _numbers().get(word)


def _key(numbers: Sequence[int | None]) -> bytes | None:
    """The key, or None when the checksum does not fit or a number is missing."""
    whole = 0
    for number in numbers:
        if number is None:
            return None
        whole = whole << 11 | number
    both = whole.to_bytes(33, "big")
    return both[:32] if hashlib.sha256(both[:32]).digest()[:1] == both[32:] else None


def _put_right(numbers: Sequence[int | None], unknown: Sequence[int], fits: Fits) -> Read | None:
    for others, sentence in _others(numbers, unknown):
        key = _key(others)
        if key is not None and fits(key):
            return Read(key, sentence)
    return None


def _others(numbers: Sequence[int | None], unknown: Sequence[int]) -> Iterator[tuple[list[int | None], str]]:
    """What may have been meant: one other word, or two that changed places."""
    if len(unknown) > 1:
        return
    for at in unknown or range(COUNT):
        for number in range(len(word_list())):
            yield (
                [*numbers[:at], number, *numbers[at + 1 :]],
                f"Word {at + 1} was another one; it was put right",
            )
    if not unknown:
        for first in range(COUNT):
            for second in range(first + 1, COUNT):
                swapped = list(numbers)
                swapped[first], swapped[second] = swapped[second], swapped[first]
                yield swapped, f"Words {first + 1} and {second + 1} had changed places; they were put right"


def _not_listed(typed: Sequence[str], unknown: Sequence[int]) -> Misread:
    import difflib

    near = {
        at + 1: tuple(difflib.get_close_matches(typed[at], word_list(), n=3, cutoff=0.6)) for at in unknown
    }
    listed = ", ".join(str(at + 1) for at in unknown)
    which = f"Word {listed} is" if len(unknown) == 1 else f"The words {listed} are"
    return Misread(f"{which} not on the list of words", "", "Look at the sheet again", near=near)


# the sheet


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the paper, a paragraph each. `words` are the key; everything else may be read by anybody."""

    title: str
    lines: tuple[str, ...]
    words: tuple[str, ...]
    after: tuple[str, ...]

    def text(self) -> str:
        """The sheet as plain text, three columns of words."""
        rows = COUNT // 3
        table = [
            "    ".join(f"{at + 1:>2} {self.words[at]:<9}" for at in range(row, COUNT, rows)).rstrip()
            for row in range(rows)
        ]
        said = [textwrap.fill(sentence, 100) for sentence in (*self.lines, *self.after)]
        before, after = said[: len(self.lines)], said[len(self.lines) :]
        return "\n".join([self.title.upper(), "", *before, "", *table, "", *after]) + "\n"


def sheet(key: bytes, desk: str, made: datetime) -> Sheet:
    """The recovery sheet of this desk. `desk` is its pseudonym, `made` the moment of writing."""
    return Sheet(
        title="Recovery sheet",
        lines=(
            f"Moderator {__version__}, desk {desk}, written {made.astimezone():%d %b %Y}.",
            "These 24 words are the key to this desk. Whoever has them and a copy of the desk can read it.",
            "Keep this sheet in the agency's safe. Do not photograph it, and keep no copy on a computer.",
        ),
        words=words_of(key),
        after=(
            "What it is for: when this computer is lost, replaced or reset, a backup and these words bring the whole desk "
            "back: comments, decisions, evidence and the journal.",
            "Without it: when the computer's keyring is lost too, nobody can open the desk or any backup of it again. There "
            "is no other key and no way around it.",
            "How: choose “Bring back a desk” on the first page of Moderator, or run this command:",
            "moderator restore FOLDER --words",
        ),
    )
