"""Where codes are in a frame, read or not, and how light it is there. Geometry and figures, no pixels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import dist, sqrt
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
FourPoints: TypeAlias = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Gray levels inside a code: of its dark and of its bright modules. `blank`: the share of it that is white with
    no dark module in it, as a reflection is.
    """

    dark: float
    bright: float
    blank: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """Gray levels of a whole frame: the one that half of it is below, and its bright end. `white`: the share that is
    as bright as the sensor can tell.
    """

    middle: float
    bright: float
    white: float


@dataclass(frozen=True, slots=True)
class Located:
    """A code found in a frame. `corners` in px, one after the other around it; `modules` is how many it is wide, 0
    when that is not known.
    """

    corners: FourPoints
    readable: bool
    modules: int = 0
    contrast: Contrast | None = None

    @property
    def centre(self) -> Point:
        return sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4

    @property
    def side_px(self) -> float:
        """The side of a square with the same area (shoelace formula)."""
        following = self.corners[1:] + self.corners[:1]
        pairs = zip(self.corners, following, strict=True)
        return sqrt(abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2)

    @property
    def extent_px(self) -> float:
        """The side of the upright square that holds it, however it is turned."""
        return max(max(axis) - min(axis) for axis in zip(*self.corners, strict=True))

    @property
    def module_px(self) -> float | None:
        return self.side_px / self.modules if self.modules else None


def with_read(located: Sequence[Located], read: Iterable[FourPoints]) -> list[Located]:
    """`located` and what was read by whatever means: codes at the same place are one, and readable."""
    known = list(located)
    for corners in read:
        code = Located(corners, readable=True)
        same = [one for one in known if dist(one.centre, code.centre) < max(one.side_px, code.side_px) / 2]
        known = [one for one in known if one not in same]
        known += [replace(one, readable=True) for one in same] or [code]
    return known
