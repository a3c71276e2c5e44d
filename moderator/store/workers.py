"""Signs of life: which workers there are, and what each was doing when it was last heard of."""

from __future__ import annotations

from moderator.store.base import Db, Row

FORGET_US = 86_400_000_000


def report(db: Db, worker: str, doing: str, model: str = "") -> None:
    """`doing` is a word or two of ours ("gathering", "resting"); rows of dead workers go after a day."""
    boot, wall = db.boot(), db.wall_us()
    db.run(
        """INSERT INTO worker (id, boot, boot_us, at_us, doing, model)
        VALUES (:id, :boot, :boot_us, :at, :doing, :model)
        ON CONFLICT (id) DO UPDATE SET boot = excluded.boot, boot_us = excluded.boot_us,
          at_us = excluded.at_us, doing = excluded.doing, model = excluded.model""",
        id=worker,
        boot=boot.id,
        boot_us=boot.us,
        at=wall,
        doing=doing,
        model=model,
    )
    db.run("DELETE FROM worker WHERE at_us < :old", old=wall - FORGET_US)


def leave(db: Db, worker: str) -> None:
    db.run("DELETE FROM worker WHERE id = :id", id=worker)


def heard(db: Db) -> list[Row]:
    """Newest sign first: id, boot, boot_us, at_us, doing, model."""
    return db.query("SELECT * FROM worker ORDER BY at_us DESC")
