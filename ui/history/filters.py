"""What is looked for in the history: a few questions, each with an answer that asks for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QToolButton, QWidget

from moderator.decisions import Reason, Verdict
from moderator.overview import AccountHealth
from moderator.records import Stand, Wanted
from ui import words
from ui.look import pieces, plain, theme

_TWO = 300  # px, at the usual size of text, from which two questions stand side by side
SETTLE = 250  # ms after the last letter
_SPANS = (("Any time", 0), ("Last 24 hours", 1), ("Last 7 days", 7), ("Last 30 days", 30), ("Last year", 365))


class Filters(QWidget):
    changed = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self.author = QLineEdit()
        self.author.setPlaceholderText("Author's handle begins with")
        self.author.setAccessibleName("Author's handle begins with")
        self.author.setMaxLength(200)
        self.author.setClearButtonEnabled(True)
        for button in self.author.findChildren(QToolButton):
            button.setAccessibleName("Clear the handle")
        self.verdict = _choice(
            "Decision", [("Any decision", None), *((words.verdict(v), v) for v in Verdict)]
        )
        self.rule = _choice("House rule", [("Any house rule", "")])
        self.stand = _choice("How far", [("However far", None), *((words.stand_choice(s), s) for s in Stand)])
        self.account = _choice("Account", [("Any account", None)])
        self.span = _choice("When", _SPANS)
        self.mine = QCheckBox("Mine alone")
        self._grid, self._across = QGridLayout(self), 0
        self._grid.setContentsMargins(16, 10, 16, 12)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        for box in self._boxes():
            box.currentIndexChanged.connect(self.changed)
        self._lay_out(2)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(SETTLE)
        self._typed.timeout.connect(self.changed)
        self.author.textChanged.connect(lambda: self._typed.start())
        self.mine.toggled.connect(self.changed)

    def _boxes(self) -> tuple[pieces.Choice, ...]:
        return self.verdict, self.rule, self.stand, self.account, self.span

    def _lay_out(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        self._grid.addWidget(self.author, 0, 0, 1, across)
        for at, part in enumerate((*self._boxes(), self.mine)):
            self._grid.addWidget(part, 1 + at // across, at % across)
        for column in (0, 1):
            self._grid.setColumnStretch(column, int(column < across))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.text_resized()

    def text_resized(self) -> None:
        """Side by side while their words fit."""
        self._lay_out(2 if self.width() >= _TWO * theme.text_scale() else 1)

    def offer(self, reasons: Iterable[Reason], accounts: Iterable[AccountHealth]) -> None:
        """What can be chosen. Choices that were made stay."""
        _refill(self.rule, [("Any house rule", ""), *((f"{r.number}. {r.title}", r.key) for r in reasons)])
        found = [(f"{plain.line(a.handle, 40)} · {a.platform}", a.id) for a in accounts]
        _refill(self.account, [("Any account", None), *found])

    def wanted(self) -> Wanted:
        days, verdict, stand = self.span.currentData(), self.verdict.currentData(), self.stand.currentData()
        return Wanted(
            verdict=Verdict(verdict) if verdict else None,  # Qt gives back plain text
            rule=self.rule.currentData() or "",
            stand=Stand(stand) if stand else None,
            account=self.account.currentData(),
            author=self.author.text().strip().lstrip("@"),
            mine=self.mine.isChecked(),
            since=self._now() - timedelta(days=days) if days else None,
        )

    def show_escalated(self) -> None:
        """Nothing but what was escalated, of any day."""
        self.clear()
        self.verdict.setCurrentIndex(self.verdict.findText(words.verdict(Verdict.ESCALATE)))

    def clear(self) -> None:
        self.blockSignals(True)
        for box in self._boxes():
            box.setCurrentIndex(0)
        self.author.clear()
        self.mine.setChecked(False)
        self.blockSignals(False)
        self._typed.stop()
        self.changed.emit()


def _choice(name: str, choices: Iterable[tuple[str, object]]) -> pieces.Choice:
    box = pieces.Choice(name)
    box.setFont(theme.font(-0.5))
    box.setMinimumContentsLength(8)
    for title, value in choices:
        box.addItem(title, value)
    return box


def _refill(box: QComboBox, choices: list[tuple[str, object]]) -> None:
    had = [box.itemText(at) for at in range(box.count())]
    if had == [title for title, _ in choices]:
        return
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for title, value in choices:
        box.addItem(title, value)
    box.setCurrentIndex(max(0, next((at for at, (_, v) in enumerate(choices) if v == chosen), 0)))
    box.blockSignals(False)
