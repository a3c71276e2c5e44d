"""The wordings of a card: near-copies of one text that stand on one card, so that they are decided once.

A card of one wording has no row here. Where a card has several, each has a row with the score that it had, its own text
among them; the card wears the worst of these scores. An exact copy of any wording joins that card (`homes`). Who merges,
parts or gathers does it alone ("gather"), so that a text is on one open card at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from moderator.problems import NoSuchCard, Refused
from moderator.store.base import Db, Row, as_list
from moderator.store.claims import hold

OPEN = "state IN ('waiting', 'claimed')"
MOST_LISTED = 200  # wordings that a listing of one card carries
_SCORE = "band, unchecked, category, sure, labels, model, language, taken"


class Home(NamedTuple):
    """An open card that takes a text in. `several`: other texts stand on it too, or have."""

    id: int
    copies: int
    several: bool


def homes(db: Db, keys: Collection[str]) -> dict[str, Home]:
    """Open cards by text, held still until the transaction ends: nobody decides them now."""
    if not keys:
        return {}
    among = db.among("keys", "text")
    own = f"SELECT id AS card_id, text_key FROM card WHERE text_key IN ({among}) AND {OPEN}"
    more = f"SELECT card_id, text_key FROM wording WHERE text_key IN ({among})"
    listed = as_list(sorted(keys))
    elsewhere = [(row["text_key"], row["card_id"]) for row in db.query(more, keys=listed)]
    found = elsewhere + [(row["text_key"], row["card_id"]) for row in db.query(own, keys=listed)]
    several = {card for _, card in elsewhere}
    if not found:
        return {}
    cards = db.query(
        f"""SELECT id, copies FROM card WHERE id IN ({db.among("ids", "int")}) AND {OPEN}
        ORDER BY id {db.for_update}""",
        ids=as_list(sorted({card for _, card in found})),
    )
    held = {row["id"]: Home(row["id"], row["copies"], row["id"] in several) for row in cards}
    return {key: held[card] for key, card in found if card in held}


def recount(db: Db, cards: Iterable[int]) -> None:
    """How many copies and wordings these have, which comment stands for all, and whose text they bear.

    Where the text that stood for all has left, another wording does: whoever has the card open looks again. A twin
    (`audits.py`) has no comments of its own, and stays as it is.
    """
    among = db.among("ids", "int")
    ids = as_list(
        db.column(
            f"SELECT id FROM card WHERE twin_of IS NULL AND id IN ({among}) ORDER BY id",
            ids=as_list(sorted(cards)),
        )
    )
    db.run(
        f"""UPDATE card SET
          copies = (SELECT count(*) FROM comment WHERE card_id = card.id AND gone_us IS NULL),
          exemplar = coalesce(
            (SELECT id FROM comment WHERE id = card.exemplar AND card_id = card.id AND gone_us IS NULL),
            (SELECT min(id) FROM comment WHERE card_id = card.id AND gone_us IS NULL), exemplar)
        WHERE id IN ({among})""",
        ids=ids,
    )
    db.run(
        f"""UPDATE card SET wordings = (SELECT count(DISTINCT text_key) FROM comment
            WHERE card_id = card.id AND gone_us IS NULL) WHERE copies > 0 AND id IN ({among})
          AND (wordings > 1 OR EXISTS (SELECT 1 FROM wording w WHERE w.card_id = card.id))""",
        ids=ids,
    )
    db.run(
        f"""UPDATE card SET text_key = (SELECT x.text_key FROM comment x WHERE x.id = card.exemplar),
          version = version + CASE WHEN {OPEN} THEN 1 ELSE 0 END
        WHERE id IN ({among}) AND copies > 0 AND coalesce(text_key, '') <>
          coalesce((SELECT x.text_key FROM comment x WHERE x.id = card.exemplar), '')""",
        ids=ids,
    )


def only(db: Db, card_id: int, key: str | None) -> None:
    """This card has one wording alone from now on; others find cards of their own."""
    db.run("DELETE FROM wording WHERE card_id = :id AND text_key <> :key", id=card_id, key=key or "")
    db.run("UPDATE card SET wordings = 1 WHERE id = :id", id=card_id)


def send_home(db: Db, card_id: int) -> dict[str, Home]:
    """Of a card that comes back into the line: each wording that has an open card meanwhile goes to that one."""
    keys = db.column(
        "SELECT DISTINCT text_key FROM comment WHERE card_id = :id AND text_key IS NOT NULL", id=card_id
    )
    found = {key: home for key, home in homes(db, keys).items() if home.id != card_id}
    for key in sorted(found):
        values = {"card": card_id, "key": key}
        db.run(
            "UPDATE comment SET card_id = :home WHERE card_id = :card AND text_key = :key",
            home=found[key].id,
            **values,
        )
        db.run("DELETE FROM wording WHERE card_id = :card AND text_key = :key", **values)
    return found


# joining


def join(db: Db, head_id: int, card_id: int, *, fits: Callable[[str, str], bool]) -> bool:
    """The waiting card becomes a wording of the other one, inside the caller's transaction. False, and nothing is
    changed, where that may not be: one is not open or not scored, somebody has the card open or writes about it, their
    bands are too far apart, a person took them apart, or `fits` says no to their texts.

    A card that somebody has open takes in nothing harsher than it is.
    """
    db.alone("gather")
    hold(db, [head_id, card_id])
    both = {row["id"]: row for row in sides(db, [head_id, card_id])}
    head, card = both.get(head_id), both.get(card_id)
    if head is None or card is None or head_id == card_id or not _both_open(head, card):
        return False
    if not _may(db, head, card) or not fits(head["text"], card["text"]):
        return False
    _merge(db, head, card)
    return True


def sides(db: Db, ids: Sequence[int]) -> list[Row]:
    return db.query(
        f"""SELECT k.id, k.state, k.scored, k.second, k.copies, k.wordings, k.text_key, k.band, k.unchecked,
          k.since_us, x.text,
          (SELECT min(coalesce(w.band, -1)) FROM wording w WHERE w.card_id = k.id) AS mildest,
          CASE WHEN EXISTS (SELECT 1 FROM draft t WHERE t.card_id = k.id)
            OR EXISTS (SELECT 1 FROM answer t WHERE t.card_id = k.id) THEN 1 ELSE 0 END AS written
        FROM card k JOIN comment x ON x.id = k.exemplar WHERE k.id IN ({db.among("ids", "int")})""",
        ids=as_list(ids),
    )


def _both_open(head: Row, card: Row) -> bool:
    """Does the one wait or is open, and the other wait, with one text that is not blank?"""
    if head["state"] not in ("waiting", "claimed") or card["state"] != "waiting" or card["wordings"] > 1:
        return False
    return bool(head["copies"] and card["copies"]) and None not in (head["text_key"], card["text_key"])


def _may(db: Db, head: Row, card: Row) -> bool:
    if not (head["scored"] and card["scored"]) or card["second"] or card["written"]:
        return False
    return _alike(head, card) and not were_parted(db, head["id"], card["text_key"])


def _alike(head: Row, card: Row) -> bool:
    """Are they so near in harshness that one verdict fits both? What is calm never stands with what is veiled."""
    high, low = head["band"], head["band"] if head["mildest"] in (None, -1) else head["mildest"]
    if high is None or card["band"] is None:
        same = head["band"] is card["band"] and head["unchecked"] == card["unchecked"]
        return same and card["unchecked"] not in ("poison", "scorer_down", "waiting")
    if (high == 0) != (card["band"] == 0):
        return False
    if head["state"] == "claimed" and card["band"] > high:
        return False
    return bool(max(high, card["band"]) - min(low, card["band"]) <= 1)


def were_parted(db: Db, head_id: int, key: str) -> bool:
    """Did a person take this text out of a card that had one of the other's wordings?"""
    theirs = """EXISTS (SELECT 1 FROM card k WHERE k.id = :head AND k.text_key = p.{0})
      OR EXISTS (SELECT 1 FROM wording w WHERE w.card_id = :head AND w.text_key = p.{0})"""
    row = db.one(
        f"""SELECT 1 AS parted FROM parted p WHERE p.one = :key AND ({theirs.format("other")})
        UNION ALL SELECT 1 FROM parted p WHERE p.other = :key AND ({theirs.format("one")}) LIMIT 1""",
        head=head_id,
        key=key,
    )
    return row is not None


