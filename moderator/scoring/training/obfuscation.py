"""Ways in which people write around filters, for training and for measuring. All random, from a given source."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "$5", "t": "7"}
_ALIKE = {"a": "а", "c": "с", "e": "е", "o": "о", "p": "р", "x": "х", "y": "у", "i": "і", "s": "ѕ"}


def leet(text: str, random: Random, share: float = 0.6) -> str:
    return "".join(
        random.choice(_LEET[sign.lower()]) if sign.lower() in _LEET and random.random() < share else sign
        for sign in text
    )


def look_alikes(text: str, random: Random, share: float = 0.6) -> str:
    return "".join(_ALIKE[sign] if sign in _ALIKE and random.random() < share else sign for sign in text)


def zero_width(text: str, random: Random, share: float = 0.4) -> str:
    return "".join(sign + ("\u200b" if sign.isalpha() and random.random() < share else "") for sign in text)


def elongated(text: str, random: Random, share: float = 0.25) -> str:
    return "".join(
        sign * random.randint(3, 6) if sign.isalpha() and random.random() < share else sign for sign in text
    )


def _words(text: str, random: Random, share: float, change: Callable[[str], str], least: int) -> str:
    return " ".join(
        change(word) if least <= len(word) <= 10 and word.isalpha() and random.random() < share else word
        for word in text.split(" ")
    )


def spaced(text: str, random: Random, share: float = 0.5) -> str:
    return _words(text, random, share, lambda word: random.choice([" ", ".", "-"]).join(word), 3)


def starred(text: str, random: Random, share: float = 0.5) -> str:
    return _words(text, random, share, lambda word: word[0] + "*" + word[2:], 3)


def typo(text: str, random: Random, share: float = 0.35) -> str:
    def slip(word: str) -> str:
        at, kind = random.randrange(1, len(word) - 1), random.random()
        if kind < 0.4:
            return word[:at] + word[at + 1 :]
        if kind < 0.7:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return word[:at] + word[at] + word[at:]

    return _words(text, random, share, slip, 4)


ALL: dict[str, Callable[[str, Random], str]] = {
    "leet": leet,
    "look-alikes": look_alikes,
    "zero width": zero_width,
    "elongated": elongated,
    "spaced": spaced,
    "starred": starred,
    "typo": typo,
}
