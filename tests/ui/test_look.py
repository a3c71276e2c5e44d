"""Tokens, veils, icons."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontInfo

from moderator import resources
from ui.look import icons, pieces, theme, veil
from ui.look.number import NumberBox


@pytest.mark.parametrize("look", theme.LOOKS.values(), ids=lambda look: look.name)
@pytest.mark.parametrize(("front", "behind", "least"), theme.PAIRS)
def test_each_pair_of_colours_can_be_told_apart(look: theme.Look, front: str, behind: str, least: float):
    assert theme.contrast(theme.token(look, front), theme.token(look, behind)) >= least


@pytest.mark.parametrize("look", theme.LOOKS.values(), ids=lambda look: look.name)
def test_the_break_page_has_more_contrast_still(look: theme.Look):
    assert theme.contrast(look.ink, look.ground) >= 7


def test_contrast_is_reckoned_as_wcag_does():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_a_look_changes_everything_at_once(qapp):
    theme.apply(qapp, theme.DARK)
    assert theme.look() is theme.DARK
    assert qapp.palette().window().color() == QColor(theme.DARK.ground)


def test_the_type_is_the_one_that_ships(qapp):
    assert QFontInfo(theme.font()).family() == "Noto Sans"


def test_veils_of_one_length_are_the_same_pixels(qapp):
    one, other = veil.page(400, 2, 1.0), veil.page(400, 2, 1.0)
    assert one.toImage() == other.toImage()
    assert veil.page(400, 99, 1.0).toImage() == veil.page(400, 3, 1.0).toImage()


def test_every_icon_can_be_drawn(qapp):
    for file in resources.path("icons").glob("*.svg"):
        assert not icons.picture(file.stem).isNull()
        assert not icons.icon(file.stem).isNull()


def test_a_number_can_be_read_in_its_box(qtbot):
    """Qt 6.11 gives the text no room in a box without buttons that has a border of the style sheet."""
    box = NumberBox()
    qtbot.addWidget(box)
    box.resize(200, 40)
    with qtbot.waitExposed(box):
        box.show()
    assert box.lineEdit().width() > 150


@pytest.mark.qt_log_ignore("does not support")
def test_an_open_list_of_choices_shows_them_all(qapp, qtbot):
    theme.apply(qapp, theme.LIGHT)
    choice = pieces.Choice("House rule")
    qtbot.addWidget(choice)
    choice.addItems([f"{number}. No turnips" for number in range(1, 13)])
    choice.show()
    choice.showPopup()
    view = choice.view()
    last = view.model().index(11, 0)
    qtbot.waitUntil(lambda: view.viewport().rect().contains(view.visualRect(last)))
    assert view.verticalScrollBar().maximum() == 0
    choice.hidePopup()
