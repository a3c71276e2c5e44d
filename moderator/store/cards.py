"""Cards: the waiting line, one card, what still has to be scored, and the one way to a card's words."""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from moderator.cards import Card, Due, Line, State
from moderator.chain import commitment
from moderator.clock import from_us
from moderator.decisions import Verdict
from moderator.scores import Band, Score
from moderator.store import parking, wordings
from moderator.store.base import Db, Row, as_list
from moderator.store.texts import SHOWN

Dues = Callable[[int], Due]  # what is left until a moment, in microseconds since 1970

_CARD = f"""SELECT k.*, a.platform, a.handle, x.author, x.author_name, x.posted_us, x.size, x.url,
  CASE WHEN k.band < :veil_from AND x.card_id = coalesce(k.twin_of, k.id) THEN substr(x.text, 1, {SHOWN}) END AS text,
  CASE WHEN k.copies > 1 THEN (SELECT count(DISTINCT s.author_id) FROM (
    SELECT c.author_id FROM comment c WHERE c.card_id = coalesce(k.twin_of, k.id)
      AND (c.gone_us IS NULL OR k.twin_of IS NOT NULL) LIMIT 500) s)
    ELSE 1 END AS authors,
  h.person, h.boot AS held_boot, h.lease_us AS held_us
FROM card k JOIN comment x ON x.id = k.exemplar JOIN account a ON a.id = x.account_id
LEFT JOIN claim h ON h.id = k.claim_id"""


def line(
    db: Db, limit: int, *, include_decided: bool = False, veil_from: int = 1, dues: Dues | None = None
) -> Line:
    """The first `limit` cards of the waiting line, those that somebody has open among them.

    With `include_decided` the decided ones follow, newest decision first. `veil_from` may only be stricter
    than 1: at 0 not even calm cards carry their text. `dues` tells how much is left of a promise.
    """
    veil = min(veil_from, 1)
    rows = db.query(
        f"{_CARD} WHERE k.state = 'waiting' ORDER BY k.priority DESC, k.id LIMIT :limit",
        veil_from=veil,
        limit=limit,
    )
    rows += db.query(f"{_CARD} WHERE k.state = 'claimed'", veil_from=veil)
    rows.sort(key=lambda row: (-row["priority"], row["id"]))
    rows = rows[:limit]
    if include_decided and len(rows) < limit:
        rows += db.query(
            f"{_CARD} JOIN decision d ON d.card_id = k.id AND d.undone_us IS NULL "
            "WHERE k.state = 'decided' ORDER BY d.id DESC LIMIT :limit",
            veil_from=veil,
            limit=limit - len(rows),
        )
    total = counts(db)
    full = parking.running(db) is not None
    return Line(tuple(_cards(db, rows, dues)), total["waiting"], total["comments"], full)


def line_ids(db: Db, *, decided_too: bool = False) -> array[int]:
    """Ids of all waiting and claimed cards, in the order of the line. Made for a million of them.

    With `decided_too` the decided ones follow, the newest first, and those that left their platform.
    """
    ids = db.ids("SELECT id FROM card WHERE state = 'waiting' ORDER BY priority DESC, id")
    at = 0
    for held in db.query("SELECT id, priority FROM card WHERE state = 'claimed' ORDER BY priority DESC, id"):
        after = _waiting_after(db, **held)
        with suppress(ValueError):  # it was claimed meanwhile: the next look has both in their place
            at = len(ids) if after is None else ids.index(after, at)
        ids.insert(at, held["id"])
        at += 1
    if decided_too:
        ids.extend(
            db.ids(
                "SELECT id FROM card WHERE state IN ('decided', 'gone') AND joined IS NULL ORDER BY id DESC"
            )
        )
    return ids


def _waiting_after(db: Db, id: int, priority: int) -> int | None:
    """The waiting card that follows this place of the line."""
    same = db.column(
        """SELECT id FROM card WHERE state = 'waiting' AND priority = :priority AND id > :id
        ORDER BY priority DESC, id LIMIT 1""",
        id=id,
        priority=priority,
    )
    lower = same or db.column(
        """SELECT id FROM card WHERE state = 'waiting' AND priority < :priority
        ORDER BY priority DESC, id LIMIT 1""",
        priority=priority,
    )
    return lower[0] if lower else None


