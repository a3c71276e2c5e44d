"""The first start and a desk of several persons, by keyboard alone and as a screen reader meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access.desk import Desk, faults, not_reached
from tests.journeys.program import Program
from tests.peers.atspi import AccessBus
from tests.peers.display import Display

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.xdist_group("access"),
    pytest.mark.timeout(600),
]

PHRASE = "four calm words here"


@pytest.fixture
def new(tmp_path: Path, screen_display: Display, access_bus: AccessBus) -> Iterator[Desk]:
    """A desk that has never been opened, on a computer without a keyring."""
    made = Desk(Program(tmp_path / "home"), screen_display, access_bus)
    yield made
    made.close()


@pytest.fixture
def several(tmp_path: Path, screen_display: Display, access_bus: AccessBus) -> Iterator[Desk]:
    """A desk at which two persons sign in, with a team."""
    program = Program(tmp_path / "home")
    kim = ("Kim O.", PHRASE)
    program.run("person", "me", "--name", kim[0], stdin=PHRASE)
    added = program.run("person", "add", "Asha M.", by=kim).stdout
    code = added.partition("One-time code: ")[2].splitlines()[0]
    program.run("person", "me", by=("Asha M.", code), stdin=f"{PHRASE} too")
    program.run("team", "add", "Front desk", by=kim)
    program.run("team", "join", "Front desk", "Asha M.", by=kim)
    made = Desk(program, screen_display, access_bus, key=True)
    yield made
    made.close()


def walked(desk: Desk, *exempt: str) -> None:
    """Nothing without a name, and Tab comes to everything."""
    assert faults(desk.sees()) == []
    went = desk.round()
    assert faults(went) == []
    missed = [each for each in not_reached(desk.sees(), went) if not any(word in each for word in exempt)]
    assert missed == []


def test_a_new_desk_is_opened_and_an_account_asked_for_by_keyboard(new: Desk):
    new.until_seen("Choose a passphrase for this desk")
    new.until_focus("Passphrase")
    walked(new)
    new.until(lambda: (at := new.tab()).name == "Passphrase" and at, "the first field")
    new.display.type("short")
    new.press("Return")
    new.until_heard("too short")
    new.press("ctrl+a")
    new.display.type(PHRASE)
    new.press("Tab")
    new.until_focus("The same again")
    new.display.type(PHRASE)
    assert PHRASE not in new.knows()
    new.press("Return")
    new.until_seen("Write down the key of this desk")
    walked(new)
    assert PHRASE not in new.knows()
    new.press("4")
    new.until_heard("Write them down in their order")
    assert faults(new.sees()) == []
    new.until(lambda: new.tab().name == "Go on", "the way on")
    new.press("space")

    new.until_seen("A calm desk for hard comments")
    new.take_keyboard()
    new.until(lambda: (at := new.focus()) and "Try it first" in at.name, "the keyboard on the first way")
    walked(new)
    for platform in ("Bluesky", "Mastodon"):
        way = new.until_seen(f"Connect {platform}", "push button")
        new.until(lambda way=way: new.tab().path == way.path, f"the way to {platform}")
        new.press("space")
        new.until_gone("A calm desk for hard comments")
        walked(new)
        fields = [each for each in new.sees() if each.role == "text"]
        assert all(each.description for each in fields)
        new.until(lambda: new.tab().role == "text", "a field")
        new.press("Return")
        new.until_heard("is still empty")
        new.press("Escape")
        new.until_seen("A calm desk for hard comments")


def test_persons_sign_in_and_look_after_people_by_keyboard(several: Desk):
    desk = several
    desk.until_seen("Who sits here?")
    walked(desk)
    desk.until(lambda: "Passphrase of" in desk.tab().name, "the field for the passphrase")
    desk.display.type("another one")
    desk.press("Return")
    desk.until_heard("passphrase")
    desk.until_focus("Passphrase of")
    desk.press("shift+Tab", "Down")
    desk.until_seen("Passphrase of ⁨Kim O.⁩")
    desk.press("Tab")
    desk.until_focus("Passphrase of ⁨Kim O.⁩")
    desk.display.type(PHRASE)
    assert PHRASE not in desk.knows()
    desk.press("Return")
    desk.until_gone("Who sits here?")
    assert PHRASE not in desk.knows()
    desk.press_until("F6", lambda: desk.find("Persons"), "the page of people")
    walked(desk, "Teams", "Roster", "Persons", "Limits")
    desk.press("alt+2")
    desk.until_seen("Name of a new team")
    walked(desk, "Teams", "Roster", "Persons", "Limits")
    desk.press("alt+3")
    desk.until_seen("Roster of the week")
    walked(desk, "Teams", "Roster", "Persons", "Limits")
    desk.press("ctrl+k")
    desk.until(lambda: desk.find("Palette"), "the palette")
    desk.take_keyboard()
    desk.until_focus("What would you like to do?")
    desk.display.type("change my")
    desk.press("Return")
    desk.until_seen("The same again")
    desk.take_keyboard()
    assert faults(desk.sees()) == []
    desk.press("Escape")
    desk.until_gone("The same again")
