"""Synthetic campaigns in a background of real comments: what the groups of near-copies are measured with.

A campaign is one real comment of at least eight words that many accounts send with one to three changes each, no more
than one for every four words: words put in, left out or swapped, emoji, an @name, a link, case, signs, slips of the
finger. Sizes follow a power law. A change never makes another statement of it, for those are not to join: it leaves
alone, and puts in, no word with a capital or a figure, no negation or other word that turns or limits a sentence, no
number word, curse, insult or threat. Words that are put in come from other comments, as they fall.
`EXCHANGED` is one more change, a word for any other at random; it often does make another statement.

The background is real comments, each once: sources repeat one another, so of those that begin and end alike one is
taken. Where more are asked for than there are, parts of three are put together. Sources of minimal pairs are left out:
their comments are near-copies by intent, and not of one sense.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

SHARE = 0.2  # of all comments that belong to campaigns
_PAIRS_BY_INTENT = ("dynahate", "hatemoji_build", "paradetox_neutral", "paradetox_toxic")
_EMOJI = "😀 😂 🤣 😡 🔥 💀 👍 🙏 🤡 💩 ❤️ 😭".split()
_TURNING = frozenset(
    "not no never none nobody nothing nor neither without cannot dont cant wont isnt doesnt didnt aint against only if"
    " unless except less few little almost nearly hardly instead stop stopped ban wrong false fake lie lies".split()
)
_ATTACKING = frozenset(
    "kill killed die hang shoot shot murder rape burn stupid idiot idiots moron morons dumb fool fools liar scum".split()
)
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten hundred thousand million monday tuesday wednesday thursday friday"
    " saturday sunday january february march april may june july august september october november december".split()
)
_BEFORE_A_NEGATION = frozenset(
    "is are was were will would should could can must do does did have has".split()
)
_NAMES = "Weatherby Ashdown Kowalski Okonkwo Lindqvist Marlborough Trieste Valparaiso".split()
_FEWEST_WORDS = 8
CHANGES = "in out swapped emoji mention link case signs slip".split()
EXCHANGED = [*CHANGES, "exchanged"]


class Stream(NamedTuple):
    """Comments as they arrive; `campaign` is the number of each one's campaign, -1 for background."""

    texts: list[str]
    campaign: list[int]


def real_comments(data: Path, seed: int) -> list[str]:
    """English comments of 20 to 400 letters under open licences, shuffled."""
    import pyarrow.compute
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(data / "train.parquet", columns=["text", "source", "lang", "licence"])
    rows = zip(*(table[name].to_pylist() for name in ("text", "source", "lang", "licence")), strict=True)
    texts = [
        text.replace("\n", " ")
        for text, source, language, licence in rows
        if language == "en"
        and licence == "open"
        and source not in _PAIRS_BY_INTENT
        and 20 <= len(text) <= 400
    ]
    texts = list({_ends(text): text for text in texts}.values())
    Random(seed).shuffle(texts)
    return texts


def _ends(text: str) -> tuple[str, str]:
    """The first and the last letters: a comment that stands in two sources has them in common."""
    letters = re.sub(r"[^a-z]", "", text.lower())
    return letters[:24], letters[-24:]


def curses(data: Path) -> frozenset[str]:
    """English curses and insults, of the list that lies with the data."""
    with gzip.open(data / "profanity_en.csv.gz", "rt", encoding="utf-8") as file:
        return frozenset(row["text"].lower() for row in csv.DictReader(file))


def stream(
    real: Sequence[str], count: int, seed: int, curses: frozenset[str], changes: Sequence[str] = CHANGES
) -> Stream:
    """`count` comments, SHARE of them in campaigns, in random order."""
    random, kept = Random(seed), curses | _TURNING | _ATTACKING | _NUMBERS
    wanted = int(count * SHARE)
    sizes: list[int] = []
    while sum(sizes) < wanted:
        sizes.append(min(2000, max(2, int(random.paretovariate(1.1) * 3))))
    words = [word for text in real[-3000:] for word in text.split() if _changeable(word, kept)]
    made: list[tuple[str, int]] = []
    used = 0
    for campaign, size in enumerate(sizes):
        base = real[used]
        used += 1
        while sum(word[0].isalpha() for word in base.split()) < _FEWEST_WORDS:  # @names and signs are none
            base = f"{base} {real[used]}"
            used += 1
        made += [(changed(base, random, words, kept, changes), campaign) for _ in range(size)]
    background = real[used:]
    for at in range(count - len(made)):
        made.append((background[at] if at < len(background) else _put_together(background, random), -1))
    random.shuffle(made)
    return Stream([text for text, _ in made], [campaign for _, campaign in made])


