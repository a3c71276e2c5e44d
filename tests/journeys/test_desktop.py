"""A moderator's morning at the real desktop: real key presses on a real display, a real Bluesky network behind it.

Looks are held in real time. A rehearsal could make 45 seconds pass in one, but its window looks at the clock each
real second, so that what is tried there would not be what people do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from moderator.clock import SystemClock
from moderator.keys import derive
from moderator.store.db import open_sqlite
from tests.journeys.program import Program
from tests.journeys.seat import Seat
from tests.journeys.speech import CIVIL, HARSH, HARSH_COPIED
from tests.journeys.storm import COPIES, storm
from tests.peers.bluesky import Network, Person
from tests.peers.display import Display

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.xdist_group("bluesky"),
    pytest.mark.timeout(900),
]

HELD = {3: 1.0, 21: 1.5, 45: 2.0}  # seconds: times the base


@pytest.fixture
def agency(bluesky_network: Network) -> Person:
    return bluesky_network.new_person("agency")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


@pytest.fixture
def seat(program: Program, screen_display: Display) -> Iterator[Seat]:
    seat = Seat(program, screen_display)
    yield seat
    seat.close()


def _rows(program: Program, sql: str) -> list[dict]:
    db = open_sqlite(program.home / "desk.db", derive(bytes.fromhex(program.key), "database"), SystemClock())
    try:
        return db.query(sql)
    finally:
        db.close()


def _sign_in(seat: Seat, network: Network, agency: Person) -> None:
    """As on the first morning: three fields and Enter, and Enter again for what was found."""
    seat.until_seen("Connect Bluesky")
    seat.press("2")
    seat.until(lambda: seat.look()["focus"] == "Handle", "the field for the handle")
    seat.type(agency.handle)
    seat.press("Tab")
    seat.type(agency.app_password())
    seat.press("Tab", "ctrl+a")
    seat.type(network.pds)
    seat.press("Return")
    seat.until_seen("Yes, save it", 120)
    seat.press("Return")


def _open_card(program: Program) -> dict | None:
    rows = _rows(
        program,
        """SELECT k.id, x.author, x.text FROM claim h JOIN card k ON k.id = h.card_id
        JOIN comment x ON x.id = k.exemplar WHERE h.ended_us IS NULL""",
    )
    return rows[0] if rows else None


def _count(program: Program, sql: str) -> int:
    return int(_rows(program, f"SELECT count(*) AS n FROM {sql}")[0]["n"])


def _all_open(program: Program) -> int:
    return _count(program, "card WHERE state IN ('waiting', 'claimed')")


def _all_scored(program: Program, comments: int) -> bool:
    there = _count(program, "comment WHERE own = 0")
    return there >= comments and not _count(program, "card WHERE scored = 0 AND state = 'waiting'")


def _all_pushed(program: Program) -> bool:
    return not _count(program, "outbox WHERE state IN ('pending', 'sending', 'uncertain')")


def _pressed(seat: Seat, key: str, came: Callable[[], Any], what: str) -> Any:
    """Press as a person does on a busy machine: again, when nothing has come of it for a long while."""
    for _ in range(3):
        seat.decide(key)
        with suppress(AssertionError):
            return seat.until(came, what, 25)
    seat.decide(key)
    return seat.until(came, what)


def _next(seat: Seat, program: Program, key: str, other_than: int = 0) -> dict:
    """The card that is open and on the screen after this key."""

    def came() -> dict | None:
        card = _open_card(program)
        return card if card and card["id"] != other_than else None

    found = _pressed(seat, key, came, "the next card")
    seat.until(lambda: seat.look() and found["author"] in seat.sees(), "its author on the screen")
    return dict(found)


def _decide_all(seat: Seat, program: Program) -> None:
    """Hide what the troll wrote, keep the rest, unread; one key a card, until the line is empty."""
    card = _next(seat, program, "Return")
    for left in range(_all_open(program), 0, -1):
        key = "x" if card["author"].startswith("troll") else "a"
        if left > 1:
            card = _next(seat, program, key, card["id"])
        else:
            _pressed(seat, key, lambda: _all_open(program) == 0, f"the decision on card {card['id']}")
        seat.until(lambda left=left: _all_open(program) == left - 1, f"the decision on card {card['id']}")


def _look_at_three(seat: Seat, program: Program) -> str:
    """Each look held for its time, as written, and charged for it; then hidden. Returns the last one's text."""
    seat.until_seen("cards wait.")
    card = _next(seat, program, "Return")
    for number, (seconds, times) in enumerate(HELD.items(), 1):
        shown = seat.hold(["shift", "v"], seconds)
        assert card["text"] in shown
        seat.until(lambda card=card: card["text"] not in seat.sees(), "the veil")
        looks = _rows(program, f"SELECT base, charged FROM reveal WHERE card_id = {card['id']}")
        assert [each["charged"] / each["base"] for each in looks] == [times]
        last = card
        if number < len(HELD):
            card = _next(seat, program, "x", card["id"])
        else:
            _pressed(seat, "x", lambda: _all_open(program) == 0, "the last decision")
    return str(last["text"])


def test_a_morning_at_the_desk(seat: Seat, program: Program, bluesky_network: Network, agency: Person):
    network, morning = bluesky_network, storm(bluesky_network, agency)

    def in_thread() -> list[str]:
        network.settle()
        return morning.citizen.sees_in_thread(morning.post)

    _sign_in(seat, network, agency)
    seat.until(lambda: seat.look() and _all_scored(program, 60), "sixty comments, all scored", 120)
    assert seat.worker() is not None
    cards = program.queue()
    harsh = [card for card in cards if card["author"].startswith("troll")]
    civil = [card for card in cards if card["author"].startswith("citizen")]
    assert sorted(card["copies"] for card in harsh) == [1] * len(HARSH) + [COPIES]
    assert all(card["veiled"] for card in harsh)
    assert len(civil) == len(CIVIL)
    assert sum(not card["veiled"] for card in civil) >= 14

    _decide_all(seat, program)
    seat.until_seen("The line is empty. Thank you.")
    assert _rows(program, "SELECT * FROM reveal") == []
    assert _rows(program, "SELECT * FROM exposure") == []
    told = " ".join(seat.seen)
    assert not [text for text in (HARSH_COPIED, *HARSH) if text in told]
    assert any("troll" in shown and "veiled comment" in shown for shown in seat.seen)
    assert CIVIL[0] in told

    seat.until(lambda: _all_pushed(program), "the hides to have arrived", 120)
    assert sorted(in_thread()) == sorted(CIVIL)

    later = [f"{text}, again" for text in HARSH[: len(HELD)]]
    for text in later:
        morning.troll.post(text, under=morning.post)
    network.settle()
    seat.until(lambda: _all_scored(program, 63) and _all_open(program) == len(HELD), "more comments", 120)
    last = _look_at_three(seat, program)
    seat.until_seen("Confirmed: hidden", 120)
    assert sorted(in_thread()) == sorted(CIVIL)

    seat.press("u")
    seat.until_seen("Undone")
    seat.until(lambda: _all_open(program) == 1 and _all_pushed(program), "the undo to have arrived", 60)
    assert sorted(in_thread()) == sorted([*CIVIL, last])
    assert seat.close() == 0
    program.run("journal", "verify")
