"""Exposure, focus, gain and mains frequency of a V4L2 camera.

OpenCV hands the driver's own values through: `exposure_auto` is a menu in which 1 is manual and 3 what UVC cameras call
automatic, and the time is in units of 100 µs (V4L2's camera class controls). The mains frequency, which OpenCV does not
know, is a control of linux/v4l2-controls.h, set through a handle of its own.
"""

import errno
import fcntl
import logging
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

import cv2

from hardware.camera.url import Sensor

log = logging.getLogger(__name__)

MANUAL, AUTOMATIC = 1.0, 3.0
UNIT_US: Final = 100
_S_CTRL: Final = 0xC008561C  # _IOWR('V', 28, struct v4l2_control), linux/videodev2.h
_POWER_LINE_FREQUENCY: Final = 0x00980918
_POWER_LINE_MENU: Final = {0: 0, 50: 1, 60: 2}


class Capture(Protocol):
    """The part of cv2.VideoCapture that is used here."""

    def set(self, prop: int, value: float, /) -> bool: ...

    def get(self, prop: int, /) -> float: ...


def set_power_line(device: Path, hertz: int) -> None:
    """Raises OSError; most cameras have this control, not all."""
    handle = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.ioctl(handle, _S_CTRL, struct.pack("=Ii", _POWER_LINE_FREQUENCY, _POWER_LINE_MENU[hertz]))
    finally:
        os.close(handle)


class Controls:
    """The sensor's settings. What a driver took instead is told once per setting, however often it is opened."""

    def __init__(self, device: Path, sensor: Sensor, power_line: Callable[[Path, int], None] = set_power_line) -> None:
        self._device = device
        self._sensor = sensor
        self._power_line = power_line
        self._told: set[str] = set()
        self._normal_units = 0.0

    def apply_normal(self, capture: Capture) -> None:
        """Every setting, so that none is left of what another process has set, or a killed one could not put back."""
        sensor = self._sensor
        if sensor.power_line is not None:
            self._set_power_line(sensor.power_line)
        if sensor.focus is None:
            capture.set(cv2.CAP_PROP_AUTOFOCUS, 1)  # a camera of fixed focus refuses it, rightly
        else:
            capture.set(cv2.CAP_PROP_AUTOFOCUS, 0)
            self._set(capture, "focus", cv2.CAP_PROP_FOCUS, sensor.focus)
        if sensor.gain is not None:
            self._set(capture, "gain", cv2.CAP_PROP_GAIN, sensor.gain)
        self.normal_exposure(capture)

    def expose(self, capture: Capture, factor: float) -> float | None:
        """Takes `factor` times the normal exposure; the factor that the driver really took, None when it cannot.

        With automatic exposure the normal one is what the driver has chosen by then. It stays manual until
        `normal_exposure`: a control loop that is switched off and on with every other frame never settles.
        """
        if self._sensor.exposure_us is None and capture.get(cv2.CAP_PROP_AUTO_EXPOSURE) != MANUAL:
            self._normal_units = capture.get(cv2.CAP_PROP_EXPOSURE)
        if self._normal_units < 1 or not capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, MANUAL):
            return None
        capture.set(cv2.CAP_PROP_EXPOSURE, max(1, round(self._normal_units * factor)))
        taken = capture.get(cv2.CAP_PROP_EXPOSURE) / self._normal_units
        if factor == 1.0:
            return 1.0
        if taken <= 0 or (taken - 1) * (factor - 1) <= 0:  # not in that direction
            self.normal_exposure(capture)
            return None
        return taken

    def normal_exposure(self, capture: Capture) -> None:
        """Manual before its time: in automatic mode a driver refuses the time."""
        if self._sensor.exposure_us is None:
            capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, AUTOMATIC)
            return
        self._normal_units = float(max(1, round(self._sensor.exposure_us / UNIT_US)))
        self._set(capture, "manual exposure", cv2.CAP_PROP_AUTO_EXPOSURE, MANUAL)
        self._set(capture, "exposure in 100 µs", cv2.CAP_PROP_EXPOSURE, self._normal_units)

    def _set(self, capture: Capture, name: str, prop: int, value: float) -> None:
        capture.set(prop, value)
        taken = capture.get(prop)
        if taken != value:
            self._tell(name, f"took {taken:g}, asked for {value:g}")

    def _set_power_line(self, hertz: int) -> None:
        try:
            self._power_line(self._device, hertz)
        except OSError as error:
            self._tell("power_line", f"not set: {os.strerror(error.errno or errno.EIO)}")

    def _tell(self, name: str, text: str) -> None:
        if name not in self._told:
            self._told.add(name)
            log.info("%s: %s %s", self._device, name, text)
