"""A moderator who sees nothing of the screen works the line by keyboard: what they hear, and where the keyboard is."""

from __future__ import annotations

import pytest

from tests.access.desk import Desk, faults, not_reached
from tests.access.rehearsal import HARSH, to, veiled
from tests.peers.atspi import Node

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.xdist_group("access"),
    pytest.mark.timeout(600),
]


def _open_row(desk: Desk) -> Node | None:
    line = desk.find("The waiting line")
    rows = desk.rows(line) if line is not None else []
    return next((each for each in rows if "open here" in each.name), None)


def open_one(desk: Desk, *words: str) -> Node:
    """The first card of the line that is called so, opened as anybody does: arrows, and Enter."""
    to(desk, "F2")
    line = desk.until_seen("The waiting line", "list")
    desk.until_focus("")  # something has it

    def there() -> int | None:
        rows = desk.rows(line)
        fits = (n for n, each in enumerate(rows) if all(word in each.name for word in words))
        return next((n + 1 for n in fits), None)

    at = desk.until(there, f"a row called {words}") - 1
    rows = desk.rows(line)
    desk.press("Home")
    if at:
        desk.press(*["Down"] * at)
    desk.until_focus(rows[at].name)
    return desk.press_until("Return", lambda: _open_row(desk), "an open card")


def test_an_open_card_tells_its_category_and_state_and_never_its_text(desk: Desk):
    row = open_one(desk, "Insult, harsh", "30 copies")
    for told in ("veiled comment, Insult, harsh", "30 copies", "open here"):
        assert told in row.name
    seen = desk.sees()
    assert faults(seen) == []
    card = desk.until_seen("The open card")
    assert "veiled comment, Insult, harsh" in card.description
    veiled(desk)
    went = desk.round()
    assert not_reached(desk.sees(), went) == []
    names = [each.name for each in went]
    assert (
        names.index("Hold to read it with slurs hidden") < names.index("Keep") < names.index("List the keys")
    )
    for key, name in (("A", "Keep"), ("X", "Hide"), ("D", "Delete"), ("E", "Escalate unread")):
        assert f"Key {key}" in desk.until_seen(name, "push button").description


def test_words_are_heard_while_they_are_shown_and_cannot_be_had_afterwards(desk: Desk):
    open_one(desk, "Coarse language, harsh")
    veiled(desk)
    desk.display.down("v")
    heard = desk.until_heard("imagine a coarse joke")
    assert heard in HARSH
    assert desk.find(heard) is not None
    desk.display.up("v")
    desk.until_heard("Veiled again.")
    desk.until_gone(heard)
    veiled(desk)


def test_cards_are_worked_one_after_the_other_by_keyboard(desk: Desk):
    row = open_one(desk, "veiled comment")
    for key in ("x", "a", "p", "e"):

        def another(before: str = row.path) -> Node | None:
            now = _open_row(desk)
            return now if now is not None and now.path != before else None

        before = desk.hears.moved
        row = desk.press_until(key, another, f"another card after {key}")
        assert desk.hears.moved >= before
        assert desk.focus() is not None
        assert "focused" in desk.until_seen("The waiting line", "list").states
    for said in ("Hiding", "Kept", "Passed on", "Escalated unread"):
        desk.until_heard(said)
    desk.press("u")
    desk.until_heard("Undone")


def test_what_was_refused_is_said(desk: Desk):
    open_one(desk, "veiled comment")
    desk.press("r")
    desk.until_seen("Answer in public")
    assert faults(desk.sees()) == []
    desk.press("ctrl+Return")
    desk.until_heard("Nothing is chosen yet.")
    desk.press("Escape")
    desk.until_focus("The waiting line")


def test_the_history_is_read_by_keyboard(desk: Desk):
    seen = to(desk, "F3")
    past = desk.until_seen("Past decisions", "list")
    assert any(each.role == "list item" for each in seen)
    desk.until_focus("")
    desk.press("Home")
    row = desk.rows(past)[0]
    desk.until_focus(row.name)
    desk.until(lambda: not desk.find("Choose a decision from the list."), "the decision")
    assert faults(desk.sees()) == []
    assert not_reached(desk.sees(), desk.round()) == []
    veiled(desk)


def test_the_palette_and_the_keys_can_be_read_and_left(desk: Desk):
    to(desk, "F2")
    desk.press("ctrl+k")
    desk.until(lambda: desk.find("Palette"), "the palette")
    desk.take_keyboard()
    desk.until_focus("What would you like to do?")
    assert faults(desk.sees()) == []
    listed = desk.until_seen("What can be done", "list")
    assert any("Go to Settings, key F10" in each.name for each in desk.rows(listed))
    desk.press("Escape")
    desk.until_gone("What would you like to do?")
    desk.take_keyboard()
    desk.press("question")
    desk.until_seen("Any key closes this list")
    assert faults(desk.sees()) == []
    desk.press("Escape")
    desk.until_gone("Any key closes this list")


def test_the_cover_says_so_and_nothing_else(desk: Desk):
    to(desk, "F2")
    desk.display.press("Escape", "Escape")
    desk.until_focus("Covered. Press Enter to go on.")
    seen = desk.sees()
    assert faults(seen) == []
    assert not [each for each in seen if each.role == "list item"]
    desk.press("Return")
    desk.until_seen("The waiting line")


def test_a_break_is_announced_and_the_keyboard_stays_on_its_page(desk: Desk):
    to(desk, "F2")
    desk.press_until("b", lambda: desk.find("Stand up, look away, have some water."), "the break")
    desk.until_heard("Stand up, look away, have some water.")
    desk.until_focus("Stand up, look away, have some water.")
    assert faults(desk.sees()) == []
    went = desk.round()
    assert "More" in [each.name for each in went]
    assert not [each for each in went if each.name in ("Queue", "History", "Settings", "The waiting line")]
    veiled(desk)
