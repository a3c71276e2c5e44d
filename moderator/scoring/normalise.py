"""Texts as a scorer should read them: obfuscation undone, with a map back to what was written.

Two steps. `light` always: compatibility forms, invisible characters out, addresses and @names out, lower case,
one space. `hard` on top: accents off, look-alikes folded when a word mixes scripts, runs of three and more
collapsed, letters spaced by blanks or dots joined and told apart as words, leet read inside words, letters put in place of
stars, separators inside words dropped.

Every step keeps for each letter the position in the original text that it came from, so that what a scorer or
the lexicon finds can be pointed at, and barred, in the text as it was written. All steps take time in proportion
to the text's length: no pattern here can backtrack.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from moderator.letters import DOUBLES, INVISIBLE, LOOK_ALIKES
from moderator.scoring import vocabulary

_LEET = {
    "4": "a", "@": "a", "3": "e", "1": "i", "!": "i", "|": "i", "0": "o", "$": "s", "5": "s",
    "7": "t", "+": "t", "8": "b", "9": "g", "6": "g", "2": "z",
}  # fmt: skip
_LEET_AT_THE_END = "!|+.,?"  # an exclamation mark there is one

_ADDRESS = re.compile(r"https?://\S{1,2000}|www\.\S{1,2000}")
# @ss, @rse and their like are no names: the sign is a letter there
_AT_NAME = re.compile(r"(?<!\w)@(?!ss(?:es|hat|hole|holes|wipe)?\b|rse)\w{1,64}")
_FOREIGN = re.compile(r"[\u0370-\u052f\u0250-\u02af]")
_LATIN = re.compile(r"[a-z]")
_LEET_SIGN = re.compile(r"[4@31!|0$57+8962]")
_NUMBER = re.compile(
    r"[\d.,:%$+\-/]*(?:st|nd|rd|th|k|m|am|pm|s|x|p|gb|mb|kg|km|cm|mm|bn|h|min)?[.,!?]*|[a-z']+[!|+]+"
)
_SPACED = re.compile(r"(?<![^\W_])(?<!['’])(?:[^\W_][\s._\-*~`,/\\|]{1,3}){2,40}[^\W_](?![^\W_'’])")
_A_WORD_BEFORE = re.compile(r"\w\s\w(?:[^\s\w]+\w)+$")  # "a m.o.r.o.n": the first letter is a word of its own
_RUN = re.compile(r"(.)\1\1+", re.DOTALL)
_ODD_SPACE = re.compile(r"\s{2,}|[^\S ]|^\s|\s$")
_SPACES = re.compile(r"\s{2,}|[^\S ]")
_SEPARATOR = re.compile(r"[\s._\-*~'`,/\\|]")
_INNER = re.compile(r"(?<=[a-z])[._\-*~`|^](?=[a-z])")
_STARRED = re.compile(r"(?<![\w*#])[a-z]{1,19}[*#]{1,8}(?:[a-z]{1,19}[*#]{0,8}){0,8}(?![\w*#])")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text and, for each of its letters, the position of the original letter that it came from."""

    text: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the original: half-open, never empty for a non-empty part."""
        return self.at[start], self.at[end - 1] + 1

    def whole(self, start: int, end: int, text: str) -> tuple[int, int]:
        """The span, with what the normaliser dropped at its end: the rest of a run, invisible signs, accents.

        `text` is the original. A bar or a mark that left them would tell the word's last letter.
        """
        first, last = self.span(start, end)
        stop = self.at[end] if end < len(self.at) else len(text)
        while last < stop and not text[last].isspace() and (text[last].isalnum() or not text[last].isascii()):
            last += 1
        return first, last


def light(text: str, *, addresses: bool = False) -> Mapped:
    """The light step. The result's map is monotone and within the text. `addresses`: they and @names stay."""
    if text.isascii():
        mapped = Mapped(text.lower(), range(len(text)))
    else:
        chars, at = [], []
        for position, sign in enumerate(text):
            if ord(sign) in INVISIBLE:
                continue
            plain = sign if sign.isascii() else unicodedata.normalize("NFKC", sign)
            for part in plain.lower()[:4]:
                chars.append(part)
                at.append(position)
        mapped = Mapped("".join(chars), at)
    if addresses:
        return _one_space(mapped)
    if "http" in mapped.text or "www." in mapped.text:
        mapped = _replace(mapped, _ADDRESS, lambda found: [(" ", found.start())])
    if "@" in mapped.text:
        mapped = _replace(mapped, _AT_NAME, lambda found: [(" ", found.start())])
    return _one_space(mapped)


def hard(mapped: Mapped, *, told_apart: bool = True) -> Mapped:
    """The hard step over the light one."""
    if not mapped.text.isascii():
        mapped = _one_space(_fold(_without_accents(mapped)))
    if "*" in mapped.text or "#" in mapped.text:
        mapped = _replace(mapped, _STARRED, _unstarred)
    mapped = _collapse(mapped)
    mapped = _replace(mapped, _SPACED, _joined if told_apart else _run_together)
    if _LEET_SIGN.search(mapped.text):
        mapped = _unleet(mapped)
    return _without_separators(mapped)


