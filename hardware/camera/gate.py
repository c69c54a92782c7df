"""Has the scene changed lately? Decides whether the expensive rungs of the ladder are worth their time."""

from typing import Final

import cv2
import numpy as np

from hardware.camera.source import Image

_GRID: Final = (40, 30)
"""Divides half of all usual pictures, from 640 × 480 to 1920 × 1080: means over whole pixels cost a tenth."""
_CHANGED_LEVELS: Final = 8.0
_LEARNING_RATE: Final = 0.3


class SceneGate:
    """Open for `hold_s` after each change, and at the start.

    A change is one cell of a coarse grid that departs by more than 8 gray levels from its running mean: averaging
    within a cell keeps sensor noise below one level, the running mean follows daylight.
    """

    def __init__(self, hold_s: float = 3.0) -> None:
        self._hold_s = hold_s
        self._mean: Image | None = None
        self._open_until_s = 0.0

    def look(self, half: Image, now_s: float) -> bool:
        """Call once per frame, with half of it (`Frame.half`). `now_s` is monotonic."""
        cells = cv2.resize(half, _GRID, interpolation=cv2.INTER_AREA).astype(np.float32)
        if self._mean is None:
            self._mean = cells
            self._open_until_s = now_s + self._hold_s
        if np.abs(cells - self._mean).max() > _CHANGED_LEVELS:
            self._open_until_s = now_s + self._hold_s
        self._mean = self._mean + _LEARNING_RATE * (cells - self._mean)
        return self.is_open(now_s)

    def is_open(self, now_s: float) -> bool:
        """Without a look, as for a frame that was taken with another exposure."""
        return now_s < self._open_until_s
