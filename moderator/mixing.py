"""Harsh and calm work mixed for one person: what is given next, and at the door which look has to wait for calmer work.

Both count the same turns (`store.turns`), whichever way a card came. The rules of the mix only ever say what comes
first: where nothing calmer waits that this person could take, a look is never refused for the mix.
"""

from __future__ import annotations

from datetime import timedelta

from moderator.left_out import kinds_left_out
from moderator.problems import CalmFirst, Refused
from moderator.scheduling import LOOK_BACK, Broken, Calmer, Want, calmer_first, wanted
from moderator.scores import Band
from moderator.sitting import Now
from moderator.store import exposure, turns
from moderator.store.db import Db

SAME = timedelta(hours=12)  # a look at the same words again, within this, is no new turn
_US = timedelta(microseconds=1)


class Mixing:
    """The mix of one person. Inside the caller's transaction."""

    def __init__(self, db: Db, person: str) -> None:
        self._db, self._person = db, person

    def wanted(self, now: Now) -> Want:
        """What the queue is asked for."""
        gap = timedelta(minutes=now.policy.mix.severe_gap)
        last = turns.last_severe(self._db, self._person, Band.S3, now.eff_us - gap // _US)
        return wanted(
            self._turns(),
            now.level,
            now.since_break,
            now.policy.mix,
            most=now.most,
            since_severe=None if last is None else (now.eff_us - last) * _US,
        )

    def refusal(self, now: Now, band: Band | None, card_id: int, text_key: str | None) -> Refused | None:
        """Why this look has to wait for calmer work; None where it need not."""
        rules = calmer_first(band, self._turns(), now.since_break, now.policy.mix)
        if not rules or self._seen(now, card_id, text_key):
            return None
        left_out = kinds_left_out(self._db, self._person)
        waits = (rule for rule in rules if turns.waits(self._db, self._person, rule.instead, left_out))
        rule = next(waits, None)
        return None if rule is None else _calm_first(rule, now)

    def _seen(self, now: Now, card_id: int, text_key: str | None) -> bool:
        since = now.eff_us - SAME // _US
        return bool(exposure.past_reveals(self._db, self._person, card_id, text_key, since))

    def _turns(self) -> list[Band | None]:
        found = turns.turns(self._db, self._person, LOOK_BACK)
        return [None if band is None else Band(band) for band in found]


def _calm_first(rule: Calmer, now: Now) -> CalmFirst:
    then = "Take the next one; this one can be decided or escalated unread"
    match rule.rule:
        case Broken.START:
            left = now.policy.mix.calm_start - now.since_break
            return CalmFirst(f"{_some(left)} first", "You come from a break", then)
        case Broken.SHARE:
            return CalmFirst(
                "A calm card first", "Many of your last ones were harsh, and calm ones wait", then
            )
    return CalmFirst("A calmer card first", "You had several harsh ones in a row, and calmer ones wait", then)


def _some(cards: int) -> str:
    words = {1: "One calm card", 2: "Two calm cards", 3: "Three calm cards"}
    return words.get(cards, f"{cards} calm cards")
