"""The wall map: the front of the bank to scale, with what each door has to say."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import Site, WallCell, WallDrawing
from ui.viewmodels.rows import Rows

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """What is drawn on one door. `look`: "", lit, next, done or fault. `glyph`: an icon name or empty."""

    look: str = ""
    glyph: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One door as fractions of the wall, y from the top."""

    number: int
    cellX: float
    cellY: float
    cellWidth: float
    cellHeight: float
    look: str
    glyph: str
    words: str
    chosen: bool


@QmlElement
class WallViewModel(QObject):
    """The drawing of `Site.wall` with marks by door number."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._drawing = WallDrawing(1, 1, WallCell(0, "", 0, 0, 1, 1), ())
        self._cells = Rows(Cell, self)

    def draw(self, site: Site, marks: Mapping[int, Mark], chosen: int | None = None) -> None:
        """Doors without a mark are drawn plain."""
        self._drawing = site.wall
        plain = Mark()
        self._cells.assign([self._cell(cell, marks.get(cell.number, plain), chosen) for cell in site.wall.cells])
        self.changed.emit()

    def _cell(self, cell: WallCell, mark: Mark, chosen: int | None) -> Cell:
        wall = self._drawing
        return Cell(
            number=cell.number,
            cellX=cell.x_mm / wall.width_mm,
            cellY=1 - (cell.y_mm + cell.height_mm) / wall.height_mm,
            cellWidth=cell.width_mm / wall.width_mm,
            cellHeight=cell.height_mm / wall.height_mm,
            look=mark.look,
            glyph=mark.glyph,
            words=mark.words,
            chosen=cell.number == chosen,
        )

    @Property(QObject, constant=True)
    def cells(self) -> QObject:
        return self._cells

    @Property(float, notify=changed)
    def ratio(self) -> float:
        """Width over height."""
        return self._drawing.width_mm / self._drawing.height_mm

    @Property(float, notify=changed)
    def screenLeft(self) -> float:
        return self._drawing.screen.x_mm / self._drawing.width_mm

    @Property(float, notify=changed)
    def screenTop(self) -> float:
        screen = self._drawing.screen
        return 1 - (screen.y_mm + screen.height_mm) / self._drawing.height_mm

    @Property(float, notify=changed)
    def screenWide(self) -> float:
        return self._drawing.screen.width_mm / self._drawing.width_mm

    @Property(float, notify=changed)
    def screenHigh(self) -> float:
        return self._drawing.screen.height_mm / self._drawing.height_mm

    @Property(str, notify=changed)
    def hereLabel(self) -> str:
        return self.tr("You are here")
