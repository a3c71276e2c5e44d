"""Every screen of the real program, walked from outside as a screen reader and a keyboard do."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from moderator import resources
from tests.access.desk import Desk, faults, not_reached
from tests.journeys.program import Program
from tests.peers.atspi import AccessBus, Node
from tests.peers.display import Display

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.xdist_group("access"),
    pytest.mark.timeout(600),
]

SCREENS = {
    "F3": "History",
    "F4": "Import",
    "F5": "House rules",
    "F6": "People",
    "F7": "Settings",
    "F2": "Queue",
}
ARROWS = {"Teams", "Roster"}  # pages of one screen: Tab comes to the one that is on, arrows go on from there


def _harsh() -> list[str]:
    staged = json.loads(resources.path("rehearsal", "comments.json").read_text("utf-8"))["comments"]
    return [each["text"] for each in staged if each["band"] != "S0"]


HARSH = _harsh()


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


def to(desk: Desk, key: str) -> list[Node]:
    """Go to a screen, until it stands still."""
    desk.press_until(key, lambda: desk.find(SCREENS[key]), SCREENS[key])
    seen = desk.sees()
    for _ in range(20):
        before, seen = seen, desk.sees()
        if [str(each) for each in before] == [str(each) for each in seen]:
            break
    return seen


def veiled(desk: Desk) -> None:
    """No harsh sentence can be had from the program, in whatever is on the screen or hidden."""
    knows = desk.knows()
    assert [text for text in HARSH if text in knows] == []
    assert "imagine" not in knows  # each of them has it, so that no part of one gets through either


@pytest.mark.parametrize("key", SCREENS, ids=SCREENS.values())
def test_everything_on_a_screen_has_a_name_and_says_what_it_is_and_tab_comes_to_it(desk: Desk, key: str):
    seen = to(desk, key)
    assert faults(seen) == []
    went = desk.round()
    assert faults(went) == []
    missed = [each for each in not_reached(desk.sees(), went) if not any(title in each for title in ARROWS)]
    assert missed == []
    back = desk.tab("shift+Tab")
    assert back.path == went[-1].path
    veiled(desk)


def test_a_row_of_the_line_says_its_category_and_how_harsh_it_is_and_never_its_text(desk: Desk):
    to(desk, "F2")
    line = desk.until_seen("The waiting line", "list")
    rows = desk.rows(line)
    harsh = [each.name for each in rows if "veiled comment" in each.name]
    assert any("Threat, severe" in name for name in harsh)
    assert any("Insult, harsh" in name and "30 copies" in name for name in harsh)
    assert any("Not checked" in name for name in harsh)
    assert any("calm: At last a stop at the health centre, thank you." in each.name for each in rows)
    assert len(harsh) < len(rows)
    veiled(desk)
