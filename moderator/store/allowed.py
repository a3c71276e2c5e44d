"""Names and ordinary words that the agency allows. What was removed stays, so that it can be told when it was in force."""

from __future__ import annotations

from moderator.store.base import Db, Row


def listed(db: Db) -> list[Row]:
    """Those in force, by their letters: id, word, at_us, who, alone (1: the scorer takes it by itself for hate or a
    threat, so that it is not passed over)."""
    return db.query(
        "SELECT id, word, at_us, who, alone FROM allowed WHERE removed_us IS NULL ORDER BY word_key, id"
    )


def stamp(db: Db) -> str:
    """Differs whenever the list does; "" as long as nothing was ever allowed."""
    row = db.query("SELECT coalesce(max(id), 0) AS newest, count(removed_us) AS removed FROM allowed")[0]
    return f"{row['newest']}-{row['removed']}" if row["newest"] else ""


def add(db: Db, word: str, who: str) -> int | None:
    """Its id; None where it is there already."""
    db.alone("allowed words")
    key = word.casefold()
    if db.column("SELECT id FROM allowed WHERE removed_us IS NULL AND word_key = :key", key=key):
        return None
    (new,) = db.new_ids("allowed", 1)
    db.run(
        "INSERT INTO allowed (id, word, word_key, at_us, who) VALUES (:id, :word, :key, :at, :who)",
        id=new,
        word=word,
        key=key,
        at=db.wall_us(),
        who=who,
    )
    return new


def remove(db: Db, word: str, who: str) -> int | None:
    """The id that it had; None where it is not there."""
    found = db.column(
        "SELECT id FROM allowed WHERE removed_us IS NULL AND word_key = :key", key=word.casefold()
    )
    if not found:
        return None
    db.run(
        "UPDATE allowed SET removed_us = :at, removed_by = :who WHERE id = :id",
        at=db.wall_us(),
        who=who,
        id=found[0],
    )
    return int(found[0])


def note_alone(db: Db, words: frozenset[str]) -> None:
    """Which of them are not passed over, as the scorers found."""
    for row in listed(db):
        alone = int(row["word"] in words)
        if row["alone"] != alone:
            db.run("UPDATE allowed SET alone = :alone WHERE id = :id", alone=alone, id=row["id"])
