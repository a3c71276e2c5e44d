"""The support card: the agency's own service large, the emergency numbers, each to be read, heard and copied.

Nothing here calls anybody or opens anything: a link is text. The card knows no store, so that it opens where there is none.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from moderator.wellbeing.support import EMERGENCY, Number, Support
from ui.look import pieces, plain, theme
from ui.look.aloud import announce
from ui.support import words

_WIDE = 560  # px at the usual size of text


class SupportCard(QDialog):
    """See the module. `may_enter`: whoever sits here can enter what is missing. `buddy`: the name of theirs, "" for none."""

    ping_asked = Signal()  # the buddy: has he or she ten minutes?

    def __init__(
        self,
        card: Support,
        parent: QWidget | None = None,
        *,
        may_enter: bool = False,
        buddy: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.TITLE)
        self.setAccessibleName(words.TITLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.copies: list[QPushButton] = []
        inside = pieces.Inside()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(32, 24, 32, 12)
        self._column.setSpacing(4)
        self._column.addWidget(pieces.paragraph(words.TITLE, step=4))
        self._column.addSpacing(8)
        if card.service.there:
            self._add_service(card)
        else:
            told = words.NOT_ENTERED_ADMIN if may_enter else words.NOT_ENTERED
            self._column.addWidget(pieces.paragraph(told, "soft"))
        self.ping = QPushButton(words.ping(buddy))
        self.ping.setAutoDefault(False)
        self.ping.setVisible(bool(buddy))
        self.ping.clicked.connect(self._ping)
        if buddy:
            self._column.addSpacing(8)
            self._column.addWidget(self.ping, 0, Qt.AlignmentFlag.AlignLeft)
        self._add_numbers(card)
        self._column.addSpacing(8)
        self._column.addWidget(pieces.paragraph(words.NOTHING_KEPT, "soft", step=-0.5))
        self._column.addStretch(1)
        self._said = pieces.paragraph("", "accent", step=-0.5)
        self.close_button = QPushButton("Close")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        self._lay_out(inside)
        if card.service.there:
            self.setAccessibleDescription(words.service_told(card.service))

    def _lay_out(self, inside: QWidget) -> None:
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll, 1)
        foot = QGridLayout()
        foot.setContentsMargins(32, 0, 32, 20)
        foot.addWidget(self._said, 0, 0)
        foot.addWidget(self.close_button, 0, 1)
        foot.setColumnStretch(0, 1)
        whole.addLayout(foot)
        most = self._most()
        wide = min(int(_WIDE * max(1.0, theme.text_scale())), most.width())
        tall = inside.heightForWidth(wide) if inside.hasHeightForWidth() else inside.sizeHint().height()
        self.resize(wide, min(tall + self.close_button.sizeHint().height() + 40, most.height()))
        self.close_button.setFocus()

    def _most(self) -> QSize:
        """What there is room for: the window that it stands over, or the screen."""
        over = self.parentWidget()
        most = self.screen().availableSize() if over is None else over.window().size()
        return most - QSize(32, 48)

    def _add_service(self, card: Support) -> None:
        service, column = card.service, self._column
        if service.name:
            column.addWidget(pieces.paragraph(plain.line(service.name), step=1.5))
        grid = self._grid()
        if service.phone:
            self._add_copied(grid, "", service.phone, "Copy the number", step=9)
        if service.link:
            self._add_copied(grid, "", service.link, "Copy the address")
        column.addLayout(grid)
        if service.hours:
            column.addWidget(pieces.paragraph(plain.line(service.hours)))
        if service.confidential:
            column.addWidget(pieces.paragraph(words.CONFIDENTIAL))
        column.addWidget(pieces.paragraph(words.entered(service.checked), "soft", step=-0.5))

    def _add_numbers(self, card: Support) -> None:
        for title, numbers in (("In an emergency", EMERGENCY), ("Others your agency entered", card.numbers)):
            if not numbers:
                continue
            self._column.addSpacing(10)
            self._column.addWidget(pieces.label(title, bold=True))
            self._column.addWidget(pieces.hairline())
            grid = self._grid()
            for number in numbers:
                self._add_number(grid, number)
            self._column.addLayout(grid)

    def _add_number(self, grid: QGridLayout, number: Number) -> None:
        name = plain.line(number.name)
        self._add_copied(grid, name, number.phone, f"Copy the number of {name}", step=2)
        if number.checked is not None:
            day = pieces.paragraph(words.checked(number.checked), "soft", step=-1)
            day.setContentsMargins(0, 0, 0, 6)
            grid.addWidget(day, grid.rowCount(), 0, 1, 3)

    def _add_copied(self, grid: QGridLayout, name: str, what: str, does: str, *, step: float = 0) -> None:
        row = grid.rowCount()
        shown = plain.address(what)
        told = pieces.paragraph(shown, step=step)
        told.setAccessibleName(f"{name}: {shown}" if name else shown)
        copy = QPushButton("Copy")
        copy.setProperty("part", "quiet")
        copy.setAccessibleName(does)
        copy.setAutoDefault(False)
        copy.clicked.connect(partial(self._copy, what))
        self.copies.append(copy)
        if name:
            grid.addWidget(pieces.paragraph(name), row, 0)
        grid.addWidget(told, row, 1 if name else 0, 1, 1 if name else 2)
        grid.addWidget(copy, row, 2)

    @staticmethod
    def _grid() -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        return grid

    def _copy(self, what: str) -> None:
        QGuiApplication.clipboard().setText(what)
        self._said.setText("Copied.")
        announce(self, "Copied.")

    def _ping(self) -> None:
        self.ping.setEnabled(False)
        self.ping_asked.emit()
        self._said.setText("Asked.")
        announce(self, "Asked.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F1 and not event.isAutoRepeat():
            self.reject()
        else:
            super().keyPressEvent(event)
