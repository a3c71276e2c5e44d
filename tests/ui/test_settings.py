"""The settings page: made from the fields, locked where the agency says so, written at once, taken back."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QSpinBox, QWidget

from moderator.settings import Settings, load
from tests.test_network import serving
from ui.look import pieces
from ui.settings.screen import SettingsScreen


@pytest.fixture
def screen(qtbot, sitting, tmp_path: Path) -> SettingsScreen:
    made = SettingsScreen(sitting.work, Settings(), policy=tmp_path / "policy.toml")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def look(sitting, screen: SettingsScreen) -> None:
    screen.refresh()
    sitting.settle()


@pytest.fixture
def file(sitting, tmp_path: Path) -> Path:
    return tmp_path / "home" / "settings.toml"


def test_every_setting_has_a_named_control(sitting, screen: SettingsScreen):
    look(sitting, screen)
    assert set(screen.rows) == {field.name for field in fields(Settings) if field.name != "own_keys"}
    for row in screen.rows.values():
        assert row.control.accessibleName()
        assert row.control.accessibleDescription()
        assert row.control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_page_ends_where_its_last_part_does(qtbot, sitting, screen: SettingsScreen):
    look(sitting, screen)
    screen.resize(1300, 800)
    inside = screen.widget()
    qtbot.waitUntil(lambda: inside.width() > 1200)
    parts = [each for each in inside.findChildren(QWidget) if each.isVisible()]
    end = max(
        each.mapTo(inside, each.rect().bottomLeft()).y() for each in parts if each.parent() is not inside
    )
    assert inside.height() - end < 60


def test_a_change_is_written_at_once_and_told(qtbot, sitting, screen: SettingsScreen, file: Path):
    look(sitting, screen)
    told: list[Settings] = []
    screen.changed.connect(told.append)
    box = screen.rows["press_once"].control
    assert isinstance(box, QCheckBox)
    box.click()
    assert load(file, file.parent / "none").settings.press_once is True
    assert told[-1].press_once is True
    number = screen.rows["text_scale"].control
    assert isinstance(number, QSpinBox)
    number.setValue(150)
    assert load(file, file.parent / "none").settings.text_scale == 1.5
    choice = screen.rows["theme"].control
    assert isinstance(choice, pieces.Choice)
    choice.setCurrentIndex(choice.findData("dark"))
    assert told[-1].theme == "dark"
    text = screen.rows["language"].control
    assert isinstance(text, QLineEdit)
    text.setText("de")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    assert load(file, file.parent / "none").settings.language == "de"


def test_what_is_being_typed_stays_when_somebody_writes_meanwhile(qtbot, sitting, screen: SettingsScreen):
    look(sitting, screen)
    screen.activateWindow()
    for name, typed in (("proxy", "http://proxy.example"), ("text_scale", "15")):
        control = screen.rows[name].control
        control.setFocus()
        control.selectAll()
        qtbot.keyClicks(control, typed)
        look(sitting, screen)
        assert control.text().startswith(typed)


def test_a_change_is_taken_back(sitting, screen: SettingsScreen, file: Path):
    look(sitting, screen)
    screen.set("theme", "dark")
    row = screen.rows["theme"]
    [reset] = row.findChildren(QPushButton)
    assert reset.isVisibleTo(screen)
    reset.click()
    assert load(file, file.parent / "none").own == frozenset()
    assert not reset.isVisibleTo(screen)


def test_what_the_agency_sets_is_shown_and_locked(sitting, screen: SettingsScreen, tmp_path: Path):
    (tmp_path / "policy.toml").write_text("remask_seconds = 20\n")
    look(sitting, screen)
    row = screen.rows["remask_seconds"]
    assert isinstance(row.control, QSpinBox)
    assert row.control.value() == 20
    assert not row.control.isEnabled()
    assert "agency" in row.control.accessibleDescription()


def test_a_file_with_a_mistake_is_named_and_never_overwritten(sitting, screen: SettingsScreen, file: Path):
    file.write_text("theme = = dark")
    look(sitting, screen)
    assert "settings.toml" in screen.complaints.text()
    told: list[str] = []
    screen.said.connect(told.append)
    screen.set("press_once", True)
    assert "cannot be read" in told[-1]
    assert file.read_text() == "theme = = dark"


def test_scrolling_over_the_page_changes_nothing(qtbot, sitting, screen: SettingsScreen, file: Path):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    look(sitting, screen)
    for row in screen.rows.values():
        QApplication.sendEvent(
            row.control,
            QWheelEvent(
                QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip
    assert not file.exists()


@pytest.mark.slow
def test_the_network_is_tried_from_a_child(
    qtbot, sitting, screen: SettingsScreen, monkeypatch: pytest.MonkeyPatch
):
    look(sitting, screen)
    with serving() as (port, _):
        screen._run_test([f"http://127.0.0.1:{port}", "http://127.0.0.1:9"])
        qtbot.waitUntil(lambda: "Reached" in screen.reached.text(), timeout=30_000)
    assert f"Reached: http://127.0.0.1:{port}" in screen.reached.text()
    assert "Not reached: http://127.0.0.1:9" in screen.reached.text()
    assert screen.try_network.isEnabled()


def test_the_page_says_what_is_checked_and_what_becomes_of_the_rest(sitting, screen: SettingsScreen):
    look(sitting, screen)
    assert "embedded 3: English." in screen.covered.text()
    assert "stay veiled" in screen.covered.text()


def test_a_model_from_a_stick_is_installed_from_the_page_and_says_what_it_covers(
    qtbot, sitting, screen: SettingsScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MODERATOR_HOME", str(tmp_path / "home"))
    pytest.importorskip("onnxruntime", reason="the extra `onnx` is not installed")
    pytest.importorskip("onnx", reason="the tests make their models with onnx")
    from tests.scoring import bundles

    bundles.make(tmp_path / "stick")
    look(sitting, screen)
    screen.models.install(tmp_path / "stick")
    assert not screen.models.from_folder.isEnabled()
    qtbot.waitUntil(screen.models.from_folder.isEnabled, timeout=60_000)
    assert screen.models.told.text().startswith("Installed own-original-onnx")
    qtbot.waitUntil(lambda: "own-original-onnx" in screen.covered.text(), timeout=30_000)


def test_a_model_that_is_damaged_is_refused_on_the_page_with_a_sentence(
    qtbot, sitting, screen: SettingsScreen, tmp_path: Path
):
    look(sitting, screen)
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "manifest.json").write_text("{", "utf-8")
    screen.models.install(tmp_path / "stick")
    qtbot.waitUntil(screen.models.from_folder.isEnabled, timeout=60_000)
    assert "damaged" in screen.models.told.text()
    assert "\n" not in screen.models.told.text()
    assert not screen.models.told.text().startswith("moderator")