def _merge(db: Db, head: Row, card: Row) -> None:
    """What is counted is counted on: a card may have thousands of copies, and thousands join it."""
    both = {"head": head["id"], "card": card["id"]}
    for card_id in both.values() if head["mildest"] is None else (card["id"],):
        db.run(
            f"""INSERT INTO wording (card_id, text_key, origin, at_us, {_SCORE})
            SELECT :head, text_key, id, :at, {_SCORE} FROM card WHERE id = :id ON CONFLICT DO NOTHING""",
            head=head["id"],
            id=card_id,
            at=db.wall_us(),
        )
    for table in ("comment", "note"):
        db.run(f"UPDATE {table} SET card_id = :head WHERE card_id = :card", **both)
    db.run(
        """INSERT INTO passed (card_id, person, at_us) SELECT :head, person, at_us FROM passed
        WHERE card_id = :card ON CONFLICT DO NOTHING""",
        **both,
    )
    db.run(
        """UPDATE card SET wordings = wordings + 1, copies = copies + :copies, grown = 1, names_sought = 0, since_us = CASE
          WHEN since_us > :since THEN :since ELSE since_us END WHERE id = :head""",
        head=head["id"],
        copies=card["copies"],
        since=card["since_us"],
    )
    if card["band"] is not None and head["band"] is not None and card["band"] > head["band"]:
        db.run(
            f"UPDATE card SET ({_SCORE}) = (SELECT {_SCORE} FROM card WHERE id = :card) WHERE id = :head",
            **both,
        )
    db.run("UPDATE card SET state = 'gone', joined = :head, copies = 0 WHERE id = :card", **both)


