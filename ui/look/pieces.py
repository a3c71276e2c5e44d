"""Small parts that every screen is made of: buttons that show their key, sentences with key caps, discs, pills."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QLayout,
    QSizePolicy,
    QStyledItemDelegate,
    QWidget,
)

from moderator.scores import Band
from ui.look import icons, theme
from ui.look.caps import KeyButton as KeyButton
from ui.look.caps import KeyCap as KeyCap
from ui.look.caps import KeyLine as KeyLine

_FROM_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def label(text: str = "", tone: str = "ink", *, step: float = 0.0, bold: bool = False) -> QLabel:
    """A sentence of ours. Always plain text, so that nothing in it can become markup."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setProperty("tone", tone)
    made.setFont(theme.font(step, bold=bold))
    if QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:  # as all that stands around it
        made.setAlignment(_FROM_RIGHT)
    return made


def paragraph(text: str = "", tone: str = "ink", *, step: float = 0.0) -> QLabel:
    made = label(text, tone, step=step)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    widget.setProperty("tone", tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def hairline(parent: QWidget | None = None, *, upright: bool = False) -> QFrame:
    made = QFrame(parent)
    made.setProperty("part", "hairline")
    if upright:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def margin_line() -> QFrame:
    """The line beside what stands around the card."""
    made = hairline(upright=True)
    made.setProperty("part", "margin")
    made.setFixedWidth(2)
    return made


class Inside(QWidget):
    """What scrolls: as tall as its words are at the width that there is.

    A sentence that wraps asks, where nobody says how wide it will be, for the height of a narrow column; a page that
    added these up would scroll on into nothing.
    """

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        layout = self.layout()
        return QSize(least.width(), 0) if layout is not None and layout.hasHeightForWidth() else least


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and let it go: hidden at once, and gone when nothing of it is on the stack any
    more. It keeps its parent until then: to take that away costs more than all the rest of opening a card."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            empty(inner)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def has_keyboard(widget: QWidget) -> bool:
    """Do keys go to it, or to something inside it?"""
    at = QApplication.focusWidget()
    return at is not None and (at is widget or widget.isAncestorOf(at))


def _grown(side: int) -> int:
    """A length that grows with the size of the text."""
    return int(side * max(1.0, theme.font().pointSizeF() / theme.BODY))


_AT_ONCE = 16  # choices that an open list shows


class Choice(QComboBox):
    """One of several. Closed, it leaves letters to the screen.

    On Linux screen readers are told what is chosen as its name; what it is about they ask of a label beside it, which
    is there for them alone.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._called = QLabel(self.parentWidget())
        self._called.setTextFormat(Qt.TextFormat.PlainText)
        self._called.setBuddy(self)
        self._called.hide()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(_AT_ONCE)
        self.setItemDelegate(QStyledItemDelegate(self))  # heeds the sheet, as the own one of a box does not

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._called.setText(name)

    def showPopup(self) -> None:
        """As wide as its choices need, where the field is narrower than they are."""
        view, screen = self.view(), self.screen().availableSize()
        needs = view.sizeHintForColumn(0) + 2 * view.frameWidth() + 10  # its padding
        view.setMinimumWidth(min(needs, screen.width() // 2))
        super().showPopup()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ParentChange:
            self._called.setParent(self.parentWidget())
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and (event.text().isalpha() or event.text() in "/?"):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling past it changes nothing

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            drawn = icons.picture("chevron-down", "soft", 16, self.devicePixelRatioF())
            left = 12 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else self.width() - 28
            painter.drawPixmap(left, (self.height() - 16) // 2, drawn)


class Elided(QLabel):
    """One line that gives way: it never asks for more width than there is, and ends in an ellipsis."""

    def __init__(self, text: str = "", tone: str = "ink", *, step: float = 0.0, bold: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._whole, self._tone = "", tone
        self.setFont(theme.font(step, bold=bold))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._whole

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        return QSize(int(min(1200.0, metrics.horizontalAdvance(self._whole))) + 2, int(metrics.height()) + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(24, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = QFontMetricsF(self.font())
        fits = metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        with QPainter(self) as painter:
            painter.setPen(theme.colour(self._tone))
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
            painter.drawText(
                self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), fits
            )


class Disc(QWidget):
    """The severity of one comment, readable without colour."""

    def __init__(self, band: Band | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._band = band
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_grown(14), _grown(14))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            half = self.width() / 2
            icons.paint_disc(painter, QPointF(half, half), half * 0.78, self._band)


class Badge(QWidget):
    """A platform as a letter in a small frame."""

    def __init__(self, platform: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._platform = platform
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(platform)

    def sizeHint(self) -> QSize:
        return QSize(_grown(17), _grown(17))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            icons.paint_badge(painter, QRectF(self.rect()), self._platform)


class Pill(QLabel):
    """A short fact in a rounded hairline."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setFont(theme.font(-1))
        self.setContentsMargins(10, 1, 10, 2)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("edge"), 2 if theme.look().strong else 1))
            round_ = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(round_, round_.height() / 2, round_.height() / 2)
            painter.setPen(theme.colour("soft"))
            painter.setFont(self.font())
            painter.drawText(self.contentsRect(), Qt.AlignmentFlag.AlignCenter, self.text())
