"""Two hundred veiled comments, and every way by which one of their words could leave the window."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from tests.ui.conftest import Sitting
from ui.look.passage import Passage

CANARY = "zorblaxturnip"
_TEXTS = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
)


def _tree(node: QAccessibleInterface, depth: int = 0) -> Iterator[QAccessibleInterface]:
    yield node
    if depth < 12:
        for at in range(min(node.childCount(), 250)):
            child = node.child(at)
            if child is not None:
                yield from _tree(child, depth + 1)


def _said(widget: QWidget) -> str:
    node = QAccessible.queryAccessibleInterface(widget)
    return " ".join(each.text(kind) for each in _tree(node) for kind in _TEXTS)


def _properties(root: QObject) -> str:
    told = []
    for each in [root, *root.findChildren(QObject)]:
        meta = each.metaObject()
        told += [str(each.property(meta.property(at).name())) for at in range(meta.propertyCount())]
    return " ".join(told)


def test_no_word_from_behind_the_veil_leaves_by_any_way(sitting: Sitting):
    harsh = [sitting.office.says(f"You absolute {CANARY}{number}") for number in range(200)]
    sitting.begin()
    sitting.open(harsh[0].id)
    view, model = sitting.screen.line.view, sitting.screen.line.model
    assert model.rowCount() == 200
    ways = {
        "roles": " ".join(
            str(model.data(model.index(row), role)) for row in range(200) for role in range(301)
        ),
        "screen reader": _said(sitting.window),
        "properties": _properties(sitting.window),
        "window title": sitting.window.windowTitle(),
    }
    QGuiApplication.clipboard().setText("")
    view.setFocus()
    view.selectAll()
    sitting.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    ways["clipboard"] = QGuiApplication.clipboard().text()
    mime = model.mimeData([model.index(0)])
    ways["drag"] = "".join(
        bytes(mime.data(form)).decode(code, "ignore")
        for form in mime.formats()
        for code in ("utf-8", "utf-16-be", "utf-16-le")
    )
    place = view.visualRect(model.index(0)).center()
    tip = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), tip)
    ways["tooltip"] = QToolTip.text()
    ways["logs"] = " ".join(
        path.read_bytes().decode("utf-8", "ignore")
        for path in sitting.office.path.parent.rglob("*")
        if path.is_file()
    )
    assert [way for way, told in ways.items() if CANARY in told] == []
    assert "veiled comment" in ways["screen reader"]


def test_after_a_look_nothing_of_it_stays(sitting: Sitting):
    card = sitting.office.says(f"You absolute {CANARY}")
    sitting.begin()
    sitting.open(card.id)
    sitting.down(Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    sitting.settle()
    assert CANARY in sitting.text()
    assert CANARY in _said(sitting.window)  # while it is on the screen a screen reader may read it
    sitting.up(Qt.Key.Key_V)
    sitting.settle()
    assert CANARY not in _said(sitting.window) + _properties(sitting.window)
    assert all(CANARY not in each.words() for each in sitting.window.findChildren(Passage))
