"""Keyboard wedges: scanners that type. Taken exclusively, so that no code is ever typed into a screen."""

import time
from collections.abc import Callable
from typing import Final

from hardware.scanner.aim import understood
from hardware.scanner.evdev import EventDevice, find_keyboard, open_exclusively
from hardware.scanner.lines import AIM_BYTES, Lines
from hardware.scanner.source import MAX_PAYLOAD_BYTES, Read
from hardware.scanner.typed_codes import TypedCodes
from hardware.scanner.url import HidUrl

_SUFFIXES: Final[dict[str, tuple[bytes, ...]]] = {"enter": (b"\r",), "tab": (b"\t",), "gap": ()}


class WedgeScanner:
    """A `Device`. Opens what its URL names and never anything else: a technician's keyboard stays theirs.

    `open_device`: how the kernel's device is opened.
    """

    def __init__(self, url: HidUrl, open_device: Callable[[str], EventDevice] = open_exclusively) -> None:
        self._url = url
        self._open_device = open_device
        self._device: EventDevice | None = None
        self._lines = self._fresh_lines()
        self._codes = TypedCodes(self._lines)

    def _fresh_lines(self) -> Lines:
        return Lines(_SUFFIXES[self._url.suffix], self._url.gap_s, MAX_PAYLOAD_BYTES + AIM_BYTES)

    def open(self) -> None:
        url = self._url
        self._device = self._open_device(find_keyboard(*url.usb) if url.usb else url.path)
        self._lines = self._fresh_lines()
        self._codes = TypedCodes(self._lines)

    def read(self, timeout_s: float) -> list[Read]:
        assert self._device is not None
        events = self._device.read(min(timeout_s, self._url.gap_s) if self._lines.waiting else timeout_s)
        codes = [code for event in events for code in self._codes.feed(event)]
        if not events:
            codes = self._lines.silent(time.monotonic())
        return [understood(code, aim=self._url.aim) for code in codes]

    def close(self) -> None:
        if self._device is not None:
            self._device.close()
            self._device = None
