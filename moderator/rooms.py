"""Who is at the desk, and who of them has room: read from each person's own ledgers, and told to nobody.

Reads alone. Called outside a transaction where another person's row would be held too long.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from moderator.aiming import Aim
from moderator.clock import zone_name
from moderator.left_out import kinds_left_out, leaves_out
from moderator.people.roles import Role
from moderator.people.rosters import Shift, on_duty
from moderator.scores import Band
from moderator.sitting import Sitting
from moderator.store import exposure, handover, people
from moderator.store import rosters as kept
from moderator.store.db import Db
from moderator.wellbeing.handover import Candidate
from moderator.wellbeing.values import Mode
from moderator.wellbeing.wishes import open_to

THERE = timedelta(minutes=20)  # since a hand was last at their desk; a long break is shorter
NOW = timedelta(minutes=2)  # since then, for whoever is handed a card
_US = timedelta(microseconds=1)
_SITS = {Role.MODERATOR, Role.LEAD}


def candidates(
    db: Db,
    card_id: int | None = None,
    *,
    without: str = "",
    kinds: Collection[tuple[Band, str]] = (),
    zone: str = "",
) -> list[Candidate]:
    """`kinds`: bands and categories of what waits, of which a willing person has not left out all.

    Everybody who may read the queue, but for `without`, who gave the card, who gave it before, whom it names
    and who left such cards out."""
    duty, planned = _duty(db)
    found = []
    for person in _sitting(db):
        if person == without or (card_id is not None and handover.gave(db, card_id, person)):
            continue
        if card_id is not None and (Aim(db, person).is_about_me(card_id) or leaves_out(db, person, card_id)):
            continue
        rest = exposure.load_rest(db, person)
        if rest is None:
            continue
        now = Sitting(db, person).seen_from_outside()
        seen_us = int(rest.state.get("seen_us", rest.eff_us))
        lately = now.eff_us - seen_us <= THERE // _US and now.rest.mode is not Mode.OFF
        found.append(
            Candidate(
                person,
                now.gate,
                now.policy.limits,
                now.rest.mode,
                there=lately and (not planned or person in duty),
                at_desk=now.eff_us - seen_us <= NOW // _US,
                willing=_willing(db, person, card_id, kinds, zone or zone_name()),
                open=bool(now.granted.us),
            )
        )
    return found


def _willing(
    db: Db, person: str, card_id: int | None, kinds: Collection[tuple[Band, str]], zone: str
) -> bool:
    if card_id is not None:
        return not leaves_out(db, person, card_id, zone)
    left = kinds_left_out(db, person, zone) if kinds else frozenset()
    return not left or any(open_to(left, band, category) for band, category in kinds)


def _sitting(db: Db) -> list[str]:
    """Who may read the queue. One person alone is in no list of persons."""
    here = people.everybody(db)
    if here:
        return [one.id for one in here if not _SITS.isdisjoint(one.roles)]
    return [str(person) for person in db.column("SELECT person FROM rest ORDER BY person")]


def on_duty_now(db: Db) -> set[str]:
    """Who is on the roster at this moment; nobody where none is planned."""
    return _duty(db)[0]


def _duty(db: Db) -> tuple[set[str], bool]:
    """Who is on the roster at this moment, and whether anything is planned around it at all."""
    at = db.clock.wall()
    first, last = at.date() - timedelta(days=2), at.date() + timedelta(days=1)
    shifts = [
        Shift(one.person, date.fromisoformat(one.day), one.begins, one.ends, one.zone)
        for one in kept.between(db, first.isoformat(), last.isoformat())
    ]
    return on_duty(shifts, at), bool(shifts)
