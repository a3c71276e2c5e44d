"""Every test of the store runs on plain SQLite, on SQLCipher and on PostgreSQL: ask for `desks` or `db`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.store.db import Db
from tests.store.desks import ENGINES, Desks, add_account, drop_database, make_database, new_desks


@pytest.fixture(scope="session")
def team_database(postgres_url: str) -> Iterator[str]:
    """One migrated database for this test process; each test finds it empty."""
    name = f"store_{os.getpid()}"
    yield make_database(postgres_url, name)
    drop_database(postgres_url, name)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def desks(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desks]:
    url = request.getfixturevalue("team_database") if engine == "postgresql" else ""
    made = new_desks(engine, tmp_path, url)
    yield made
    made.close()


@pytest.fixture
def db(desks: Desks) -> Db:
    return desks.open()


@pytest.fixture
def account(db: Db) -> int:
    return add_account(db)


@pytest.fixture
def scratch_database(postgres_url: str) -> Iterator[str]:
    """A database of one test, for what changes its schema."""
    name = f"scratch_{os.getpid()}"
    yield make_database(postgres_url, name)
    drop_database(postgres_url, name)
