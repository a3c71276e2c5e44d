"""The persons who can sign in here, as a list: a name a row, chosen with the arrows or by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from moderator.entrance import Face
from ui.look import plain

Index = QModelIndex | QPersistentModelIndex


class FaceModel(QAbstractListModel):
    """Names as plain text, with everything in them that could hide made visible."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._faces: tuple[Face, ...] = ()

    def show_faces(self, faces: Sequence[Face]) -> None:
        self.beginResetModel()
        self._faces = tuple(faces)
        self.endResetModel()

    def face(self, row: int) -> Face | None:
        return self._faces[row] if 0 <= row < len(self._faces) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._faces)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        face = self.face(index.row()) if index.isValid() else None
        if face is not None and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return plain.name(face.name, face.person)
        return None
