"""The wall as it is drawn, and a place in it in words."""

from typing import Literal

from msgspec import Struct


class WallCell(Struct, frozen=True):
    """One door of the drawing. Millimetres, x from the left, y from the floor up to the cell's lower edge."""

    number: int
    size: str
    x_mm: int
    y_mm: int
    width_mm: int
    height_mm: int


class WallDrawing(Struct, frozen=True):
    """The front of the bank to scale; the screen's own box is the cell with number 0."""

    width_mm: int
    height_mm: int
    screen: WallCell
    cells: tuple[WallCell, ...]


class PlaceInWords(Struct, frozen=True):
    """Column and row count from 1, rows from the bottom. Bands and sides are those of `domain.wall`."""

    column: int
    columns: int
    row: int
    rows: int
    band: Literal["floor", "knee", "hip", "chest", "eye", "overhead"]
    side: Literal["left", "right", "here"]


class Site(Struct, frozen=True):
    """What does not change while the core runs."""

    name: str
    kiosk: str
    help_phone: str
    languages: tuple[str, ...]
    wall: WallDrawing
    screen_width_mm: float
    screen_height_mm: float
    preview_path: str