def _changeable(word: str, kept: frozenset[str]) -> bool:
    """No name, figure, negation, number or curse."""
    return bool(re.fullmatch(r"[a-z]+[.,!?]?", word)) and word.strip(".,!?") not in kept


def changed(
    base: str, random: Random, words: Sequence[str], kept: frozenset[str], changes: Sequence[str] = CHANGES
) -> str:
    """The base with some changes. `words` may be put in; those in `kept` are left alone."""
    written = base.split()
    kept = kept | {word.strip(".,!?").lower() for word in written if not _changeable(word, kept)}
    for _ in range(random.randint(1, max(1, min(3, len(written) // 4)))):
        free = [at for at, word in enumerate(written) if _changeable(word, kept)]
        _change(written, free, random.choice(changes), random, words)
    return " ".join(written)


def _change(written: list[str], free: list[int], change: str, random: Random, words: Sequence[str]) -> None:
    if change == "in":
        written.insert(random.randint(1, max(1, len(written) - 1)), random.choice(words))
    elif change == "out" and free and len(written) > 4:
        written.pop(random.choice(free))
    elif change == "exchanged" and free:
        written[random.choice(free)] = random.choice(words)
    elif change == "swapped":
        places = [at for at in free if at + 1 in free]
        if places and len(written) > 4:
            at = random.choice(places)
            written[at], written[at + 1] = written[at + 1], written[at]
    elif change == "emoji":
        written.insert(random.choice([0, len(written)]), random.choice(_EMOJI) * random.randint(1, 3))
    elif change == "mention":
        for end in (0, -1):
            while len(written) > 1 and written[end].startswith("@"):
                written.pop(end)
        written.insert(random.choice([0, len(written)]), f"@user{random.randint(1, 99_999)}")
    elif change == "link":
        written[:] = [word for word in written if not word.startswith("http")]
        written.append(f"https://ex{random.randint(1, 999)}.example/{random.getrandbits(40):x}")
    elif change == "case":
        large = random.random() < 0.5
        written[:] = [word.upper() if large else word.lower() for word in written]
    elif change == "signs" and written:
        written[:] = [word.strip(".,!?") or word for word in written]
        written[-1] += random.choice(["!", "!!!", "...", "?!"])
    elif change == "slip":
        long = [at for at in free if len(written[at]) > 3]
        if long:
            written[at] = _slip(written[at := random.choice(long)], random)


def _slip(word: str, random: Random) -> str:
    """Two letters swapped, one left out, or one written twice."""
    at = random.randrange(1, len(word) - 1)
    way = random.randrange(3)
    if way == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if way == 1 else word[: at + 1] + word[at:]


def another_statement(text: str, random: Random) -> str | None:
    """The same with a negation put in, or another name or number in one place. None where it has no place for one."""
    written = text.split()
    way = random.choice(["negation", "name", "number"])
    if way == "negation":
        verbs = [at for at, word in enumerate(written) if word.lower() in _BEFORE_A_NEGATION]
        if not verbs:
            return None
        written.insert(random.choice(verbs) + 1, random.choice(["not", "never", "NOT", "n0t", "no longer"]))
        return " ".join(written)
    pattern, others = (r"[A-Z][a-z]{3,}", _NAMES) if way == "name" else (r"\d+", [str(random.randint(2, 99))])
    within = [
        at for at in range(1, len(written)) if written[at - 1][-1].isalnum()
    ]  # no beginning of a sentence
    places = [at for at in within if re.fullmatch(pattern, written[at])]
    other = random.choice(others)
    if not places or written[at := random.choice(places)] == other:
        return None
    written[at] = other
    return " ".join(written)


def _put_together(real: Sequence[str], random: Random) -> str:
    """Runs of words of three comments, none of which makes most of the whole."""
    words: list[str] = []
    for _ in range(3):
        one, size = random.choice(real).split(), random.randint(5, 9)
        start = random.randint(0, max(0, len(one) - size))
        words += one[start : start + size]
    return " ".join(words)
