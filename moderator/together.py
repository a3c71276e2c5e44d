"""What an agency allows where comments are near-copies of each other: the policy, in one place.

Its defaults are the safe ones: near-copies share a card, so that a person decides them once, and nothing is decided
without a person. Whoever lets new near-copies follow a decision lets them follow a "keep" or a "hide" that can be taken
back, of comments that are no harsher than abusive; all else waits for a person whatever the policy says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from moderator.decisions import Verdict
from moderator.scores import Band
from moderator.settings import Settings

FOLLOWED = frozenset({Verdict.KEEP, Verdict.HIDE})  # and of these only what the platform can take back
HARSHEST_FOLLOWING = Band.S2
POLICY = "policy"  # who decided, in the record, where a comment followed a decision
LINK_FLOOR_BELOW = 0.12  # the same page beside both texts says a part of it


@dataclass(frozen=True, slots=True)
class Together:
    """`floor`: how alike texts are that share a card (0 to 1). `follow`: may new ones follow a decision, for so long?
    `sample`: the share of wordings of a decided card that somebody looks at alone once more (`auditing.py`).
    """

    share: bool = True
    floor: float = 0.72
    follow: timedelta | None = None
    sample: float = 0.02

    @classmethod
    def of(cls, settings: Settings) -> Together:
        return cls(
            settings.near_copies,
            settings.near_floor,
            timedelta(days=settings.near_follow_days) if settings.near_follow else None,
            settings.near_sample / 100,
        )

    def near_enough(self, similarity: float, by: str) -> bool:
        return similarity >= self.floor - (LINK_FLOOR_BELOW if by == "link" else 0.0)
