"""What can be come to at the rehearsal desk, and what must never be had from it."""

from __future__ import annotations

import json

from moderator import resources
from tests.access.desk import Desk
from tests.peers.atspi import Node

SCREENS = {
    "F3": "History",
    "F4": "Import",
    "F5": "House rules",
    "F6": "People",
    "F7": "Accounts",
    "F8": "Unread",
    "F9": "Wellbeing",
    "F10": "Settings",
    "F2": "Queue",
}


def _harsh() -> list[str]:
    staged = json.loads(resources.path("rehearsal", "comments.json").read_text("utf-8"))["comments"]
    return [each["text"] for each in staged if each["band"] != "S0"]


HARSH = _harsh()


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
