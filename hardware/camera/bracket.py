"""When a frame is blown out, shorter exposures in between: what is lost in white no software brings back."""

from typing import Final

import cv2
import numpy as np

from hardware.camera.source import Image

STEPS: Final = (1.0, 0.3, 1.0, 0.09)
"""Times the camera's own exposure, one frame each in turn. Every other frame is as usual: a window behind somebody is
blown out too, and their code is not."""
BLOWN_OUT: Final = 0.012
"""Share of a frame, or of its middle, that is white: a phone held close is some hundredth of a frame."""
_WHITE: Final = 250
_GRID: Final = (64, 36)
_CALM_FRAMES: Final = 15
_UNHEARD_FRAMES: Final = 30


class Bracket:
    """Which exposure the next frame wants: the camera's own, unless something is blown out and nothing is read.

    A camera that cannot change it delivers frames with its own all the same, and is left alone after a while.
    """

    def __init__(self) -> None:
        self._calm = _CALM_FRAMES
        self._step = 0
        self._unheard = 0

    @property
    def exposure(self) -> float:
        return STEPS[self._step]

    def note(self, half: Image, *, exposure: float, searching: bool) -> None:
        """Half of a frame that was taken with `exposure`. `searching`: somebody is there and nothing was read in it."""
        if not searching:
            self._step, self._calm = 0, _CALM_FRAMES
            return
        if exposure == 1:
            self._calm = 0 if _is_blown_out(half) else self._calm + 1
            self._unheard += self.exposure != 1
        else:
            self._unheard = 0
        if self._calm >= _CALM_FRAMES or self._unheard >= _UNHEARD_FRAMES:
            self._step = 0
        else:
            self._step = (self._step + 1) % len(STEPS)


def _is_blown_out(half: Image) -> bool:
    cells = cv2.resize(half, _GRID, interpolation=cv2.INTER_AREA)
    return float(np.mean(cells >= _WHITE)) > BLOWN_OUT
