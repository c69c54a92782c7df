"""The code that is held up: its text, its modules, and how whoever issued it likes to draw them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import cv2
import numpy as np
import segno

from hardware.camera.source import Image

QUIET_MODULES: Final = 4
_BYTE_TEXT: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/?="
_ALPHANUMERIC: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-./:"
_FINDER: Final = 7


class Style(StrEnum):
    """How dark modules are drawn."""

    SQUARE = "square"
    ROUNDED = "rounded"
    DOTS = "dots"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code: `dark` is square, True where a module is dark, without the quiet zone."""

    text: str
    dark: Image
    style: Style = Style.SQUARE
    logo: float = 0.0
    """Side of the picture in its middle, as a fraction of the code's; 0: none."""

    @property
    def modules(self) -> int:
        return int(self.dark.shape[0])

    def drawn(self, module_px: int) -> Image:
        """0 dark to 255 light, quiet zone included."""
        cells: Image = np.where(self.dark, 0, 255).astype(np.uint8)
        cells = cv2.copyMakeBorder(cells, *(QUIET_MODULES,) * 4, cv2.BORDER_CONSTANT, value=255)
        pixels = cv2.resize(cells, None, fx=module_px, fy=module_px, interpolation=cv2.INTER_NEAREST)
        if self.style is Style.ROUNDED:
            pixels = _rounded(pixels, module_px)
        elif self.style is Style.DOTS:
            pixels = self._dotted(pixels, module_px)
        if self.logo:
            _put_logo(pixels, self.logo * self.modules * module_px)
        return pixels

    def _dotted(self, pixels: Image, module_px: int) -> Image:
        """Finder patterns stay whole, as every such designer's do."""
        dots = np.full_like(pixels, 255)
        for row, column in zip(*np.nonzero(self.dark), strict=True):
            centre = [int((i + QUIET_MODULES + 0.5) * module_px) for i in (column, row)]
            cv2.circle(dots, centre, max(1, round(0.44 * module_px)), 0, -1, cv2.LINE_AA)
        side, edge = _FINDER * module_px, QUIET_MODULES * module_px
        far = edge + self.modules * module_px - side
        for top, left in ((edge, edge), (edge, far), (far, edge)):
            dots[top : top + side, left : left + side] = pixels[top : top + side, left : left + side]
        return dots


def _rounded(pixels: Image, module_px: int) -> Image:
    """Corners cut off, neighbours grown together: a blur and a threshold."""
    return np.where(cv2.GaussianBlur(pixels, (0, 0), 0.28 * module_px) > 127, 255, 0).astype(np.uint8)


def _put_logo(pixels: Image, side_px: float) -> None:
    middle, half = pixels.shape[0] // 2, int(side_px / 2)
    cv2.rectangle(pixels, (middle - half,) * 2, (middle + half,) * 2, 255, -1)
    cv2.circle(pixels, (middle, middle), int(0.8 * half), 90, -1, cv2.LINE_AA)


def random_symbol(
    random: np.random.Generator, *, style: Style = Style.SQUARE, logo: float = 0.0, correction: str = ""
) -> Symbol:
    """A text of 20 to 200 characters in version 2 to 10, error correction L to H unless `correction` names one."""
    while True:
        length = int(random.integers(20, 201))
        alphabet = _ALPHANUMERIC if random.random() < 0.4 else _BYTE_TEXT
        text = "".join(random.choice(list(alphabet), length))
        level = correction or str(random.choice(list("LMQH")))
        code = segno.make_qr(text, error=level, boost_error=False)
        if 2 <= int(code.version) <= 10:
            return Symbol(text, np.array([list(row) for row in code.matrix], bool), style, logo)
