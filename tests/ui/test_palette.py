"""The palette finds what can be done here by its name, and offers nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from moderator.settings import Settings
from ui.palette import Command, Palette, found
from ui.window import Window


def commands(*titles: str) -> list[Command]:
    return [Command(title, "", lambda: None) for title in titles]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("", ["Hide", "Go to History", "Take a break now"]),
        ("hi", ["Hide", "Go to History"]),
        ("history", ["Go to History"]),
        ("BREAK now", ["Take a break now"]),
        ("go hist", ["Go to History"]),
        ("turnip", []),
        ("(((", []),
    ],
)
def test_a_command_is_found_by_the_beginnings_of_its_words(asked: str, titles: list[str]):
    listed = commands("Hide", "Go to History", "Take a break now")
    assert [command.title for command in found(listed, asked)] == titles


def test_the_best_fit_is_chosen_and_enter_does_it(qtbot):
    done: list[str] = []
    listed = [
        Command(title, "", lambda title=title: done.append(title)) for title in ("Go to Hide", "Hide", "Keep")
    ]
    palette = Palette(listed)
    qtbot.addWidget(palette)
    palette.open()
    qtbot.keyClicks(palette.asked, "hide")
    assert palette.titles() == ["Hide", "Go to Hide"]
    qtbot.keyClick(palette.asked, Qt.Key.Key_Down)
    qtbot.keyClick(palette.asked, Qt.Key.Key_Return)
    assert done == ["Go to Hide"]
    assert not palette.isVisible()


def test_escape_does_nothing(qtbot):
    done: list[str] = []
    palette = Palette([Command("Hide", "X", lambda: done.append("x"))])
    qtbot.addWidget(palette)
    palette.open()
    qtbot.keyClick(palette.asked, Qt.Key.Key_Escape)
    assert done == []
    assert not palette.isVisible()


@pytest.fixture
def window(qtbot, sitting, tmp_path: Path):
    made = Window(sitting.work, Settings(), tmp_path, rehearsal=True)
    qtbot.addWidget(made, before_close_func=lambda _: made.queue.leave())
    with qtbot.waitExposed(made):
        made.show()
    made.begin()
    qtbot.waitUntil(lambda: made.here is not None)
    sitting.settle()
    return made


def titles(window: Window) -> list[str]:
    return [command.title for command in window.commands()]


def test_what_is_offered_is_what_can_be_done_now(qtbot, sitting, window: Window):
    card = sitting.office.says("You absolute turnip").id
    assert "Open the next card" in titles(window)
    assert "Hide" not in titles(window)
    window.queue.seat.open(card)
    sitting.settle()
    assert {"Hide", "Keep", "Escalate unread"} <= set(titles(window))
    assert "Go to History" in titles(window)
    assert "Go to Queue" not in titles(window)
    assert "turnip" not in " ".join(titles(window))


def test_nothing_that_asks_for_the_desk_is_offered_in_a_break(qtbot, sitting, window: Window):
    sitting.work.store(lambda console: console.desk.break_now())
    sitting.settle()
    window.queue.pulse.tick()
    sitting.settle()
    assert "Open the next card" not in titles(window)
    assert "Cover the screen" in titles(window)


def test_nobody_who_has_not_signed_in_is_offered_anything(qtbot, sitting, window: Window):
    window.show_sign_in()
    assert window.commands() == []
    window.show_palette()
    assert not window.findChildren(Palette)


def test_every_command_has_a_name_that_no_other_has(qtbot, sitting, window: Window):
    for at in range(len(window.screens)):
        window.show_screen(at)
        sitting.settle()
        listed = titles(window)
        assert len(listed) == len(set(listed))
