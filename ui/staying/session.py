"""Is the person still there? The screen is covered when the session is locked, put to sleep or handed to somebody else.

`SessionWatch` says so in `left`, whatever told it:

- logind on the system bus: PrepareForSleep, Lock, and the session's own Active and LockedHint; before sleep the
  machine waits until we have covered the screen (a delay inhibitor);
- the screen saver on the session bus;
- a gap between two ticks: the machine was asleep or this process stood still, and nobody said so. This works
  everywhere, and it is what remains where there is neither bus.

Windows and macOS have parts of their own (`windows.py`, `macos.py`), written and not tried yet.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SLOT, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusUnixFileDescriptor, QDBusVariant

from moderator.clock import Clock

EVERY = 1_000  # ms
GAP_US = 10_000_000  # of the boot clock between two ticks: nobody was looking at a living window

_LOGIN = "org.freedesktop.login1"
_MANAGER = "/org/freedesktop/login1"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SCREEN_SAVERS = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
)


class SessionWatch(QObject):
    """`start` connects what is there; parts that are missing are left out without a word."""

    left = Signal(str)  # "lock" | "sleep" | "switch" | "screen saver" | "gap"

    def __init__(
        self,
        clock: Clock,
        *,
        system: QDBusConnection | None = None,
        session: QDBusConnection | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._system, self._session = system, session
        self._path = ""
        self._delay: QDBusUnixFileDescriptor | None = None
        self._last = clock.boot()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.tick)
        self._elsewhere: QObject | None = None

    def start(self) -> None:
        self._last = self._clock.boot()
        self._timer.start()
        if sys.platform.startswith("linux"):
            self._listen_to_logind(self._system or QDBusConnection.systemBus())
            self._listen_to_screen_savers(self._session or QDBusConnection.sessionBus())
        else:
            self._elsewhere = _part_of_this_system(self.left.emit)

    def stop(self) -> None:
        self._timer.stop()
        self._delay = None

    def tick(self) -> None:
        """Once a second. A long gap between two of them is as good as a lock."""
        now = self._clock.boot()
        gap = now.us - self._last.us
        same = now.id == self._last.id
        self._last = now
        if not same or gap > GAP_US:
            self.left.emit("gap")

    # logind

    def _listen_to_logind(self, bus: QDBusConnection) -> None:
        if not bus.isConnected():
            return
        self._system = bus
        manager = f"{_LOGIN}.Manager"
        bus.connect(_LOGIN, _MANAGER, manager, "PrepareForSleep", self, _slot("_sleep(bool)"))
        self._path = self._own_session()
        if self._path:
            session = f"{_LOGIN}.Session"
            bus.connect(_LOGIN, self._path, session, "Lock", self, _slot("_locked()"))
            bus.connect(
                _LOGIN,
                self._path,
                _PROPERTIES,
                "PropertiesChanged",
                self,
                _slot("_changed(QDBusMessage)"),
            )
        self._ask_for_delay()

    def _own_session(self) -> str:
        """The object path of this session. Signals name it, while `auto` answers calls alone."""
        got = self._ask(f"{_MANAGER}/session/auto", _PROPERTIES, "Get", f"{_LOGIN}.Session", "Id")
        if not got:
            return ""
        path = self._ask(_MANAGER, f"{_LOGIN}.Manager", "GetSession", str(got))
        return str(path.path()) if hasattr(path, "path") else ""

    def _ask(self, path: str, interface: str, method: str, *values: str) -> object:
        """One short call. None for any refusal: the bus, the service or the method is not there."""
        assert self._system is not None
        call = QDBusMessage.createMethodCall(_LOGIN, path, interface, method)
        call.setArguments(list(values))
        answer = self._system.call(call, timeout=1000)
        if answer.type() != QDBusMessage.MessageType.ReplyMessage or not answer.arguments():
            return None
        value = answer.arguments()[0]
        return value.variant() if isinstance(value, QDBusVariant) else value

    def _ask_for_delay(self) -> None:
        """From now on, sleep waits (some seconds at most) until we have let go of this."""
        got = self._ask(
            _MANAGER, f"{_LOGIN}.Manager", "Inhibit", "sleep", "Moderator", "Covers the screen", "delay"
        )
        self._delay = got if isinstance(got, QDBusUnixFileDescriptor) else None

    @Slot(bool)
    def _sleep(self, begins: bool) -> None:
        if begins:
            self.left.emit("sleep")  # whoever listens covers before this returns
            self._delay = None
        else:
            self._last = self._clock.boot()
            self._ask_for_delay()

    @Slot()
    def _locked(self) -> None:
        self.left.emit("lock")

    @Slot(QDBusMessage)
    def _changed(self, message: QDBusMessage) -> None:
        """Which property it was, D-Bus tells in a form that is hard to read: ask for the two that matter."""
        session = f"{_LOGIN}.Session"
        if message.arguments()[:1] != [session]:
            return
        if self._ask(self._path, _PROPERTIES, "Get", session, "LockedHint") is True:
            self.left.emit("lock")
        elif self._ask(self._path, _PROPERTIES, "Get", session, "Active") is False:
            self.left.emit("switch")

    # the screen saver

    def _listen_to_screen_savers(self, bus: QDBusConnection) -> None:
        if bus.isConnected():
            self._session = bus
            for path, interface in _SCREEN_SAVERS:
                bus.connect("", path, interface, "ActiveChanged", self, _slot("_saver(bool)"))

    @Slot(bool)
    def _saver(self, active: bool) -> None:
        if active:
            self.left.emit("screen saver")


def _slot(signature: str) -> Any:
    """As `QDBusConnection.connect` wants it: a str, whatever its type hints say."""
    return SLOT(signature)


def _part_of_this_system(left: Callable[[str], None]) -> QObject | None:
    if sys.platform == "win32":
        from ui.staying.windows import WindowsSession

        return WindowsSession(left)
    if sys.platform == "darwin":
        from ui.staying.macos import MacSession

        return MacSession(left)
    return None
