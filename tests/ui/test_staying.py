"""The desk while nobody looks: one window of a home, the tray, notices without content, nothing left on the screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSystemTrayIcon

from moderator.clock import HandClock
from moderator.overview import AccountHealth, Status, WorkerSeen
from moderator.settings import Settings
from moderator.wellbeing.values import Presence
from tests.journeys.program import ROOT
from ui.staying.alone import Alone
from ui.staying.notices import notices
from ui.staying.stay import Stay
from ui.staying.tray import Tray
from ui.window import Window


@pytest.fixture
def window(qtbot, sitting, tmp_path: Path):
    made = Window(sitting.work, Settings(), tmp_path, rehearsal=False)
    qtbot.addWidget(made, before_close_func=lambda _: setattr(made, "stays", False))
    with qtbot.waitExposed(made):
        made.show()
    made.show_queue()
    sitting.settle()
    return made


def _status(*accounts: AccountHealth, parked: int = 0, worker: str = "running") -> Status:
    return Status(WorkerSeen(worker), accounts, 4, 9, 0, (), parked, 0)


# one window


def test_a_second_start_brings_the_first_window_to_the_front(qtbot, tmp_path: Path):
    first = Alone(tmp_path)
    assert first.first
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "app = QCoreApplication([]); from ui.staying.alone import Alone\n"
        "second = Alone(Path(sys.argv[1])); print(second.first, second.call_first())"
    )
    with qtbot.waitSignal(first.asked, timeout=20_000):
        second = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
    out, _ = second.communicate(timeout=20)
    assert out.split() == ["False", "True"]
    first.close()
    again = Alone(tmp_path)
    assert again.first, "once the first is closed the next one may open"
    again.close()


def test_a_window_that_was_killed_locks_nobody_out(qtbot, tmp_path: Path):
    code = (
        "import os, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "app = QCoreApplication([]); from ui.staying.alone import Alone\n"
        "Alone(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=False, timeout=60)
    next_one = Alone(tmp_path)
    assert next_one.first
    next_one.close()


# the tray


def test_closing_the_window_leaves_the_desk_in_the_tray_and_gives_the_card_back(
    qtbot, sitting, window: Window
):
    card = sitting.office.says("You absolute turnip").id
    window.queue.refresh()
    sitting.settle()
    window.queue.seat.open(card)
    sitting.settle()
    assert sitting.state(card) == "claimed"
    closed: list[bool] = []
    window.closing.connect(lambda: closed.append(True))
    window.stays = True
    window.close()
    sitting.settle()
    assert not window.isVisible()
    assert closed == []
    assert sitting.state(card) == "waiting"
    window.come_back()
    assert window.isVisible()
    window.quit()
    assert closed == [True]


def test_leaving_the_session_covers_the_screen(
    qtbot, sitting, window: Window, tmp_path: Path, clock: HandClock
):
    alone = Alone(tmp_path)
    stay = Stay(window, alone, Settings(), clock, rehearsal=False)
    stay.session.left.emit("lock")
    assert window.stack.currentWidget() is window.cover_sheet
    stay.close()
    alone.close()


def test_whoever_leaves_the_session_is_gone_for_the_desk_at_once_and_back_with_the_first_key(
    qtbot, sitting, window: Window, tmp_path: Path, clock: HandClock
):
    alone = Alone(tmp_path)
    stay = Stay(window, alone, Settings(), clock, rehearsal=False)
    card = sitting.office.says("You absolute turnip")
    window.queue.refresh()
    sitting.settle()
    window.queue.seat.open(card.id)
    sitting.settle()
    qtbot.keyPress(window.queue, Qt.Key.Key_V)
    sitting.settle()
    open_now = "SELECT count(*) FROM reveal WHERE ended_us IS NULL"
    assert sitting.office.db.column(open_now) == [1]
    window.queue.pulse.tick()
    sitting.settle()
    stay.session.left.emit("lock")
    sitting.settle()
    assert window.queue.pulse.presence is Presence.LOCKED
    assert sitting.office.db.column(open_now) == [0]
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert window.queue.pulse.presence is not Presence.LOCKED
    stay.close()
    alone.close()


def test_the_tray_calls_the_desk_back_covers_it_and_ends_it(qtbot, window: Window):
    tray = Tray(window, tell=True)
    for words, signal in (
        ("Open the desk", tray.open_asked),
        ("Cover the screen", tray.cover_asked),
        ("Stop gathering and quit", tray.quit_asked),
    ):
        action = next(each for each in tray.menu.actions() if each.text() == words)
        with qtbot.waitSignal(signal, timeout=1000):
            action.trigger()
    with qtbot.waitSignal(tray.open_asked, timeout=1000):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)


# notices


def test_a_notice_is_given_once_and_only_while_somebody_looks_elsewhere(qtbot, window: Window):
    said: list[str] = []
    tray = Tray(window, tell=True, show_notice=said.append)
    window.hide()
    tray.see(_status())
    assert said == []
    tray.see(_status(parked=1))
    tray.see(_status(parked=1))
    assert said == ["A decision could not be carried out and waits for a person."]
    silent = Tray(window, tell=False, show_notice=said.append)
    silent.see(_status())
    silent.see(_status(parked=5))
    assert len(said) == 1


def test_notices_hold_no_name_no_words_and_no_category():
    turnip = "turnip <b>@you</b>"
    well = AccountHealth(1, "bluesky", turnip)
    troubled = AccountHealth(1, "bluesky", turnip, trouble=turnip, trouble_kind="sign_in")
    before, now = _status(well), _status(troubled, parked=3, worker="silent")
    said = notices(before, now)
    assert len(said) == 3
    assert not any("turnip" in sentence for sentence in said)
    assert notices(None, now) == []
    assert notices(now, now) == []


def test_a_passing_fault_is_no_notice():
    passing = AccountHealth(1, "bluesky", "agency", trouble="busy", trouble_kind="passing")
    assert notices(_status(), _status(passing)) == []
