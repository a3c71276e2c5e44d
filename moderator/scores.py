"""How harsh a comment is: seven probabilities from a named model, and the band they come to.

The bands S0 to S4 and what each label does to them are those of the wellbeing rules, B.2; the
thresholds are defaults on calibrated probabilities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

LABELS = (
    "toxicity",
    "severe_toxicity",
    "obscene",
    "threat",
    "insult",
    "identity_attack",
    "sexual_explicit",
)


class Band(IntEnum):
    """Severity of a comment. `Band.S0` is civil, sharp criticism included."""

    S0 = 0
    S1 = 1
    S2 = 2
    S3 = 3
    S4 = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """One word that a score rests on: where it stands in the text as it was written (half-open), and the label that it
    was taken for. Never the word.
    """

    begin: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Why:
    """The words that a score rests on, by occlusion: without them the text would have been found calmer.

    `by` is the scorer that was asked word by word ("embedded 2"). `names`: words for groups of people are all that it
    rests on. `part`: more of a long text is harsh than was looked at.
    """

    marks: tuple[Mark, ...]
    by: str
    names: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """Calibrated probabilities (0 to 1) by label, from one version of one model.

    `unchecked` is None for a text that was scored, and otherwise says why it was not in one word: "language", "blank",
    "media" (pictures, emoji, links or @names alone), "cut", "scorer_down" or "poison". An unchecked text has band None
    and is veiled. `allowed`: how many words were passed over, because the agency allows them.
    """

    labels: Mapping[str, float]
    model: str  # name and version, "embedded 1"
    band: Band | None
    language: str = ""  # ISO 639-1, "" when unknown
    unchecked: str | None = None
    allowed: int = 0

    @property
    def veiled(self) -> bool:
        """S1 and above, and everything not checked."""
        return self.band is None or self.band >= Band.S1
