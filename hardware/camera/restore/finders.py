"""Finder patterns, looked for line by line: dark, light, dark, light, dark as 1 : 1 : 3 : 1 : 1 through their core.

A decoder wants three of them, whole and with a quiet zone. Here two will do, each seen along enough rows and columns;
whether a code lies between is for those to say who sample it.
"""

import math
from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.source import Image

Floats: TypeAlias = Image

_TOLERANCE: Final = 0.6
"""By how many modules (3 modules: twice that) a run may be off; sampling and blur move every edge."""
_MIN_MODULE_PX: Final = 1.4
_ROW_STEP: Final = 2
_CELL_PX: Final = 4
_LINES: Final = 0.4
"""Share of the lines through a finder's core that have to see it."""
_MAX_FINDERS: Final = 9
_MAX_PEAKS: Final = 36
_CROWD: Final = 1.5
_REACH_PX: Final = 6


@dataclass(frozen=True, slots=True)
class Finder:
    """Its middle in the picture, a module's size along rows and columns, and how many lines have seen it."""

    x: float
    y: float
    module_px: float
    seen: int

    def scaled(self, factor: float) -> "Finder":
        """In a picture `factor` times the size."""
        return Finder(self.x * factor, self.y * factor, self.module_px * factor, self.seen)


def finders(binary: Image, *, step: int = _ROW_STEP) -> list[Finder]:
    """Those seen along rows and along columns alike, the clearest first. `binary` is 0 dark and 255 light."""
    across = _hits(binary, step)
    down = _hits(cv2.transpose(binary), step)[:, [1, 0, 2]]
    crowd = np.minimum(_crowd(across, binary.shape), _crowd(down, binary.shape))
    across, down = (hits[crowd[_cells(hits)] > _CROWD] for hits in (across, down))
    found: list[Finder] = []
    for x, y in _peaks(crowd):
        finder = _agreed(_near(across, x, y), _near(down, x, y), step)
        if finder and all(math.hypot(finder.x - f.x, finder.y - f.y) > 3 * f.module_px for f in found):
            found.append(finder)
    found.sort(key=lambda finder: -finder.seen)
    return found[:_MAX_FINDERS]


def _peaks(crowd: Floats) -> list[tuple[float, float]]:
    """Where most lines of both directions agree."""
    rows, columns = np.nonzero((crowd == cv2.dilate(crowd, np.ones((3, 3), np.uint8))) & (crowd > _CROWD))
    best = np.argsort(-crowd[rows, columns])[:_MAX_PEAKS]
    return [
        (float(x + 0.5) * _CELL_PX, float(y + 0.5) * _CELL_PX) for x, y in zip(columns[best], rows[best], strict=True)
    ]


def _crowd(hits: Floats, shape: tuple[int, ...]) -> Floats:
    cells: Floats = np.zeros((shape[0] // _CELL_PX + 1, shape[1] // _CELL_PX + 1), np.float32)
    np.add.at(cells, _cells(hits), 1)
    return cv2.boxFilter(cells, -1, (3, 3), normalize=False)


def _cells(hits: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return (hits[:, 1] / _CELL_PX).astype(np.int64), (hits[:, 0] / _CELL_PX).astype(np.int64)


def _near(hits: Floats, x: float, y: float) -> Floats:
    reach = np.maximum(_REACH_PX, 1.5 * hits[:, 2])
    near: Floats = hits[(np.abs(hits[:, 0] - x) < reach) & (np.abs(hits[:, 1] - y) < reach)]
    return near


def _agreed(across: Floats, down: Floats, step: int) -> Finder | None:
    """The finder that hits near one place make, when enough of them are of one size."""
    if not len(across) or not len(down):
        return None
    module = _middle(np.concatenate([across[:, 2], down[:, 2]]))
    across, down = (hits[np.abs(hits[:, 2] - module) < module / 2] for hits in (across, down))
    if min(len(across), len(down)) < max(2, _LINES * 3 * module / step):
        return None
    size = (_middle(across[:, 2]) + _middle(down[:, 2])) / 2
    return Finder(_middle(across[:, 0]), _middle(down[:, 1]), size, len(across) + len(down))


def _middle(values: Floats) -> float:
    """The median, near enough: `np.median` takes ten times as long for a handful."""
    return float(np.sort(values)[len(values) // 2])


def _hits(binary: Image, step: int) -> Floats:
    """(n, 3): middle x, row y and module size of every run of five in the right proportion, in rows `step` apart."""
    rows = binary[::step]
    height, width = rows.shape
    padded = np.zeros((height, width + 2), np.uint8)
    padded[:, 1:-1] = rows
    padded[:, 0] = padded[:, -1] = 2  # another value: every row begins and ends with an edge
    flat = padded.ravel()
    edges = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    if len(edges) < 6:
        return np.empty((0, 3), np.float32)
    runs = np.diff(edges).astype(np.float32)
    first = flat[edges[:-5]] == 0
    total = runs[:-4] + runs[1:-3] + runs[2:-2] + runs[3:-1] + runs[4:]
    module = total / 7
    slack = _TOLERANCE * module + 0.5
    fits = first & (module >= _MIN_MODULE_PX) & (edges[:-5] // (width + 2) == edges[5:] // (width + 2))
    for offset in (0, 1, 3, 4):
        fits &= np.abs(runs[offset : len(runs) - 4 + offset] - module) < slack
    fits &= np.abs(runs[2:-2] - 3 * module) < 2 * slack
    start = np.flatnonzero(fits)
    begins = edges[start]
    row = begins // (width + 2)
    middle = (edges[start + 2] + edges[start + 3]) / 2 - row * (width + 2) - 1.5
    return np.stack([middle, row * step, module[start]], axis=1).astype(np.float32)