def normalise(text: str) -> Mapped:
    """Both steps."""
    return hard(light(text))


def _of(pairs: list[tuple[str, int]]) -> Mapped:
    return Mapped("".join([sign for sign, _ in pairs]), [position for _, position in pairs])


def _replace(
    mapped: Mapped, pattern: re.Pattern[str], by: Callable[[re.Match[str]], list[tuple[str, int]]]
) -> Mapped:
    """Replace what the pattern finds; `by` gives letters with positions within `mapped`."""
    text: list[str] = []
    at: list[int] = []
    end = 0
    for found in pattern.finditer(mapped.text):
        text.append(mapped.text[end : found.start()])
        at.extend(mapped.at[end : found.start()])
        for sign, position in by(found):
            text.append(sign)
            at.append(mapped.at[position])
        end = found.end()
    if not end:
        return mapped
    text.append(mapped.text[end:])
    at.extend(mapped.at[end:])
    return Mapped("".join(text), at)


def _one_space(mapped: Mapped) -> Mapped:
    if not _ODD_SPACE.search(mapped.text):
        return mapped
    whole = mapped.text.rstrip()
    start = len(whole) - len(whole.lstrip())
    inner = Mapped(whole[start:], mapped.at[start : len(whole)])
    return _replace(inner, _SPACES, lambda found: [(" ", found.start())])


def _without_accents(mapped: Mapped) -> Mapped:
    pairs = []
    for sign, position in zip(mapped.text, mapped.at, strict=True):
        if sign.isascii():
            pairs.append((sign, position))
            continue
        for part in unicodedata.normalize("NFD", sign):
            if not "\u0300" <= part <= "\u036f":
                pairs.append((part, position))
    return _of(pairs)


def _fold(mapped: Mapped) -> Mapped:
    """Look-alikes of Latin letters, where the text has Latin letters at all."""
    if not _LATIN.search(mapped.text):
        return mapped
    pairs = []
    for sign, position in zip(mapped.text, mapped.at, strict=True):
        for part in DOUBLES.get(sign) or LOOK_ALIKES.get(sign, sign):
            pairs.append((part, position))
    return _of(pairs)


def _collapse(mapped: Mapped) -> Mapped:
    """Three and more of one letter become one; four and more of another sign become three."""
    return _replace(mapped, _RUN, _collapsed) if _RUN.search(mapped.text) else mapped


def _collapsed(found: re.Match[str]) -> list[tuple[str, int]]:
    sign, run = found[1], found.end() - found.start()
    kept = 1 if sign.isalpha() else min(run, 3)
    return [(sign, found.start() + n) for n in range(kept)]


def _run_together(found: re.Match[str]) -> list[tuple[str, int]]:
    return _joined(found, told_apart=False)


def _joined(found: re.Match[str], *, told_apart: bool = True) -> list[tuple[str, int]]:
    """Single letters with something between them: joined, when at least half of them are letters."""
    signs = [(sign, found.start() + n) for n, sign in enumerate(found[0])]
    letters = sum(sign.isalpha() for sign, _ in signs)
    if letters * 2 < sum(sign.isalnum() for sign, _ in signs):
        return signs
    apart = 2 if _A_WORD_BEFORE.match(found[0]) else 0
    joined = [(sign, position) for sign, position in signs[apart:] if not _SEPARATOR.match(sign)]
    plain = "".join(_LEET.get(sign, sign) for sign, _ in joined)
    for place in reversed(vocabulary.cuts(plain) if told_apart else ()):
        joined.insert(place, (" ", joined[place][1] - 1))  # a separator stands before each letter
    return signs[:apart] + joined


def _unstarred(found: re.Match[str]) -> list[tuple[str, int]]:
    """Letters in place of stars: f*ck, s#it, f***. Other stars stay as they are; the next step drops them."""
    word = found[0]
    if word.rstrip("*#") == word[:-1]:  # one star at the end refers to a note
        word = word[:-1]
    read = vocabulary.unstarred(word) if "*" in word or "#" in word else None
    return [(sign, found.start() + n) for n, sign in enumerate((read or word) + found[0][len(word) :])]


def _unleet(mapped: Mapped) -> Mapped:
    """Digits and signs read as letters, inside words that hold a letter and are no number, time or money."""
    text = list(mapped.text)
    start = 0
    for word in mapped.text.split(" "):
        short = len(word) <= 24
        if short and _LEET_SIGN.search(word) and _LATIN.search(word) and not _NUMBER.fullmatch(word):
            for n in range(len(word.rstrip(_LEET_AT_THE_END))):
                text[start + n] = _LEET.get(word[n], word[n])
        start += len(word) + 1
    return Mapped("".join(text), mapped.at)


def _without_separators(mapped: Mapped) -> Mapped:
    """Single separators between two letters are dropped: f*ck, sh-it. A hyphen between long parts goes too."""
    if not _INNER.search(mapped.text):
        return mapped
    return _replace(mapped, _INNER, lambda found: [])
