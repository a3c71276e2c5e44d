"""A session with an accessibility bus and a display, for tests that meet the program as a screen reader does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.peers.atspi import AccessBus
from tests.peers.display import Display
from tests.peers.keeping import PeerMissing, missing


@pytest.fixture(scope="session")
def access_bus(screen_display: Display, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessBus]:
    try:
        made = AccessBus(tmp_path_factory.mktemp("access"), screen_display.environ)
    except PeerMissing as why:
        missing("An accessibility bus", why)
    yield made
    made.stop()
