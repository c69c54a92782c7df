"""The wall as it stands: where every compartment is, and how one says so in words.

Millimetres; x from the left edge of the bank, y from the floor up, as a tape measure reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Band(StrEnum):
    """Height of the middle of a door, in words a person uses of their own body (adult of 1.70 m)."""

    FLOOR = "floor"
    KNEE = "knee"
    HIP = "hip"
    CHEST = "chest"
    EYE = "eye"
    OVERHEAD = "overhead"


_BAND_TOPS_MM = ((250, Band.FLOOR), (600, Band.KNEE), (1000, Band.HIP), (1400, Band.CHEST), (1700, Band.EYE))


class Side(StrEnum):
    """Where the door is, seen by somebody who faces the screen."""

    LEFT = "left"
    RIGHT = "right"
    HERE = "here"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the front view."""

    x_mm: int
    y_mm: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True)
class Compartment:
    """One compartment: what is printed on it, its size class and where it is.

    `handle_mm` is where its door is gripped, above the floor, if somebody has measured it. `max_weight_g` 0: no limit.
    """

    number: int
    size: str
    column: int
    row: int
    box: Box
    handle_mm: int | None = None
    max_weight_g: int = 0

    @property
    def grip_mm(self) -> float:
        """How high one has to reach: the handle, or the middle of the door where nobody has measured."""
        return self.box.y_mm + self.box.height_mm / 2 if self.handle_mm is None else self.handle_mm


@dataclass(frozen=True, slots=True)
class Place:
    """A place in words. `row` counts from the bottom, both count from 1."""

    column: int
    columns: int
    row: int
    rows: int
    band: Band
    side: Side


@dataclass(frozen=True, slots=True)
class Wall:
    """A whole bank. `screen` is the kiosk's own place in it; columns count from the left without it.

    `depth_mm` is how deep its compartments are inside.
    """

    width_mm: int
    height_mm: int
    screen: Box
    compartments: tuple[Compartment, ...]
    sizes: tuple[str, ...] = ()
    """Size classes from the smallest up."""
    depth_mm: int = 500
    _places: Mapping[int, Place] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for with every screen that shows a door.
        places = {door.number: self._place(door) for door in self.compartments}
        object.__setattr__(self, "_places", places)

    def compartment(self, number: int) -> Compartment:
        """Raises KeyError for a number that is not on this wall."""
        for compartment in self.compartments:
            if compartment.number == number:
                return compartment
        raise KeyError(number)

    def place(self, number: int) -> Place:
        """Where compartment `number` is, for the screen and for speech. Raises KeyError."""
        return self._places[number]

    def _place(self, door: Compartment) -> Place:
        in_column = [other for other in self.compartments if other.column == door.column]
        middle_mm = door.box.y_mm + door.box.height_mm / 2
        band = next((band for top_mm, band in _BAND_TOPS_MM if middle_mm <= top_mm), Band.OVERHEAD)
        return Place(
            column=door.column,
            columns=max(other.column for other in self.compartments),
            row=door.row,
            rows=len(in_column),
            band=band,
            side=self._side(door.box),
        )

    def distance_mm(self, number: int) -> float:
        """How far the middle of a door is from the middle of the screen, to open the nearest first."""
        box = self.compartment(number).box
        dx = (box.x_mm + box.width_mm / 2) - (self.screen.x_mm + self.screen.width_mm / 2)
        dy = (box.y_mm + box.height_mm / 2) - (self.screen.y_mm + self.screen.height_mm / 2)
        return float((dx * dx + dy * dy) ** 0.5)

    def _side(self, box: Box) -> Side:
        if box.x_mm + box.width_mm <= self.screen.x_mm:
            return Side.LEFT
        if box.x_mm >= self.screen.x_mm + self.screen.width_mm:
            return Side.RIGHT
        return Side.HERE
