"""A store with one account, for what the worker does to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.store import accounts
from moderator.store.db import Db, open_sqlite


@pytest.fixture
def db(tmp_path: Path, clock: HandClock) -> Iterator[Db]:
    db = open_sqlite(tmp_path / "home" / "desk.db", os.urandom(32), clock)
    with db.transaction():
        accounts.ensure(db, "rehearsal", "", "city")
    yield db
    db.close()
