"""The rules of the house that no type and no import contract can say."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted([*(ROOT / "moderator").rglob("*.py"), *(ROOT / "ui").rglob("*.py")])

_CLOCKS = {
    "time": {
        "time",
        "time_ns",
        "monotonic",
        "monotonic_ns",
        "perf_counter",
        "clock_gettime",
        "clock_gettime_ns",
    },
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "QDateTime": {"currentDateTime", "currentDateTimeUtc"},
}


def _reads_a_clock(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    owner = node.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return node.attr in _CLOCKS.get(name, ())


def test_only_the_clock_reads_clocks():
    allowed = {ROOT / "moderator" / "clock.py"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in CODE
        if path not in allowed and "bench" not in path.parts and "training" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if _reads_a_clock(node)
    ]
    assert found == []


def test_nothing_reads_from_outside_the_project():
    found = [
        str(path)
        for path in [*CODE, *(ROOT / "tests").rglob("*.py")]
        if "/work/" + "shared" in path.read_text("utf-8")
    ]
    assert found == []


@pytest.mark.parametrize("word", ["Manager", "Handler", "Helper", "Utils"])
def test_every_class_says_what_it_is(word):
    found = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith(word)
    ]
    assert found == []


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal from 3.12 on")
def test_qt_gives_back_what_it_borrows(qapp):
    """PySide6 6.12.0 loses a reference to None at each void call and to True at each emit, and aborts at last."""
    from PySide6.QtCore import QObject, Signal
    from PySide6.QtWidgets import QWidget

    class Bell(QObject):
        rung = Signal(bool)

    widget, bell = QWidget(), Bell()
    bell.rung.connect(lambda loud: None)
    none, true = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(300):
        widget.setObjectName("x")
        bell.rung.emit(True)
        widget.isEnabled()
    assert abs(sys.getrefcount(None) - none) < 200
    assert abs(sys.getrefcount(True) - true) < 200
