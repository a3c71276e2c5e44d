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
    BEFORE_A_TARGET,
    CONTRACTED,
    LIGHT,
    NUMBERS,
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
_TOKEN = re.compile(
    rf"[@\u2062][^\s@\u2062]+|\d+(?:[.,:/]\d+)*[^\W_]*|[^\W\d_][^\W_]*(?:'[^\W_]+)*|[.!?…:;\n]|[{_HURTING}]"
)
_RUN = re.compile(r"(.)\1\1+")
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[\s.\-_*~/]{1,2}[^\W\d_]){2,40}(?![^\W_'])")
_BETWEEN = re.compile(r"[\s.\-_*~/]+")
_FOREIGN = re.compile(r"[\u0370-\u052f\u0250-\u02af]")
_LATIN = re.compile(r"[a-zA-Z]")
_BY_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_PICTURES = re.compile(r"[^\w\s]")
_APOSTROPHE_ENDS = {
    "s": (), "re": ("are",), "m": ("am",), "ll": ("will",), "ve": ("have",), "d": ("would",), "t": ("not",),
}  # fmt: skip
_KEPT_WORDS = 60_000


class Reading(NamedTuple):
    """`words` in order: small letters; a name begins with a capital, an @name that is meant with @.

    `letters` counts those of the words; `links` are canonical; `front` says that there is more to the text than
    its links.
    """

    words: list[str]
    letters: int
    links: frozenset[str]


class _Word(NamedTuple):
    """One written word: what it is read as, and whether it could be a name here."""

    read: tuple[str, ...]
    capital: bool
    shouted: bool


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
    if "@" in text or "$" in text:
        text = _MENTION.sub(lambda name: f" \u2062{name[1].lower()} ", text)
        text = _SIGN_WITHIN.sub(lambda sign: sign[0].translate(_LEET), text)
    words = _words(_tokens(text))
    if any(word[0] == "\u2062" for word in words):
        words = _meant(words)
    if rest:
        words.append(f"0{crc32(rest.encode('utf-8', 'surrogatepass')):x}")
    if not words:
        words = _PICTURES.findall(unicodedata.normalize("NFKC", text))[:READ]
    letters = sum(map(len, words))
    canonical = frozenset(addresses.canonical(link) for link in [*found, *also])
    return Reading(words, letters, canonical)


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
    if written[0] in "\u2062@" or not written[0].isalnum():
        return _Word((written,), False, False)
    small = written.lower()
    if _FOREIGN.search(small) and _LATIN.search(small):
        small = small.translate(_LIKE)
    if _RUN.search(small) and not small[0].isdigit():
        small = _RUN.sub(r"\1", small)
    if small[0].isdigit():
        read: tuple[str, ...] = (small.replace(",", ""),)
    elif _BY_SIGN.search(small):
        read = tuple(small)
    else:
        small = _LEET_WITHIN.sub(lambda sign: sign[0].translate(_LEET), small)
        read = _without_apostrophes(small)
    plain = len(read) == 1 and (
        read[0] in LIGHT or read[0] in TURNING or read[0] in PRONOUNS or read[0] in NUMBERS
    )
    capital = written[0].isupper() and len(written) > 1 and len(read) >= 1 and not plain
    return _Word(read, capital, capital and written.isupper())


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


def _words(written: list[str]) -> list[str]:
    words: list[str] = []
    capitals: list[int] = []
    starts, seen, shouted = True, 0, 0
    for one in written:
        got = _known.get(one) or word(one)
        if len(one) == 1 and one in ".!?…:;\n":
            starts = True
            continue
        if got.capital:
            shouted += got.shouted
            if not starts or got.shouted:
                capitals.append(len(words) + len(got.read) - 1)
        seen += 1
        starts = False
        words.extend(got.read)
    if capitals and len(capitals) * 5 <= seen * 3 and shouted * 2 <= max(seen, 2):
        for at in capitals:
            words[at] = words[at][0].upper() + words[at][1:]
    return words


def _tokens(text: str) -> list[str]:
    """The text cut up; letters spaced by blanks or dots are one word again: n o t."""
    found = _TOKEN.findall(text)
    if sum(len(one) == 1 for one in found) < 3:
        return found
    joined = _SPACED.sub(lambda run: _BETWEEN.sub("", run[0]), text)
    return found if joined == text else _TOKEN.findall(joined)


def _meant(words: list[str]) -> list[str]:
    """@names that the sentence is about stay, with @; those whom it is only said to, or shown to, go.

    An @name within the sentence is meant. In front it is when a verb follows ("@smith must go"), at the end when
    what stands before it asks for somebody ("vote for @smith"), anywhere in a text of few words.
    """
    bare = [at for at, word in enumerate(words) if word[0] != "\u2062"]
    if not bare:
        return ["@" + word[1:] for word in words]
    few = len(bare) < FEW_WORDS
    first, last = bare[0], bare[-1]
    after = words[first].lower() in VERBS_AFTER_A_NAME
    before = words[last].lower() in BEFORE_A_TARGET
    kept = []
    for at, word in enumerate(words):
        if word[0] != "\u2062":
            kept.append(word)
        elif few or first < at < last or (at < first and after) or (at > last and before):
            kept.append("@" + word[1:])
    return kept
