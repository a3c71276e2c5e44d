"""F1 opens the support card, from everywhere: whatever has the keyboard, whatever is covered, closed or locked.

One watcher for the whole application, before any widget hears the key. It writes nothing and tells nobody; that words are
covered before the card opens (`opening`) is all that happens besides.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from moderator.wellbeing.support import Support
from ui.support.card import SupportCard

_BARE = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class SupportKey(QObject):
    """See the module. `know` gives it what the agency entered; until then the card has the emergency numbers alone."""

    opening = Signal()
    ping_asked = Signal()  # from the card: the buddy of whoever sits here

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._card, self._may_enter, self._buddy = Support(), False, ""
        self.shown: SupportCard | None = None
        app.installEventFilter(self)

    def know(self, card: Support, *, may_enter: bool = False) -> None:
        self._card, self._may_enter = card, may_enter

    def know_buddy(self, name: str) -> None:
        """Of whoever sits here; "" for none."""
        self._buddy = name

    @property
    def card(self) -> Support:
        return self._card

    def open(self) -> None:
        """Over whatever is in front, another dialog too."""
        if self.shown is not None:
            return
        self.opening.emit()
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        made = SupportCard(self._card, _in_front(), may_enter=self._may_enter, buddy=self._buddy)
        made.ping_asked.connect(self.ping_asked)
        made.finished.connect(self._closed)
        made.destroyed.connect(self._closed)  # with the window that it stood over
        self.shown = made
        made.open()

    def _closed(self) -> None:
        self.shown = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or isinstance(watched, QWindow):
            return False
        key = cast("QKeyEvent", event)
        if key.key() != Qt.Key.Key_F1 or key.modifiers() not in _BARE:
            return False
        if self.shown is not None:
            return False  # the card itself takes it, and closes
        if kind == QEvent.Type.KeyPress and not key.isAutoRepeat():
            QTimer.singleShot(0, self, self.open)  # not inside the delivery of a key
        return True


def everywhere(app: QApplication) -> SupportKey:
    """The one of this application, from now on."""
    found = app.findChild(SupportKey)
    return found if isinstance(found, SupportKey) else SupportKey(app)


def open_support() -> None:
    """The card, from a button."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        everywhere(app).open()


def _in_front() -> QWidget | None:
    return QApplication.activeModalWidget() or QApplication.activeWindow()