def rescored(db: Db, cards: Collection[int]) -> None:
    """These got a new score for the text that stands for all: noted for that wording, and the card wears the worst."""
    several = db.column(
        f"SELECT DISTINCT card_id FROM wording WHERE card_id IN ({db.among('ids', 'int')}) ORDER BY card_id",
        ids=as_list(sorted(cards)),
    )
    names = _SCORE.split(", ")
    for card_id in several:
        db.run(
            f"""UPDATE wording SET ({_SCORE}) = (SELECT {", ".join("k." + name for name in names)} FROM card k
              WHERE k.id = wording.card_id)
            WHERE card_id = :id AND text_key = (SELECT k.text_key FROM card k WHERE k.id = :id)""",
            id=card_id,
        )
    wear_worst(db, several)


def wear_worst(db: Db, cards: Collection[int]) -> None:
    """Of a card's wordings the harshest gives band, category and labels; its own text where that is as harsh. A wording
    that is not checked, beside one that is, makes the card not checked."""
    live = """FROM wording w WHERE w.card_id = card.id AND EXISTS (SELECT 1 FROM comment c
      WHERE c.card_id = card.id AND c.text_key = w.text_key AND c.gone_us IS NULL)"""
    for card_id in cards:
        db.run(
            f"""UPDATE card SET ({_SCORE}) = (SELECT {_SCORE} {live}
              ORDER BY coalesce(w.band, 9) DESC, CASE WHEN w.text_key = card.text_key THEN 0 ELSE 1 END, w.sure DESC,
                w.text_key LIMIT 1)
            WHERE id = :id AND EXISTS (SELECT 1 {live})""",
            id=card_id,
        )


# parting


def part(db: Db, card_id: int, key: str) -> int:
    """A wording leaves its card and waits on one of its own, which it had before or which is new. The two texts do not
    come together again by themselves. Returns that card. Raises Refused for the text that stands for all.
    """
    db.alone("gather")
    hold(db, [card_id])
    card = db.one(f"SELECT id, text_key, wordings FROM card WHERE id = :id AND {OPEN}", id=card_id)
    row = db.one(
        """SELECT origin FROM wording w WHERE card_id = :id AND text_key = :key AND EXISTS (SELECT 1 FROM comment c
        WHERE c.card_id = :id AND c.text_key = :key AND c.gone_us IS NULL)""",
        id=card_id,
        key=key,
    )
    if card is None or row is None:
        raise NoSuchCard("This wording is no longer on the card", "", "Look again")
    if card["text_key"] == key:
        raise Refused("The text that stands for all stays", "", "Take the others out, or decide it")
    db.run(
        """INSERT INTO parted (one, other) SELECT :key, text_key FROM wording
        WHERE card_id = :card AND text_key <> :key ON CONFLICT DO NOTHING""",
        key=key,
        card=card_id,
    )
    return _apart(db, card_id, key, int(row["origin"]))


