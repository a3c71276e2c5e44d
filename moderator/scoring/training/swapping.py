"""Identity words exchanged in labelled rows, so that abuse is not learnt as the name of those it is aimed at.

Data sets of hate hold some groups far more often in hate than in calm. A row says the same of whichever group it
names, so its label stays when the group is another one of the same kind.
"""

from __future__ import annotations

import re
from random import Random

from moderator.scoring.training import words
from moderator.scoring.training.words import TRAINED

SHARE = 0.5  # of the rows that name a group

# "black" and "old" are colours and ages of things as well; as words for people they are clear in front of people
_UNCLEAR = frozenset(
    "black white brown straight young old foreign native female male men women boys girls mothers".split()
)
_GROUPS = frozenset(TRAINED.groups) - _UNCLEAR
_ADJECTIVES = frozenset(TRAINED.adjectives) - _UNCLEAR
_NAMED = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _GROUPS | _ADJECTIVES), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)


def swap(text: str, random: Random) -> str:
    """The text with each group that it names exchanged, the same one by the same one. Often nothing is named."""
    chosen: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        name = found[0].lower()
        if name not in chosen:
            draw = words.group if name in _GROUPS else words.adjective
            chosen[name] = draw(TRAINED, random)
        return chosen[name] if found[0].islower() else chosen[name].capitalize()

    return _NAMED.sub(other, text)
