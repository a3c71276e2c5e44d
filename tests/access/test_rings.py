"""Whatever has the keyboard shows it: a ring that can be told from what was there before without seeing colours."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QWidget

from moderator.clock import HandClock
from tests.ui.house import House, house
from ui.look import order, theme
from ui.look.choice import Choice
from ui.screens import SCREENS

LEAST = 40  # pixels that change by 3:1; the box of a check box alone has 60 around it


@pytest.fixture(params=[theme.LIGHT, theme.DARK, theme.CONTRAST], ids=lambda look: look.name)
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[theme.Look]:
    flash = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    theme.apply(qapp, request.param)
    yield request.param
    theme.apply(qapp, theme.LIGHT)
    qapp.setCursorFlashTime(flash)


@pytest.fixture
def desk(qtbot, clock: HandClock, look: theme.Look) -> Iterator[House]:
    with house(qtbot, clock) as made:
        made.connect_account()
        made.say("When does the bridge open?", "You absolute turnip", "Do the buses take bicycles?")
        made.begin()
        yield made


def _seen(widget: QWidget) -> np.ndarray:
    """How light each pixel is, as WCAG 2.2 reckons it."""
    image: QImage = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    parts = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)[:, :3]
    return LIGHT[parts] @ np.array([0.0722, 0.7152, 0.2126])


_STEPS = np.arange(256) / 255
LIGHT = np.where(_STEPS <= 0.04045, _STEPS / 12.92, ((_STEPS + 0.055) / 1.055) ** 2.4)


def _changed(widget: QWidget) -> int:
    """How many pixels of it change by 3:1 or more when the keyboard comes to it."""
    if (at := QApplication.focusWidget()) is not None:
        at.clearFocus()
    before = _seen(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    after = _seen(widget)
    assert before.shape == after.shape, f"{widget} changes its size"
    return int((np.maximum(before, after) + 0.05 >= 3 * (np.minimum(before, after) + 0.05)).sum())


def _unmarked(root: QWidget) -> list[str]:
    return [
        f"{type(each).__name__} {each.accessibleName() or getattr(each, 'text', str)()}"
        for each in order.through(root)
        if order.takes_tab(each) and _changed(each) < LEAST
    ]


def _open_a_card(desk: House) -> None:
    desk.window.queue.line.enter()
    desk.settle()
    assert desk.window.queue.seat.opened is not None


def test_a_ring_is_around_whatever_has_the_keyboard(desk: House):
    _open_a_card(desk)
    assert _unmarked(desk.window) == []
    for at in range(1, len(SCREENS)):
        desk.window.show_screen(at)
        desk.settle()
        assert _unmarked(desk.window.stack) == []


def test_a_ring_is_around_whatever_has_the_keyboard_on_the_first_pages(desk: House):
    desk.window.welcome.begin(first=True)
    desk.window.stack.setCurrentWidget(desk.window.welcome)
    assert desk.window.welcome.page is not None
    assert _unmarked(desk.window.welcome.page) == []
    way = next(
        each
        for each in desk.window.welcome.findChildren(Choice)
        if each.accessibleName().startswith("Connect")
    )
    way.click()
    assert _unmarked(desk.window.welcome.page) == []


def test_a_list_shows_the_keyboard_when_its_row_is_out_of_sight(desk: House):
    view = desk.window.queue.line.view
    view.setFixedHeight(view.row_height())
    QApplication.processEvents()
    view.setCurrentIndex(view.model().index(0, 0))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert not view.in_sight(view.currentIndex())
    assert _changed(view) >= LEAST


@pytest.mark.parametrize("part", ["", "first", "quiet", "tab", "danger"])
def test_the_button_that_most_will_press_shows_the_keyboard_too(qtbot, look: theme.Look, part: str):
    around = QWidget()
    qtbot.addWidget(around)
    button = QPushButton("Sign in", around)
    button.setProperty("part", part)
    other = QCheckBox("Mine alone", around)
    with qtbot.waitActive(around):
        around.show()
        around.activateWindow()
    assert _changed(button) >= LEAST
    assert _changed(other) >= LEAST


def test_tab_goes_through_an_open_card_as_the_eye_does(desk: House):
    _open_a_card(desk)
    queue = desk.window.queue
    queue.line.view.setFocus()
    went: list[str] = []
    while (len(went) < 60 and not queue.line.view.hasFocus()) or not went:
        assert desk.window.focusNextPrevChild(True)
        at = QApplication.focusWidget()
        assert at is not None
        went.append(at.accessibleName() or at.text())  # type: ignore[attr-defined]
    assert went[0] == "The open card"
    reads, keeps = went.index("Hold to read it with slurs hidden"), went.index("Keep")
    assert 0 < reads < keeps < went.index("Note for colleagues") < went.index("List the keys")
    assert went[-1] == "The waiting line"
    assert desk.window.focusNextPrevChild(False)
    assert QApplication.focusWidget().accessibleName() == went[-2]  # type: ignore[union-attr]


def test_tab_stays_on_the_page_of_a_break(desk: House):
    _open_a_card(desk)
    desk.press(Qt.Key.Key_B)
    desk.window.queue.pulse.tick()
    desk.settle()
    curtain = desk.window.queue.curtain
    assert curtain is not None
    assert curtain.up
    for _ in range(6):
        desk.window.focusNextPrevChild(True)
        at = QApplication.focusWidget()
        assert at is curtain or curtain.isAncestorOf(at)
