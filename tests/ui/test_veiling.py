"""An admin sees on the Settings page what each choice of a veil would have done, and chooses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from moderator.scores import Band
from moderator.veils import Effect
from ui import words
from ui.settings.screen import SettingsScreen
from ui.settings.veiling import VeilPoints

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def veiling(settings_page: SettingsScreen) -> VeilPoints:
    return settings_page.veiling


def test_the_point_in_force_is_chosen_first_and_each_point_says_what_it_would_have_done(veiling: VeilPoints):
    assert veiling.isVisibleTo(veiling.window())
    assert veiling.point.currentText() == "from 0.02 (now)"
    lines = veiling.effects.text().splitlines()
    assert len(lines) == veiling.point.count() == 8
    assert lines[1].startswith("From 0.02 (now): ")
    assert lines[0] == words.effect(veiling._effects[0])


def test_a_choice_is_kept_told_and_taken_back(qtbot, sitting, veiling: VeilPoints):
    told: list[str] = []
    veiling.said.connect(told.append)
    assert not veiling.shipped.isEnabled()
    veiling.point.setCurrentIndex(veiling.point.findData(0.3))
    qtbot.mouseClick(veiling.choose, LEFT)
    sitting.settle()
    sitting.settle()
    sitting.settle()
    assert veiling.point.currentText() == "from 0.3 (now)"
    assert told == ["Set. New comments follow at once, open cards in the background."]
    qtbot.mouseClick(veiling.shipped, LEFT)
    sitting.settle()
    sitting.settle()
    sitting.settle()
    assert veiling.point.currentText() == "from 0.02 (now)"


def test_every_control_has_a_name_and_can_be_reached_by_keyboard(veiling: VeilPoints):
    for control in (
        veiling.account,
        veiling.label,
        veiling.band,
        veiling.point,
        veiling.choose,
        veiling.shipped,
    ):
        assert control.accessibleName() or control.text()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_each_point_is_told_in_words():
    told = words.effect(Effect(0.3, 0.125, 0.034, 0.0, now=True, bands=(1210, 40, 0, 3, 1)))
    assert told == (
        "From 0.3 (now): 12 % veiled; of those kept, 3.4 % veiled; of those hidden or deleted, 0 % bare. "
        "1,210 calm, 40 mild, 3 very harsh, 1 severe"
    )
    assert words.effect(Effect(None, 0.5, None, None, now=True)) == "Never (now): 50 % veiled"
    assert words.effect(Effect(0.3, None, None, None)) == "From 0.3: nothing to look at yet"


def test_each_band_has_points_of_its_own_and_only_what_may_be_chosen_is_offered(
    qtbot, sitting, veiling: VeilPoints
):
    veiling.band.setCurrentIndex(veiling.band.findData(Band.S3))
    sitting.settle()
    assert veiling.point.currentText() == "never (now)"
    assert min(each.point for each in veiling._effects if each.point is not None) == 0.5  # where S2 begins
    veiling.point.setCurrentIndex(veiling.point.findData(0.8))
    qtbot.mouseClick(veiling.choose, LEFT)
    sitting.settle()
    sitting.settle()
    sitting.settle()
    assert veiling.point.currentText() == "from 0.8 (now)"
    assert veiling.shipped.isEnabled()


def test_where_bands_are_locked_the_page_says_so_and_offers_no_button(qtbot, sitting, veiling: VeilPoints):
    veiling._show((veiling._points, False))
    sitting.settle()
    assert veiling.locked.isVisibleTo(veiling)
    assert not veiling.choose.isEnabled()
    assert not veiling.shipped.isEnabled()