def _apart(db: Db, card_id: int, key: str, origin: int) -> int:
    values = {"card": card_id, "key": key}
    stood = db.one(
        "SELECT id FROM card WHERE id = :id AND state = 'gone' AND joined = :card", id=origin, card=card_id
    )
    first = db.column(
        "SELECT min(id) FROM comment WHERE card_id = :card AND text_key = :key AND gone_us IS NULL", **values
    )[0]
    if stood is None:
        own = db.new_ids("card", 1)[0]
        db.run(
            f"""INSERT INTO card (id, text_key, exemplar, copies, since_us, priority, scored, grown, {_SCORE})
            SELECT :own, :key, :first, 1, k.since_us, k.priority, 1, 1, {", ".join("w." + n for n in _SCORE.split(", "))}
            FROM card k JOIN wording w ON w.card_id = k.id AND w.text_key = :key WHERE k.id = :card""",
            own=own,
            first=first,
            **values,
        )
    else:
        own = origin
    db.run("UPDATE comment SET card_id = :own WHERE card_id = :card AND text_key = :key", own=own, **values)
    db.run("DELETE FROM wording WHERE card_id = :card AND text_key = :key", **values)
    db.run(
        """UPDATE card SET state = 'waiting', joined = NULL, text_key = :key, exemplar = :first, wordings = 1, grown = 1,
          version = version + 1 WHERE id = :own""",
        own=own,
        key=key,
        first=first,
    )
    db.run("UPDATE card SET grown = 1 WHERE id = :card", card=card_id)
    recount(db, [own, card_id])
    wear_worst(db, [card_id])
    db.run(
        """DELETE FROM wording WHERE card_id = :card
        AND (SELECT wordings FROM card WHERE id = :card) = 1""",
        card=card_id,
    )
    return int(own)


def rejoin(db: Db, card_id: int, own: int) -> bool:
    """A person who took a wording out puts it back. False when somebody has it open or decided it, or the card is gone."""
    db.alone("gather")
    hold(db, [card_id, own])
    key = db.column("SELECT text_key FROM card WHERE id = :id", id=own)
    keys = "(SELECT text_key FROM wording WHERE card_id = :card)"
    if key:
        db.run(
            f"""DELETE FROM parted WHERE (one = :key AND other IN {keys}) OR (other = :key AND one IN {keys})""",
            key=key[0],
            card=card_id,
        )
    both = {row["id"]: row for row in sides(db, [card_id, own])}
    head, card = both.get(card_id), both.get(own)
    if head is None or card is None or card_id == own or not _both_open(head, card):
        return False
    _merge(db, head, card)
    return True


# what a card has


class Wording(NamedTuple):
    """One wording of a card. `comment_id` stands for its copies; `text` is for the core alone."""

    comment_id: int
    text_key: str
    text: str
    copies: int
    authors: int
    stands: bool  # is it the one that stands for all?


def of(db: Db, card_id: int, *, gone_too: bool = False) -> list[Wording]:
    """The wordings that are there now, the one that stands for all first, then by how many sent it. A twin
    (`audits.py`) shows those of the card that it is a twin of.
    """
    rows = db.query(
        f"""SELECT g.comment_id, x.text_key, x.text, g.copies, g.authors,
          CASE WHEN x.text_key = k.text_key THEN 1 ELSE 0 END AS stands
        FROM (SELECT text_key, min(id) AS comment_id, count(*) AS copies, count(DISTINCT author_id) AS authors
          FROM comment WHERE card_id = :home AND (gone_us IS NULL OR :gone = 1) GROUP BY text_key) g
        JOIN comment x ON x.id = g.comment_id JOIN card k ON k.id = :home
        ORDER BY CASE WHEN x.text_key = k.text_key THEN 0 ELSE 1 END, g.copies DESC, g.comment_id
        LIMIT {MOST_LISTED}""",
        home=_of_twin(db, card_id),
        gone=int(gone_too),
    )
    return [Wording(**{**row, "stands": bool(row["stands"])}) for row in rows]


def same_card(db: Db, comment_id: int, other: int) -> bool:
    """Do both comments stand on one card?"""
    row = db.one(
        "SELECT 1 AS same FROM comment c JOIN comment o ON o.card_id = c.card_id WHERE c.id = :one AND o.id = :other",
        one=comment_id,
        other=other,
    )
    return row is not None


def _of_twin(db: Db, card_id: int) -> int:
    found = db.column("SELECT twin_of FROM card WHERE id = :id AND twin_of IS NOT NULL", id=card_id)
    return int(found[0]) if found else card_id


def several(db: Db, card_id: int) -> bool:
    return bool(db.column("SELECT id FROM card WHERE id = :id AND wordings > 1", id=card_id))


def where(db: Db, card_id: int) -> int:
    """The card itself, or the one that it became a wording of."""
    seen = {card_id}
    while True:
        row = db.one("SELECT joined FROM card WHERE id = :id AND state = 'gone'", id=card_id)
        if row is None or row["joined"] is None or row["joined"] in seen:
            return card_id
        card_id = int(row["joined"])
        seen.add(card_id)
