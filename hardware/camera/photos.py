"""Photos in front of the camera: one for ever, or a folder of them one after the other."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from hardware.camera.exposure import exposed, possible
from hardware.camera.pacer import Pacer
from hardware.camera.source import CameraMissingError, Frame, Image, SourceEndedError

log = logging.getLogger(__name__)

LONG_SIDE_PX: Final = 1920
"""No camera of a kiosk delivers more, and the time to decode grows with the area."""

SHORT_SIDE_PX: Final = 16
"""Below that no code has room, and scaling ends in pictures without pixels."""

SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})
_EMPTY_GRAY: Final = 96


def load_photo(path: Path) -> Image | None:
    """BGR, at most LONG_SIDE_PX on its long side; None when it is not an image that can be read, or hardly one."""
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None or min(pixels.shape[:2]) < SHORT_SIDE_PX:
        return None
    shrink = LONG_SIDE_PX / max(pixels.shape[:2])
    return pixels if shrink >= 1 else cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)


def natural_order(path: Path) -> list[tuple[int, int, str]]:
    """Sort key: photo2 comes before photo10."""
    parts = re.findall(r"(\d+)|(\D+)", path.name.lower())
    return [(0, int(digits), "") if digits else (1, 0, text) for digits, text in parts]


class StillSource:
    """The same photo at `fps`. `light`: how much more of it falls onto the sensor than the photo shows; what is too
    bright at normal exposure then is there at a shorter one.
    """

    def __init__(self, photo: Path, fps: float, light: float = 1.0) -> None:
        self._photo = photo
        self._fps = fps
        self._light = light
        self._exposure = 1.0
        self._taken: Image | None = None
        self._pacer = Pacer(fps)
        self._pixels: Image | None = None

    def open(self) -> None:
        self._pixels = load_photo(self._photo)
        if self._pixels is None:
            raise CameraMissingError(f"{self._photo}: not an image that can be read")
        self._pacer = Pacer(self._fps)
        self.expose(1.0)

    def read(self) -> Frame:
        assert self._taken is not None
        return Frame(self._taken, self._pacer.wait(), self._exposure)

    def expose(self, factor: float) -> bool:
        """See Exposable."""
        assert self._pixels is not None
        if not possible(factor):
            return False
        self._exposure = factor
        self._taken = exposed(self._pixels, self._light * factor)
        return True

    def close(self) -> None:
        self._pixels = self._taken = None


class PhotoFolderSource:
    """Each photo held `hold_s`, then `gap_s` of an empty frame; once, or for ever with `loop`.

    A file that looks like an image and cannot be read is left out with a line in the log.
    """

    def __init__(self, folder: Path, fps: float, hold_s: float, gap_s: float, *, loop: bool) -> None:
        self._folder = folder
        self._fps = fps
        self._hold_s = hold_s
        self._gap_s = gap_s
        self._loop = loop
        self._frames: Iterator[Frame] | None = None

    def open(self) -> None:
        photos = sorted((p for p in self._folder.iterdir() if p.suffix.lower() in SUFFIXES), key=natural_order)
        if not photos:
            raise CameraMissingError(f"{self._folder}: holds no photos ({', '.join(sorted(SUFFIXES))})")
        self._frames = self._play(photos)

    def _play(self, photos: list[Path]) -> Iterator[Frame]:
        pacer = Pacer(self._fps)
        readable = True
        while readable:
            readable = False
            for photo in photos:
                pixels = load_photo(photo)
                if pixels is None:
                    log.warning("%s: not an image that can be read, left out", photo)
                    continue
                readable = self._loop
                yield from self._hold(pixels, self._hold_s, pacer)
                yield from self._hold(np.full_like(pixels, _EMPTY_GRAY), self._gap_s, pacer)

    def _hold(self, pixels: Image, duration_s: float, pacer: Pacer) -> Iterator[Frame]:
        """At least one frame of a duration above 0."""
        count = max(1, round(duration_s * self._fps)) if duration_s else 0
        for _ in range(count):
            yield Frame(pixels, pacer.wait())

    def read(self) -> Frame:
        assert self._frames is not None
        for frame in self._frames:
            return frame
        raise SourceEndedError(f"{self._folder}: every photo was shown")

    def close(self) -> None:
        self._frames = None
