"""Which decisions are looked at once more, and when. Pure: a secret, a number and a share in, yes or no out.

A decision made unread is worth checking only if somebody then reads the words, and reading is what this desk is there
to spare people. So few are drawn, and fewer of the harsh: a mild or abusive comment with the whole share, a severe one
with half of it, an extreme one with a quarter. Mistakes are likelier where harm is milder (that is where a scorer
mistakes irony for insult), the kinds are counted apart, so no kind stands for another, and whoever gets the look may
still decide it unread: nobody is made to read for the sake of a figure.

The draw cannot be foreseen or found out by whoever decided: it hangs on a secret of the desk that no window is told. It is
the same however often it is asked, so taking a decision back and giving it again is no way to another draw of the same
decision, and two processes agree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from moderator.scores import Band

SHARE = 0.02  # E0: a convention; 1,000 unread decisions give 20 cases
OF_THE_SHARE = {None: 1.0, Band.S1: 1.0, Band.S2: 1.0, Band.S3: 0.5, Band.S4: 0.25}
SOONEST, LATEST = (
    timedelta(minutes=5),
    timedelta(hours=2),
)  # for a colleague: as old as other cards of the line


def drawn(secret: bytes, decision: int, band: Band | None, share: float) -> bool:
    """Is this decision looked at once more? Calm cards never: their words stood on them."""
    return _chance(secret, f"unread {decision}") < share * OF_THE_SHARE.get(band, 0.0)


def members(secret: bytes, decision: int, ids: Iterable[int], share: float) -> list[int]:
    """Of many comments that one decision was about, those to look at: at least one where there are any and a share is
    wished for, so that no large group goes unlooked at. The same ones however often it is asked."""
    chances = sorted((_chance(secret, f"copies {decision} {each}"), each) for each in ids)
    least = 1 if share > 0 else 0
    return sorted(each for n, (chance, each) in enumerate(chances) if n < least or chance < share)


def comes_back_after(secret: bytes, decision: int, look: int = 0) -> timedelta:
    """How long after the decision a colleague may get it: between five minutes and two hours, so that no hour of the
    clock and no step of the work tells such a card from another."""
    return SOONEST + _chance(secret, f"after {decision} {look}") * (LATEST - SOONEST)


def _chance(secret: bytes, of: str) -> float:
    found = hashlib.blake2b(of.encode(), key=secret, digest_size=8).digest()
    return int.from_bytes(found, "big") / 2**64
