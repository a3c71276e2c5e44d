"""Real peers as fixtures. Registered by tests/conftest.py: `pytest_plugins = ["tests.peers.fixtures"]`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.peers import bluesky, display, postgres
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


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[bluesky.Network]:
    """A real Bluesky network, about 550 MB. Tests that ask for it are marked `peer` and grouped:
    `pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("bluesky")]`, so that one process starts it."""
    with ExitStack() as stack:
        try:
            network = stack.enter_context(bluesky.running())
        except PeerMissing as why:
            missing("The Bluesky network", why)
        yield network


@pytest.fixture(scope="session")
def screen_display() -> Iterator[display.Display]:
    """A real X display with a keyboard, for tests at the real window. Marked `peer`."""
    with ExitStack() as stack:
        try:
            made = stack.enter_context(display.running())
        except PeerMissing as why:
            missing("A display", why)
        yield made
