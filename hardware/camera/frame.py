"""One picture of a camera, unpacked no further than somebody wants to see it."""

from functools import cached_property
from typing import TypeAlias

import cv2
from cv2.typing import MatLike

from hardware.camera.jpeg import Jpeg

Image: TypeAlias = MatLike
"""uint8, height × width (gray) or height × width × 3 (BGR). Never written to after delivery."""


class Frame:
    """`delivered_s` is CLOCK_MONOTONIC when the source handed it over, before any decoding. `exposure` is the factor to
    the camera's normal exposure with which it was taken, as far as the source knows.

    Each view is made when it is first asked for: while nobody is there, half of a picture is all that is looked at.
    """

    def __init__(self, picture: Image | Jpeg, delivered_s: float, exposure: float = 1.0) -> None:
        self._picture = picture
        self.delivered_s = delivered_s
        self.exposure = exposure

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in px; of a packed picture an odd last column or row counts as two."""
        if isinstance(self._picture, Jpeg):
            return 2 * self._picture.half.shape[1], 2 * self._picture.half.shape[0]
        return self._picture.shape[1], self._picture.shape[0]

    @cached_property
    def pixels(self) -> Image:
        """The whole picture as it came."""
        return self._picture.whole() if isinstance(self._picture, Jpeg) else self._picture

    @cached_property
    def gray(self) -> Image:
        """The whole picture without its colours."""
        return to_gray(self.pixels)

    @cached_property
    def half(self) -> Image:
        """Gray and half as wide and high. Of a packed picture it costs half of the whole."""
        if isinstance(self._picture, Jpeg):
            return self._picture.half
        return cv2.resize(self.gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def to_gray(pixels: Image) -> Image:
    return pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
