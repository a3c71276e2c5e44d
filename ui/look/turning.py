"""Painting for those who read from right to left: what begins at the left begins at the right, and every text in it
stands as it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter


def turn(painter: QPainter, place: QRectF, direction: Qt.LayoutDirection) -> None:
    """Mirror what is painted into `place` from here on, where reading begins at the right."""
    if direction == Qt.LayoutDirection.RightToLeft:
        _mirror(painter, place)


@contextmanager
def upright(painter: QPainter, place: QRectF) -> Iterator[None]:
    """What is painted into `place` here is moved with it and not mirrored: text, letters, pictures."""
    turned = painter.worldTransform().m11() < 0
    if turned:
        painter.save()
        _mirror(painter, place)
    try:
        yield
    finally:
        if turned:
            painter.restore()


def _mirror(painter: QPainter, place: QRectF) -> None:
    painter.translate(place.left() + place.right(), 0)
    painter.scale(-1, 1)
