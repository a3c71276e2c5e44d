"""A session with an accessibility bus and a display, for tests that meet the program as a screen reader does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.desk import Desk
from tests.journeys.program import Program
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


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, screen_display: Display, access_bus: AccessBus
) -> Iterator[Desk]:
    """A rehearsal desk with its line on the screen."""
    program = Program(tmp_path_factory.mktemp("walk") / "home")
    made = Desk(program, screen_display, access_bus, "--rehearsal")
    made.until_seen("cards wait.")
    yield made
    assert made.close() == 0
