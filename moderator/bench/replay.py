"""A campaign replayed: many near-copies of a few comments among comments that come once, in random order.

A near-copy has one to three changes of those that people make who send what they were given: an emoji, an @name, a link,
other case, other signs, a slip of the finger, two words swapped, one put in that says nothing, one left out that does not
turn the sense. Sizes follow a power law.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

COPIES = 0.6  # of all comments
WORDS = 8  # a text that is copied has as many or more
_EMOJI = "😀 😂 😡 🔥 👍 🙏 🤡 😭".split()
_SAY_NOTHING = "really honestly well so just also again today people folks".split()
_TURN = frozenset("no not never none nobody nothing without neither nor only against cannot".split())


class Stream(NamedTuple):
    """`copy_of`: which of the copied texts each is a copy of, -1 for what comes once."""

    texts: list[str]
    copy_of: list[int]


def stream(copied: Sequence[str], once: Sequence[str], count: int, seed: int) -> Stream:
    """`count` comments, COPIES of them near-copies of the first of `copied`, the others the first of `once`."""
    chance = Random(seed)
    wanted = int(count * COPIES)
    made: list[tuple[str, int]] = []
    number = 0
    while len(made) < wanted:
        size = min(wanted - len(made), count // 4, max(4, int(8 * chance.paretovariate(1.1))))
        made += [(near_copy(copied[number], chance), number) for _ in range(size)]
        number += 1
    made += [(text, -1) for text in once[: count - len(made)]]
    chance.shuffle(made)
    return Stream([text for text, _ in made], [of for _, of in made])


def near_copy(text: str, chance: Random) -> str:
    words = text.split()
    for _ in range(chance.randint(1, 3)):
        _WAYS[chance.choice(sorted(_WAYS))](words, chance)
    return " ".join(words)


def _free(words: Sequence[str]) -> list[int]:
    """Where a word may be changed: plain small letters, and nothing that turns the sense."""
    return [
        at
        for at, word in enumerate(words)
        if word.isascii() and word.isalpha() and word.islower() and word not in _TURN
    ]


def _emoji(words: list[str], chance: Random) -> None:
    words.append(chance.choice(_EMOJI) * chance.randint(1, 3))


def _mention(words: list[str], chance: Random) -> None:
    words.insert(0, f"@user{chance.randint(1, 99_999)}")


def _link(words: list[str], chance: Random) -> None:
    words.append(f"https://ex{chance.randint(1, 999)}.example/{chance.getrandbits(40):x}")


def _case(words: list[str], chance: Random) -> None:
    large = chance.random() < 0.5
    words[:] = [word.upper() if large else word.lower() for word in words]


def _signs(words: list[str], chance: Random) -> None:
    words[-1] = words[-1].rstrip(".,!?") + chance.choice(["!", "!!!", "...", "?!"])


def _slip(words: list[str], chance: Random) -> None:
    long = [at for at in _free(words) if len(words[at]) > 3]
    if long:
        at = chance.choice(long)
        letters = list(words[at])
        cut = chance.randrange(1, len(letters) - 1)
        letters[cut], letters[cut + 1] = letters[cut + 1], letters[cut]
        words[at] = "".join(letters)


def _swapped(words: list[str], chance: Random) -> None:
    free = _free(words)
    places = [at for at in free if at + 1 in free]
    if places:
        at = chance.choice(places)
        words[at], words[at + 1] = words[at + 1], words[at]


def _in(words: list[str], chance: Random) -> None:
    words.insert(chance.randint(0, len(words)), chance.choice(_SAY_NOTHING))


def _out(words: list[str], chance: Random) -> None:
    free = _free(words)
    if free and len(words) > WORDS // 2:
        words.pop(chance.choice(free))


_WAYS = {
    "emoji": _emoji,
    "mention": _mention,
    "link": _link,
    "case": _case,
    "signs": _signs,
    "slip": _slip,
    "swapped": _swapped,
    "in": _in,
    "out": _out,
}
