"""The whole way: a located code in a picture → a clean drawing of it."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.restore.codewords import Soft, restored
from hardware.camera.restore.equaliser import equalised
from hardware.camera.restore.grid import fitted
from hardware.camera.restore.layout import Layout, layout
from hardware.camera.restore.memory import Memory
from hardware.camera.restore.tracking import tracked
from hardware.camera.restore.view import MAX_VERSION, Match, centres, pattern, straightened
from hardware.camera.source import Image

_DRAWN_PX: Final = 4
_QUIET: Final = 4
_KNOWN_RIGHT: Final = 0.8
"""Below this share of the patterns that are known, the rest is not worth the time of its correction."""


def drawing(gray: Image, match: Match, memory: Memory | None = None) -> Image | None:
    """The code as it was printed, by this frame and those in `memory`; None when too little of it can be made out."""
    plan = layout(match.version)
    contrast = straightened(gray, match.quad, plan.modules)
    if match.inverted:
        contrast = -contrast
    readings = []
    for fit in (fitted, tracked):
        soft = equalised(contrast, plan, fit(contrast, plan, centres(plan.modules)))
        if (right := _known_right(soft, plan)) < _KNOWN_RIGHT:
            continue
        if (dark := restored(soft, plan)) is not None:
            return _drawn(dark)
        readings.append((right, soft))
    if memory is None or not readings:
        return None
    together = memory.with_earlier(match, max(readings, key=lambda reading: reading[0])[1])
    dark = None if together is None else restored(together, plan)
    return None if dark is None else _drawn(dark)


def _known_right(soft: Soft, plan: Layout) -> float:
    known = plan.known != 0
    return float(np.mean(np.sign(soft[known]) == plan.known[known]))


def prepare() -> None:
    """Works out the layouts of all versions, so that no picture waits for it. Takes some tenths of a second."""
    for version in range(1, MAX_VERSION + 1):
        pattern(version)


def _drawn(dark: NDArray[np.bool_]) -> Image:
    cells: Image = np.where(dark, 0, 255).astype(np.uint8)
    cells = cv2.copyMakeBorder(cells, *(_QUIET,) * 4, cv2.BORDER_CONSTANT, value=255)
    return cv2.resize(cells, None, fx=_DRAWN_PX, fy=_DRAWN_PX, interpolation=cv2.INTER_NEAREST)
