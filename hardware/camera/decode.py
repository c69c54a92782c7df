"""The two decoders behind one guarded call each.

Every decoder raises on some valid symbol: pyzbar on structured append (pyzbar #139), others on payloads that are not
UTF-8. Whoever holds up a code must not be able to end the loop with it, so nothing but MemoryError gets out of here.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias, TypeVar

import zxingcpp
from pyzbar import pyzbar
from zxingcpp import BarcodeFormat

from hardware.camera.source import Image

log = logging.getLogger(__name__)

T = TypeVar("T")


class Symbology(StrEnum):
    """The kinds of codes that can be asked for. Each one more costs time and adds its own false reads."""

    QR = "qr"
    CODE128 = "code128"
    EAN13 = "ean13"
    EAN8 = "ean8"
    DATAMATRIX = "datamatrix"


Corners: TypeAlias = tuple[tuple[float, float], ...]
"""x, y in pixels of the picture, clockwise from the symbol's own upper left; empty when not known."""


@dataclass(frozen=True, slots=True)
class Code:
    """A decoded symbol: its bytes as encoded, and the area in px² that it covers in the picture. `modules`: how many
    a QR code is wide, 0 when that is not known. `aim`: the AIM identifier of its symbology, as a scanner would send it.
    """

    payload: bytes
    symbology: Symbology
    area_px: float
    corners: Corners = ()
    modules: int = 0
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A QR code that was seen and could not be read."""

    corners: Corners
    modules: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a picture gives: codes, and QR codes that were seen and could not be read."""

    codes: list[Code]
    unread: list[Unread] = field(default_factory=list)


_ZXING_FORMATS: Final = {
    # Model 2 alone: the family would add Micro QR, the one source of false reads in 18,083 pictures.
    Symbology.QR: BarcodeFormat.QRCodeModel2,
    Symbology.CODE128: BarcodeFormat.Code128,
    Symbology.EAN13: BarcodeFormat.EAN13,
    Symbology.EAN8: BarcodeFormat.EAN8,
    Symbology.DATAMATRIX: BarcodeFormat.DataMatrix,
}
_SYMBOLOGIES: Final = {fmt: symbology for symbology, fmt in _ZXING_FORMATS.items()} | {
    BarcodeFormat.QRCode: Symbology.QR  # what 3.1 calls a Model 2 code that it has read
}


class Zxing:
    """zxing-cpp, for the given symbologies only."""

    def __init__(self, symbologies: Iterable[Symbology], *, global_histogram: bool = False) -> None:
        self._formats = zxingcpp.BarcodeFormats([_ZXING_FORMATS[s] for s in symbologies])
        self._binarizer = zxingcpp.Binarizer.GlobalHistogram if global_histogram else zxingcpp.Binarizer.LocalAverage

    def read(self, gray: Image) -> list[Code]:
        """No formats means none; to zxing itself an empty list means all."""
        return self.look(gray).codes

    def look(self, gray: Image) -> Look:
        """As `read`, and where codes are that it could not."""
        if len(self._formats) == 0:
            return Look([])
        return guarded("zxing", lambda: self._look(gray), Look([]))

    def _look(self, gray: Image) -> Look:
        found = zxingcpp.read_barcodes(gray, formats=self._formats, binarizer=self._binarizer, return_errors=True)
        codes, unread = [], []
        for barcode in found:
            corners = _corners(barcode.position)
            if barcode.valid and barcode.format in _SYMBOLOGIES:
                symbology = _SYMBOLOGIES[barcode.format]
                aim = barcode.symbology_identifier
                codes.append(Code(barcode.bytes, symbology, area(corners), corners, _modules(barcode), aim))
            elif _SYMBOLOGIES.get(barcode.format) is Symbology.QR:
                unread.append(Unread(corners, _modules(barcode)))
        return Look(codes, unread)


class ZbarQr:
    """zbar, for QR alone: with all symbologies on it invents linear codes in noise.

    Payloads that are not ASCII are left to zxing, since pyzbar guesses a charset and re-encodes them (pyzbar #82).
    """

    def read(self, gray: Image) -> list[Code]:
        return guarded("zbar", lambda: self._read(gray), [])

    @staticmethod
    def _read(gray: Image) -> list[Code]:
        return [
            Code(found.data, Symbology.QR, area(tuple((point.x, point.y) for point in found.polygon)))
            for found in pyzbar.decode(gray, symbols=[pyzbar.ZBarSymbol.QRCODE])
            if found.data.isascii()
        ]


def guarded(name: str, look: Callable[[], T], nothing: T) -> T:
    """What `look` gives; `nothing` when it raises, whatever it raises but MemoryError."""
    try:
        return look()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - see the module's docstring
        # Its text may hold what was read.
        log.debug("%s raised %s on a picture", name, type(error).__name__)
        return nothing


def _corners(position: zxingcpp.Position) -> Corners:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((corner.x, corner.y) for corner in corners)


def _modules(barcode: zxingcpp.Barcode) -> int:
    """ISO/IEC 18004: version 1 is 21 modules wide, each further one four more."""
    extra = barcode.extra
    version = str(extra.get("Version", "")) if isinstance(extra, dict) else ""
    return 17 + 4 * int(version) if version.isdecimal() else 0


def area(corners: Corners) -> float:
    """In px²: the shoelace formula."""
    following = corners[1:] + corners[:1]
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(corners, following, strict=True))) / 2
