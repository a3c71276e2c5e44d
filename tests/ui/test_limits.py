"""The numbers that protect people are on the Settings page for everybody; a bad policy is refused there with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from moderator.wellbeing.limits import LIMITS
from moderator.wellbeing.policy import Mix
from ui.settings.limits import Limits
from ui.settings.numbers import numbers
from ui.settings.screen import SettingsScreen


@pytest.fixture
def limits(settings_page: SettingsScreen) -> Limits:
    return settings_page.limits


def _texts(limits: Limits) -> list[str]:
    return [each.text() for each in limits.findChildren(QLabel) if each.isVisibleTo(limits)]


def _hour_limit(sitting) -> float:
    found: list[float] = []
    sitting.work.store(lambda console: console.desk.meter().hour_limit, found.append, lambda problem: None)
    sitting.settle()
    return found[0]


def test_every_limit_is_shown_with_its_numbers_grade_and_source(limits: Limits):
    told = _texts(limits)
    for limit in LIMITS:
        assert f"{limit.grade}: {limit.source}" in told
        for number in (limit.soft, limit.hard, limit.ceiling):
            assert f"{number:,g}" in told


def test_ones_own_share_is_chosen_and_counts_at_once(sitting, limits: Limits):
    limits.own.setCurrentIndex(limits.own.findData(0.5))
    limits.own.activated.emit(limits.own.currentIndex())
    sitting.settle()
    assert _hour_limit(sitting) == 75
    limits.own.setCurrentIndex(0)
    limits.own.activated.emit(0)
    sitting.settle()
    assert "until then 50% of my agency's" in limits.own_more.text()
    assert _hour_limit(sitting) == 75


def test_a_policy_file_is_set_from_the_page_and_what_it_changed_stands_out(
    sitting, limits: Limits, tmp_path: Path
):
    file = tmp_path / "ours.toml"
    file.write_text("[limits.load_h]\nsoft = 61\nhard = 91\n")
    limits.set_from(file)
    sitting.settle()
    sitting.settle()
    assert "Set. These numbers hold now" in limits.told.text()
    bold = [
        each.text() for each in limits.findChildren(QLabel) if each.font().bold() and each.isVisibleTo(limits)
    ]
    assert {"61", "91"} <= set(bold)
    assert _hour_limit(sitting) == 91


def test_a_bad_policy_file_is_refused_with_its_line(sitting, limits: Limits, tmp_path: Path):
    file = tmp_path / "bad.toml"
    file.write_text("[limits.load_h]\nhard = 9999\n")
    limits.set_from(file)
    sitting.settle()
    assert "bad.toml, line 2: limits.load_h.hard is out of range" in limits.told.text()
    assert "150" in _texts(limits)


def test_every_number_of_mix_and_breaks_is_shown_with_its_grade_and_source_on_request(limits: Limits):
    assert "A short break after" not in _texts(limits)
    limits.others.more.setChecked(True)
    told = _texts(limits)
    for name, value, source in numbers(Mix()):
        assert {name, value, source} <= set(told)
        assert not name.endswith("_us")
        assert source.startswith(("E0", "E1", "E2", "E3"))
