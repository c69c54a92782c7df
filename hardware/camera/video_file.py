"""A recording played at its own speed."""

from pathlib import Path

import cv2

from hardware.camera.pacer import Pacer
from hardware.camera.source import CameraMissingError, Frame, Image, SourceEndedError

_FPS_UNKNOWN = 15.0


class VideoFileSource:
    """Anything FFmpeg reads. With `loop` it starts again at its end."""

    def __init__(self, path: Path, *, loop: bool) -> None:
        self._path = path
        self._loop = loop
        self._capture: cv2.VideoCapture | None = None
        self._first: Image | None = None
        self._pacer = Pacer(_FPS_UNKNOWN)

    def open(self) -> None:
        capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        ok, first = capture.read()
        if not ok:
            capture.release()
            raise CameraMissingError(f"{self._path}: not a video that can be read")
        fps = capture.get(cv2.CAP_PROP_FPS)
        self._pacer = Pacer(fps if 1 <= fps <= 240 else _FPS_UNKNOWN)
        self._capture = capture
        self._first = first

    def read(self) -> Frame:
        assert self._capture is not None
        pixels, self._first = self._first, None
        if pixels is None:
            pixels = self._next(self._capture)
        return Frame(pixels, self._pacer.wait())

    def _next(self, capture: cv2.VideoCapture) -> Image:
        ok, pixels = capture.read()
        if not ok and not self._loop:
            raise SourceEndedError(f"{self._path}: played to its end")
        if not ok:
            capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            ok, pixels = capture.read()
        if not ok:
            raise CameraMissingError(f"{self._path}: cannot be played again")
        return pixels

    def close(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None
