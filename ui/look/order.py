"""Where Tab goes: through what is on the screen in the order in which it stands there.

Qt goes in the order in which things were made, so that what a screen makes later, as the parts of an open card, would
come last of all. A window that asks `step` from its `focusNextPrevChild` goes as the eye does.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QLayout,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)


def step(root: QWidget, *, forward: bool) -> bool:
    """To the next thing in `root` that takes the keyboard by Tab; from the last to the first. False where none does."""
    every = list(through(root))
    at = _place(every, QApplication.focusWidget())
    if at is not None:
        every = every[at + 1 :] + every[: at + 1] if forward else every[at:] + every[:at]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    for each in every if forward else reversed(every):
        if takes_tab(each):
            each.setFocus(reason)
            return True
    return False


def takes_tab(widget: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.isEnabled()
        and widget.isVisible()
        and widget.focusProxy() is None
    )


def through(widget: QWidget) -> Iterator[QWidget]:
    """This and all that stands within it, hidden or not, as it stands there. What is a window of its own does not."""
    yield widget
    if isinstance(widget, QComboBox):  # its list is a window while it is open, and nothing before
        return
    for child in _within(widget):
        if not child.isWindow():
            yield from through(child)


def _within(widget: QWidget) -> list[QWidget]:
    found: list[QWidget | None] = []
    if isinstance(widget, QStackedWidget):  # the other pages are not there
        found = [widget.currentWidget()]
    elif isinstance(widget, QScrollArea):  # within its viewport; the bars do not take the keyboard
        found = [widget.widget()]
    else:
        if isinstance(widget, QSplitter):
            found = [widget.widget(at) for at in range(widget.count())]
        elif (layout := widget.layout()) is not None:
            found = [*_laid_out(layout)]
        found += [each for each in widget.children() if isinstance(each, QWidget) and each not in found]
    return [each for each in found if each is not None]


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    places = range(layout.count())
    if isinstance(layout, QGridLayout):
        places = sorted(places, key=lambda at: layout.getItemPosition(at)[:2])  # type: ignore[assignment, index]
    for at in places:
        item = layout.itemAt(at)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        elif (inner := item.layout()) is not None:
            yield from _laid_out(inner)


def _place(every: list[QWidget], at: QWidget | None) -> int | None:
    """Which of them has the keyboard, or holds what has it."""
    while at is not None:
        if at in every:
            return every.index(at)
        at = at.parentWidget()
    return None
