"""Lock and user switch on macOS. Written after Apple's documentation; NOT TRIED YET.

CGSessionCopyCurrentDictionary tells whether this session is on the console and whether its screen is locked. It is
asked each second, because the notifications would need another library. Sleep is noticed by the gap it leaves.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

EVERY = 1_000  # ms
_UTF8 = 0x08000100


class MacSession(QObject):
    def __init__(self, left: Callable[[str], None]) -> None:
        super().__init__()
        self._left, self._was = left, ""
        self._graphics = ctypes.CDLL(ctypes.util.find_library("CoreGraphics") or "")
        self._core = ctypes.CDLL(ctypes.util.find_library("CoreFoundation") or "")
        self._graphics.CGSessionCopyCurrentDictionary.restype = ctypes.c_void_p
        self._core.CFDictionaryGetValue.restype = ctypes.c_void_p
        self._core.CFDictionaryGetValue.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        self._core.CFStringCreateWithCString.restype = ctypes.c_void_p
        self._core.CFStringCreateWithCString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32]
        self._core.CFBooleanGetValue.argtypes = [ctypes.c_void_p]
        self._core.CFRelease.argtypes = [ctypes.c_void_p]
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        now = self._state()
        if now and now != self._was:
            self._left(now)
        self._was = now

    def _state(self) -> str:
        session = self._graphics.CGSessionCopyCurrentDictionary()
        if not session:
            return "switch"
        try:
            if self._flag(session, b"CGSSessionScreenIsLocked"):
                return "lock"
            return "" if self._flag(session, b"kCGSSessionOnConsoleKey") else "switch"
        finally:
            self._core.CFRelease(session)

    def _flag(self, session: int, name: bytes) -> bool:
        key = self._core.CFStringCreateWithCString(None, name, _UTF8)
        try:
            value = self._core.CFDictionaryGetValue(session, key)
            return bool(value) and bool(self._core.CFBooleanGetValue(value))
        finally:
            self._core.CFRelease(key)
