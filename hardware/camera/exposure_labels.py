"""With which exposure was a frame taken? Cameras do not say, and how many frames a change takes is each one's own."""

import math
from collections import deque
from typing import Final

from hardware.camera.source import Image

LATE_FRAMES: Final = 2
"""Frames that are under way when a change is asked for: with one buffer, up to two."""
_GAMMA: Final = 0.45
"""Of cameras' curves: a third of the light is not a third of the level, but 0.58 of it (Rec. 709, about)."""
_TOO_DARK: Final = 10.0
_STRIDE: Final = 8
_LEARNING_RATE: Final = 0.3


class ExposureLabels:
    """Of the exposures asked for lately, the one that a frame's brightness fits best, beside that at the normal one. In
    the dark all look the same: there the usual delay is taken for granted.
    """

    def __init__(self) -> None:
        self._asked = deque([1.0] * (LATE_FRAMES + 1), maxlen=LATE_FRAMES + 1)
        self._now = 1.0
        self._normal = 0.0

    def ask(self, factor: float) -> None:
        """From now on the camera is asked for `factor` times its normal exposure."""
        self._now = factor

    def label(self, half: Image) -> float:
        """Call once per frame, in order."""
        self._asked.append(self._now)
        level = float(half[::_STRIDE, ::_STRIDE].mean())
        taken = self._fitting(level)
        if taken == 1.0:
            self._normal += (_LEARNING_RATE if self._normal else 1.0) * (level - self._normal)
        return taken

    def _fitting(self, level: float) -> float:
        candidates = set(self._asked)
        if len(candidates) == 1 or self._normal < _TOO_DARK:
            return self._asked[0]
        change = math.log(max(level, 1.0) / self._normal)
        return min(candidates, key=lambda factor: abs(change - _GAMMA * math.log(factor)))
