"""The recovery sheet as a page of paper: for a printer, or as a PDF in memory."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import (
    QColor,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTableFormat,
)

from moderator.recovery import COUNT, Sheet
from ui.look import theme

_INK = QColor("#000000")
_COLUMNS = 3


def document(sheet: Sheet) -> QTextDocument:
    """Black on white, whatever the look of the window."""
    made = QTextDocument()
    made.setDefaultFont(_type(11))
    cursor = QTextCursor(made)
    _write(cursor, sheet.title, 24, space=8)
    for sentence in sheet.lines:
        _write(cursor, sentence, 11, space=4)
    cursor.insertBlock()
    _table(cursor, sheet)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    for sentence in sheet.after:
        _write(cursor, sentence, 10, space=4)
    _write(cursor, "Kept at: ________________________    By: ________________________", 10, space=0)
    return made


def pdf(sheet: Sheet) -> bytes:
    """A4, with the fonts inside."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(sheet.title)
    writer.setCreator("Moderator")
    lay_out(writer)
    document(sheet).print_(writer)
    buffer.close()
    return bytes(content.data())


def lay_out(device: QPagedPaintDevice) -> None:
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)


def _type(points: float) -> QFont:
    font = QFont(theme.font())
    font.setPointSizeF(points)
    return font


def _write(cursor: QTextCursor, text: str, points: float, *, space: float) -> None:
    look = QTextCharFormat()
    look.setFont(_type(points))
    look.setForeground(_INK)
    block = QTextBlockFormat()
    block.setBottomMargin(space)
    block.setTopMargin(space)
    cursor.setBlockFormat(block)
    cursor.insertText(text, look)
    cursor.insertBlock()


def _table(cursor: QTextCursor, sheet: Sheet) -> None:
    rows = COUNT // _COLUMNS
    shape = QTextTableFormat()
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    shape.setBorder(0.5)
    shape.setBorderBrush(_INK)
    shape.setCellPadding(7)
    shape.setCellSpacing(0)
    table = cursor.insertTable(rows, _COLUMNS, shape)
    look = QTextCharFormat()
    look.setFont(_type(14))
    look.setForeground(_INK)
    for at, word in enumerate(sheet.words):
        table.cellAt(at % rows, at // rows).firstCursorPosition().insertText(f"{at + 1:>2}  {word}", look)
