"""Serial ports through pyserial; the only module of the library that imports it."""

import contextlib
import os
from typing import Final

import serial

from locker_driver.bus import Bus
from locker_driver.errors import LinkError
from locker_driver.transport.port_thread import PortThread

WRITE_TIMEOUT_S: Final = 0.5
READ_BYTES: Final = 4096


class SerialLink:
    """One open port, 8N1, locked against a second opener. A pseudo-terminal will do."""

    def __init__(self, port: str, baud: int) -> None:
        try:
            self._serial = serial.Serial(port, baudrate=baud, timeout=0, write_timeout=WRITE_TIMEOUT_S, exclusive=True)
        except (serial.SerialException, OSError, ValueError) as error:
            raise LinkError(_cause(error)) from error
        # FTDI adapters else collect input for 16 ms; drivers without that timer refuse the setting.
        with contextlib.suppress(OSError, ValueError, NotImplementedError):
            self._serial.set_low_latency_mode(True)

    def fileno(self) -> int:
        return self._serial.fileno()

    def write(self, data: bytes) -> None:
        try:
            self._serial.write(data)
        except (serial.SerialException, OSError) as error:
            raise LinkError(_cause(error)) from error

    def read(self) -> bytes:
        try:
            return self._serial.read(READ_BYTES)
        except (serial.SerialException, OSError) as error:
            raise LinkError(_cause(error)) from error

    def close(self) -> None:
        with contextlib.suppress(serial.SerialException, OSError):
            self._serial.close()


def serial_thread(bus: Bus) -> PortThread:
    """The thread of a bus on a serial port, not started yet."""
    return PortThread(bus, lambda: SerialLink(bus.config.port, bus.config.baud))


def _cause(error: Exception) -> str:
    """pyserial wraps the operating system's words in its own; the number says it best."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) else str(error)
