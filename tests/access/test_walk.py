"""Every screen of the real program, walked from outside as a screen reader and a keyboard do."""

from __future__ import annotations

import pytest

from tests.access.desk import Desk, faults, not_reached
from tests.access.rehearsal import SCREENS, to, veiled

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.xdist_group("access"),
    pytest.mark.timeout(600),
]

ARROWS = {
    "Teams",
    "Roster",
    "Limits",
}  # pages of one screen: Tab comes to the one that is on, arrows go on from there


@pytest.mark.parametrize("key", SCREENS, ids=SCREENS.values())
def test_everything_on_a_screen_has_a_name_and_says_what_it_is_and_tab_comes_to_it(desk: Desk, key: str):
    seen = to(desk, key)
    assert faults(seen) == []
    for _ in range(3):  # comments may arrive while it is walked: what they bring is walked the next time
        went = desk.round()
        assert faults(went) == []
        missed = [
            each for each in not_reached(desk.sees(), went) if not any(title in each for title in ARROWS)
        ]
        if not missed:
            break
    assert missed == []
    back = desk.tab("shift+Tab")
    assert back.path == went[-1].path
    veiled(desk)


def test_a_row_of_the_line_says_its_category_and_how_harsh_it_is_and_never_its_text(desk: Desk):
    to(desk, "F2")
    line = desk.until_seen("The waiting line", "list")
    desk.until(lambda: any("30 copies" in each.name for each in desk.rows(line)), "all copies of a card")
    rows = desk.rows(line)
    harsh = [each.name for each in rows if "veiled comment" in each.name]
    assert any("Threat, severe" in name for name in harsh)
    assert any("Insult, harsh" in name and "30 copies" in name for name in harsh)
    assert any("Not checked" in name for name in harsh)
    assert any("calm: At last a stop at the health centre, thank you." in each.name for each in rows)
    assert len(harsh) < len(rows)
    veiled(desk)


def test_the_support_card_can_be_heard_and_walked_from_outside(desk: Desk):
    to(desk, "F2")
    desk.press_until("F1", lambda: desk.find("Copy the number of Lifeline"), "the support card")
    seen = desk.sees()
    assert faults(seen) == []
    names = " ".join(each.name for each in seen)
    for heard in ("000", "131 444", "13 11 14", "Copy the number of Lifeline"):
        assert heard in names
    desk.press_until(
        "Escape", lambda: not any("Lifeline" in each.name for each in desk.sees()), "the queue again"
    )
    veiled(desk)
