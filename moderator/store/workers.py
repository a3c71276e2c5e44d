"""Signs of life: which workers there are, and what each was doing when it was last heard of."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime

from moderator.clock import from_us
from moderator.store.base import Db

_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Beat:
    """The last sign of one worker. `age_us` is None when it was given before this machine started."""

    name: str
    doing: str
    model: str
    at: datetime
    age_us: int | None


def beat(db: Db, name: str, doing: str, model: str) -> None:
    """`doing` is a word or two of ours ("gathering", "stopped"). Workers silent for a day are forgotten."""
    boot, wall = db.boot(), db.wall_us()
    db.run(
        """INSERT INTO worker (id, boot, boot_us, at_us, doing, model)
        VALUES (:id, :boot, :boot_us, :at, :doing, :model)
        ON CONFLICT (id) DO UPDATE SET boot = excluded.boot, boot_us = excluded.boot_us,
          at_us = excluded.at_us, doing = excluded.doing, model = excluded.model""",
        id=name,
        boot=boot.id,
        boot_us=boot.us,
        at=wall,
        doing=doing,
        model=model,
    )
    db.run("DELETE FROM worker WHERE at_us < :old", old=wall - _DAY_US)


def latest(db: Db) -> Beat | None:
    """The worker that was heard of last. None when there never was one."""
    return next(iter(listed(db, 1)), None)


def listed(db: Db, limit: int = 50) -> list[Beat]:
    """Workers of the last day, the one heard of last first.

    Those heard of since this machine started come before all others, by the boot clock: a worker that stopped before
    somebody set the time back would otherwise stand in front of the one that runs.
    """
    now = db.boot()
    return [
        Beat(
            row["id"],
            row["doing"],
            row["model"],
            from_us(row["at_us"]),
            now.us - row["boot_us"] if row["boot"] == now.id else None,
        )
        for row in db.query(
            """SELECT id, doing, model, at_us, boot, boot_us FROM worker
            ORDER BY CASE WHEN boot = :boot THEN boot_us ELSE -1 END DESC, at_us DESC, id LIMIT :limit""",
            boot=now.id,
            limit=limit,
        )
    ]


def own_name() -> str:
    """What the worker of this process is called: its machine and its process id."""
    return f"{socket.gethostname()}-{os.getpid()}"


def may_live(name: str, ours: frozenset[int] = frozenset()) -> bool:
    """Could the worker of this name still be there? On this machine its process is looked for, and those in
    `ours` do not count; of other machines nothing is known but what they said."""
    host, _, number = name.rpartition("-")
    if host != socket.gethostname() or not number.isdecimal():
        return True
    if int(number) in ours:
        return False
    if os.name != "posix":
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it is there and belongs to somebody else
    return True
