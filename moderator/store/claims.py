"""Who has which card open. Used through `queue.py`, which explains the protocol."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from moderator.clock import Boot
from moderator.problems import Lost, NoSuchCard, Refused, StoreBusy
from moderator.store.base import Db, Row, as_list
from moderator.store.directory import names_person

LEASE = timedelta(seconds=120)
TRUST = LEASE - timedelta(seconds=30)
TIDY = 20  # dead leases closed up by one claim


@dataclass(frozen=True, slots=True)
class Claim:
    """A lease on a card. `id` is the fencing token, `card_version` what may be decided."""

    id: int
    card_id: int
    card_version: int
    lease_us: int
    boot: str


def claim(
    db: Db,
    person: str,
    desk: str,
    card_id: int | None = None,
    allowed_bands: Collection[int | None] | None = None,
    skip_passed: bool = True,
    *,
    left_out: Collection[str] = (),
    about_me: bool = False,
) -> Claim | None:
    """The best waiting card for this desk, or `card_id`; None when there is none.

    The same desk asking again gets the same card and a new lease; asking for another card gives the open
    one back. `allowed_bands` (None in it: not checked) narrows what may come; `skip_passed` leaves out what
    this person passed or handed over before, and what lies in the lead's list; `left_out` are categories that they do
    not want; what names them comes only where `about_me`. A card asked for by id comes whatever its band.

    Raises Refused when a colleague has that card open or it is decided, NoSuchCard when there is none.
    """
    now = db.boot()
    mine = _unclosed(db, desk)
    hold(db, [card_id, mine.card_id if mine else None])
    if mine is not None:
        again = _again(db, mine, now) if card_id in (None, mine.card_id) else None
        if again is not None:
            return again
        release(db, mine.id, "released" if _alive(mine, now) else "expired")
    if card_id is not None:
        card = _this(db, card_id, now)
    else:
        _close_dead(db, now)
        first = best(db, person, allowed_bands, skip_passed, left_out, about_me)
        if first is None:
            return None
        card = first
    lease_us = now.us + LEASE // timedelta(microseconds=1)
    made = db.query(
        """INSERT INTO claim (card_id, person, desk, card_version, boot, started_us, lease_us, at_us)
        VALUES (:card, :person, :desk, :version, :boot, :now, :lease, :at)
        ON CONFLICT DO NOTHING RETURNING id""",
        card=card["id"],
        person=person,
        desk=desk,
        version=card["version"],
        boot=now.id,
        now=now.us,
        lease=lease_us,
        at=db.wall_us(),
    )
    if not made:  # PostgreSQL: another request of this very desk came between
        raise StoreBusy("This desk is asking for a card already", "two requests crossed", "Try again")
    token = int(made[0]["id"])
    db.run("UPDATE card SET state = 'claimed', claim_id = :claim WHERE id = :id", claim=token, id=card["id"])
    return Claim(token, card["id"], card["version"], lease_us, now.id)


def open_claim(db: Db, desk: str) -> Claim | None:
    """The card that this desk has open now; None also when its lease is over."""
    mine = _unclosed(db, desk)
    return mine if mine is not None and _alive(mine, db.boot()) else None


def card_of(db: Db, claim_id: int) -> int:
    """Whose card a claim was about; 0 for none."""
    row = db.one("SELECT card_id FROM claim WHERE id = :id", id=claim_id)
    return 0 if row is None else int(row["card_id"])


def open_of(db: Db, person: str) -> list[int]:
    """Claims of this person that are not closed, at whichever desk. For when they leave."""
    claims = db.column(
        "SELECT id FROM claim WHERE person = :person AND ended_us IS NULL ORDER BY id", person=person
    )
    return list(map(int, claims))


def _unclosed(db: Db, desk: str) -> Claim | None:
    row = db.one(
        """SELECT id, card_id, card_version, lease_us, boot FROM claim
        WHERE desk = :desk AND ended_us IS NULL""",
        desk=desk,
    )
    return Claim(**row) if row else None


def hold(db: Db, cards: Collection[int | None]) -> None:
    """Nobody else changes these cards until the transaction ends. In one order, so that nobody deadlocks."""
    if db.for_update:
        wanted = as_list(sorted({card for card in cards if card is not None}))
        db.query(
            f"SELECT id FROM card WHERE id IN ({db.among('ids', 'int')}) ORDER BY id {db.for_update}",
            ids=wanted,
        )


def _alive(claim: Claim, now: Boot) -> bool:
    return claim.boot == now.id and claim.lease_us > now.us


def _again(db: Db, mine: Claim, now: Boot) -> Claim | None:
    """The same answer to a repeated request, with the card as it is now: its reader looks again."""
    if not _alive(mine, now):
        return None
    card = db.one("SELECT version, copies FROM card WHERE id = :id", id=mine.card_id)
    if card is None or card["copies"] == 0:
        return None
    lease_us = now.us + LEASE // timedelta(microseconds=1)
    renewed = db.run(
        """UPDATE claim SET lease_us = :lease, card_version = :version WHERE id = :id AND ended_us IS NULL""",
        lease=lease_us,
        version=card["version"],
        id=mine.id,
    )
    return Claim(mine.id, mine.card_id, card["version"], lease_us, now.id) if renewed else None


def _close_dead(db: Db, now: Boot) -> None:
    """Close up a few leases that are over, and put their cards back."""
    for dead in _dead(db, now):
        _end(db, dead["claim_id"], dead["id"], "expired")


def _dead(db: Db, now: Boot) -> list[Row]:
    lock = "FOR UPDATE OF k SKIP LOCKED" if db.skip_locked else ""
    return db.query(
        f"""SELECT k.id, h.id AS claim_id FROM claim h JOIN card k ON k.id = h.card_id AND k.claim_id = h.id
        WHERE h.ended_us IS NULL AND (h.boot <> :boot OR h.lease_us <= :now) LIMIT {TIDY} {lock}""",
        boot=now.id,
        now=now.us,
    )


def best(
    db: Db,
    person: str,
    allowed_bands: Collection[int | None] | None = None,
    skip_passed: bool = True,
    left_out: Collection[str] = (),
    about_me: bool = False,
) -> Row | None:
    """The first waiting card that `claim` would give; on PostgreSQL it is held from then on."""
    narrower = "" if about_me else f" AND NOT {names_person('card')}"
    values = {} if about_me and not skip_passed else {"person": person}
    if left_out:
        narrower += f" AND NOT (category IN ({db.among('left_out', 'text')}) AND coalesce(band, 1) > 0)"
        values["left_out"] = as_list(sorted(left_out))
    if skip_passed:
        narrower += (
            " AND NOT EXISTS (SELECT 1 FROM passed p WHERE p.card_id = card.id AND p.person = :person)"
            " AND NOT EXISTS (SELECT 1 FROM handover h"
            " WHERE h.card_id = card.id AND (h.giver = :person OR h.receiver = ''))"
        )
    if allowed_bands is None:
        return _first(db, narrower, values, db.skip_locked)
    each = [_first(db, f" AND {_is(band)}{narrower}", values) for band in _in_order(allowed_bands)]
    found = sorted((row for row in each if row is not None), key=lambda row: (-row["priority"], row["id"]))
    if not found or not db.skip_locked:
        return found[0] if found else None
    held = _first(db, f" AND id = :first{narrower}", {**values, "first": found[0]["id"]}, db.skip_locked)
    if held is not None:
        return held
    listed = " OR ".join(map(_is, _in_order(allowed_bands)))  # another desk has that one: whichever is free
    return _first(db, f" AND ({listed}){narrower}", values, db.skip_locked)


def _first(db: Db, narrower: str, values: Mapping[str, object], lock: str = "") -> Row | None:
    """Each band has its own line, so that the first calm card is found however many harsh ones stand before it."""
    return db.one(
        f"""SELECT id, version, priority FROM card WHERE state = 'waiting'{narrower}
        ORDER BY priority DESC, id LIMIT 1 {lock}""",
        **values,
    )


def _in_order(bands: Collection[int | None]) -> list[int | None]:
    return sorted(bands, key=lambda band: -1 if band is None else band)


def _is(band: int | None) -> str:
    return "band IS NULL" if band is None else f"band = {int(band)}"


def _this(db: Db, card_id: int, now: Boot) -> Row:
    card = db.one("SELECT id, version, state, claim_id, copies FROM card WHERE id = :id", id=card_id)
    if card is None or card["copies"] == 0 or card["state"] == "gone":
        raise NoSuchCard(f"There is no card {card_id} in the queue", "it is gone or never was")
    if card["state"] == "decided":
        raise Refused(f"Card {card_id} is decided already", "", "Undo the decision to open it again")
    if card["state"] == "claimed":
        holder = db.query("SELECT person, boot, lease_us FROM claim WHERE id = :id", id=card["claim_id"])[0]
        if holder["boot"] == now.id and holder["lease_us"] > now.us:
            raise Refused(
                f"{holder['person']} has card {card_id} open", "only one desk at a time", "Take another card"
            )
        _end(db, card["claim_id"], card_id, "expired")
    return card


def heartbeat(db: Db, claim_id: int) -> None:
    """A new lease for an open claim that is still alive. Raises Lost."""
    now = db.boot()
    renewed = db.run(
        """UPDATE claim SET lease_us = :lease
        WHERE id = :id AND ended_us IS NULL AND boot = :boot AND lease_us > :now""",
        lease=now.us + LEASE // timedelta(microseconds=1),
        id=claim_id,
        boot=now.id,
        now=now.us,
    )
    if not renewed:
        raise lost()


def release(db: Db, claim_id: int, why: str = "released") -> None:
    """Give the card back undecided. Nothing happens when the claim is closed already."""
    row = db.one("SELECT card_id FROM claim WHERE id = :id", id=claim_id)
    if row is not None:
        hold(db, [row["card_id"]])
        _end(db, claim_id, row["card_id"], why)


def pass_(db: Db, claim_id: int, person: str) -> None:
    """Give the card back and do not offer it to this person again. Raises Lost."""
    row = held(db, claim_id, db.boot())
    db.run(
        """INSERT INTO passed (card_id, person, at_us) VALUES (:card, :person, :at)
        ON CONFLICT DO NOTHING""",
        card=row["card_id"],
        person=person,
        at=db.wall_us(),
    )
    _end(db, claim_id, row["card_id"], "passed")


def _end(db: Db, claim_id: int, card_id: int, why: str) -> None:
    """Close one claim and put its card back: its own card only, and only where it still holds it."""
    ended = db.run(
        "UPDATE claim SET ended_us = :now, end_reason = :why WHERE id = :id AND ended_us IS NULL",
        now=db.wall_us(),
        why=why,
        id=claim_id,
    )
    if ended:
        db.run(
            """UPDATE card SET state = CASE WHEN copies = 0 THEN 'gone' ELSE 'waiting' END, claim_id = NULL
            WHERE id = :card AND claim_id = :claim""",
            card=card_id,
            claim=claim_id,
        )


def held(db: Db, claim_id: int, now: Boot) -> Row:
    """The claim with its card locked, when it is alive and its card still its own. Raises Lost."""
    at = db.one("SELECT card_id FROM claim WHERE id = :id", id=claim_id)
    if at is None:
        raise lost()
    hold(db, [at["card_id"]])
    row = db.one(
        """SELECT h.card_id, h.person, h.card_version, k.version, k.text_key, k.twin_of
        FROM claim h JOIN card k ON k.id = h.card_id AND k.claim_id = h.id
        WHERE h.id = :id AND h.ended_us IS NULL AND h.boot = :boot AND h.lease_us > :now""",
        id=claim_id,
        boot=now.id,
        now=now.us,
    )
    if row is None:
        raise lost()
    return row


def lost() -> Lost:
    return Lost(
        "This card is no longer yours", "its time ran out or it was given back", "Open it again to go on"
    )
