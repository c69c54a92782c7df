"""A real camera on Linux."""

import logging
import time
from pathlib import Path
from typing import Final

import cv2

from hardware.camera.exposure_labels import ExposureLabels
from hardware.camera.jpeg import next_picture, take_packed
from hardware.camera.source import CameraFrozenError, CameraMissingError, Frame
from hardware.camera.url import Sensor
from hardware.camera.v4l2_controls import Controls

log = logging.getLogger(__name__)

RESTING_FRAMES: Final = 15
"""So long at the normal exposure, and the camera chooses it by itself again."""


class V4l2Source:
    """`device` as /dev/video0 or, better as it survives re-plugging, a link below /dev/v4l/by-id/."""

    def __init__(self, device: Path, size: tuple[int, int], fps: float, sensor: Sensor) -> None:
        self._device = device
        self._size = size
        self._fps = fps
        self._capture: cv2.VideoCapture | None = None
        self._packed = False
        self._told: tuple[int, int, float] | None = None
        self._controls = Controls(device, sensor)
        self._exposure = 1.0
        self._labels = ExposureLabels()
        self._until_rest = 0

    def open(self) -> None:
        if not self._device.exists():
            raise CameraMissingError(f"{self._device}: no such device")
        capture = cv2.VideoCapture(str(self._device), cv2.CAP_V4L2)
        if not capture.isOpened():
            capture.release()
            raise CameraMissingError(f"{self._device}: cannot be opened as a camera")
        self._configure(capture)
        self._controls.apply_normal(capture)
        self._exposure = 1.0
        self._labels = ExposureLabels()
        self._until_rest = 0
        self._capture = capture

    def _configure(self, capture: cv2.VideoCapture) -> None:
        """MJPG before the size: in YUYV most USB 2 cameras manage 5 to 10 fps at 720p and above.

        The driver takes the nearest it has, so what it took is read back and logged when it is not what was asked.
        """
        width, height = self._size
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        capture.set(cv2.CAP_PROP_FPS, self._fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._packed = take_packed(capture, cv2.CAP_V4L2)
        taken = (
            int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
            int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
            capture.get(cv2.CAP_PROP_FPS),
        )
        if taken not in {(width, height, self._fps), self._told}:
            log.info("%s took %dx%d at %g fps, asked for %dx%d at %g", self._device, *taken, *self._size, self._fps)
            self._told = taken

    def read(self) -> Frame:
        assert self._capture is not None
        try:
            picture = next_picture(self._capture, packed=self._packed)
        except cv2.error as error:
            raise CameraFrozenError(f"{self._device}: {error.err}") from error
        if picture is not None:
            frame = Frame(picture, time.monotonic())
            frame.exposure = self._labels.label(frame.half)
            self._come_to_rest(self._capture)
            return frame
        if self._device.exists():
            raise CameraFrozenError(f"{self._device}: delivers no frames")
        raise CameraMissingError(f"{self._device}: unplugged")

    def expose(self, factor: float) -> bool:
        """Frames that are under way keep the exposure that they had."""
        assert self._capture is not None
        taken = self._controls.expose(self._capture, factor)
        if taken is None:
            return False
        self._exposure = taken
        self._labels.ask(taken)
        self._until_rest = RESTING_FRAMES
        return True

    def _come_to_rest(self, capture: cv2.VideoCapture) -> None:
        if self._until_rest and self._exposure == 1.0:
            self._until_rest -= 1
            if self._until_rest == 0:
                self._controls.normal_exposure(capture)

    def close(self) -> None:
        """What was changed for a moment is put back."""
        if self._capture is not None:
            if self._until_rest:
                self._controls.normal_exposure(self._capture)
            self._capture.release()
            self._capture = None
