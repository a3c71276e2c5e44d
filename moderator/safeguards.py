"""Which numbers protect a person now: the agency's policy as it was last set, and what they asked of themselves.

Read in the same transaction as what they are about, so that a policy set at one desk holds at every desk at once.
"""

from __future__ import annotations

from datetime import timedelta

from moderator.problems import BadInput
from moderator.store import protection
from moderator.store.db import Db
from moderator.wellbeing import policy
from moderator.wellbeing.policy import DEFAULT, STRICTEST, Policy, tightest

SLOWER = timedelta(
    hours=24
)  # until less strictness with oneself takes effect: not in the middle of a bad day


class InForce:
    """What holds for one person. Keeps the last policy that it read, and asks the store only for its number."""

    def __init__(self, db: Db, person: str) -> None:
        self._db, self._person = db, person
        self._read: tuple[int, Policy] = (0, DEFAULT)

    def agency(self) -> Policy:
        """The policy of the desk. Where the newest cannot be read, the strictest of the last good one and the default."""
        newest = protection.newest_id(self._db)
        if newest != self._read[0]:
            self._read = (newest, _last_good(protection.listed(self._db)))
        return self._read[1]

    def own(self, eff_us: int) -> Policy:
        """The policy for this person at this moment of their effective time."""
        share = self.share(eff_us)
        return self.agency() if share >= 1 else self.agency().own(share)

    def share(self, eff_us: int) -> float:
        """What they set themselves, STRICTEST to 1. Less strictness counts SLOWER after it was asked for."""
        found = protection.own(self._db, self._person)
        if found is None:
            return 1.0
        waiting = eff_us < found.eff_us + SLOWER // timedelta(microseconds=1)
        share = min(found.share, found.before) if waiting else found.share
        return min(1.0, max(STRICTEST, share))


def readable(body: str) -> Policy | None:
    """The policy of a kept text; None when it cannot be read any more."""
    try:
        return policy.read(body)
    except BadInput:
        return None


def _last_good(kept: list[protection.Kept]) -> Policy:
    for number, each in enumerate(kept):
        found = readable(each.body)
        if found is not None:
            return found if number == 0 else tightest(found, DEFAULT)
    return DEFAULT