def cards_by_id(db: Db, ids: Iterable[int], *, veil_from: int = 1, dues: Dues | None = None) -> list[Card]:
    """These cards, in the order asked for; unknown ids are left out."""
    wanted = list(ids)
    rows = db.query(
        f"{_CARD} WHERE k.id IN ({db.among('ids', 'int')})",
        ids=as_list(wanted),
        veil_from=min(veil_from, 1),
    )
    found = {card.id: card for card in _cards(db, rows, dues)}
    return [found[card_id] for card_id in wanted if card_id in found]


def exemplar(db: Db, card_id: int) -> int:
    """The comment that stands for all copies of this card."""
    return int(db.column("SELECT exemplar FROM card WHERE id = :id", id=card_id)[0])


def one_card(db: Db, card_id: int, *, dues: Dues | None = None) -> Card | None:
    return next(iter(cards_by_id(db, [card_id], dues=dues)), None)


class Held(NamedTuple):
    """Words behind the door, for `Door` alone. `commitment` stands for the exact bytes in the journal."""

    card_id: int
    text: str
    text_key: str | None
    band: Band | None
    commitment: str
    comment: int
    revision: int


def held_words(db: Db, card_id: int) -> Held | None:
    """The words of a card's exemplar, whatever its band. Whoever hands them out has counted them before."""
    return _held(
        db,
        "card k JOIN comment c ON c.id = k.exemplar AND c.card_id = coalesce(k.twin_of, k.id)",
        "k",
        card_id,
    )


def held_comment(db: Db, comment_id: int) -> Held | None:
    """The words of one comment that belongs to a card."""
    return _held(db, "comment c JOIN card k ON k.id = c.card_id", "c", comment_id)


def _held(db: Db, tables: str, asked: str, of: int) -> Held | None:
    row = db.one(
        f"""SELECT k.id AS card_id, c.text, c.text_key, k.band, r.salt, r.body, c.id, c.revision
        FROM {tables}
        JOIN raw r ON r.comment_id = c.id AND r.revision = c.revision WHERE {asked}.id = :id""",
        id=of,
    )
    if row is None:
        return None
    return Held(
        row["card_id"],
        row["text"],
        row["text_key"],
        None if row["band"] is None else Band(row["band"]),
        commitment(bytes(row["salt"]), zlib.decompress(row["body"])),
        row["id"],
        row["revision"],
    )


class Unscored(NamedTuple):
    """An open card that has no score yet. `tries`: how often it was handed to a scorer that did not answer."""

    id: int
    version: int
    text: str
    copies: int
    tries: int
    since_us: int
    account: int
    text_key: str | None


def unscored(db: Db, limit: int) -> list[Unscored]:
    """Open cards that have no score, oldest first."""
    rows = db.query(
        """SELECT k.id, k.version, x.text, k.copies, k.tries, k.since_us, x.account_id AS account, k.text_key
        FROM card k JOIN comment x ON x.id = k.exemplar
        WHERE k.scored = 0 AND k.state IN ('waiting', 'claimed') ORDER BY k.id LIMIT :limit""",
        limit=limit,
    )
    return [Unscored(**row) for row in rows]


class Rated(NamedTuple):
    """An open card that has a score, `before`, and waits for another. `tries` are those of the other scorer."""

    id: int
    version: int
    text: str
    copies: int
    tries: int
    since_us: int
    account: int
    text_key: str | None
    before: Score


