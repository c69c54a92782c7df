"""Serial ports through pyserial; the only module of the library that imports it."""

import contextlib
import errno
import os
import termios
from collections.abc import Sequence
from typing import Final, Literal

import serial
import serial.rs485
from serial.tools import list_ports

from locker_driver.errors import LinkError
from locker_driver.transport.adapters import Adapter
from locker_driver.transport.link import PortBlockedError

WRITE_TIMEOUT_S: Final = 0.5
READ_BYTES: Final = 4096

# pyserial lets termios' own error through, which is no OSError, when an adapter goes while it is being set up.
_FAILURES: Final = (serial.SerialException, OSError, ValueError, termios.error)
_IN_USE: Final = "in use by another program or bus ({}); close it. ModemManager and brltty take new adapters"
_NO_RIGHT: Final = "no permission ({}); the user of this service must be in the device's group, usually dialout"
_BLOCKED: Final = {
    errno.EAGAIN: _IN_USE,  # somebody holds the lock
    errno.EBUSY: _IN_USE,
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
}


class SerialLink:
    """One open port, 8N1, locked against a second opener. A pseudo-terminal will do.

    What was received before is dropped. `rs485` "kernel": the driver of the UART drives the transceiver's direction.
    """

    def __init__(self, port: str, baud: int, rs485: Literal["adapter", "kernel"] = "adapter") -> None:
        try:
            self._serial = serial.Serial(port, baudrate=baud, timeout=0, write_timeout=WRITE_TIMEOUT_S, exclusive=True)
        except _FAILURES as error:
            raise _link_error(error) from error
        if rs485 == "kernel":
            self._let_kernel_switch()
        # FTDI adapters else collect input for 16 ms; drivers without that timer refuse the setting.
        with contextlib.suppress(OSError, ValueError, NotImplementedError):
            self._serial.set_low_latency_mode(True)

    def _let_kernel_switch(self) -> None:
        try:
            self._serial.rs485_mode = serial.rs485.RS485Settings()
        except _FAILURES as error:
            self.close()
            text = 'its driver cannot switch the direction of RS-485 (TIOCSRS485); set rs485 = "adapter"'
            raise LinkError(text) from error

    def fileno(self) -> int:
        return self._serial.fileno()

    def write(self, data: bytes) -> None:
        try:
            self._serial.write(data)
        except _FAILURES as error:
            raise _link_error(error) from error

    def read(self) -> bytes:
        try:
            return self._serial.read(READ_BYTES)
        except _FAILURES as error:
            raise _link_error(error) from error

    def close(self) -> None:
        with contextlib.suppress(*_FAILURES):
            self._serial.close()


def list_adapters() -> Sequence[Adapter]:
    """The USB adapters that are plugged in."""
    try:
        ports = list_ports.comports()
    except (OSError, TypeError, ValueError) as error:
        # pyserial makes numbers of what is no longer there when an adapter is pulled meanwhile.
        raise LinkError("the USB adapters changed while they were listed") from error
    return [
        Adapter(port.device, port.vid, port.pid, port.serial_number or None, port.location or "")
        for port in ports
        if port.vid is not None and port.pid is not None
    ]


def _link_error(error: BaseException) -> LinkError:
    number = _errno(error)
    if number is None and "readiness to read" in str(error):
        # pyserial's guess at what a hang-up means; the port is held exclusively, so it can be only one thing.
        return LinkError("the adapter was unplugged")
    if number is None:
        return LinkError(str(error))
    words = os.strerror(number)
    blocked = _BLOCKED.get(number)
    return LinkError(words) if blocked is None else PortBlockedError(blocked.format(words))


def _errno(error: BaseException | None) -> int | None:
    """pyserial wraps the operating system's words in its own; the number says it best."""
    while error is not None:
        number = error.args[0] if isinstance(error, termios.error) else getattr(error, "errno", None)
        if isinstance(number, int):
            return number
        error = error.__context__
    return None
