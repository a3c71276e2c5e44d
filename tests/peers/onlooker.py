"""Runs the desktop as it is, and tells on a socket what somebody at its screen is shown.

    python -m tests.peers.onlooker FD ARGUMENTS...

Nothing of the program is changed and nothing is pressed here: keys come from the display. Each line that arrives
on FD is answered with one JSON line, made on the window's thread: what a screen reader would find in what is visible.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication

from moderator.commands import main
from ui.app import application

_TEXTS = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)


def seen() -> dict[str, Any]:
    """`said`: every visible text, from top to bottom. `focus`: what has the keyboard."""
    windows = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    said: list[str] = []
    for window in windows:
        said += [
            text for node in _tree(QAccessible.queryAccessibleInterface(window)) for text in _texts(node)
        ]
    focus = QApplication.focusWidget()
    modal = QApplication.activeModalWidget() or QApplication.activePopupWidget()
    return {
        "said": said,
        "focus": focus.accessibleName() if focus else "",
        "active": QApplication.activeWindow() is not None,
        "over": modal.accessibleName() or type(modal).__name__ if modal else "",
        "titles": [window.windowTitle() for window in windows],
    }


def _tree(node: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    if node is None or node.state().invisible:
        return
    yield node
    for at in range(min(node.childCount(), 200)):
        yield from _tree(node.child(at))


def _texts(node: QAccessibleInterface) -> Iterator[str]:
    for kind in _TEXTS:
        if text := node.text(kind):
            yield text


def watch(line: socket.socket) -> QSocketNotifier:
    answers = line.makefile("rwb")

    def answer() -> None:
        if not answers.readline():
            notifier.setEnabled(False)  # nobody looks any more
            return
        answers.write(json.dumps(seen()).encode() + b"\n")
        answers.flush()

    notifier = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read, application())
    notifier.activated.connect(answer)
    return notifier


if __name__ == "__main__":
    _kept = watch(socket.socket(fileno=int(sys.argv[1])))
    main(sys.argv[2:])
