from __future__ import annotations

from collections.abc import Iterator

import pytest
import stamina

from tests.platforms.mastodon import standin as mastodon
from tests.platforms.standin import StandIn, standing_in


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """A loopback Bluesky that can misbehave; retries happen at once."""
    stamina.set_testing(True, attempts=4, cap=True)
    with standing_in() as here:
        yield here
    stamina.set_testing(False)


@pytest.fixture
def town() -> Iterator[mastodon.StandIn]:
    """A loopback Mastodon with state, whose account is "town"; retries happen at once."""
    stamina.set_testing(True, attempts=4, cap=True)
    with mastodon.standing_in() as here:
        yield here
    stamina.set_testing(False)