def without_second(db: Db, limit: int) -> list[Rated]:
    """Open cards that wait for a second opinion: those that are shown bare, then the most urgent."""
    rows = db.query(
        """SELECT k.id, k.version, x.text, k.copies, k.tries, k.since_us,
          x.account_id, k.text_key, k.band, k.unchecked, k.labels, k.model, k.language
        FROM card k JOIN comment x ON x.id = k.exemplar
        WHERE k.second = 1 AND k.scored = 1 AND k.state IN ('waiting', 'claimed')
        ORDER BY (CASE WHEN k.band = 0 THEN 0 ELSE 1 END), k.priority DESC, k.id LIMIT :limit""",
        limit=limit,
    )
    return [
        Rated(
            row["id"], row["version"], row["text"], row["copies"], row["tries"], row["since_us"],
            row["account_id"], row["text_key"],
            Score(
                json.loads(row["labels"]), row["model"], None if row["band"] is None else Band(row["band"]),
                row["language"], row["unchecked"],
            ),
        )
        for row in rows
    ]  # fmt: skip


def second_left(db: Db) -> int:
    """How many cards wait for a second opinion."""
    return int(db.column("SELECT count(*) FROM card WHERE second = 1 AND state IN ('waiting', 'claimed')")[0])


def ask_again(db: Db, after: int, limit: int) -> int:
    """The next open cards after this id that have a score wait for another, unless a person must score them. Returns the
    last id, 0 at the end.
    """
    ids = db.column(
        """SELECT id FROM card WHERE id > :after AND state IN ('waiting', 'claimed') ORDER BY id LIMIT :limit""",
        after=after,
        limit=limit,
    )
    db.run(
        f"""UPDATE card SET second = 1, tries = 0 WHERE scored = 1 AND coalesce(unchecked, '') <> 'poison'
        AND state IN ('waiting', 'claimed') AND id IN ({db.among("ids", "int")})""",
        ids=as_list(ids),
    )
    return int(ids[-1]) if ids else 0


def no_second(db: Db, ids: Iterable[int]) -> None:
    """These keep their first score alone."""
    db.run(
        f"UPDATE card SET second = 0, tries = 0 WHERE id IN ({db.among('ids', 'int')})",
        ids=as_list(sorted(ids)),
    )


def take_back_try(db: Db, ids: Iterable[int]) -> None:
    """The scorer did not run at all: this was no try."""
    db.run(
        f"UPDATE card SET tries = tries - 1 WHERE tries > 0 AND id IN ({db.among('ids', 'int')})",
        ids=as_list(sorted(ids)),
    )


def add_try(db: Db, ids: Iterable[int]) -> None:
    """Note, committed before scoring, that these are tried now: a text may kill the scorer."""
    db.run(
        f"UPDATE card SET tries = tries + 1 WHERE id IN ({db.among('ids', 'int')})", ids=as_list(sorted(ids))
    )


class How(NamedTuple):
    """Where a score comes from. `said`: the band that the scorers themselves gave, before an account's own points.

    `under`: what besides the model it hangs on; "" for a score that no other card may take. `taken`: "" when the text
    was read for this card; "same" when the score is that of the same text on another card, `taken_from`; "near" when
    the second opinion in it is that of a near-copy there.
    """

    text_key: str | None = None
    under: str = ""
    said: Band | None = None
    taken: str = ""
    taken_from: int | None = None


class Scored(NamedTuple):
    """A score, the card version that was scored, and the place in the line that comes with it."""

    id: int
    version: int
    score: Score
    priority: int
    because: str
    due_us: int | None = None
    how: How = How()


def save_scores(db: Db, rows: Sequence[Scored], *, second: bool = False) -> int:
    """The number that counted. `second`: another scorer is to look at them too.

    A card that was edited meanwhile keeps waiting for its own score. Scoring the same version by the same
    model again changes the first score.
    """
    now = db.wall_us()
    values = [_scored(row, now) | {"second": int(second)} for row in sorted(rows, key=lambda row: row.id)]
    fits = {
        (row["id"], row["version"])
        for row in db.query(
            f"""SELECT id, version FROM card WHERE id IN ({db.among("ids", "int")})
            ORDER BY id {db.for_update}""",
            ids=as_list(value["card"] for value in values),
        )
    }
    values = [value for value in values if (value["card"], value["version"]) in fits]
    db.many(_ADD_SCORE, values)
    db.many(_SCORE_CARD, values)
    wordings.rescored(db, [value["card"] for value in values])
    return len(values)


