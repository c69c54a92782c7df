"""Doors as they stand, and what hands do to them, on the real simulator."""

import pytest
from PySide6.QtCore import Qt

from locker_driver.simulator.faults import DoorFault
from ui.stage.wall import Door


def doors(stage) -> dict[int, Door]:
    rows = stage.model.wall.doors
    first = Qt.ItemDataRole.UserRole + 1
    names = [bytes(name.data()).decode() for _, name in sorted(rows.roleNames().items())]
    found = [
        Door(**{name: rows.data(rows.index(row), first + role) for role, name in enumerate(names)})
        for row in range(rows.rowCount())
    ]
    return {door.number: door for door in found}


def test_the_drawing_is_to_scale_with_y_from_the_top(stage):
    wall = stage.model.wall
    seven = doors(stage)[7]
    assert wall.ratio == 2540 / 1980
    assert (seven.cellX, seven.cellWidth) == (0, 500 / 2540)
    assert round(seven.cellY * 1980) == 1980 - 60 - 640
    assert round(wall.screenTop * 1980) == 0
    assert len(doors(stage)) == 24


def test_a_parcel_is_taken_with_the_closing_of_its_door(qtbot, stage, bank):
    bank.ask("open", door=12)
    qtbot.waitUntil(lambda: doors(stage)[12].isOpen)
    assert doors(stage)[12].hasParcel
    stage.model.wall.take(12)
    qtbot.waitUntil(lambda: not doors(stage)[12].isOpen)
    assert not doors(stage)[12].hasParcel
    assert doors(stage)[5].hasParcel


def test_a_held_door_refuses_to_be_closed(qtbot, stage):
    wall = stage.model.wall
    wall.force(3)
    wall.setHeld(3, True)
    qtbot.waitUntil(lambda: doors(stage)[3].isHeld)
    with qtbot.waitSignal(stage.boards.refused) as refused:
        wall.take(3)
    assert refused.args == ["door 3 is held open"]
    wall.setHeld(3, False)
    wall.take(3)
    qtbot.waitUntil(lambda: not doors(stage)[3].isOpen)


@pytest.mark.parametrize("fault", [fault.value for fault in DoorFault if fault is not DoorFault.NONE])
def test_a_door_can_be_spoilt_and_mended(qtbot, stage, bank, fault):
    stage.model.wall.setFault(9, fault)
    qtbot.waitUntil(lambda: doors(stage)[9].fault == fault)
    assert bank.ask("state")["doors"][8]["fault"] == fault
    stage.model.wall.setFault(9, "")
    qtbot.waitUntil(lambda: doors(stage)[9].fault == "")


def test_a_closed_door_is_not_closed_again(stage, bank):
    stage.model.wall.take(4)
    assert bank.seen("closed") == []


def test_without_boards_all_doors_are_drawn_closed(qtbot, stage, bank):
    bank.ask("open", door=12)
    qtbot.waitUntil(lambda: doors(stage)[12].isOpen)
    stage.control.lost.emit()
    assert not stage.model.wall.connected
    assert not any(door.isOpen for door in doors(stage).values())
