"""The kernel's input devices: events as it writes them, and one that is taken away from everybody else.

Layout and numbers are those of linux/input.h and linux/input-event-codes.h.
"""

import contextlib
import errno
import fcntl
import os
import select
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hardware.scanner.source import ScannerBlockedError, ScannerMissingError

INPUT_EVENT: Final = struct.Struct("@llHHi")
"""struct input_event: seconds, microseconds, type, code, value."""
EV_SYN: Final = 0
EV_KEY: Final = 1
SYN_REPORT: Final = 0
SYN_DROPPED: Final = 3
KEY_ENTER: Final = 28
KEY_A: Final = 30

_EVIOCGRAB: Final = 0x40044590
_EVIOCSCLOCKID: Final = 0x400445A0
_READ_EVENTS: Final = 64
_LONG_BITS: Final = 8 * struct.calcsize("l")


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """A key went down or up. `at_s` is CLOCK_MONOTONIC."""

    code: int
    down: bool
    at_s: float


@dataclass(frozen=True, slots=True)
class EventsLost:
    """The kernel's buffer ran over: keys are missing here."""

    at_s: float


class EventDevice:
    """An open input device, or any descriptor that yields `input_event`s. Owns the descriptor."""

    def __init__(self, descriptor: int, name: str) -> None:
        self._descriptor = descriptor
        self._name = name
        self._rest = b""
        self._skipping = False
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)

    def read(self, timeout_s: float) -> list[KeyEvent | EventsLost]:
        """What has come, waiting for it at most `timeout_s`. Raises ScannerMissingError when the device has gone."""
        if not self._poll.poll(1000 * timeout_s):
            return []
        try:
            data = os.read(self._descriptor, _READ_EVENTS * INPUT_EVENT.size)
        except BlockingIOError:
            return []
        except OSError as error:
            raise ScannerMissingError(f"{self._name}: unplugged") from error
        if not data:
            raise ScannerMissingError(f"{self._name}: unplugged")
        data = self._rest + data
        whole = len(data) - len(data) % INPUT_EVENT.size
        self._rest = data[whole:]
        return list(self._events(data[:whole]))

    def _events(self, data: bytes) -> Iterator[KeyEvent | EventsLost]:
        for seconds, microseconds, kind, code, value in INPUT_EVENT.iter_unpack(data):
            at_s = seconds + microseconds / 1e6
            if kind == EV_SYN and code == SYN_DROPPED:
                self._skipping = True
                yield EventsLost(at_s)
            elif kind == EV_SYN and code == SYN_REPORT:
                self._skipping = False
            elif kind == EV_KEY and value in {0, 1} and not self._skipping:  # 2 is a key that is held
                yield KeyEvent(code, value == 1, at_s)

    def close(self) -> None:
        os.close(self._descriptor)


def open_exclusively(path: str) -> EventDevice:
    """Raises a ScannerError. Until it is closed nothing else on the machine sees its keys, the screen included."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except PermissionError as error:
        raise ScannerBlockedError(f"{path}: no right to use it") from error
    except OSError as error:
        raise ScannerMissingError(f"{path}: no such device") from error
    try:
        fcntl.ioctl(descriptor, _EVIOCGRAB, 1)
        fcntl.ioctl(descriptor, _EVIOCSCLOCKID, struct.pack("i", time.CLOCK_MONOTONIC))
    except OSError as error:
        os.close(descriptor)
        busy = error.errno == errno.EBUSY
        raise ScannerBlockedError(f"{path}: {'another program has it' if busy else 'is no input device'}") from error
    return EventDevice(descriptor, path)


def find_keyboard(vendor: int, product: int, sysfs: Path = Path("/sys/class/input")) -> str:
    """The only device of this vendor and product that has letters and Enter. Raises a ScannerError."""
    wanted = (vendor, product)
    found = sorted(node.name for node in sysfs.glob("event*") if _usb_id(node) == wanted and _types(node))
    name = f"{vendor:04x}:{product:04x}"
    if not found:
        raise ScannerMissingError(f"{name}: no such device")
    if len(found) > 1:
        raise ScannerBlockedError(f"{name}: {len(found)} devices are like this; name one by its /dev/input/by-id/ link")
    return f"/dev/input/{found[0]}"


def _usb_id(node: Path) -> tuple[int, int] | None:
    with contextlib.suppress(OSError, ValueError):
        vendor, product = ((node / "device/id" / name).read_text() for name in ("vendor", "product"))
        return int(vendor, 16), int(product, 16)
    return None


def _types(node: Path) -> bool:
    """The bit map of keys is printed as words of a C long, the highest first."""
    keys = 0
    with contextlib.suppress(OSError, ValueError):
        for word in (node / "device/capabilities/key").read_text().split():
            keys = keys << _LONG_BITS | int(word, 16)
    return all(keys >> key & 1 for key in (KEY_ENTER, KEY_A))
