"""Preparations of a picture, each of which makes some codes readable that are not as they are.

Different ones help different pictures, so a rotation of cheap ones beats one good one (measured on 906 photos).
"""

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np

from hardware.camera.source import Image

Preparation = Callable[[Image], Image]


def as_is(gray: Image) -> Image:
    return gray


def gamma(exponent: float) -> Callable[[Image], Image]:
    """Above 1 it spreads the bright levels of a blown-out screen, below 1 the dark ones of a dim slip."""
    table: Final = (255 * (np.arange(256) / 255) ** exponent).astype(np.uint8)
    return lambda gray: cv2.LUT(gray, table)


def zoom(factor: float) -> Callable[[Image], Image]:
    """Up for modules below 2 px, down for zbar, which fails on big ones."""
    sampling = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return lambda gray: cv2.resize(gray, None, fx=factor, fy=factor, interpolation=sampling)


def half_inverted(gray: Image) -> Image:
    """zbar reads no light-on-dark code, and pyzbar cannot switch its inverse test on."""
    return cv2.bitwise_not(cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))


def threshold(gray: Image) -> Image:
    """Against shadows and gradients."""
    return cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 21, 3)


def clahe(gray: Image) -> Image:
    """Local contrast; made anew each time as an instance is not to be shared between threads."""
    return cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(gray)


def unsharp(gray: Image) -> Image:
    """Against slight defocus."""
    return cv2.addWeighted(gray, 2.5, cv2.GaussianBlur(gray, (0, 0), 2.2), -1.5, 0)


def blur(gray: Image) -> Image:
    """Against noise, dots and the grid of a display."""
    return cv2.GaussianBlur(gray, (0, 0), 2)


def bright_and_dark(window_px: int, below: int, *, sharpened: bool = False, zoomed: float = 1) -> Preparation:
    """0 and 255 by the mean around each pixel, for the search for finder patterns."""

    def prepare(gray: Image) -> Image:
        if zoomed != 1:
            gray = cv2.resize(gray, None, fx=zoomed, fy=zoomed, interpolation=cv2.INTER_AREA)
        ready = unsharp(gray) if sharpened else cv2.blur(gray, (3, 3))
        mean = cv2.blur(ready, (window_px, window_px))
        return cv2.compare(ready, cv2.subtract(mean, below), cv2.CMP_GT)  # type: ignore[call-overload]

    return prepare
