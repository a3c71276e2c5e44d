"""What somebody worked on lately, for the mix of harsh and calm: looks and decisions, and what else waits for them.

A turn is a look at the words of a card, or at a veiled comment around it, counted once for each claim; and a card that was
decided without a look. A card that was given back unread is no turn, be it harsh or calm: opening calm cards and
giving them back buys no harsh one, and opening veiled ones without looking costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from moderator.store import claims
from moderator.store.base import Db


def turns(db: Db, person: str, limit: int) -> list[int | None]:
    """Bands of this person's last turns, the newest last. None: decided unread, and not checked by any scorer."""
    looks = db.query(
        """SELECT r.claim_id, r.id, r.band FROM reveal r
        WHERE r.person = :person AND r.claim_id > 0 AND NOT EXISTS (SELECT 1 FROM reveal e
          WHERE e.card_id = r.card_id AND e.person = r.person AND e.claim_id = r.claim_id AND e.id < r.id
            AND coalesce(e.text_key, '') = coalesce(r.text_key, ''))
        ORDER BY r.id DESC LIMIT :limit""",
        person=person,
        limit=limit,
    )
    unread = db.query(
        """SELECT h.id AS claim_id, k.band FROM claim h JOIN card k ON k.id = h.card_id
        WHERE h.person = :person AND h.end_reason = 'decided' AND NOT EXISTS (SELECT 1 FROM reveal r
          WHERE r.card_id = h.card_id AND r.person = h.person AND r.claim_id = h.id)
        ORDER BY h.id DESC LIMIT :limit""",
        person=person,
        limit=limit,
    )
    found = [(row["claim_id"], 0, row["id"], row["band"]) for row in looks]
    found += [(row["claim_id"], 1, 0, row["band"]) for row in unread]
    return [band for *_, band in sorted(found, key=lambda one: one[:3])[-limit:]]


def looked(db: Db, person: str, claim_id: int, card_id: int, text_key: str | None) -> bool:
    """Did this person see these words of this card under this claim?"""
    row = db.one(
        """SELECT 1 AS so FROM reveal WHERE card_id = :card AND person = :person AND claim_id = :claim
          AND coalesce(text_key, '') = :key LIMIT 1""",
        card=card_id,
        person=person,
        claim=claim_id,
        key=text_key or "",
    )
    return row is not None


def last_severe(db: Db, person: str, floor: int, since_eff_us: int) -> int | None:
    """When, in effective time, this person last began to look at something this harsh, if it was since then."""
    row = db.one(
        """SELECT max(eff_us) AS at FROM (SELECT eff_us, band FROM reveal WHERE person = :person
          ORDER BY id DESC LIMIT 20) newest WHERE band >= :floor AND eff_us >= :since""",
        person=person,
        floor=floor,
        since=since_eff_us,
    )
    return None if row is None else row["at"]


def waits(db: Db, person: str, bands: Collection[int | None] | None, left_out: Collection[str] = ()) -> bool:
    """Does a card of these bands wait that this person could take: not passed, not left out, not about them?"""
    return claims.best(db, person, bands, left_out=left_out) is not None
