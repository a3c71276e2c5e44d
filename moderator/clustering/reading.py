"""A comment as near-copies are told by: its words in one writing, with what marks a name, a number, a target.

Like the scorers' normaliser it undoes what people write around filters with (look-alikes, invisible signs, spacing,
leet, drawn-out letters), but it keeps figures, and names by their capital letter, because a changed number or name is
another statement. It is made to be quick: each different word is worked out once and remembered. It has no map of
positions; `differences.py` reads word by word instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

from moderator.clustering import links as addresses
from moderator.clustering.words import (
    ASKED,
    BEFORE_A_TARGET,
    CONTRACTED,
    LIGHT,
    NUMBERS,
    OPPOSITE,
    PRONOUNS,
    TURNING,
    VERBS_AFTER_A_NAME,
)
from moderator.letters import DOUBLES, INVISIBLE, LOOK_ALIKES

READ = 4000  # letters; of a longer text the rest counts as one word, equal or not
FEW_WORDS = 5  # with fewer, an @name or a link is what the text is about

_DROPPED: dict[int, str | None] = {
    **dict.fromkeys([*INVISIBLE, *range(0x300, 0x370), *range(0x64B, 0x653), 0x640]),
    **{ord(sign): "'" for sign in "’‘ʼ´`′＇"},
    **{ord(sign): plain for sign, plain in DOUBLES.items()},
    ord("ẞ"): "SS",
}
_LIKE = {ord(sign): plain for sign, plain in LOOK_ALIKES.items() if plain.isalpha()}
_LEET = str.maketrans("4310578962$@", "aeiostbgbzsa")
_LEET_WITHIN = re.compile(r"(?<=[^\W\d_])[0-9](?=[^\W\d_])")
_SIGN_WITHIN = re.compile(r"(?<=[^\W\d_])[@$](?=[^\W\d_@$])")
_MENTION = re.compile(r"(?<![\w@.])@(\w(?:[\w.\-]{0,62}\w)?(?:@\w[\w.\-]{0,62}\w)?)")
_HURTING = "".join(sign for sign in TURNING if not sign[0].isalnum() and ord(sign[0]) > 0x2000)
_SIGNS = (
    r"\u0591-\u05c7\u0610-\u061a\u06d6-\u06ed\u0900-\u109f\u1780-\u17ff"  # vowel signs stand within words
)
_TOKEN = re.compile(
    rf"[^\W\d_](?:[^\W_]+|[{_SIGNS}]+)*(?:'[^\W_]+)*"
    r"|[.!?…:;\n]"
    r"|(?:(?<!\S)[-−](?=\d))?\d+(?:[.,:/]\d+)*[^\W_]*"
    r"|[@\u2062\u2063][^\s@\u2062\u2063]+"
    rf"|[{_HURTING}]"
)
_PLAIN_TOKEN = re.compile(
    r"[a-zA-Z][a-zA-Z0-9]*(?:'[a-zA-Z0-9]+)*"
    r"|[.!?:;\n]"
    r"|(?:(?<!\S)-(?=\d))?\d+(?:[.,:/]\d+)*[a-zA-Z0-9]*"
    r"|@[^\s@]+"
)  # the same for texts of ASCII alone
_RUN = re.compile(r"(\D)\1\1+")  # of letters: 111 is no 11
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[\s.\-_*~/]{1,2}[^\W\d_]){2,40}(?![^\W_'])")
_BETWEEN = re.compile(r"[\s.\-_*~/]+")
_FOREIGN = re.compile(r"[\u0370-\u052f\u0250-\u02af]")
_LATIN = re.compile(r"[a-zA-Z]")
_BY_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_PICTURES = re.compile(r"[^\w\s]")
_APOSTROPHE_ENDS = {
    "s": (), "re": ("are",), "m": ("am",), "ll": ("will",), "ve": ("have",), "d": ("would",), "t": ("not",),
}  # fmt: skip
_WITHIN, _BESIDE = "\u2062", "\u2063"  # no text has them: they are invisible signs
_MARKS = _WITHIN + _BESIDE
_ENDS = frozenset(".!?…:;\n")
_KNOWN = LIGHT | TURNING | PRONOUNS | NUMBERS | {word for pair in OPPOSITE for word in pair}
_MINUS = "-−"
_NO_NAMES = LIGHT | TURNING | PRONOUNS | NUMBERS
_KEPT_WORDS = 20_000


class Reading(NamedTuple):
    """A text as it is compared.

    `words` in order: a name begins with a capital, an @name that is meant with @; `small` are the same in small
    letters. `letters` counts those of the words; `links` are canonical.
    """

    words: list[str]
    small: list[str]
    letters: int
    links: frozenset[str]


class _Word(NamedTuple):
    """One written word: what it is read as, and whether it could be a name here."""

    read: tuple[str, ...]
    capital: bool
    shouted: bool
    ends: bool  # a sign that ends a sentence; it is read as nothing


_NONE: frozenset[str] = frozenset()
_known: dict[str, _Word] = {}


def read(text: str, also: Sequence[str] = ()) -> Reading:
    """`also`: links that the platform keeps beside the text."""
    rest = ""
    if len(text) > READ:
        text, rest = text[:READ], text[READ:]
    found = addresses.links(text)
    if found:
        text = addresses.LINK.sub(" ", text)
    text = folded(text)
    named = "@" in text
    if named or "$" in text:
        text = _MENTION.sub(_mark, text)
        text = _SIGN_WITHIN.sub(lambda sign: sign[0].translate(_LEET), text)
    words, small = _words(_tokens(text))
    if named:
        words, small = _meant(words, small)
    if rest:
        small = [*small, f"0{crc32(rest.encode('utf-8', 'surrogatepass')):x}"]
        words = [*words, small[-1]]
    if not words:
        words = small = _PICTURES.findall(unicodedata.normalize("NFKC", text))[:READ]
    links = frozenset(addresses.canonical(link) for link in [*found, *also]) if found or also else _NONE
    return Reading(words, small, sum(map(len, small)), links)


def _mark(name: re.Match[str]) -> str:
    """An @name with a mark before it: of two kinds, for those in a sentence and those beside one."""
    before, behind = name.string[: name.start()].rstrip(), name.string[name.end() : name.end() + 3].lstrip()
    ends = bool(before) and not (before[-1].isalnum() or before[-1] in ":,-–_" + _MARKS)
    beside = ends or (len(behind) > 1 and behind[0].isupper() and not behind[1].isupper())
    return f" {_BESIDE if beside else _WITHIN}{name[1].lower()} "


def folded(text: str) -> str:
    """Compatibility forms, accents and invisible signs gone, apostrophes in one writing."""
    if text.isascii():
        return text.replace("`", "'") if "`" in text else text
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).translate(_DROPPED))


def word(written: str) -> _Word:
    """One word of a folded text, remembered."""
    got = _known.get(written)
    if got is None:
        if len(_known) >= _KEPT_WORDS:
            _known.clear()
        got = _known[written] = _read_word(written)
    return got


def _read_word(written: str) -> _Word:
    if written in _ENDS:
        return _Word((), False, False, True)
    if written[0] in _MINUS:
        return _Word((f"{written[1:]}-",), False, False, False)  # a figure by its first sign
    if written[0] in "\u2062\u2063@" or not written[0].isalnum():
        return _Word((written.lower(),), False, False, False)
    small = written.lower()
    read = _plain(small) if small.isascii() and small.isalpha() else _odd(small)
    plain = written == "I" or (len(written) > 1 and len(read) == 1 and read[0] in _NO_NAMES)
    capital = written[0].isupper() and not plain  # a single letter too: Room B
    return _Word(read, capital, len(written) > 1 and written.isupper(), False)


def _plain(small: str) -> tuple[str, ...]:
    """Of letters from a to z alone."""
    if _RUN.search(small):
        small = _drawn_in(small)
    return tuple(CONTRACTED[small].split()) if small in CONTRACTED else (small,)


def _drawn_in(small: str) -> str:
    """Three and more of one letter are one where that makes a word known here (stooop), else two (goood)."""
    once = _RUN.sub(r"\1", small)
    return once if once in _KNOWN or once in CONTRACTED else _RUN.sub(r"\1\1", small)


def _odd(small: str) -> tuple[str, ...]:
    if _FOREIGN.search(small) and _LATIN.search(small):
        small = small.translate(_LIKE)
    if small[0].isdigit():
        return (small.replace(",", ""),)
    small = _drawn_in(small)
    if _BY_SIGN.search(small):
        return tuple(small)
    return _without_apostrophes(_LEET_WITHIN.sub(lambda sign: sign[0].translate(_LEET), small))


def _without_apostrophes(small: str) -> tuple[str, ...]:
    """don't is do and not; l'homme is l and homme; it's is it."""
    joined = small.replace("'", "")
    if joined in CONTRACTED:
        return tuple(CONTRACTED[joined].split())
    if "'" not in small:
        return (small,)
    *parts, end = small.split("'")
    if end == "t" and parts[-1].endswith("n"):
        parts[-1] = parts[-1][:-1]
    read = (*parts, *_APOSTROPHE_ENDS.get(end, (end,)))
    return tuple(part for part in read if part)


