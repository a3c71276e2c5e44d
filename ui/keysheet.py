"""The `?` sheet: the keys that work here and now, and nothing that is not built. Any key or click closes it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from moderator.actions import NEXT, PREVIOUS, Place
from ui import keys
from ui.look import pieces, theme

_TWO = 900  # px of the window's width, at the usual size of text, from which two keys stand side by side
Part = tuple[str, keys.Written]  # a title, and keys with what they do


class KeySheet(QWidget):
    """Lies over `over` and takes the keyboard until it is closed."""

    closed = Signal()

    def __init__(self, parts: Sequence[Part], over: QWidget) -> None:
        super().__init__(over)
        self._over, self._before = over, over.focusWidget()
        self.setAccessibleName("Keys. Any key closes this list.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card = QFrame()
        card.setProperty("part", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(10)
        for number, (title, listed) in enumerate(parts):
            if number:
                column.addSpacing(10)
            column.addWidget(pieces.label(title, bold=True))
            column.addLayout(
                _table(listed, 2 if over.width() > _TWO * theme.text_scale() and len(listed) > 4 else 1)
            )
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setSizeAdjustPolicy(QScrollArea.SizeAdjustPolicy.AdjustToContents)
        scroll.setWidget(card)
        scroll.setGraphicsEffect(_shadow(self))
        row = QHBoxLayout(self)
        row.addStretch(1)
        middle = QVBoxLayout()
        middle.addStretch(1)
        middle.addWidget(scroll, 100)
        middle.addStretch(1)
        row.addLayout(middle, 100)
        row.addStretch(1)
        self._scroll = scroll
        over.installEventFilter(self)
        self._cover()
        self.show()
        self.raise_()
        self.setFocus()

    def _cover(self) -> None:
        self.setGeometry(self._over.rect())
        card = self._scroll.widget()
        assert card is not None
        wide = min(card.sizeHint().width() + 4, self.width() - 32)
        tall = card.heightForWidth(wide) if card.hasHeightForWidth() else card.sizeHint().height()
        self._scroll.setMaximumSize(wide, tall + 4)
        self._scroll.setMinimumWidth(wide)

    def close_sheet(self) -> None:
        self._over.removeEventFilter(self)
        self.hide()
        if self._before is not None:
            self._before.setFocus()
        self.closed.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bare = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta}
        bar = self._scroll.verticalScrollBar()
        if event.key() in bare or event.isAutoRepeat():
            return
        means = keys.in_force().action(keys.named(event), Place.QUEUE)
        if bar.maximum() and means in (NEXT, PREVIOUS):
            bar.setValue(bar.value() + (80 if means is NEXT else -80))
            return
        self.close_sheet()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.close_sheet()

    def paintEvent(self, event: QPaintEvent) -> None:
        ground = QColor(theme.look().ground)
        ground.setAlpha(215)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), ground)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._cover()
        return False


def _table(listed: keys.Written, across: int) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    rows = -(-len(listed) // across)
    for at, (key, what) in enumerate(listed):
        column = at // rows * 3
        caps = pieces.KeyLine(caps_of(key), "ink", step=0)
        caps.setFixedWidth(int(92 * max(1.0, theme.font().pointSizeF() / theme.BODY)))
        grid.addWidget(caps, at % rows, column)
        grid.addWidget(pieces.label(what) if across > 1 else pieces.paragraph(what), at % rows, column + 1)
    for column in range(across):
        grid.setColumnStretch(column * 3 + 1, 1)
        grid.setColumnMinimumWidth(column * 3 + 2, 24 if column + 1 < across else 0)
    return grid


def caps_of(written: str) -> str:
    """ "U  Ctrl Z" as a sentence with caps: "{U} {Ctrl Z}"; "Hold V" as "Hold {V}"."""
    told = []
    for each in re.split(r"\s{2,}", written.strip()):
        word, hold, key = each.rpartition("Hold ")
        told.append(f"Hold {{{key}}}" if hold else f"{{{word}{key}}}")
    return " ".join(told)


def _shadow(parent: QWidget) -> QGraphicsDropShadowEffect:
    shadow = QGraphicsDropShadowEffect(parent)
    shadow.setBlurRadius(32)
    shadow.setOffset(0, 6)
    shadow.setColor(QColor(0, 0, 0, 60))
    return shadow
