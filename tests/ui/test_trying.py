"""Limits are tried out from the Settings page: in a child, with its progress, and without changing anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from tests.ui.test_backing import At, _sit
from ui.settings.bars import MOST, picked
from ui.settings.figures_table import FiguresTable
from ui.settings.trying import NO_FILE, Meaning, Rehearsing


@pytest.fixture
def at(qtbot) -> Iterator[At]:
    yield from _sit(qtbot)


def texts(of) -> list[str]:
    return [each.text() for each in of.findChildren(QLabel) if each.isVisibleTo(of)]


def play(at: At, of: Rehearsing | Meaning) -> str:
    of.go.click()
    at.qtbot.waitUntil(lambda: not of.child.running, timeout=60_000)
    return of.told.text()


def trying(at: At) -> Rehearsing:
    at.window.settings.refresh()
    at.qtbot.waitUntil(lambda: not at.window.settings.limits.rehearsing.isHidden())
    return at.window.settings.limits.rehearsing


def test_a_made_up_month_is_played_beside_a_file_and_told_as_a_table_and_bars(at: At, tmp_path: Path):
    page = trying(at)
    file = tmp_path / "ours.toml"
    file.write_text("[limits.load_d]\nsoft = 80\nhard = 100\n")
    page.comments.setCurrentIndex(1)
    page.persons.setCurrentIndex(page.persons.findData(1))
    page.try_file(file)
    said = play(at, page)
    assert "this is about nobody" in said
    told = texts(page)
    assert {"in force", "proposed", "Person 1", "Gini of the weekly load"} <= set(told)
    assert page.go.isEnabled()
    assert not page.stop.isEnabled()


def test_too_little_traffic_and_a_bad_file_are_said_in_a_sentence_and_a_month_can_be_stopped(
    at: At, tmp_path: Path
):
    page = trying(at)
    assert NO_FILE in texts(page)
    assert "too few to say anything" in play(at, page)
    bad = tmp_path / "bad.toml"
    bad.write_text("[limits.load_h]\nhard = 9999\n")
    page.try_file(bad)
    page.comments.setCurrentIndex(1)
    assert "bad.toml, line 2" in play(at, page)
    page.try_file(None)
    page.persons.setCurrentIndex(page.persons.findData(30))
    page.go.click()
    assert page.stop.isEnabled()
    page.stop.click()
    at.qtbot.waitUntil(lambda: not page.child.running, timeout=60_000)
    assert page.told.text() == "Stopped."


@pytest.mark.slow
def test_what_the_numbers_mean_for_one_person_is_worked_out_for_everybody(at: At):
    trying(at)
    page = at.window.settings.limits.meaning
    assert "validates nothing" in play(at, page)
    assert "100 %: a pile-on" in texts(page)
    assert "24 min" in texts(page)


def test_of_many_persons_some_are_shown_the_first_and_the_last_among_them():
    assert picked(3) == [0, 1, 2]
    shown = picked(60)
    assert (shown[0], shown[-1], len(shown)) == (0, 59, MOST)


def test_where_there_is_no_room_for_columns_each_value_stands_below_with_its_title(qtbot):
    table = FiguresTable()
    qtbot.addWidget(table)
    table.resize(900, 200)
    table.fill(["units an hour", "hour closed"], [("25 %: contested", ["130", "never"])])
    assert not table.stacked
    table.resize(160, 200)
    with qtbot.waitExposed(table):
        table.show()
    assert table.stacked
    assert "units an hour 130 · hour closed never" in texts(table)
