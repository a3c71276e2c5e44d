"""Groups of people put into labelled rows, and short calm sentences cut from long ones.

Our own sentences have few words. Where a sentence names a group and its other words are rare, the model would fall
back on what it knows of rows that name groups: most are abuse. So ordinary rows, with all the words people use, get
an identity word where they speak of people ("the editor" becomes "the deaf editor", "they" "sikhs"); the label stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from moderator.scoring.training import words
from moderator.scoring.training.templates import fill
from moderator.scoring.training.words import TRAINED

CALM_SHARE, ABUSIVE_SHARE = 0.5, 0.25  # of the rows that speak of people
_ONE = (
    "person man woman guy girl boy friend teacher student neighbour neighbor editor user author writer kid child "
    "doctor actor player singer reader admin citizen voter driver officer candidate politician family couple"
)
_MANY = "people men women guys girls boys friends students editors users authors kids children folks citizens voters"
_PERSON = re.compile(rf"\b({'|'.join(_ONE.split())})\b", re.IGNORECASE)
_PEOPLE = re.compile(rf"\b({'|'.join(_MANY.split())})\b", re.IGNORECASE)
_THEY = re.compile(
    r"\bthey(?= (?:are|were|have|had|will|would|can|could|do|did|also|said|want|live|came|went)\b)", re.I
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
SHORTEST, LONGEST = 18, 140  # letters of a sentence that is cut out


_CARRIERS = (
    "My {adj} {person} said: {it}",
    "A {adj} {person} wrote: {it}",
    "The {adj} {person} {where} asks: {it}",
    "{it} This is what a {adj} {person} told me",
    "{Group} say: {it}",
    "I told {group}: {it}",
    "From {group} I heard this: {it}",
    "As a {adj} {person} I say: {it}",
    "To all {group}: {it}",
    "{it} Greetings from {group}",
    "For {group} and everyone else: {it}",
    "{it} ({group})",
    "I'm {adj}. {it}",
)


def named(text: str, random: Random, names: Sequence[str]) -> str:
    """The text about a group: at its first mention of people or one of the next. The same where none is mentioned."""
    mentions = [found for pattern in (_PEOPLE, _PERSON, _THEY) for found in pattern.finditer(text)]
    if not mentions:
        return text
    found = random.choice(mentions[:6])
    return text[: found.start()] + _with_group(found, random, names) + text[found.end() :]


def _with_group(found: re.Match[str], random: Random, names: Sequence[str]) -> str:
    capital = found[0][0].isupper()
    if found.re is _PERSON or (found.re is _PEOPLE and random.random() < 0.5):
        adjective = words.adjective(TRAINED, random)
        return f"{adjective.capitalize() if capital else adjective} {found[0].lower()}"
    group = random.choice(names) if names and random.random() < 0.3 else words.group(TRAINED, random)
    return group.capitalize() if capital else group


def sentence_of(text: str, random: Random) -> str | None:
    """One sentence of a longer text, or None."""
    parts = [part.strip() for part in _SENTENCE.findall(text[:3000])]
    fitting = [part for part in parts if SHORTEST <= len(part) <= LONGEST and part.count(" ") >= 2]
    return random.choice(fitting) if fitting else None


def carried(sentence: str, random: Random, names: Sequence[str]) -> str:
    """The sentence in a frame that names a group: whatever it says, the name changes nothing."""
    frame, mark = random.choice(_CARRIERS), "\0"
    return fill(frame.replace("{it}", mark), TRAINED, random, others=True, names=names).replace(
        mark, sentence
    )
