"""A store, files written for one test, and the shortest way from a file to its comments."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.comments import SetAside
from moderator.importing import proposing, recognising, running, sources
from moderator.importing.plans import Plan
from moderator.importing.reading import Read, Reader
from moderator.importing.recognising import Wish
from moderator.importing.running import Ended
from moderator.importing.sources import Source
from moderator.store.db import Db, open_sqlite


@pytest.fixture
def db(tmp_path: Path, clock: HandClock) -> Iterator[Db]:
    db = open_sqlite(tmp_path / "home" / "desk.db", os.urandom(32), clock)
    yield db
    db.close()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(content: bytes | str, name: str | bytes = "comments.csv") -> Path:
        path = tmp_path / os.fsdecode(name)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return write


def plan_of(path: Path, wish: Wish | None = None, **columns: str) -> Plan:
    """What the command line would do with this file."""
    found = recognising.recognise(path, wish or Wish(names=tuple(columns.values())))
    plan = proposing.propose(found)
    plan = proposing.with_columns(plan, {which: (name,) for which, name in columns.items()})
    proposing.demand_usable(plan, sources.shown(path))
    return plan


def read(path: Path, plan: Plan | None = None) -> Iterator[tuple[str, Read | SetAside | None]]:
    """Every entry: where it stands, and what it came to."""
    plan = plan or plan_of(path)
    reader = Reader(plan)
    with Source(path) as source:
        for entry in source.entries(plan.form, reader.wanted):
            yield entry.where, reader.read(entry)


def rows(path: Path, plan: Plan | None = None) -> list[Read]:
    found = [row for _, row in read(path, plan)]
    assert all(isinstance(row, Read) for row in found), found
    return found  # type: ignore[return-value]


def texts(path: Path, plan: Plan | None = None) -> list[str]:
    return [row.comment.text for row in rows(path, plan)]


def bring(db: Db, path: Path, plan: Plan | None = None, **more: object) -> Ended:
    run, token = running.begin(db, path, plan or plan_of(path), who="anna")
    return running.carry_on(db, path, run, token, **more)  # type: ignore[arg-type]