def _words(written: list[str]) -> tuple[list[str], list[str]]:
    """Words with names by their capital, and the same in small letters."""
    small: list[str] = []
    capitals: list[int] = []
    starts, seen, loud = True, 0, 0
    known = _known.get
    for one in written:
        read, capital, shouted, ends = known(one) or word(one)
        if ends:
            starts = True
            continue
        if capital and (shouted or not starts):
            capitals.append(len(small) + len(read) - 1)
        loud += shouted
        seen += 1
        starts = False
        small += read
    if not capitals or len(capitals) * 5 > seen * 3 or loud * 2 > max(seen, 2):
        return small, small
    words = list(small)
    for at in capitals:
        words[at] = words[at][0].upper() + words[at][1:]
    return words, small


def _tokens(text: str) -> list[str]:
    """The text cut up; letters spaced by blanks or dots are one word again: n o t."""
    cut = _PLAIN_TOKEN if text.isascii() else _TOKEN
    found = cut.findall(text)
    if len([one for one in found if len(one) == 1]) < 3:
        return found
    joined = _SPACED.sub(lambda run: _BETWEEN.sub("", run[0]), text)
    return found if joined == text else cut.findall(joined)


def _meant(words: list[str], small: list[str]) -> tuple[list[str], list[str]]:
    """@names that the sentence is about stay, with @; those whom it is only said to, or shown to, go.

    An @name within the text is meant. In front it is when a verb follows ("@smith must go"), at the end when what
    stands before it asks for somebody ("vote for @smith"), and anywhere in a text of few words.
    """
    bare = [at for at, word in enumerate(words) if word[0] not in _MARKS]
    if len(bare) == len(words):
        return words, small
    few = len(bare) < FEW_WORDS
    first, last = (bare[0], bare[-1]) if bare else (0, 0)
    after = len(bare) > 1 and _goes_on(small[first], small[bare[1]])
    before = bool(bare) and small[last] in BEFORE_A_TARGET
    kept = [
        at
        for at, word in enumerate(words)
        if few
        or first <= at <= last
        or (word[0] == _WITHIN and ((at < first and after) or (at > last and before)))
    ]
    return [_named(words[at]) for at in kept], [_named(small[at]) for at in kept]


def _goes_on(verb: str, behind: str) -> bool:
    """Do these words go on with a sentence that began with a name? "is a liar" does, "is this so" and "can the" ask."""
    if verb not in VERBS_AFTER_A_NAME or behind in ASKED:
        return False
    return verb in ("is", "was", "has", "had") or behind not in ("the", "a", "an")


def _named(word: str) -> str:
    return "@" + word[1:] if word[0] in _MARKS else word
