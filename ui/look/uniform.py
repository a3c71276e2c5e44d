"""A list whose rows are all of one height, so that a million of them cost no more than those in sight.

QListView lays every row out again after each change: about a second of the window's own thread for a million.
Here the place of a row is its number times the height, and nothing is kept of any row. It is a QListView all the
same, so that screen readers find a list and its rows: all that would lay rows out is answered here.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QCursor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from moderator.actions import Place
from ui import keys
from ui.look import theme

Index = QModelIndex | QPersistentModelIndex
_Move = QAbstractItemView.CursorAction
_Hint = QAbstractItemView.ScrollHint


class UniformRows(QListView):
    """One column, one chosen row. The delegate's size hint for the first row is the height of all.

    Letters, and whatever means something in `place`, are left to the screen. It never scrolls by itself, only for keys
    and `scrollTo`.
    """

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place, self._height = place, 1
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(False)
        self.setMouseTracking(True)
        self.setAutoScroll(False)  # it would follow the chosen row when that goes away

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.rowsRemoved.connect(self._changed)

    def row_height(self) -> int:
        return self._height

    def _count(self) -> int:
        model = self.model()
        return model.rowCount() if model is not None else 0

    def _top(self, row: int) -> int:
        return row * self._height - self.verticalOffset()

    # where things are

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        return QRect(0, self._top(index.row()), self.viewport().width(), self._height)

    def in_sight(self, index: Index) -> bool:
        return self.viewport().rect().intersects(self.visualRect(index))

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = (point.y() + self.verticalOffset()) // self._height
        if not (0 <= row < self._count() and 0 <= point.x() < self.viewport().width()):
            return QModelIndex()
        return self.model().index(row, 0)

    def rows_in_sight(self) -> range:
        first = self.verticalOffset() // self._height
        last = (self.verticalOffset() + self.viewport().height() - 1) // self._height
        return range(first, min(self._count(), last + 1))

    def put_at(self, row: int, top: int) -> None:
        """Scroll so that this row begins at this height of what is in sight."""
        self.verticalScrollBar().setValue(row * self._height - top)

    def scrollTo(self, index: Index, hint: _Hint = _Hint.EnsureVisible) -> None:
        if not index.isValid():
            return
        bar, top, room = self.verticalScrollBar(), index.row() * self._height, self.viewport().height()
        beneath = top + self._height - room
        if hint is _Hint.PositionAtTop:
            bar.setValue(top)
        elif hint is _Hint.PositionAtBottom:
            bar.setValue(beneath)
        elif hint is _Hint.PositionAtCenter:
            bar.setValue((top + beneath) // 2)
        else:
            bar.setValue(max(beneath, min(top, bar.value())))

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter, name = bool(event.text()) and event.text().isprintable(), keys.named(event)
        means = keys.in_force().action(name, self._place) is not None and name not in keys.ARROWS
        if letter or means or event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
            return
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.scrollTo(self.currentIndex())

    def moveCursor(self, action: _Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        last, at = self._count() - 1, self.currentIndex().row()
        if last < 0:
            return QModelIndex()
        page = max(1, self.viewport().height() // self._height)
        by = {
            _Move.MoveDown: 1,
            _Move.MoveNext: 1,
            _Move.MoveRight: 1,
            _Move.MoveUp: -1,
            _Move.MovePrevious: -1,
            _Move.MoveLeft: -1,
            _Move.MovePageDown: page,
            _Move.MovePageUp: -page,
            _Move.MoveHome: -last - 1,
            _Move.MoveEnd: last + 1,
        }[action]
        return self.model().index(max(0, min(last, at + by)), 0)

    # what is chosen

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for stretch in selection:  # type: ignore[attr-defined]  # a list, to the binding
            first, last = self._top(stretch.top()), self._top(stretch.bottom() + 1)
            region += QRect(0, first, self.viewport().width(), last - first) & self.viewport().rect()
        return region

    # the model changes

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        QAbstractItemView.rowsInserted(self, parent, start, end)
        self._changed()

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        QAbstractItemView.rowsAboutToBeRemoved(self, parent, start, end)

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, top, bottom, list(roles))

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def currentChanged(self, current: Index, previous: Index) -> None:
        QAbstractItemView.currentChanged(self, current, previous)
        if QAccessible.isActive() and current.isValid() and self.hasFocus():
            told = QAccessibleEvent(self, QAccessible.Event.Focus)
            told.setChild(current.row())
            QAccessible.updateAccessibility(told)

    def _changed(self) -> None:
        self.updateGeometries()
        self.viewport().update()

    def text_resized(self) -> None:
        """Rows of another height; the chosen one stays in sight."""
        self._changed()
        self.scrollTo(self.currentIndex())

    def updateGeometries(self) -> None:
        self._height = self._measured()
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._count() * self._height - room))
        bar.setPageStep(room)
        bar.setSingleStep(max(16, self._height // 3))
        QAbstractItemView.updateGeometries(self)

    def _measured(self) -> int:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return max(1, self.itemDelegate().sizeHint(option, QModelIndex()).height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        usual = option.state & ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        under = self._under_mouse()
        seen = event.rect()
        first = max(0, (seen.top() + self.verticalOffset()) // self._height)
        last = min(self._count() - 1, (seen.bottom() + self.verticalOffset()) // self._height)
        with QPainter(self.viewport()) as painter:
            for row in range(first, last + 1):
                index = self.model().index(row, 0)
                option.rect = self.visualRect(index)
                option.state = self._state(index, usual, under)
                self.itemDelegate().paint(painter, option, index)
            if self.hasFocus() and not self.in_sight(self.currentIndex()):  # else its row shows it
                half = theme.ring() // 2
                painter.setPen(QPen(theme.colour("accent"), theme.ring()))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.viewport().rect().adjusted(half, half, -half, -half))

    def _under_mouse(self) -> int:
        if not self.viewport().underMouse():
            return -1
        return self.indexAt(self.viewport().mapFromGlobal(QCursor.pos())).row()

    def _state(self, index: QModelIndex, usual: QStyle.StateFlag, under: int) -> QStyle.StateFlag:
        state = usual
        if self.selectionModel().isSelected(index):
            state |= QStyle.StateFlag.State_Selected
        if self.hasFocus() and index == self.currentIndex():
            state |= QStyle.StateFlag.State_HasFocus
        return state | QStyle.StateFlag.State_MouseOver if index.row() == under else state
