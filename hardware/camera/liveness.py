"""Is this a picture of now? A camera may go on delivering and yet show nothing, or the same frame for ever."""

from enum import StrEnum
from typing import Final

import numpy as np

from hardware.camera.source import Frame, Image

SAME_AFTER_S: Final = 10.0
SAME_AFTER_COMPRESSED_S: Final = 60.0
"""A video encoder may take away the noise and repeat a still scene until its next whole picture, seconds later."""
BLACK_AFTER_S: Final = 5.0
_BLACK_MEAN: Final = 4.0
_BLACK_PEAK: Final = 24
"""A lens cap, or a sensor without light. In a dark hall a camera turns its gain up: it delivers noise, and a phone held
up shines.
"""


class Verdict(StrEnum):
    """About the frames of the last seconds."""

    LIVE = "live"
    SAME = "same"
    BLACK = "black"


class Liveness:
    """Sensors have noise: two frames that are the same to the last bit are one frame. It outlives a camera that is
    opened again, so that the same picture afterwards is still the same.
    """

    def __init__(self, same_after_s: float = SAME_AFTER_S, black_after_s: float = BLACK_AFTER_S) -> None:
        self._same_after_s = same_after_s
        self._black_after_s = black_after_s
        self._last: Image | None = None
        self._same_since_s = 0.0
        self._black_since_s: float | None = None

    def judge(self, frame: Frame) -> Verdict:
        """Call once per frame. One with another exposure than the normal says nothing."""
        now_s = frame.delivered_s
        if frame.exposure == 1.0:
            self._look(frame.half, now_s)
        if self._black_since_s is not None and now_s - self._black_since_s >= self._black_after_s:
            return Verdict.BLACK
        return Verdict.SAME if now_s - self._same_since_s >= self._same_after_s else Verdict.LIVE

    def _look(self, half: Image, now_s: float) -> None:
        if self._last is None or not np.array_equal(half, self._last):
            self._last, self._same_since_s = half, now_s
        if half.max() > _BLACK_PEAK or half.mean() > _BLACK_MEAN:
            self._black_since_s = None
        elif self._black_since_s is None:
            self._black_since_s = now_s
