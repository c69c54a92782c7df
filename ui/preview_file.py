"""The reader's shared memory: the newest picture, and where in it a code is held up."""

import mmap
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Final

from PySide6.QtGui import QImage

from kiosk.messages import (
    ADVICE,
    PREVIEW_AIM,
    PREVIEW_BYTES,
    PREVIEW_HEADER,
    PREVIEW_HEIGHT,
    PREVIEW_MAGIC,
    PREVIEW_PIXELS,
    PREVIEW_WIDTH,
)


@dataclass(frozen=True, slots=True)
class Aim:
    """As `kiosk.messages.PREVIEW_AIM` describes it."""

    x: float = 0.5
    y: float = 0.5
    side: float = 0.0
    near: float = 0.0
    advice: int = 0


NO_AIM: Final = Aim()


@dataclass(frozen=True, slots=True)
class Picture:
    """One whole frame and what lies in it."""

    image: QImage
    aim: Aim


class PreviewFile:
    """Reads whole frames under the sequence lock of `kiosk.messages`; never a half-written one."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._map: mmap.mmap | None = None
        self._seq = -1

    def close(self) -> None:
        if self._map is not None:
            self._map.close()
            self._map = None

    def take(self) -> Picture | None:
        """The frame, if there is a new one."""
        header = self._header()
        if header is None or header[1] == self._seq or header[1] % 2:
            return None
        _, seq, width, height, stride = header
        assert self._map is not None
        pixels = self._map[PREVIEW_PIXELS : PREVIEW_PIXELS + stride * height]
        aim = _checked(*PREVIEW_AIM.unpack_from(self._map, PREVIEW_HEADER.size))
        if self._header() != header:
            return None
        self._seq = seq
        image = QImage(pixels, width, height, stride, QImage.Format.Format_RGB888)
        return Picture(image.convertToFormat(QImage.Format.Format_RGB32), aim)

    def _header(self) -> tuple[bytes, int, int, int, int] | None:
        if self._map is None and not self._open():
            return None
        assert self._map is not None
        magic, seq, width, height, stride = PREVIEW_HEADER.unpack_from(self._map)
        fits = width <= PREVIEW_WIDTH and height <= PREVIEW_HEIGHT and width * 3 <= stride <= PREVIEW_WIDTH * 3
        return (magic, seq, width, height, stride) if magic == PREVIEW_MAGIC and width and height and fits else None

    def _open(self) -> bool:
        try:
            with self._path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), PREVIEW_BYTES, prot=mmap.PROT_READ)
        except (OSError, ValueError):  # not there yet, or not its full length yet
            return False
        return True


def _checked(x: float, y: float, side: float, near: float, advice: int) -> Aim:
    """The reader decodes what strangers hold up: what it says is drawn only where it can be."""
    if not all(map(isfinite, (x, y, side, near))) or advice >= len(ADVICE):
        return NO_AIM
    x, y, side, near = (min(max(value, 0.0), 1.0) for value in (x, y, side, near))
    return Aim(x, y, side, near, advice)
