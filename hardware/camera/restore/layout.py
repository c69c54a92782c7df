"""Where everything stands in a QR code of a version (ISO/IEC 18004 §6 to §7.9)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import segno
from numpy.typing import NDArray
from segno import consts

Modules = NDArray[np.int8]
"""One value per module: 1 dark, -1 light, 0 not known beforehand."""

_UNKNOWN_TYPES: Final = (
    consts.TYPE_FORMAT_DARK,
    consts.TYPE_FORMAT_LIGHT,
    consts.TYPE_DATA_DARK,
    consts.TYPE_DATA_LIGHT,
)
_MASKS: Final[tuple[Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.int64]], ...]] = (
    lambda row, column: (row + column) % 2,
    lambda row, _: row % 2,
    lambda _, column: column % 3,
    lambda row, column: (row + column) % 3,
    lambda row, column: (row // 2 + column // 3) % 2,
    lambda row, column: row * column % 2 + row * column % 3,
    lambda row, column: (row * column % 2 + row * column % 3) % 2,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """One version. Places are arrays of (row, column)."""

    version: int
    known: Modules
    """Finder, timing and alignment patterns and the version's own bits."""
    placed: NDArray[np.int64]
    """Of the bits of all codewords, in the order in which they are placed."""
    formats: NDArray[np.int64]
    """Of the format's 15 bits, the lowest first, in both copies: (2, 15, 2)."""

    anchors: tuple[tuple[int, int, int], ...]
    """Finder and alignment patterns: row and column of the middle, and modules from there to the edge."""

    @property
    def modules(self) -> int:
        return int(self.known.shape[0])

    def masked(self, mask: int) -> NDArray[np.bool_]:
        """Which of the placed bits `mask` turns over."""
        turned: NDArray[np.bool_] = _MASKS[mask](self.placed[:, 0], self.placed[:, 1]) == 0
        return turned


@lru_cache(maxsize=40)
def layout(version: int) -> Layout:
    """The layout of version 1 to 40."""
    drawn = segno.make_qr("0", version=version, error="l", boost_error=False, mask=0)
    types = np.array([list(row) for row in drawn.matrix_iter(border=0, verbose=True)])
    known = np.where(np.array([list(row) for row in drawn.matrix], bool), 1, -1).astype(np.int8)
    known[np.isin(types, _UNKNOWN_TYPES)] = 0
    formats = _formats(len(known))
    is_data = known == 0
    is_data[formats[..., 0], formats[..., 1]] = False  # segno 1.6 counts one module of data among them
    places = [place for place in _zigzag(len(known)) if is_data[place]]
    return Layout(version, known, np.array(places), formats, _anchors(version, len(known)))


def _anchors(version: int, modules: int) -> tuple[tuple[int, int, int], ...]:
    """§6.3.3 and §6.3.6: alignment patterns on all crossings but where finder patterns are."""
    last = modules - 4
    finders = ((3, 3, 3), (3, last, 3), (last, 3, 3))
    at = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    taken = {(at[0], at[0]), (at[0], at[-1]), (at[-1], at[0])} if at else set()
    return finders + tuple((row, column, 2) for row in at for column in at if (row, column) not in taken)


def _zigzag(modules: int) -> list[tuple[int, int]]:
    """§7.7.3: two columns at a time from the right, up and down in turn, around the timing pattern."""
    places = []
    right, upward = modules - 1, True
    while right > 0:
        if right == 6:
            right = 5
        for row in range(modules - 1, -1, -1) if upward else range(modules):
            places += [(row, right), (row, right - 1)]
        right, upward = right - 2, not upward
    return places


def _formats(modules: int) -> NDArray[np.int64]:
    """§7.9.1, figure 25."""
    corner = [(i, 8) for i in (0, 1, 2, 3, 4, 5, 7, 8)] + [(8, i) for i in (7, 5, 4, 3, 2, 1, 0)]
    apart = [(8, modules - 1 - i) for i in range(8)] + [(modules - 15 + i, 8) for i in range(8, 15)]
    return np.array([corner, apart])
