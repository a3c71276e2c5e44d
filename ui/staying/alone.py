"""One window for each home. A second start brings the first one to the front and ends.

The lock belongs to a living process: whoever is killed leaves none behind.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE = 3_000  # ms that the first window is given to answer
AT_ONCE = 200  # ms that the first window waits for whoever knocks
_SHOW, _DONE = b"show\n", b"done\n"


class Alone(QObject):
    """Made before the window. `first` says whether this process may open it."""

    asked = Signal()  # somebody started the program again: show the window

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(home / "window.lock"))
        self._lock.setStaleLockTime(0)  # never by age: only a process that is gone has lost it
        self._name = "moderator-" + hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:24]
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._come)
        self.first = self._lock.tryLock(0)
        if self.first:
            QLocalServer.removeServer(self._name)  # what a killed window left
            self._server.listen(self._name)

    def call_first(self) -> bool:
        """Ask the window that is open to come to the front. False when it does not answer."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(PATIENCE):
            return False
        socket.write(_SHOW)
        answered = socket.waitForBytesWritten(PATIENCE) and socket.waitForReadyRead(PATIENCE)
        return answered and socket.readAll().data() == _DONE

    def close(self) -> None:
        self._server.close()
        self._lock.unlock()

    def _come(self) -> None:
        """Nothing that is said here does more than to show the window."""
        while (socket := self._server.nextPendingConnection()) is not None:
            if socket.bytesAvailable() or socket.waitForReadyRead(AT_ONCE):
                said = socket.read(len(_SHOW)).data()
                if said == _SHOW:
                    socket.write(_DONE)
                    socket.waitForBytesWritten(AT_ONCE)
                    self.asked.emit()
            socket.disconnectFromServer()
            socket.deleteLater()
