"""How harsh a text is. One scorer a file behind `Scorer`; `embedded.py` ships with the program.

To add a scorer: a module here with a class that fits `Scorer`, and its test; the contract test runs over it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Scorer(Protocol):
    """Texts in, calibrated probabilities out.

    `name` and `version` are stored with each score. `languages` lists what it covers (ISO 639-1); a text
    in another language is not to be believed, and stays *not checked*.
    """

    name: str
    version: str
    languages: frozenset[str]

    def score(self, texts: Sequence[str]) -> list[Mapping[str, float]]:
        """One mapping a text, same order, a probability (0 to 1) for each of `scores.LABELS`.

        Raises ScorerGone when the model cannot be used; the texts are then unscored, not calm.
        """
        ...
