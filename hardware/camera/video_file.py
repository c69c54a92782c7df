"""A recording played at its own speed."""

from pathlib import Path

import cv2

from hardware.camera.jpeg import Jpeg, next_picture, take_packed
from hardware.camera.pacer import Pacer
from hardware.camera.source import CameraMissingError, Frame, Image, SourceEndedError

_FPS_UNKNOWN = 15.0


class VideoFileSource:
    """Anything FFmpeg reads. With `loop` it starts again at its end."""

    def __init__(self, path: Path, *, loop: bool) -> None:
        self._path = path
        self._loop = loop
        self._capture: cv2.VideoCapture | None = None
        self._packed = False
        self._first: Image | Jpeg | None = None
        self._pacer = Pacer(_FPS_UNKNOWN)

    def open(self) -> None:
        capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        self._packed = take_packed(capture, cv2.CAP_FFMPEG)
        first = next_picture(capture, packed=self._packed)
        if first is None:
            capture.release()
            raise CameraMissingError(f"{self._path}: not a video that can be read")
        fps = capture.get(cv2.CAP_PROP_FPS)
        self._pacer = Pacer(fps if 1 <= fps <= 240 else _FPS_UNKNOWN)
        self._capture = capture
        self._first = first

    def read(self) -> Frame:
        assert self._capture is not None
        picture, self._first = self._first, None
        if picture is None:
            picture = self._next(self._capture)
        return Frame(picture, self._pacer.wait())

    def _next(self, capture: cv2.VideoCapture) -> Image | Jpeg:
        picture = next_picture(capture, packed=self._packed)
        if picture is None and not self._loop:
            raise SourceEndedError(f"{self._path}: played to its end")
        if picture is None:
            capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            picture = next_picture(capture, packed=self._packed)
        if picture is None:
            raise CameraMissingError(f"{self._path}: cannot be played again")
        return picture

    def close(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None
