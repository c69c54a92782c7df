"""Codes in a frame, also those that cannot be read, for whoever helps to hold them right.

zxing-cpp tells corners also of a symbol whose content it could not make out. One call costs as much as its plain
look (1 to 2 ms), so it is made for frames that somebody looks at, not for all.
"""

from typing import Final

import cv2
import numpy as np
import zxingcpp

from hardware.camera import prepare
from hardware.camera.decode import guarded
from hardware.camera.located import Contrast, Exposure, FourPoints, Located
from hardware.camera.restore.finders import finders
from hardware.camera.restore.quads import proposals
from hardware.camera.restore.view import Match
from hardware.camera.source import Image

SURE: Final = 0.6
"""Agreement of a code that was searched for: 1 for a whole one, 0.8 for one cut off by the edge; photos without a code
give none at all.
"""

_bright_and_dark: Final = prepare.bright_and_dark(21, 2)
_QR: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2])
_PATCH_PX: Final = 96
_CELL_PX: Final = 16
_BLANK_LEVEL: Final = 200
_WHITE_LEVEL: Final = 250
_STRIDE: Final = 8


class Locator:
    """Frame after frame. Every second one in which nothing is found is looked at once more: sharpened, or searched
    for what is cut off, in turn.
    """

    def __init__(self) -> None:
        self._turn = 0

    def look(self, gray: Image) -> list[Located]:
        """The QR codes in the frame. Decoders raise on some of what strangers hold up; that finds nothing."""
        nothing: list[Located] = []
        return guarded("locate", lambda: self._look(gray), nothing)

    def _look(self, gray: Image) -> list[Located]:
        found = [_from_zxing(gray, barcode, readable=barcode.valid) for barcode in _read(gray)]
        if found:
            self._turn = 0
            return found
        self._turn = (self._turn + 1) % 4
        return {1: _look_sharpened, 3: _search}.get(self._turn, _nothing)(gray)


def _nothing(_gray: Image) -> list[Located]:
    return []


def _look_sharpened(gray: Image) -> list[Located]:
    """At half size, strongly unsharp: finds what is out of focus (12 of 12 frames at a blur of σ 3.6 px where the
    plain look finds none) and much of what is blown out. What only this look reads counts as not readable.
    """
    half = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    sharp = cv2.addWeighted(half, 3.0, cv2.GaussianBlur(half, (0, 0), 3.0), -2.0, 0)
    return [_from_zxing(gray, barcode, readable=False, zoomed=0.5) for barcode in _read(sharp)]


def _search(gray: Image) -> list[Located]:
    """By two finder patterns alone: the rest of the code may be outside of the picture."""
    matches = proposals(gray, finders(_bright_and_dark(gray)), limit=1)
    return [_from_match(gray, match) for match in matches if match.agreement >= SURE]


def _read(gray: Image) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(gray, formats=_QR, return_errors=True)


def _from_zxing(gray: Image, barcode: zxingcpp.Barcode, *, readable: bool, zoomed: float = 1.0) -> Located:
    position = barcode.position
    top_left, top_right, bottom_right, bottom_left = (
        (corner.x / zoomed, corner.y / zoomed)
        for corner in (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    )
    corners = (top_left, top_right, bottom_right, bottom_left)
    return Located(corners, readable, _modules(barcode), _contrast(gray, corners))


def _from_match(gray: Image, match: Match) -> Located:
    top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in match.quad)
    corners = (top_left, top_right, bottom_right, bottom_left)
    return Located(corners, False, 17 + 4 * match.version, _contrast(gray, corners))


def _modules(barcode: zxingcpp.Barcode) -> int:
    """ISO/IEC 18004: version 1 is 21 modules wide, each further one four more."""
    extra = barcode.extra
    version = str(extra.get("Version", "")) if isinstance(extra, dict) else ""
    return 17 + 4 * int(version) if version.isdecimal() else 0


def _contrast(gray: Image, corners: FourPoints) -> Contrast:
    """Of the code laid flat, so that nothing around it counts."""
    side = _PATCH_PX - 1
    square = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    flat = cv2.getPerspectiveTransform(np.array(corners, np.float32), square)
    patch = cv2.warpPerspective(gray, flat, (_PATCH_PX, _PATCH_PX))
    dark, bright = np.percentile(patch, (5, 90))
    count = _PATCH_PX // _CELL_PX
    darkest_of_cell = patch.reshape(count, _CELL_PX, count, _CELL_PX).min(axis=(1, 3))
    return Contrast(float(dark), float(bright), float((darkest_of_cell > _BLANK_LEVEL).mean()))


def exposure(half: Image) -> Exposure:
    """Of half of a frame: every 8th pixel in every 8th row."""
    sample = half[::_STRIDE, ::_STRIDE]
    middle, bright = np.percentile(sample, (50, 95))
    return Exposure(float(middle), float(bright), float((sample >= _WHITE_LEVEL).mean()))
