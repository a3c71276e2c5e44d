"""Real peers as fixtures. Registered by tests/conftest.py: `pytest_plugins = ["tests.peers.fixtures"]`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.peers import postgres
from tests.peers.keeping import PeerMissing, missing


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a private PostgreSQL (superuser, no password, fsync off), one for each test process."""
    try:
        url, kept = postgres.start()
    except PeerMissing as why:
        missing("PostgreSQL", why)
    yield url
    kept.stop()
