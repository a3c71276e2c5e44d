"""The person's own meter: room left this hour and today, time to the next break. No numbers until asked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from moderator.actions import BREAK, MEETING
from moderator.wellbeing.values import Meter, Mode
from ui.look import pieces, theme
from ui.rest import words as rest_words


class RoomBar(QWidget):
    """One slim bar: the longer, the more room is left."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._left, self._scarce = name, 1.0, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_used(self, share: float, *, scarce: bool) -> None:
        self._left, self._scarce = max(0.0, min(1.0, 1 - share)), scarce
        self.setAccessibleName(f"{self._name}: {rest_words.room(share)}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        whole = QRectF(self.rect())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = look.edge if look.strong else None
            painter.setPen(QPen(QColor(edge), 1) if edge else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.trough))
            painter.drawRoundedRect(whole, 4, 4)
            if self._left > 0:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(look.notice if self._scarce else look.accent))
                left = QRectF(0, 0, max(8.0, whole.width() * self._left), whole.height())
                painter.drawRoundedRect(left, 4, 4)


class MeterView(QWidget):
    """See the module."""

    break_asked = Signal()
    meeting_asked = Signal()
    finish_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hour, self._day = RoomBar("Room this hour"), RoomBar("Room today")
        self._next = pieces.KeyLine("")
        self._told = pieces.paragraph("", "soft", step=-0.5)
        self._told.hide()
        self._ask = QPushButton("in words")
        self._ask.setProperty("part", "quiet")
        self._ask.setFont(theme.font(-0.5))
        self._ask.setCheckable(True)
        self._ask.setAccessibleName("Say in words how much room is left")
        self._ask.toggled.connect(self._told.setVisible)
        self._meeting = pieces.KeyButton("To a meeting", MEETING, quiet=True)
        self._meeting.explain(rest_words.MEETING_ADVICE)
        self._meeting.clicked.connect(self.meeting_asked)
        self._finish = QPushButton("Finish for today")
        self._finish.setProperty("part", "quiet")
        self._finish.setFont(theme.font(-0.5))
        self._finish.clicked.connect(self.finish_asked)
        for each in (self._meeting, self._finish):
            each.hide()
            self._ask.toggled.connect(each.setVisible)
        self._break = pieces.KeyButton("Take a break now", BREAK, quiet=True)
        self._break.clicked.connect(self.break_asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(_pair("Your room", "this hour"))
        layout.addWidget(self._hour)
        layout.addSpacing(4)
        layout.addLayout(_pair("", "today"))
        layout.addWidget(self._day)
        layout.addSpacing(2)
        layout.addWidget(self._next)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._break)
        row.addStretch()
        row.addWidget(self._ask)
        layout.addLayout(row)
        layout.addWidget(self._told)
        layout.addWidget(self._meeting, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._finish, 0, Qt.AlignmentFlag.AlignLeft)

    def show_meter(self, meter: Meter) -> None:
        scarce = meter.level in ("soft", "hard")
        self._hour.show_used(meter.hour, scarce=scarce and meter.hour >= meter.day)
        self._day.show_used(meter.day, scarce=scarce and meter.day >= meter.hour)
        self._next.show_sentence(rest_words.next_break(meter.rest))
        if self._told.text() != (told := rest_words.meter(meter)):
            self._told.setText(told)
        self._break.setVisible(not meter.rest.closed and meter.rest.mode is not Mode.EMERGENCY)

    def in_words(self) -> str:
        return self._told.text()


def _pair(left: str, right: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(pieces.label(left, "soft", step=-0.5))
    row.addStretch()
    row.addWidget(pieces.label(right, "soft", step=-0.5))
    return row
