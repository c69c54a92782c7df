"""Codes in a frame, also those that cannot be read, for whoever helps to hold them right.

zxing-cpp tells corners also of a symbol whose content it could not make out. One call costs as much as its plain
look (1 to 2 ms), so it is made for frames that somebody looks at, not for all.
"""

import logging
from typing import Final

import cv2
import numpy as np
import zxingcpp

from hardware.camera.located import Contrast, Exposure, Located
from hardware.camera.source import Image

log = logging.getLogger(__name__)

_QR: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2])
_PATCH_PX: Final = 96
_CELL_PX: Final = 16
_BLANK_LEVEL: Final = 200
_WHITE_LEVEL: Final = 250
_STRIDE: Final = 16

Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


class Locator:
    """Frame after frame. Every second one in which nothing is found is looked at once more, sharpened."""

    def __init__(self) -> None:
        self._again = False

    def look(self, gray: Image) -> list[Located]:
        """The QR codes in the frame. Decoders raise on some of what strangers hold up; that finds nothing."""
        try:
            return self._look(gray)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - see the docstring
            log.debug("locating raised %s on a picture", type(error).__name__)
            return []

    def _look(self, gray: Image) -> list[Located]:
        found = _read(gray)
        self._again = not found and not self._again
        if found:
            return [_located(gray, barcode.valid, _corners(barcode, 1.0), barcode) for barcode in found]
        return _look_sharpened(gray) if self._again else []


def _look_sharpened(gray: Image) -> list[Located]:
    """At half size, strongly unsharp: finds what is out of focus (12 of 12 frames at a blur of σ 3.6 px where the
    plain look finds none) and much of what is blown out. What only this look reads counts as not readable.
    """
    half = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    sharp = cv2.addWeighted(half, 3.0, cv2.GaussianBlur(half, (0, 0), 3.0), -2.0, 0)
    return [_located(gray, False, _corners(barcode, 2.0), barcode) for barcode in _read(sharp)]


def _read(gray: Image) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(gray, formats=_QR, return_errors=True)


def _corners(barcode: zxingcpp.Barcode, zoom: float) -> Corners:
    position = barcode.position
    top_left, top_right, bottom_right, bottom_left = (
        (zoom * corner.x, zoom * corner.y)
        for corner in (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    )
    return top_left, top_right, bottom_right, bottom_left


def _located(gray: Image, readable: bool, corners: Corners, barcode: zxingcpp.Barcode) -> Located:
    return Located(corners, readable, _modules(barcode), _contrast(gray, corners))


def _modules(barcode: zxingcpp.Barcode) -> int:
    """ISO/IEC 18004: version 1 is 21 modules wide, each further one four more."""
    extra = barcode.extra
    version = str(extra.get("Version", "")) if isinstance(extra, dict) else ""
    return 17 + 4 * int(version) if version.isdecimal() else 0


def _contrast(gray: Image, corners: Corners) -> Contrast:
    """Of the code laid flat, so that nothing around it counts."""
    side = _PATCH_PX - 1
    square = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    flat = cv2.getPerspectiveTransform(np.array(corners, np.float32), square)
    patch = cv2.warpPerspective(gray, flat, (_PATCH_PX, _PATCH_PX))
    dark, bright = np.percentile(patch, (5, 90))
    count = _PATCH_PX // _CELL_PX
    darkest_of_cell = patch.reshape(count, _CELL_PX, count, _CELL_PX).min(axis=(1, 3))
    return Contrast(float(dark), float(bright), float((darkest_of_cell > _BLANK_LEVEL).mean()))


def exposure(gray: Image) -> Exposure:
    """Of every 16th pixel in every 16th row."""
    sample = gray[::_STRIDE, ::_STRIDE]
    middle, bright = np.percentile(sample, (50, 95))
    return Exposure(float(middle), float(bright), float((sample >= _WHITE_LEVEL).mean()))
