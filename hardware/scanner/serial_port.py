"""Scanners on a serial port, real or over USB (CDC-ACM): the exact bytes of a code, whatever they are."""

import os
import select
import termios
import time
from pathlib import Path
from typing import Final

import serial

from hardware.scanner.aim import understood
from hardware.scanner.lines import AIM_BYTES, Lines
from hardware.scanner.source import MAX_PAYLOAD_BYTES, Read, ScannerBlockedError, ScannerMissingError
from hardware.scanner.url import SerialUrl

_SUFFIXES: Final = {"any": (b"\r", b"\n"), "cr": (b"\r",), "lf": (b"\n",), "crlf": (b"\r\n",), "gap": ()}
_PARITY: Final = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}
_READ_BYTES: Final = 4096


class SerialScanner:
    """A `Device`. What came before it was opened is thrown away: nobody stands there with that any more."""

    def __init__(self, url: SerialUrl) -> None:
        self._url = url
        self._port: serial.Serial | None = None
        self._lines = self._fresh_lines()

    def open(self) -> None:
        """Exclusively: bytes that two readers share are half codes for both. pyserial empties the port's buffer."""
        url = self._url
        try:
            self._port = serial.Serial(
                url.path,
                url.baud,
                bytesize=url.bits,
                parity=_PARITY[url.parity],
                stopbits=url.stop,
                rtscts=url.flow == "rtscts",
                xonxoff=url.flow == "xonxoff",
                timeout=0,
                exclusive=True,
            )
        except (serial.SerialException, OSError, termios.error) as error:
            raise self._refusal(error) from error
        self._lines = self._fresh_lines()

    def _fresh_lines(self) -> Lines:
        return Lines(_SUFFIXES[self._url.suffix], self._url.gap_s, MAX_PAYLOAD_BYTES + AIM_BYTES)

    def _refusal(self, error: Exception) -> ScannerMissingError | ScannerBlockedError:
        path = self._url.path
        if not Path(path).exists():
            return ScannerMissingError(f"{path}: no such device")
        if not os.access(path, os.R_OK | os.W_OK):
            return ScannerBlockedError(f"{path}: no right to use it")
        if isinstance(error, serial.SerialException) and "exclusively lock" in str(error):
            return ScannerBlockedError(f"{path}: another program has it")
        return ScannerMissingError(f"{path}: cannot be opened as a serial port")

    def read(self, timeout_s: float) -> list[Read]:
        assert self._port is not None
        wait_s = min(timeout_s, self._url.gap_s) if self._lines.waiting else timeout_s
        try:
            # Not by the port's own time-out: each change of that sets all of the port's settings anew.
            ready, _, _ = select.select([self._port], [], [], wait_s)
            data = self._port.read(_READ_BYTES) if ready else b""
        except (serial.SerialException, OSError, termios.error) as error:
            raise ScannerMissingError(f"{self._url.path}: unplugged") from error
        now_s = time.monotonic()
        lines = self._lines.feed(data, now_s) if data else self._lines.silent(now_s)
        return [understood(line, aim=self._url.aim) for line in lines]

    def close(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None
