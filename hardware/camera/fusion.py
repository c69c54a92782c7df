"""Several frames made into one: their mean against noise and the display's grid, their darkest against reflections.

For codes that no single frame shows well enough to be located. Each earlier frame is shifted onto the newest by phase
correlation at half size; a hand turns and tilts a code so little within a third of a second that a shift will do.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from hardware.camera.decode import Code
from hardware.camera.rungs import Looker, Picture, read_unread
from hardware.camera.source import Image

FRAMES: Final = 6
_HALF: Final = 0.5
_SURE: Final = 0.15
"""Response of the correlation below which frames show different things: of one scene 0.5 to 0.95, of two under 0.1."""


class Frames:
    """The last few frames, newest last."""

    def __init__(self) -> None:
        self._frames: deque[tuple[Image, Image]] = deque(maxlen=FRAMES)
        self._window: Image | None = None

    def add(self, gray: Image) -> None:
        """Call once per frame. A frame of another size begins anew."""
        if self._frames and self._frames[-1][0].shape != gray.shape:
            self._frames.clear()
        half = cv2.resize(gray, None, fx=_HALF, fy=_HALF, interpolation=cv2.INTER_AREA)
        self._frames.append((gray, half))

    def clear(self) -> None:
        self._frames.clear()

    def registered(self) -> list[Image]:
        """The newest frame, and those before it that can be shifted onto it."""
        if not self._frames:
            return []
        newest, half = self._frames[-1]
        wanted = half.astype(np.float32)
        if self._window is None or self._window.shape != wanted.shape:
            self._window = cv2.createHanningWindow((wanted.shape[1], wanted.shape[0]), cv2.CV_32F)
        moved = [newest]
        for gray, other in list(self._frames)[:-1]:
            (x, y), response = cv2.phaseCorrelate(other.astype(np.float32), wanted, self._window)
            if response > _SURE:
                shift = np.array([[1, 0, x / _HALF], [0, 1, y / _HALF]], np.float32)
                size = (gray.shape[1], gray.shape[0])
                moved.append(cv2.warpAffine(gray, shift, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
        return moved


def mean(frames: list[Image]) -> Image:
    """Noise of n frames goes down by √n."""
    total: Image = np.zeros(frames[0].shape, np.float32)
    for frame in frames:
        cv2.accumulate(frame, total)
    return cv2.convertScaleAbs(total, alpha=1 / len(frames))


def darkest(frames: list[Image]) -> Image:
    """A reflection that wanders leaves no place bright in all frames."""
    least = frames[0]
    for frame in frames[1:]:
        least = cv2.min(least, frame)
    return least


@dataclass(frozen=True, slots=True)
class Fused:
    """A look at the last frames made into one."""

    name: str
    frames: Frames
    combine: Callable[[list[Image]], Image]
    decoder: Looker

    def climb(self, picture: Picture) -> list[Code]:
        frames = self.frames.registered()
        if len(frames) < 3:
            return []
        fused = self.combine(frames)
        look = self.decoder.look(fused)
        together = Picture(fused, picture.may_go_on)
        codes = look.codes or read_unread(together, look.unread, self.decoder)
        picture.located |= together.located
        return codes
