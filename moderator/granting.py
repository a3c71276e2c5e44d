"""What an accepted override opens for a person at this moment. Read from its row and from the charges alone: a state of
breaks that is lost, old or forged opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

from moderator.store import overrides
from moderator.store.db import Db
from moderator.wellbeing.limits import Counts, Gate, Ledger
from moderator.wellbeing.overrides import left

_US = timedelta(microseconds=1)


class Granted(NamedTuple):
    """`us`: for how long an override still opens what is closed, 0 for none; `units`: what looks may still cost under it.
    `card` and `card_us`: the one card that break-glass opens, 0 for none.
    """

    us: int = 0
    units: float = float("inf")
    card: int = 0
    card_us: int = 0


NOTHING = Granted()


def granted(db: Db, person: str, eff_us: int, gate: Gate, ledgers: Iterable[Ledger]) -> Granted:
    running = overrides.running(db, person, eff_us)
    if not running:
        return NOTHING
    found, each_ledger = NOTHING, tuple(ledgers)
    for grant in running:
        if grant.kind == overrides.GLASS:
            found = found._replace(card=grant.card_id, card_us=grant.until_us - eff_us)
            continue
        rest = left(grant.opens, _spent(each_ledger, grant.opens, grant.from_us, eff_us), gate.shut)
        if rest is not None:
            units = [rest[key] for key in rest if _counts(each_ledger, key) is Counts.UNITS]
            found = found._replace(us=grant.until_us - eff_us, units=min(units, default=float("inf")))
    return found


def _spent(
    ledgers: Iterable[Ledger], opens: Mapping[str, float], from_us: int, eff_us: int
) -> dict[str, float]:
    """By limit, what was counted since then; what was counted in that very moment is in it."""
    since = (eff_us - from_us + 1) * _US
    found = dict.fromkeys(opens, 0.0)
    for ledger in ledgers:
        for limit in ledger.limits:
            if limit.key in found:
                found[limit.key] = ledger.counted[limit.counts].within(eff_us, since)
    return found


def _counts(ledgers: Iterable[Ledger], key: str) -> Counts | None:
    return next((limit.counts for ledger in ledgers for limit in ledger.limits if limit.key == key), None)
