"""The Settings page. Each setting is a row made from its field; nothing here names one.

A change is written to the person's own file at once and can be taken back with "As it comes". What the agency's
policy sets is shown and locked. A change that takes effect in the open window is told in `changed`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from moderator import coverage
from moderator import settings as page
from moderator.actions import BY_ID
from moderator.console import Console
from moderator.keymap import keymap, short
from moderator.problems import Problem
from moderator.settings import GROUPS, POLICY, Loaded, Settings
from ui import words
from ui.children import run_child
from ui.look import pieces, sheet
from ui.palette import Command
from ui.rest.left_out import LeftOutRows
from ui.settings.allowing import AllowedWords
from ui.settings.backing import BackupRows
from ui.settings.consulting import Consultation
from ui.settings.keyboard import KeyRows
from ui.settings.limits import Limits
from ui.settings.models import ModelRows
from ui.settings.row import SettingRow
from ui.settings.staffing import StaffDirectory
from ui.settings.support import SupportRows
from ui.settings.trying import MEANING
from ui.settings.veiling import VeilPoints
from ui.work import Work

_WIDEST = 860


class SettingsScreen(QScrollArea):
    said = Signal(str)
    changed = Signal(object)  # Settings: some of them take effect at once

    def __init__(
        self, work: Work, settings: Settings, parent: QWidget | None = None, *, policy: Path = POLICY
    ) -> None:
        super().__init__(parent)
        self._work, self._policy = work, policy
        self._file: Path | None = None
        self._loaded = Loaded(settings)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Settings")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows: dict[str, SettingRow] = {}
        self.keyboard = KeyRows()
        self.keyboard.changed.connect(lambda own: self.set("own_keys", own))
        self.keyboard.said.connect(self.said)
        self.models = ModelRows(work)
        self.models.hide()  # until it is known that this is no rehearsal, whose scores are staged
        self.models.installed.connect(self.refresh)
        self.backing = BackupRows(work)
        self.backing.said.connect(self.said)
        self.backing.told_more.connect(lambda _: self._bring_into_sight())
        self._seek = False
        self.veiling = VeilPoints(work)
        self.veiling.said.connect(self.said)
        self.limits = Limits(work)
        self.limits.said.connect(self.said)
        self.consultation = Consultation(work)
        self.consultation.said.connect(self.said)
        self.allowing = AllowedWords(work)
        self.allowing.said.connect(self.said)
        self.staffing = StaffDirectory(work)
        self.staffing.said.connect(self.said)
        self.left_out = LeftOutRows(work)
        self.left_out.said.connect(self.said)
        self.support = SupportRows(work)
        self.support.said.connect(self.said)
        self._lay_out()
        self.setFocusProxy(next(iter(self.rows.values())).control)

    def _lay_out(self) -> None:
        inside, column = sheet.column(_WIDEST, top=14, bottom=24, gap=4)
        column.addWidget(pieces.label("Settings", step=1, bold=True))
        self.complaints = pieces.paragraph("", "notice", step=-0.5)
        self.complaints.hide()
        column.addWidget(self.complaints)
        for group in GROUPS:
            column.addSpacing(14)
            column.addWidget(pieces.label(group, bold=True))
            column.addWidget(pieces.hairline())
            for field in fields(Settings):
                if field.metadata["group"] == group and not isinstance(field.default, tuple):
                    row = SettingRow(field)
                    row.changed.connect(self.set)
                    self.rows[field.name] = row
                    column.addWidget(row)
            if group == "Keys":
                column.addWidget(self.keyboard)
            if group == "Network":
                column.addLayout(self._network())
            if group == "Desk":
                column.addSpacing(8)
                column.addWidget(pieces.label("What is checked"))
                self.covered = pieces.paragraph("", "soft", step=-0.5)
                self.covered.setAccessibleName("What is checked")
                column.addWidget(self.covered)
                column.addWidget(self.limits)
                column.addWidget(self.left_out)
                column.addWidget(self.consultation)
                column.addWidget(self.support)
                column.addWidget(self.veiling)
                column.addWidget(self.allowing)
                column.addWidget(self.staffing)
                column.addSpacing(6)
                column.addWidget(self.models)
                column.addWidget(self.backing)
        column.addStretch(1)
        self.setWidget(inside)

    def _network(self) -> QVBoxLayout:
        self.try_network = QPushButton("Try the network")
        self.try_network.clicked.connect(self._try_network)
        self.reached = pieces.paragraph("", step=-0.5)
        self.reached.setAccessibleName("How the network was reached")
        self.reached.hide()
        column = QVBoxLayout()
        column.addWidget(self.try_network, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.reached)
        return column

    # what every screen has

    def refresh(self) -> None:
        """Read the files again: somebody may have written them by hand."""
        self._work.store(lambda console: Path(console.home.path), self._read)
        self._work.store(
            lambda console: coverage.table(
                Path(console.home.path), console.settings.scorer, rehearsal=console.home.rehearsal
            ),
            lambda rows: self.covered.setText(words.coverage(rows)),
        )
        self.limits.refresh()
        self.consultation.refresh()
        self.support.refresh()
        self.veiling.refresh()
        self.allowing.refresh()
        self.left_out.refresh()
        self.staffing.refresh()
        self.backing.refresh()
        self._work.store(lambda console: not console.home.rehearsal, self.models.setVisible)

    def _read(self, home: Path) -> None:
        self._file = home / "settings.toml"
        self._show(page.load(self._file, self._policy))

    def _show(self, loaded: Loaded) -> None:
        self._loaded = loaded
        for row in self.rows.values():
            row.show_value(loaded)
        self.keyboard.show_value(loaded)
        self.complaints.setText("\n".join(loaded.complaints))
        self.complaints.setVisible(bool(loaded.complaints))

    def keys(self) -> Sequence[tuple[str, str]]:
        return ()

    def cover(self) -> None:
        pass

    def leave(self) -> None:
        pass

    def commands(self) -> Sequence[Command]:
        """For the palette."""
        return (
            Command("Try the network", "", self._try_network),
            Command("Install a model", "", self.models.from_folder.setFocus),
            Command("Choose keys", "", self.rows["keys"].control.setFocus),
            Command("Set my own limits", "", self.limits.own.setFocus),
            Command("Leave kinds of comments out", "", self.left_out.off_severe.setFocus),
            Command(MEANING, "", self.limits.meaning.go.setFocus),
            *(
                [Command("Try limits out", "", self.limits.rehearsing.go.setFocus)]
                if not self.limits.rehearsing.isHidden()
                else []
            ),
        )

    def back_up(self) -> None:
        """A backup now, where its progress and its result can be seen."""
        self.backing.show()
        self.backing.begin()
        self.backing.told.setFocus()
        self._seek = True

    def _bring_into_sight(self) -> None:
        """Once: whoever scrolls on meanwhile is not brought back. The page has its length only after a while."""
        if self._seek:
            self.ensureWidgetVisible(self.backing.told, 0, 40)
            self._seek = self.backing.told.visibleRegion().isEmpty()

    # changing

    def set(self, name: str, value: object | None) -> None:
        """Write one setting; None: as it comes."""
        had = getattr(self._loaded.settings, name)
        if self._file is None or (value is not None and value == (dict(had) if type(had) is tuple else had)):
            return
        more = ""
        try:
            page.write(self._file, name, value)
            if name == "keys":
                more = self._keep_fitting(str(value or page.Settings().keys))
        except Problem as problem:
            self.said.emit(words.problem(problem))
        except OSError as refused:
            self.said.emit(f"The settings cannot be written ({refused.strerror}). Nothing was changed.")
        else:
            at_once = page.setting(name).metadata["at_once"]
            self.said.emit(
                f"Set.{more}" if at_once else "Set. It takes effect when the desk is started again."
            )
        before = self._loaded.settings
        self._show(page.load(self._file, self._policy))
        if self._loaded.settings != before:
            self.changed.emit(self._loaded.settings)

    def _keep_fitting(self, preset: str) -> str:
        """Keys of one's own that another preset needs are let go; returns which, in words."""
        own = dict(self._loaded.settings.own_keys)
        kept = dict(keymap(preset, own).own)
        if self._file is None or "own_keys" in self._loaded.locked or len(kept) == len(own):
            return ""
        page.write(self._file, "own_keys", kept)
        gone = (short(BY_ID[name]) for name in own if name in BY_ID and name not in kept)
        return f" Keys of your own that it needs are let go: {', '.join(gone)}."

    # the network

    def _try_network(self) -> None:
        self.try_network.setEnabled(False)
        self.reached.show()
        self.reached.setText("Trying…")
        self._work.store(_servers, self._run_test)

    def _run_test(self, servers: Sequence[str]) -> None:
        run_child(self._work, ("network", "test", "--json", *servers), self._tried)

    def _tried(self, code: int, lines: Sequence[str]) -> None:
        self.try_network.setEnabled(True)
        told = []
        for line in lines:
            try:
                one = json.loads(line)
                mark = "Reached" if one["ok"] else "Not reached"
                told.append(f"{mark}: {one['server']}: {one['says']}")
            except (ValueError, KeyError, TypeError):
                continue
        self.reached.setText("\n".join(told) or "The test did not answer. Try again.")


def _servers(console: Console) -> Sequence[str]:
    found = [account.server for account in console.overview.status().accounts if account.server]
    return list(dict.fromkeys(found))
