"""Lock, user switch, remote disconnect and sleep on Windows. Written after Microsoft's documentation; NOT TRIED YET.

WTSRegisterSessionNotification makes Windows send WM_WTSSESSION_CHANGE to a window of ours; WM_POWERBROADCAST comes
by itself. https://learn.microsoft.com/windows/win32/termserv/wm-wtssession-change
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

_SESSION_CHANGE, _POWER = 0x02B1, 0x0218
_WHY = {
    0x2: "switch",
    0x4: "switch",
    0x6: "switch",
    0x7: "lock",
}  # disconnects of console and remote, logoff, lock
_SUSPEND = 0x4


class _Message(ctypes.Structure):
    """The beginning of MSG; the pointer that Qt hands over leads to it."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("wparam", ctypes.c_size_t),
        ("lparam", ctypes.c_ssize_t),
    )


class _Filter(QAbstractNativeEventFilter):
    def __init__(self, left: Callable[[str], None]) -> None:
        super().__init__()
        self._left = left

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        if kind == b"windows_generic_MSG":
            seen = _Message.from_address(int(message))
            if seen.message == _SESSION_CHANGE and seen.wparam in _WHY:
                self._left(_WHY[seen.wparam])
            elif seen.message == _POWER and seen.wparam == _SUSPEND:
                self._left("sleep")
        return False, 0


class WindowsSession(QObject):
    def __init__(self, left: Callable[[str], None]) -> None:
        super().__init__()
        self._window = QWidget()  # never shown; it has a handle for Windows to write to
        self._filter = _Filter(left)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)
        ctypes.CDLL("wtsapi32").WTSRegisterSessionNotification(ctypes.c_void_p(int(self._window.winId())), 0)
