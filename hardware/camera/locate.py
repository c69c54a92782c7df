"""Codes in a frame, also those that cannot be read, for whoever helps to hold them right.

zxing-cpp tells corners also of a symbol whose content it could not make out, and its plain look at the frame was made
already; further looks are made for frames that somebody looks at, not for all.
"""

from typing import Final

import cv2
import numpy as np

from hardware.camera import prepare
from hardware.camera.decode import Code, Look, Symbology, Unread, Zxing, guarded
from hardware.camera.located import Contrast, Exposure, FourPoints, Located
from hardware.camera.restore.finders import finders
from hardware.camera.restore.quads import proposals
from hardware.camera.restore.view import Match
from hardware.camera.source import Frame, Image

SURE: Final = 0.6
"""Agreement of a code that was searched for: 1 for a whole one, 0.8 for one cut off by the edge; photos without a code
give none at all.
"""

_bright_and_dark: Final = prepare.bright_and_dark(21, 2)
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
        self._zxing = Zxing([Symbology.QR])

    def look(self, frame: Frame, plain: Look) -> list[Located]:
        """The QR codes in the frame, of which `plain` is what the plain look saw. Decoders raise on some of what
        strangers hold up; that finds nothing.
        """
        nothing: list[Located] = []
        return guarded("locate", lambda: self._look(frame, plain), nothing)

    def _look(self, frame: Frame, plain: Look) -> list[Located]:
        found = [_located(frame.gray, code, readable=True) for code in plain.codes if code.symbology is Symbology.QR]
        found += [_located(frame.gray, code, readable=False) for code in plain.unread]
        if found:
            self._turn = 0
            return found
        self._turn = (self._turn + 1) % 4
        return {1: self._look_sharpened, 3: _search}.get(self._turn, _nothing)(frame)

    def _look_sharpened(self, frame: Frame) -> list[Located]:
        """At half size: finds what is out of focus (12 of 12 frames at a blur of σ 3.6 px where the plain look finds
        none) and much of what is blown out. What only this look reads counts as not readable.
        """
        look = self._zxing.look(prepare.unsharp(frame.half))
        found: list[Code | Unread] = [*look.codes, *look.unread]
        return [_located(frame.gray, code, readable=False, zoomed=0.5) for code in found]


def _nothing(_frame: Frame) -> list[Located]:
    return []


def _search(frame: Frame) -> list[Located]:
    """By two finder patterns alone: the rest of the code may be outside of the picture."""
    matches = proposals(frame.gray, finders(_bright_and_dark(frame.gray)), limit=1)
    return [_from_match(frame.gray, match) for match in matches if match.agreement >= SURE]


def _located(gray: Image, code: Code | Unread, *, readable: bool, zoomed: float = 1.0) -> Located:
    corners = _four([(x / zoomed, y / zoomed) for x, y in code.corners])
    return Located(corners, readable, code.modules, _contrast(gray, corners))


def _from_match(gray: Image, match: Match) -> Located:
    corners = _four([(float(x), float(y)) for x, y in match.quad])
    return Located(corners, False, 17 + 4 * match.version, _contrast(gray, corners))


def _four(corners: list[tuple[float, float]]) -> FourPoints:
    top_left, top_right, bottom_right, bottom_left = corners
    return top_left, top_right, bottom_right, bottom_left


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