def note_scores(db: Db, rows: Sequence[Scored]) -> None:
    """Scores that change nothing on their cards, for the record."""
    now = db.wall_us()
    db.many(_ADD_SCORE, [_scored(row, now) for row in sorted(rows, key=lambda row: row.id)])


def _scored(row: Scored, now: int) -> Row:
    card_id, version, score, priority, because, due_us, how = row
    category, sure = strongest(score)
    return {
        "card": card_id,
        "version": version,
        "model": score.model,
        "labels": json.dumps(dict(score.labels), sort_keys=True),
        "band": None if score.band is None else int(score.band),
        "unchecked": score.unchecked,
        "language": score.language,
        "category": score.unchecked or category,
        "sure": sure,
        "priority": priority,
        "because": because,
        "due": due_us,
        "now": now,
        "text_key": how.text_key,
        "under": how.under,
        "said": None if how.said is None else int(how.said),
        "taken": how.taken,
        "allowed": score.allowed,
        "taken_from": how.taken_from,
    }


def strongest(score: Score) -> tuple[str, float]:
    """The label that names the card, "" when calm, and its probability.

    "toxicity" says only that something is harsh, so it names a card only where no other label stands out.
    """
    if not score.labels:
        return "", 0.0
    rest = {label: value for label, value in score.labels.items() if label != "toxicity"}
    label = max(rest, key=lambda label: rest[label], default="toxicity")
    toxicity = score.labels.get("toxicity", 0.0)
    if rest.get(label, 0.0) < toxicity / 2:
        label = "toxicity"
    calm = score.band == Band.S0
    return ("" if calm else label), score.labels.get(label, 0.0)


_ADD_SCORE = """INSERT INTO score (card_id, card_version, model, labels, band, unchecked, language, at_us, text_key,
  under, said, taken, taken_from, allowed)
VALUES (:card, :version, :model, :labels, :band, :unchecked, :language, :now, :text_key, :under, :said, :taken,
  :taken_from, :allowed)
ON CONFLICT (card_id, card_version, model) DO UPDATE SET labels = excluded.labels, band = excluded.band,
  unchecked = excluded.unchecked, language = excluded.language, at_us = excluded.at_us,
  text_key = excluded.text_key, under = excluded.under, said = excluded.said, taken = excluded.taken,
  taken_from = excluded.taken_from, allowed = excluded.allowed"""

_SCORE_CARD = """UPDATE card SET scored = 1, tries = 0, second = :second, band = :band,
  unchecked = :unchecked, category = :category, sure = :sure, labels = :labels, model = :model,
  language = :language, priority = :priority, because = :because, due_us = :due, taken = :taken,
  allowed = :allowed
WHERE id = :card AND version = :version"""


def set_unchecked(db: Db, ids: Iterable[int], why: str) -> None:
    """These are not scored, and will not be: veiled, with the reason word ("poison", "scorer_down")."""
    db.run(
        f"""UPDATE card SET scored = 1, band = NULL, unchecked = :why, category = :why
        WHERE id IN ({db.among("ids", "int")})""",
        why=why,
        ids=as_list(sorted(ids)),
    )


def quarantined(db: Db) -> int:
    """Open cards that brought the scorer down twice: left for people."""
    return int(
        db.column("SELECT count(*) FROM card WHERE unchecked = 'poison' AND state IN ('waiting', 'claimed')")[
            0
        ]
    )


def scorer_down(db: Db, ids: Iterable[int]) -> None:
    """The scorer did not run at all: this was no try, and they are scored once it is back. Veiled until then."""
    db.run(
        f"""UPDATE card SET tries = CASE WHEN tries > 0 THEN tries - 1 ELSE 0 END,
          unchecked = 'scorer_down', category = 'scorer_down'
        WHERE scored = 0 AND id IN ({db.among("ids", "int")})""",
        ids=as_list(sorted(ids)),
    )


def counts(db: Db) -> Mapping[str, int]:
    """`waiting` cards and `comments` in them (open ones included), `claimed`, `unscored`; of the outbox
    `pushing` (on its way) and `parked` (a person must look)."""
    return db.unless_written("counts", lambda: _counts(db))


