"""A list for QML whose rows are frozen dataclasses."""

import dataclasses
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
_FIRST_ROLE = Qt.ItemDataRole.UserRole + 1


class Rows(QAbstractListModel, Generic[Row]):
    """Fields of `row_type` are the roles. A new state touches only the rows that differ, so focus stays where it is."""

    def __init__(self, row_type: type[Row], parent: QObject) -> None:
        super().__init__(parent)
        self._fields = [field.name for field in dataclasses.fields(row_type)]  # type: ignore[arg-type]
        self._rows: list[Row] = []

    def __len__(self) -> int:
        return len(self._rows)

    def assign(self, rows: Sequence[Row]) -> None:
        """Become `rows`."""
        kept = min(len(rows), len(self._rows))
        for number in range(kept):
            if self._rows[number] != rows[number]:
                self._rows[number] = rows[number]
                self.dataChanged.emit(self.index(number), self.index(number))
        if len(rows) > kept:
            self.beginInsertRows(QModelIndex(), kept, len(rows) - 1)
            self._rows.extend(rows[kept:])
            self.endInsertRows()
        elif len(self._rows) > kept:
            self.beginRemoveRows(QModelIndex(), kept, len(self._rows) - 1)
            del self._rows[kept:]
            self.endRemoveRows()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role < _FIRST_ROLE:
            return None
        return getattr(self._rows[index.row()], self._fields[role - _FIRST_ROLE])

    def roleNames(self) -> dict[int, QByteArray]:
        return {_FIRST_ROLE + i: QByteArray(name.encode()) for i, name in enumerate(self._fields)}
