"""The staff directory, as hashes alone, and which texts name whom in it.

`named` is by text, as exact copies are: what joins, parts and comes back needs no care. A card says under which state of
the directory (`generation`) its texts were looked through; what was looked through under an older one is looked through
again. Nothing here can be read back as a name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from moderator.store.base import Db, Row, as_list
from moderator.store.texts import storable

_GENERATION = "staff_directory"


class Form(NamedTuple):
    """One hashed form of one entry."""

    kind: str
    platform: str
    words: int
    first: str
    digest: str


def generation(db: Db) -> int:
    """Another number after each change; 0 as long as nothing was ever in it."""
    found = db.column("SELECT value FROM meta WHERE key = :key", key=_GENERATION)
    return int(found[0]) if found else 0


def _changed(db: Db) -> None:
    now = generation(db) + 1
    db.run("DELETE FROM meta WHERE key = :key", key=_GENERATION)
    db.run("INSERT INTO meta (key, value) VALUES (:key, :value)", key=_GENERATION, value=str(now))


def add(
    db: Db,
    forms: Sequence[Form],
    *,
    key_id: str,
    kind: str,
    person: str,
    team: str,
    names: int,
    handles: int,
    who: str,
) -> int:
    """One entry. Its number."""
    db.alone("staff directory")
    (new,) = db.new_ids("staff_entry", 1)
    db.run(
        """INSERT INTO staff_entry (id, key_id, kind, person, team, names, handles, at_us, who)
        VALUES (:id, :key_id, :kind, :person, :team, :names, :handles, :at, :who)""",
        id=new,
        key_id=key_id,
        kind=kind,
        person=person,
        team=storable(team),
        names=names,
        handles=handles,
        at=db.wall_us(),
        who=who,
    )
    db.many(
        """INSERT INTO staff_mark (entry_id, kind, platform, words, first, digest)
        VALUES (:entry, :kind, :platform, :words, :first, :digest) ON CONFLICT DO NOTHING""",
        [{"entry": new, **form._asdict()} for form in forms],
    )
    _changed(db)
    return new


def remove(db: Db, entry: int) -> bool:
    """With what was found by it. False where there is none of that number."""
    db.alone("staff directory")
    db.run("DELETE FROM named WHERE entry_id = :id", id=entry)
    db.run("DELETE FROM staff_mark WHERE entry_id = :id", id=entry)
    gone = db.run("DELETE FROM staff_entry WHERE id = :id", id=entry)
    if gone:
        _changed(db)
    return bool(gone)


def listed(db: Db) -> list[Row]:
    """id, key_id, kind, person, team, names, handles, at_us: all that can be shown."""
    return db.query(
        "SELECT id, key_id, kind, person, team, names, handles, at_us FROM staff_entry ORDER BY id"
    )


def forms(db: Db, key_id: str) -> list[tuple[int, Form]]:
    """Every form that was hashed with this key."""
    rows = db.query(
        """SELECT m.entry_id, m.kind, m.platform, m.words, m.first, m.digest FROM staff_mark m
        JOIN staff_entry e ON e.id = m.entry_id WHERE e.key_id = :key""",
        key=key_id,
    )
    return [(row.pop("entry_id"), Form(**row)) for row in map(dict, rows)]


def same(db: Db, digests: Collection[str], *, kind: str, person: str) -> int | None:
    """An entry that has all of these forms, and is of the same person of the desk."""
    found = db.column(
        f"""SELECT m.entry_id FROM staff_mark m JOIN staff_entry e ON e.id = m.entry_id
        WHERE m.digest IN ({db.among("digests", "text")}) AND e.kind = :kind AND e.person = :person
        GROUP BY m.entry_id HAVING count(DISTINCT m.digest) = :count ORDER BY m.entry_id LIMIT 1""",
        digests=as_list(sorted(set(digests))),
        count=len(set(digests)),
        kind=kind,
        person=person,
    )
    return int(found[0]) if found else None


def entries_of(db: Db, person: str) -> frozenset[int]:
    """The entries that are this person of the desk."""
    if not person:
        return frozenset()
    return frozenset(db.column("SELECT id FROM staff_entry WHERE person = :person", person=person))


def persons_of(db: Db, entries: Iterable[int]) -> frozenset[str]:
    """Persons of the desk that these entries are."""
    found = db.column(
        f"SELECT DISTINCT person FROM staff_entry WHERE person <> '' AND id IN ({db.among('ids', 'int')})",
        ids=as_list(sorted(entries)),
    )
    return frozenset(found)


# which texts name whom


class Sought(NamedTuple):
    """One text of a card, to be looked through."""

    card: int
    text_key: str
    text: str


def to_seek(db: Db, generation: int, limit: int) -> list[int]:
    """Open cards whose texts were not looked through under this state of the directory."""
    return list(
        db.column(
            """SELECT id FROM card WHERE names_sought < :now AND state IN ('waiting', 'claimed')
            ORDER BY names_sought, id LIMIT :limit""",
            now=generation,
            limit=limit,
        )
    )


def texts_of(db: Db, cards: Collection[int]) -> list[Sought]:
    """The exemplars of these cards, and each other wording on them."""
    ids = as_list(sorted(cards))
    rows = db.query(
        f"""SELECT k.id AS card, x.text_key, x.text FROM card k JOIN comment x ON x.id = k.exemplar
        WHERE k.id IN ({db.among("ids", "int")}) AND x.text_key IS NOT NULL
        UNION
        SELECT w.card_id, w.text_key, x.text FROM wording w JOIN comment x ON x.id = (
          SELECT min(c.id) FROM comment c WHERE c.card_id = w.card_id AND c.text_key = w.text_key)
        WHERE w.card_id IN ({db.among("ids", "int")})""",
        ids=ids,
    )
    return [Sought(row["card"], row["text_key"], row["text"]) for row in rows]


def platforms_of(db: Db, card_id: int) -> list[str]:
    """Where the comments of this card stand."""
    return list(
        db.column(
            """SELECT DISTINCT a.platform FROM account a WHERE EXISTS (
              SELECT 1 FROM comment c WHERE c.card_id = :card AND c.account_id = a.id)""",
            card=card_id,
        )
    )


def save_named(db: Db, text_key: str, entries: Collection[int], key_id: str = "") -> None:
    """This text names these, and nobody else of the entries that were hashed with this key; "": of all. Entries that were
    removed meanwhile are left out."""
    db.run(
        """DELETE FROM named WHERE text_key = :key
        AND (:mine = '' OR entry_id IN (SELECT id FROM staff_entry WHERE key_id = :mine))""",
        key=text_key,
        mine=key_id,
    )
    for entry in sorted(entries):
        db.run(
            """INSERT INTO named (text_key, entry_id) SELECT :key, id FROM staff_entry WHERE id = :entry
            ON CONFLICT DO NOTHING""",
            key=text_key,
            entry=entry,
        )


def all_sought(db: Db, card_id: int, generation: int, key_id: str) -> bool:
    """Were the texts of this card looked through under this state, with the one key that every entry is hashed with?"""
    row = db.one(
        """SELECT 1 AS done FROM card WHERE id = :card AND names_sought = :now
        AND NOT EXISTS (SELECT 1 FROM staff_entry WHERE key_id <> :key)""",
        card=card_id,
        now=generation,
        key=key_id,
    )
    return row is not None


def sought(db: Db, cards: Collection[int], generation: int) -> None:
    db.run(
        f"UPDATE card SET names_sought = :now WHERE id IN ({db.among('ids', 'int')})",
        now=generation,
        ids=as_list(sorted(cards)),
    )


def seek_again(db: Db, cards: Collection[int]) -> None:
    """Something else stands on them now."""
    db.run(
        f"UPDATE card SET names_sought = 0 WHERE names_sought <> 0 AND id IN ({db.among('ids', 'int')})",
        ids=as_list(sorted(cards)),
    )


def named_in(db: Db, text_key: str | None) -> frozenset[int]:
    """The entries that this text is known to name."""
    return frozenset(db.column("SELECT entry_id FROM named WHERE text_key = :key", key=text_key or ""))


# a card that names a person, in SQL: `k` is the card, :person the person
_TEXTS = """(n.text_key = {k}.text_key OR n.text_key IN (SELECT w.text_key FROM wording w WHERE w.card_id = {k}.id)
  OR ({k}.twin_of IS NOT NULL AND n.text_key = (SELECT x.text_key FROM comment x WHERE x.id = {k}.exemplar)))"""


def names_person(card: str) -> str:
    """A condition: does this card name the person `:person`?"""
    return f"""EXISTS (SELECT 1 FROM staff_entry e JOIN named n ON n.entry_id = e.id
      WHERE e.person = :person AND {_TEXTS.format(k=card)})"""


def naming(db: Db, ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Of these cards, those that name somebody, and which entries."""
    if not generation(db):
        return {}
    rows = db.query(
        f"""SELECT k.id, n.entry_id FROM card k JOIN named n ON {_TEXTS.format(k="k")}
        WHERE k.id IN ({db.among("ids", "int")})""",
        ids=as_list(sorted(ids)),
    )
    told: dict[int, set[int]] = {}
    for row in rows:
        told.setdefault(row["id"], set()).add(row["entry_id"])
    return {card: frozenset(entries) for card, entries in told.items()}
