"""Read from right to left: what begins at the left begins at the right, and no letter stands on its head."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from moderator.actions import HIDE
from ui.look import pieces
from ui.look.turning import turn, upright

RIGHT, LEFT = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight


@pytest.fixture
def turned(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(RIGHT)
    yield
    qapp.setLayoutDirection(LEFT)


@pytest.mark.parametrize(
    ("direction", "ground", "letter"), [(LEFT, (0, 9), (20, 29)), (RIGHT, (90, 99), (60, 69))]
)
def test_what_is_upright_moves_with_its_place_and_is_not_mirrored(
    direction: Qt.LayoutDirection, ground: tuple[int, int], letter: tuple[int, int]
):
    image = QImage(100, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        turn(painter, QRectF(image.rect()), direction)
        painter.fillRect(QRectF(0, 0, 10, 10), Qt.GlobalColor.red)
        with upright(painter, QRectF(20, 0, 20, 10)):
            painter.fillRect(QRectF(20, 0, 10, 10), Qt.GlobalColor.black)  # its left half
    colours = [image.pixelColor(x, 5).name() for x in range(100)]
    red = [x for x, colour in enumerate(colours) if colour == "#ff0000"]
    black = [x for x, colour in enumerate(colours) if colour == "#000000"]
    assert ((red[0], red[-1]), (black[0], black[-1])) == (ground, letter)


def ink(button: pieces.KeyButton, *, left: bool) -> int:
    """How many points of one half are not its ground."""
    image = button.grab().toImage()
    half, ground = image.width() // 2, image.pixel(image.width() // 2, 20)
    across = range(20, half) if left else range(half, image.width() - 20)
    return sum(image.pixel(x, y) != ground for x in across for y in range(8, image.height() - 8))


def test_the_key_of_a_button_stands_where_reading_ends(qtbot, turned):
    button = pieces.KeyButton("", HIDE)
    qtbot.addWidget(button)
    button.resize(400, 40)
    assert ink(button, left=True) > 0
    assert ink(button, left=False) == 0
    button.setLayoutDirection(LEFT)
    assert ink(button, left=True) == 0
    assert ink(button, left=False) > 0


def test_sentences_begin_where_all_else_begins(qtbot, turned):
    made = pieces.paragraph("Harsh ones arrive veiled.")
    qtbot.addWidget(made)
    assert made.alignment() & Qt.AlignmentFlag.AlignRight
