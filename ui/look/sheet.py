"""A page that scrolls: one column of reading width at the side where reading begins."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.look import pieces, size


def column(widest: int, *, top: int, bottom: int, gap: int) -> tuple[pieces.Inside, QVBoxLayout]:
    """What to scroll, and the column in it. `widest`: pixels at the usual size of text, with which it grows; `top` and
    `bottom`: pixels of margin; `gap`: between two rows.
    """
    inside = pieces.Inside()
    across = QHBoxLayout(inside)
    across.setContentsMargins(28, top, 28, bottom)
    sheet = QWidget()
    size.follow(sheet, maximumWidth=widest)
    across.addWidget(sheet, 100)
    across.addStretch(1)
    made = QVBoxLayout(sheet)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(gap)
    return inside, made
