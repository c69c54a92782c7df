"""A list model touches only what differs."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, QObject

from ui.viewmodels.rows import Rows


@dataclass(frozen=True, slots=True)
class Thing:
    code: str
    size: int


@pytest.fixture
def owner():
    return QObject()


def test_fields_are_roles(owner, qtmodeltester):
    rows = Rows(Thing, owner)
    rows.assign([Thing("a", 1), Thing("b", 2)])
    roles = {bytes(name.data()): role for role, name in rows.roleNames().items()}
    assert set(roles) == {b"code", b"size"}
    assert rows.data(rows.index(1), roles[b"size"]) == 2
    assert rows.data(QModelIndex(), roles[b"size"]) is None
    assert rows.data(rows.index(0), 0) is None
    qtmodeltester.check(rows)


def test_only_changed_rows_are_told(owner):
    rows = Rows(Thing, owner)
    rows.assign([Thing("a", 1), Thing("b", 2), Thing("c", 3)])
    told = []
    rows.dataChanged.connect(lambda first, last: told.append(("changed", first.row(), last.row())))
    rows.rowsInserted.connect(lambda _parent, first, last: told.append(("inserted", first, last)))
    rows.rowsRemoved.connect(lambda _parent, first, last: told.append(("removed", first, last)))
    rows.assign([Thing("a", 1), Thing("b", 9), Thing("c", 3)])
    rows.assign([Thing("a", 1), Thing("b", 9), Thing("c", 3), Thing("d", 4), Thing("e", 5)])
    rows.assign([Thing("a", 1)])
    assert told == [("changed", 1, 1), ("inserted", 3, 4), ("removed", 1, 4)]
    assert len(rows) == rows.rowCount() == 1
