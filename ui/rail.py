"""The rail: one button a screen, and at its foot who sits here. What a role may not see is absent."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QMenu, QPushButton, QVBoxLayout, QWidget

from moderator.people import roles
from moderator.people.roles import Role
from ui.look import icons, plain
from ui.screens import Screen


class Rail(QWidget):
    """See the module. Buttons are made for all screens and shown by role."""

    chosen = Signal(int)  # which screen
    switch_asked = Signal()  # somebody else wants to sit here
    passphrase_asked = Signal()  # a new passphrase of one's own

    def __init__(self, screens: Sequence[Screen], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screens = screens
        self.setFixedWidth(56)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 12)
        self._group = QButtonGroup(self)
        self.buttons = [self._button(screen.icon, screen.title) for screen in screens]
        for at, button in enumerate(self.buttons):
            button.setCheckable(True)
            self._group.addButton(button, at)
            column.addWidget(button)
        column.addStretch(1)
        self.person = self._button("user", "")
        self.person.hide()
        column.addWidget(self.person)
        self._group.idClicked.connect(self.chosen)
        self.person.clicked.connect(self._open_menu)

    def _button(self, icon: str, title: str) -> QPushButton:
        button = QPushButton(self)
        button.setIcon(icons.icon(icon))
        button.setIconSize(QSize(20, 20))
        button.setFixedSize(40, 40)
        button.setProperty("part", "rail")
        button.setAccessibleName(title)
        button.setToolTip(title)
        return button

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
        self._group.setExclusive(False)
        for number, button in enumerate(self.buttons):
            button.setChecked(number == at)
        self._group.setExclusive(True)
        self.draw()

    def draw(self) -> None:
        """The signs in the colours of the look in force."""
        for screen, button in zip(self._screens, self.buttons, strict=True):
            button.setIcon(icons.icon(screen.icon, "accent" if button.isChecked() else "soft"))
        self.person.setIcon(icons.icon("user"))

    def menu(self) -> QMenu:
        """What the person can do about their own place here."""
        menu = QMenu(self)
        switch = QAction("Switch person\tCtrl+L", menu)
        switch.triggered.connect(self.switch_asked)
        own = QAction("Change my passphrase", menu)
        own.triggered.connect(self.passphrase_asked)
        menu.addActions([switch, own])
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self.person.mapToGlobal(QPoint(self.person.width() + 4, 0)))


def allowed(screen: Screen, held: Collection[Role]) -> bool:
    """May somebody with these roles see this screen?"""
    return not screen.verbs or any(roles.may(held, verb) for verb in screen.verbs)
