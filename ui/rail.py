"""The rail: one sign a screen with its key beneath, and at its foot one more account, and who sits here.

What a role may not see is absent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QVBoxLayout, QWidget

from moderator import actions
from moderator.actions import Action
from moderator.people import roles
from moderator.people.roles import Role
from ui import keys
from ui.look import icons, plain, theme
from ui.screens import Screen

_ICON, _SIDE = 20, 44


class Place(NamedTuple):
    """Where one can go from the rail. `action`: what has a key for it; `beneath`: whether the key is shown."""

    title: str
    icon: str
    action: Action | None = None
    beneath: bool = False

    @property
    def key(self) -> str:
        """What is pressed for it now; "" for nothing."""
        return keys.cap(self.action) if self.action is not None else ""


class Rail(QWidget):
    """See the module. Buttons are made for all screens and shown by role."""

    chosen = Signal(int)  # which screen
    connect_asked = Signal()  # one more account, or a file
    switch_asked = Signal()  # somebody else wants to sit here
    passphrase_asked = Signal()  # a new passphrase of one's own

    def __init__(self, screens: Sequence[Screen], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screens = screens
        self.setAccessibleName("Screens")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 10, 6, 10)
        column.setSpacing(4)
        self.places = tuple(
            Place(screen.title, screen.icon, actions.SCREENS[at], beneath=True)
            for at, screen in enumerate(screens)
        )
        self.buttons = [RailButton(place) for place in self.places]
        for at, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, at=at: self.chosen.emit(at))
            column.addWidget(button)
        column.addStretch(1)
        self.connect_button = RailButton(Place("Add an account or a file", "plug", actions.CONNECT))
        self.connect_button.clicked.connect(self.connect_asked)
        self.person = RailButton(Place("", "user"))
        self.person.clicked.connect(self._open_menu)
        self.person.hide()
        column.addWidget(self.connect_button)
        column.addWidget(self.person)

    def show_for(self, held: Collection[Role]) -> None:
        for screen, button in zip(self._screens, self.buttons, strict=True):
            button.setVisible(allowed(screen, held))

    def show_person(self, name: str) -> None:
        """Who sits here; "" where nobody signs in."""
        shown = plain.name(name) if name else ""
        self.person.setAccessibleName(f"{shown}: switch person, passphrase")
        self.person.setToolTip(f"{shown} sits here")
        self.person.setVisible(bool(name))

    def mark(self, at: int | None) -> None:
        """Which screen is on; None for none of them."""
        for number, button in enumerate(self.buttons):
            button.mark(number == at)

    def draw(self) -> None:
        """In the colours and sizes of the look in force."""
        for button in (*self.buttons, self.connect_button, self.person):
            button.updateGeometry()
            button.update()

    def menu(self) -> QMenu:
        """What the person can do about their own place here."""
        menu = QMenu(self)
        switch = QAction(f"Sign out, switch person\t{keys.cap(actions.SWITCH_PERSON)}", menu)
        switch.triggered.connect(self.switch_asked)
        own = QAction("Change my passphrase", menu)
        own.triggered.connect(self.passphrase_asked)
        menu.addActions([switch, own])
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self.person.mapToGlobal(QPoint(self.person.width() + 4, 0)))


class RailButton(QAbstractButton):
    """A sign, and its key beneath. The screen that is on has a tinted ground."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place, self._on = place, False
        self.setText(place.title)
        self.setAccessibleName(place.title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        self.keys_changed()

    def mark(self, on: bool) -> None:
        self._on = on
        self.keys_changed()

    def keys_changed(self) -> None:
        on = self._on
        if self._place.title:
            self.setToolTip(f"{self._place.title} ({self._place.key})")
        key = f"Key {self._place.key}" if self._place.key else ""
        self.setAccessibleDescription(f"Shown now. {key}" if on else key)
        self.update()

    def isChecked(self) -> bool:
        return self._on

    def sizeHint(self) -> QSize:
        line = QFontMetricsF(theme.font(-3)).height() if self._place.beneath else 0.0
        return QSize(int(_SIDE * _grown()), int(self._icon_side() + line + 18))

    def minimumSizeHint(self) -> QSize:
        """The sign alone: where the window is low and the text large, the keys go."""
        return QSize(self.sizeHint().width(), self._icon_side() + 8)

    @staticmethod
    def _icon_side() -> int:
        return int(_ICON * _grown())

    def paintEvent(self, event: QPaintEvent) -> None:
        look, whole = theme.look(), QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = look.tint if self._on or self.isDown() else look.hover if self.underMouse() else None
        edge = look.accent if self.hasFocus() else look.edge if self._on and look.strong else None
        wide = theme.ring() if self.hasFocus() else 2
        whole.adjust(wide / 2 - 1, wide / 2 - 1, 1 - wide / 2, 1 - wide / 2)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(edge), wide) if edge else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
            if ground or edge:
                painter.drawRoundedRect(whole, theme.RADIUS, theme.RADIUS)
            self._paint_sign(painter)

    def _paint_sign(self, painter: QPainter) -> None:
        tone, side = "accent" if self._on else "soft", self._icon_side()
        beneath = self._place.beneath and self.height() >= self.sizeHint().height()
        top = 9 if beneath else (self.height() - side) // 2
        drawn = icons.picture(self._place.icon, tone, side, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - side) // 2, top, drawn)
        if beneath:
            font = theme.font(-3)
            painter.setFont(font)
            painter.setPen(theme.colour(tone))
            below = QRectF(0, top + side + 1, self.width(), QFontMetricsF(font).height())
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._place.key)


def allowed(screen: Screen, held: Collection[Role]) -> bool:
    """May somebody with these roles see this screen?"""
    return not screen.verbs or any(roles.may(held, verb) for verb in screen.verbs)


def _grown() -> float:
    """Signs grow with the text, a little less."""
    return max(1.0, theme.font().pointSizeF() / theme.BODY * 0.8)
