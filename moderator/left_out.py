"""What a person leaves out of their work, as it holds now. Reads alone; told to themselves and to whoever hands out cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from moderator.clock import from_us
from moderator.scores import Band
from moderator.store import exposure, wishes
from moderator.store.db import Db
from moderator.wellbeing.wishes import open_to, over


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One kind that a person leaves out. `until`: their next shift by the roster, where the wish is for today alone and
    the roster knows one."""

    kind: str
    today: bool
    until: datetime | None = None


def left_out(db: Db, person: str, zone: str = "UTC") -> tuple[LeftOut, ...]:
    """What holds now for this person. Looking changes nothing."""
    return tuple(
        LeftOut(wish.kind, wish.eff_us is not None, None if wish.until_us is None else from_us(wish.until_us))
        for wish in wishes.of(db, person)
        if not is_over(db, person, wish, zone)
    )


def kinds_left_out(db: Db, person: str, zone: str = "UTC") -> frozenset[str]:
    """The same for whoever hands out cards; see `wellbeing.wishes.open_to`."""
    return frozenset(each.kind for each in left_out(db, person, zone))


def is_over(db: Db, person: str, wish: wishes.Wish, zone: str) -> bool:
    if wish.eff_us is None:
        return False
    rest, wall = exposure.load_rest(db, person), db.clock.wall()
    now_us = db.wall_us() if rest is None else rest.eff_us
    began = None if rest is None else rest.state.get("shift_us")
    here = ZoneInfo(zone)
    wished, now = from_us(wish.eff_us), from_us(now_us)
    if wish.until_us is not None:
        return over(
            wished=wished, now=wall, shift_began=None, next_shift=from_us(wish.until_us), same_day=True
        )
    return over(
        wished=wished,
        now=now,
        shift_began=None if began is None else from_us(int(began)),
        next_shift=None,
        same_day=wished.astimezone(here).date() == now.astimezone(here).date(),
    )


def leaves_out(db: Db, person: str, card_id: int, zone: str = "UTC") -> bool:
    """Would this card come to them against their wish?"""
    left = kinds_left_out(db, person, zone)
    card = db.one("SELECT band, category FROM card WHERE id = :id", id=card_id) if left else None
    if card is None:
        return False
    return not open_to(left, None if card["band"] is None else Band(card["band"]), card["category"])
