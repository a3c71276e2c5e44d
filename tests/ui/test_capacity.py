"""What is seen when nobody has room: a calm line, no number of what waits, and one button for a lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from moderator.capacity import Exhausted
from moderator.cards import Line
from moderator.overview import Status, WorkerSeen
from ui.capacity import words
from ui.capacity.banner import CapacityBanner
from ui.queue.line import LinePane
from ui.queue.reader import Reader
from ui.staying.notices import notices

SINCE = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
ASKS = Exhausted(SINCE, hides=False, asks=True, cannot=("Mastodon",))


def test_it_says_what_happens_and_a_lead_alone_may_answer(qtbot: QtBot):
    banner = CapacityBanner()
    qtbot.addWidget(banner)
    banner.show_capacity(ASKS, leads=False)
    assert "Nothing can be hidden on Mastodon" in banner.words()
    assert banner.allow.isHidden()
    banner.show_capacity(ASKS, leads=True)
    assert not banner.allow.isHidden()
    with qtbot.waitSignal(banner.allow_asked):
        banner.allow.click()
    banner.show_capacity(None, leads=True)
    assert banner.isHidden()


def test_no_number_of_what_waits_is_anywhere_meanwhile(qtbot: QtBot):
    pane, reader = LinePane(lambda: SINCE), Reader(lambda: SINCE)
    for each in (pane, reader):
        qtbot.addWidget(each)
    pane.show_line(Line((), 4711, 4811, exhausted=True))
    reader.has_sources = True
    reader.show_waiting(4711, exhausted=True)
    shown = " ".join(label.text() for each in (pane, reader) for label in each.findChildren(QLabel))
    assert "4" not in shown
    assert not any(letter.isdigit() for letter in words.told(ASKS) + words.NOTICE + words.WAITS)


def test_the_notice_comes_once_and_holds_nothing_of_anybody():
    before = Status(WorkerSeen("running"), (), 0, 0, 0, (), 0, 0)
    now = replace(before, exhausted=SINCE)
    assert notices(before, now) == [words.NOTICE]
    assert notices(now, now) == []
