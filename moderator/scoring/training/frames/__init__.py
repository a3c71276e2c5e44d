"""Frames of our own sentences that are trained on. Written here, copied from nowhere.

What labelled data lacks: identity words in calm sentences, also in the words of hate (denied, reported, regretted);
the same words in earnest; threats in the second person, and what only looks like one; what people write to an
agency. In braces stand the lists of `words.py`. Whoever changes a frame writes new held-back sets: see `held_back`.
"""

from moderator.scoring.training.frames.agency import (
    CIVIC_ANGRY,
    CIVIC_CALM,
    CIVIC_RUDE,
    THINGS_CALM,
    THINGS_SWORN,
)
from moderator.scoring.training.frames.claims import (
    ASSENTS,
    CALM_IN_WORDS_OF_HATE,
    CLAIMS,
    DENIALS,
    TOLD,
    TOLD_WITH_APPLAUSE,
)
from moderator.scoring.training.frames.people import (
    CALM,
    DO_HATED,
    DO_ORDINARY,
    HATE,
    HATE_THREATS,
    SUBJECTS,
)
from moderator.scoring.training.frames.threats import NOT_THREATS, THREATS

__all__ = [
    "ASSENTS",
    "CALM",
    "CALM_IN_WORDS_OF_HATE",
    "CIVIC_ANGRY",
    "CIVIC_CALM",
    "CIVIC_RUDE",
    "CLAIMS",
    "DENIALS",
    "DO_HATED",
    "DO_ORDINARY",
    "HATE",
    "HATE_THREATS",
    "NOT_THREATS",
    "SUBJECTS",
    "THINGS_CALM",
    "THINGS_SWORN",
    "THREATS",
    "TOLD",
    "TOLD_WITH_APPLAUSE",
]