def _counts(db: Db) -> Mapping[str, int]:
    rows = db.query(
        """SELECT count(*) AS cards, coalesce(sum(copies), 0) AS comments FROM card WHERE state = 'waiting'
        UNION ALL
        SELECT count(*), coalesce(sum(copies), 0) FROM card WHERE state = 'claimed'"""
    )
    box = db.query(
        """SELECT (SELECT count(*) FROM card WHERE state = 'claimed') AS claimed,
          (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'uncertain')) AS pushing,
          (SELECT count(*) FROM outbox WHERE state = 'parked') AS parked,
          (SELECT count(*) FROM card WHERE scored = 0 AND state IN ('waiting', 'claimed')) AS unscored"""
    )[0]
    return {
        "waiting": sum(int(row["cards"]) for row in rows),
        "comments": sum(int(row["comments"]) for row in rows),
        **{name: int(value) for name, value in box.items()},
    }


def _cards(db: Db, rows: Sequence[Row], dues: Dues | None) -> list[Card]:
    boot = db.boot() if any(row["held_us"] is not None for row in rows) else None
    decided = _decided(db, [row["id"] for row in rows if row["state"] == "decided"])
    made = []
    for row in rows:
        state, holder = State(row["state"]), None
        if boot is not None and row["held_us"] is not None:
            if row["held_boot"] == boot.id and row["held_us"] > boot.us:
                holder = row["person"]
            else:
                state = State.WAITING  # the lease is over; the next claim closes it up
        past = decided.get(row["id"])
        made.append(_card(row, state if past is None else past["state"], holder, past, dues))
    return made


def _card(row: Row, state: State, holder: str | None, past: Row | None, dues: Dues | None) -> Card:
    due_us = row["due_us"] if past is None else None
    return Card(
        id=row["id"],
        platform=row["platform"],
        account=row["handle"],
        author=row["author"],
        author_name=row["author_name"],
        posted_at=None if row["posted_us"] is None else from_us(row["posted_us"]),
        band=None if row["band"] is None else Band(row["band"]),
        labels=json.loads(row["labels"]),
        category=row["category"],
        sure=row["sure"],
        model=row["model"],
        taken=row["taken"],
        allowed=row["allowed"] if row["band"] == 0 else 0,
        copies=row["copies"],
        wordings=row["wordings"],
        authors=row["authors"],
        size=row["size"],
        state=state,
        version=row["version"],
        text=row["text"],
        language=row["language"],
        unchecked=row["unchecked"],
        first_because=row["because"],
        due_at=None if due_us is None else from_us(due_us),
        due_in=None if due_us is None or dues is None else dues(due_us),
        held_by=holder,
        url=row["url"],
        decided=None if past is None else Verdict(past["verdict"]),
        why_not_yet="" if past is None else past["problem"],
    )


def _decided(db: Db, ids: Sequence[int]) -> dict[int, Row]:
    """Verdict, state and what holds it up, of decided cards."""
    if not ids:
        return {}
    rows = db.query(
        f"""SELECT d.card_id, d.verdict, count(o.id) AS acts,
          sum(CASE WHEN o.state IN ('pending', 'sending', 'uncertain') THEN 1 ELSE 0 END) AS open,
          sum(CASE WHEN o.state = 'parked' THEN 1 ELSE 0 END) AS parked,
          max(CASE WHEN o.state IN ('confirmed', 'cancelled') THEN '' ELSE o.problem END) AS problem
        FROM decision d LEFT JOIN outbox o ON o.decision_id = d.id
        WHERE d.undone_us IS NULL AND d.card_id IN ({db.among("ids", "int")})
        GROUP BY d.id, d.card_id, d.verdict""",
        ids=as_list(ids),
    )
    for row in rows:
        row["problem"] = row["problem"] or ""
        if row["parked"]:
            row["state"] = State.PARKED
        elif row["acts"] and not row["open"]:
            row["state"] = State.PUSHED
        else:
            row["state"] = State.DECIDED
    return {row["card_id"]: row for row in rows}
