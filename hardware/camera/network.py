"""A camera on the network: RTSP, or MJPEG over HTTP, through OpenCV's FFmpeg."""

import time
from typing import Final

import cv2

from hardware.camera.jpeg import next_picture, take_packed
from hardware.camera.source import CameraFrozenError, CameraMissingError, Frame

OPEN_S: Final = 5.0
READ_S: Final = 3.0


class NetworkSource:
    """`url` goes to FFmpeg; `shown` is what may be told of it.

    A camera that answers no more and one that hangs up are both lost to FFmpeg, whose read then fails; whether it is
    there again is found by opening it anew.
    """

    def __init__(self, url: str, shown: str, *, open_s: float = OPEN_S, read_s: float = READ_S) -> None:
        self._url = url
        self._shown = shown
        self._limits = [
            *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, round(1000 * open_s)),
            *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, round(1000 * read_s)),
        ]
        self._capture: cv2.VideoCapture | None = None
        self._packed = False

    def open(self) -> None:
        capture = cv2.VideoCapture(self._url, cv2.CAP_FFMPEG, self._limits)
        if not capture.isOpened():
            capture.release()
            raise CameraMissingError(f"{self._shown}: does not answer as a camera")
        self._packed = take_packed(capture, cv2.CAP_FFMPEG)
        self._capture = capture

    def read(self) -> Frame:
        assert self._capture is not None
        try:
            picture = next_picture(self._capture, packed=self._packed)
        except cv2.error as error:
            raise CameraFrozenError(f"{self._shown}: {error.err}") from None
        if picture is None:
            raise CameraFrozenError(f"{self._shown}: delivers no frames")
        return Frame(picture, time.monotonic())

    def close(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None
