"""The wall: the front of the bank to scale, its doors as they stand, and what hands do to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.messages import WallCell, WallDrawing
from ui.stage.boards import Boards, DoorState
from ui.viewmodels.rows import Rows

QML_IMPORT_NAME = "OpenLuke.Stage"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class Door:
    """One door: its place as fractions of the wall, y from the top. `hasParcel`: something still lies inside.

    `fault`: "" or one of the simulator's.
    """

    number: int
    cellX: float
    cellY: float
    cellWidth: float
    cellHeight: float
    isOpen: bool
    isHeld: bool
    fault: str
    hasParcel: bool


@QmlElement
class WallModel(QObject):
    """Doors follow the simulator. A parcel is gone once its door was open and is closed."""

    changed = Signal()

    def __init__(
        self, drawing: WallDrawing, parcels: Iterable[int], boards: Boards, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._parcels = set(parcels)
        self._boards = boards
        self._open: set[int] = set()
        self._doors = Rows(Door, self)
        boards.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        states = self._boards.state.doors
        now_open = {number for number, state in states.items() if state.open}
        self._parcels -= self._open - now_open
        self._open = now_open
        self._doors.assign([self._door(cell, states.get(cell.number, DoorState())) for cell in self._drawing.cells])
        self.changed.emit()

    def _door(self, cell: WallCell, state: DoorState) -> Door:
        wall = self._drawing
        return Door(
            number=cell.number,
            cellX=cell.x_mm / wall.width_mm,
            cellY=1 - (cell.y_mm + cell.height_mm) / wall.height_mm,
            cellWidth=cell.width_mm / wall.width_mm,
            cellHeight=cell.height_mm / wall.height_mm,
            isOpen=state.open,
            isHeld=state.held,
            fault="" if state.fault == "none" else state.fault,
            hasParcel=cell.number in self._parcels,
        )

    @Property(QObject, constant=True)
    def doors(self) -> QObject:
        return self._doors

    @Property(bool, notify=changed)
    def connected(self) -> bool:
        """The simulator is there."""
        return bool(self._boards.state.doors)

    @Property(float, constant=True)
    def ratio(self) -> float:
        """Width over height."""
        return self._drawing.width_mm / self._drawing.height_mm

    @Property(float, constant=True)
    def screenLeft(self) -> float:
        return self._drawing.screen.x_mm / self._drawing.width_mm

    @Property(float, constant=True)
    def screenTop(self) -> float:
        screen = self._drawing.screen
        return 1 - (screen.y_mm + screen.height_mm) / self._drawing.height_mm

    @Property(float, constant=True)
    def screenWide(self) -> float:
        return self._drawing.screen.width_mm / self._drawing.width_mm

    @Property(float, constant=True)
    def screenHigh(self) -> float:
        return self._drawing.screen.height_mm / self._drawing.height_mm

    @Slot(int)
    def take(self, number: int) -> None:
        """Take what is inside and close the door."""
        if number in self._open:
            self._boards.do(do="close", door=number)

    @Slot(int)
    def force(self, number: int) -> None:
        """Open it by hand, with no command from anybody."""
        self._boards.do(do="open", door=number)

    @Slot(int, str)
    def setFault(self, number: int, fault: str) -> None:
        self._boards.do(do="fault", door=number, fault=fault or "none")

    @Slot(int, bool)
    def setHeld(self, number: int, held: bool) -> None:
        self._boards.do(do="hold" if held else "release", door=number)
