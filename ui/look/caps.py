"""Keys as they are shown: a cap by itself, a sentence with caps in it, a button that bears its own."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from moderator.actions import Action
from ui import keys
from ui.look import icons, theme
from ui.look.turning import turn, upright

KEPT = 8  # second lines of one button: a layout tries a few widths


class KeyCap(QWidget):
    """One key's cap by itself: of an action, or a key as it is written."""

    def __init__(self, key: str | Action) -> None:
        super().__init__()
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_key(self, key: str | Action) -> None:
        self._key = key
        self.keys_changed()

    def keys_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide, high = icons.key_size(keys.cap(self._key))
        return QSize(int(wide) + 1, int(high) + 1)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            icons.paint_key(painter, QRectF(self.rect()), keys.cap(self._key))


class KeyLine(QLabel):
    """A sentence with key caps in it: "Press {Enter}", or, by what the key does, "Hold {read} to read it"."""

    def __init__(
        self, sentence: str = "", tone: str = "soft", *, step: float = -0.5, centred: bool = False
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._asked, self._sentence, self._tone, self._centred = "", "", tone, centred
        self.setFont(theme.font(step))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_sentence(sentence)

    def show_sentence(self, sentence: str) -> None:
        if sentence != self._asked:
            self._asked = sentence
            self.keys_changed()

    def keys_changed(self) -> None:
        self._sentence = keys.spelt(self._asked)
        self.setAccessibleName(re.sub(r"\{(.+?)\}", r"\1", self._sentence))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return int(len(rows) * self._row_height()) + 1

    def sizeHint(self) -> QSize:
        rows = self._rows(100_000)
        wide = int(sum(width for _, width, _ in rows[0]) + 4) if rows else 0
        return QSize(min(wide, 900), self.heightForWidth(self.width() if self.width() > 80 else wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, int(self._row_height()))

    def _row_height(self) -> float:
        return max(QFontMetricsF(self.font()).height() * 1.1, icons.key_size("V")[1] + 3)

    def _rows(self, width: float) -> list[list[tuple[str, float, bool]]]:
        """Words and caps, row by row: (text, width with the space after it, is it a cap)."""
        metrics = QFontMetricsF(self.font())
        rows: list[list[tuple[str, float, bool]]] = [[]]
        used = 0.0
        for piece in re.findall(r"\{.+?\}[.,;:]?|\S+", self._sentence):
            cap = piece.startswith("{")
            text = piece
            wide = metrics.horizontalAdvance(piece + " ")
            if cap:
                key, _, tail = piece[1:].partition("}")
                wide = icons.key_size(key)[0] + metrics.horizontalAdvance(tail + " ") + 1
            if used and used + wide > width + metrics.horizontalAdvance(" "):
                rows.append([])
                used = 0.0
            rows[-1].append((text, wide, cap))
            used += wide
        return rows

    def paintEvent(self, event: QPaintEvent) -> None:
        height = self._row_height()
        metrics = QFontMetricsF(self.font())
        with QPainter(self) as painter:
            for number, row in enumerate(self._rows(self.width())):
                left = (self.width() - sum(wide for _, wide, _ in row)) / 2 if self._centred else 0.0
                for text, wide, cap in row:
                    if cap:
                        key, _, tail = text[1:].partition("}")
                        cap_wide, cap_high = icons.key_size(key)
                        place = QRectF(left, number * height + (height - cap_high) / 2, cap_wide, cap_high)
                        icons.paint_key(painter, place, key)
                        left_text, shown = left + cap_wide + 1, tail
                    else:
                        left_text, shown = left, text
                    painter.setFont(self.font())
                    painter.setPen(theme.colour(self._tone))
                    painter.drawText(
                        QPointF(
                            left_text, number * height + (height - metrics.height()) / 2 + metrics.ascent()
                        ),
                        shown,
                    )
                    left += wide


class KeyButton(QAbstractButton):
    """A button with its key: a title, a second line that says what it does, a cap at the right.

    The key is an action's, whatever key that has now.
    `suggested` gives it a quiet edge and never fills it. `quiet` has no frame. `danger`: what it
    does cannot be undone.
    """

    def __init__(
        self,
        title: str,
        key: Action,
        parent: QWidget | None = None,
        *,
        quiet: bool = False,
        danger: bool = False,
    ) -> None:
        super().__init__(parent)
        self._key, self._quiet, self._slim, self._danger = key, quiet, False, danger
        self._beneath, self._explains, self._suggested, self._faint = "", "", False, False
        self._shown: Action | None = None  # the key that was last told
        self._laid: dict[Any, list[Any]] = {}  # second lines, by all that they hang on
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(
            QSizePolicy.Policy.Maximum if quiet else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum
        )
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_state(title)

    def show_state(
        self, title: str, beneath: str = "", *, suggested: bool = False, faint: bool = False
    ) -> None:
        """`faint`: it cannot be done here; pressing it says why."""
        if (title, beneath, suggested, faint) == (
            self.text(),
            self._beneath,
            self._suggested,
            self._faint,
        ) and self._shown is self._key:  # the same from card to card: neither laid out nor painted again
            return
        self._shown = self._key
        self.setText(title)
        self._beneath, self._suggested, self._faint = beneath, suggested, faint
        self.setAccessibleName(title)
        self.setToolTip(beneath if self._slim else "")
        self.keys_changed()

    def explain(self, sentence: str) -> None:
        """For whoever hears the button: what it does, where no second line says so."""
        self._explains = sentence
        self.keys_changed()

    def keys_changed(self) -> None:
        told = self._beneath or self._explains
        self.setAccessibleDescription(f"{told}. Key {self.key}" if told else f"Key {self.key}")
        self.updateGeometry()
        self.update()

    def set_slim(self, slim: bool) -> None:
        """Slim buttons leave the second line to screen readers and the tooltip."""
        self._slim = slim
        self.setToolTip(self._beneath if slim else "")
        self.updateGeometry()
        self.update()

    def set_key(self, key: Action) -> None:
        """Another key does it here. Followed by `show_state`."""
        self._key = key

    def beneath(self) -> str:
        return self._beneath

    @property
    def key(self) -> str:
        """As it stands on the cap."""
        return keys.cap(self._key)

    def _pad(self) -> int:
        return 1 if self._quiet else 12

    def _room(self, width: int) -> float:
        """What is left for text."""
        return max(60.0, width - 2 * self._pad() - icons.key_size(self.key)[0] - 10)

    def _second(self, width: int) -> list[Any]:
        """The second line, broken where it must be: at most three lines. Kept: a layout asks for it many times."""
        if self._slim or not self._beneath:
            return []
        font = theme.font(-1.5)
        asked = (self._beneath, self._room(width), font.pointSizeF(), self.layoutDirection())
        if asked not in self._laid:
            if len(self._laid) >= KEPT:
                self._laid.clear()
            self._laid[asked] = self._lay(font, width)
        return self._laid[asked]

    def _lay(self, font: QFont, width: int) -> list[Any]:
        layout = QTextLayout(self._beneath, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            option.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        layout.setTextOption(option)
        layout.beginLayout()
        top, lines = 0.0, 0
        while lines < 3 and (line := layout.createLine()).isValid():
            line.setLineWidth(self._room(width))
            line.setPosition(QPointF(0, top))
            top += line.height()
            lines += 1
        layout.endLayout()
        return [layout, top]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        title = QFontMetricsF(theme.font()).height()
        second = self._second(width)
        above = 3 if self._quiet else 8
        return int(2 * above + title + (second[1] + 1 if second else 0)) + 1

    def sizeHint(self) -> QSize:
        step = -0.5 if self._quiet else 0.0
        wide = QFontMetricsF(theme.font(step)).horizontalAdvance(self.text()) + 2 * self._pad() + 14
        wide = int(wide + icons.key_size(self.key)[0])
        width = self.width() if self.width() > 80 and not self._quiet else wide
        return QSize(wide, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(96, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            turn(painter, QRectF(self.rect()), self.layoutDirection())
            self._paint_frame(painter)
            self._paint_text(painter)

    def _paint_frame(self, painter: QPainter) -> None:
        look, frame = theme.look(), QRectF(self.rect()).adjusted(1, 1, -1, -1)
        pressed = self.isDown() or self.underMouse()
        if not self._quiet:
            edge = look.danger if self._danger else look.edge
            painter.setPen(QPen(QColor(edge), 2 if look.strong else 1))
            painter.setBrush(QColor(look.hover if pressed and not self._faint else look.raised))
            painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        if self._suggested:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.accent), 1.2))
            painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
            painter.save()
            painter.setClipRect(QRectF(0, 0, 5, self.height()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.accent))
            painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
            painter.restore()
        if self.hasFocus():
            inner = theme.ring() / 2 - 1 + (3 if self._suggested else 0)  # beside the edge of a suggestion
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.accent), theme.ring()))
            frame.adjust(inner, inner, -inner, -inner)
            painter.drawRoundedRect(frame, theme.RADIUS - inner, theme.RADIUS - inner)

    def _paint_text(self, painter: QPainter) -> None:
        width, pad = self.width(), self._pad()
        font = theme.font(-0.5 if self._quiet else 0.0)
        metrics = QFontMetricsF(font)
        second = self._second(width)
        tall = metrics.height() + (second[1] + 1 if second else 0)
        top = (self.height() - tall) / 2
        tone = (
            "soft"
            if self._faint or not self.isEnabled() or (self._quiet and not self.underMouse())
            else "danger"
            if self._danger
            else "ink"
        )
        painter.setFont(font)
        painter.setPen(theme.colour(tone))
        title = metrics.elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self._room(width) + (2 if self._quiet else 8)
        )
        wide = metrics.horizontalAdvance(title)
        with upright(painter, QRectF(pad, top, wide, metrics.height())):
            painter.drawText(QPointF(pad, top + metrics.ascent()), title)
        if second:
            painter.setPen(theme.colour("soft"))
            beneath = QRectF(pad, top + metrics.height() + 1, self._room(width), second[1])
            with upright(painter, beneath):
                second[0].draw(painter, beneath.topLeft())
        cap_wide, cap_high = icons.key_size(self.key)
        left = width - pad - cap_wide
        if self._quiet:
            left = pad + wide + 8
        cap = QRectF(left, (self.height() - cap_high) / 2, cap_wide, cap_high)
        icons.paint_key(painter, cap, self.key)
