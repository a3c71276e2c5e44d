"""What a person may leave out, and for how long. Pure.

"Not me" holds until it is taken back. "Not today" and "off severe content" hold until the person's next shift: as the
roster has it; where it has none, until they come back after eight hours without work, or on another day when eight hours
have passed, whichever is first. Nobody is asked why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from moderator.scores import Band

SEVERE = "severe"  # S3 and S4, whatever they are
KINDS = ("insult", "obscene", "toxicity", "identity_attack", "sexual_explicit", "threat", "severe_toxicity")
REST = timedelta(hours=8)
FEWEST = 5  # persons below whom no count is told


def open_to(left_out: Collection[str], band: Band | None, category: str) -> bool:
    """May this card come to somebody with these wishes? Calm cards always may; not checked ones are no kind of their own."""
    if band is Band.S0:
        return True
    if SEVERE in left_out and band is not None and band >= Band.S3:
        return False
    return category not in left_out


def over(
    *,
    wished: datetime,
    now: datetime,
    shift_began: datetime | None,
    next_shift: datetime | None,
    same_day: bool,
) -> bool:
    """Is a wish of a day at its end? Times are the person's own, which only go forward; `next_shift` by the roster."""
    if next_shift is not None:
        return now >= next_shift
    if shift_began is not None and shift_began > wished:
        return True
    return not same_day and now - wished >= REST


def covered(
    people: Iterable[Collection[str]], kinds: Sequence[str] = (*KINDS, SEVERE)
) -> dict[str, int | None]:
    """How many of these people are open to each kind; None where fewer than FEWEST are, or there are fewer in all.

    `people`: what each has left out; SEVERE is a kind like the others.
    """
    everybody = list(people)
    told: dict[str, int | None] = {}
    for kind in kinds:
        count = sum(kind not in wishes for wishes in everybody)
        told[kind] = count if count >= FEWEST else None
    return told
