"""Text of another size in a window that stands.

Whatever inherits its type from the application follows by itself. What was given a type or a length of its own is
told here: types grow by the same share, lengths that were set with `follow` are reckoned anew, and a widget that has a
`text_resized` measures itself again. What paints itself asks `theme.font` each time.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.look import theme


def follow(widget: QWidget, **lengths: int) -> None:
    """Lengths of this widget in px at the usual size of text, by the name of their property (`maximumWidth=760`)."""
    widget.setProperty("lengths", lengths)
    _measure(widget)


def apply(app: QApplication, chosen: theme.Look, text_scale: float) -> None:
    """Put a look and a text size on every window that is open."""
    own = {widget: widget.font() for widget in app.allWidgets() if _has_own(widget)}
    before = theme.text_scale()
    theme.apply(app, chosen, text_scale)
    by = theme.text_scale() / before
    for widget, had in own.items():
        had.setPointSizeF(had.pointSizeF() * by)
        widget.setFont(had)
        widget.setProperty(_FIRST_FONT, had)
    if abs(by - 1) > 0.001:
        _measure_again(app)


# Where the style sheet's style keeps the type that a widget of it had first. It goes back to that whenever the widget is
# polished again (put into another layout, another sheet), whatever setFont has said since (seen with Qt 6.11).
_FIRST_FONT = "_q_styleSheetWidgetFont"


def _has_own(widget: QWidget) -> bool:
    return widget.testAttribute(Qt.WidgetAttribute.WA_SetFont)


def _measure_again(app: QApplication) -> None:
    for widget in app.allWidgets():
        _measure(widget)
        resized = getattr(widget, "text_resized", None)
        if resized is not None:
            resized()
        widget.updateGeometry()
        widget.update()


def _measure(widget: QWidget) -> None:
    lengths = widget.property("lengths")
    if isinstance(lengths, dict):
        for name, length in lengths.items():
            widget.setProperty(name, int(length * max(1.0, theme.text_scale())))
