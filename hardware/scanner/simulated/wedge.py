"""A keyboard wedge: the `input_event`s of its keys, into a pipe or, through uinput, into the kernel itself."""

import fcntl
import os
import struct
import time
from pathlib import Path
from typing import Final

from hardware.scanner.evdev import EV_KEY, EV_SYN, INPUT_EVENT, SYN_REPORT
from hardware.scanner.us_keys import CONTROL_KEYS, PLAIN, SHIFTED

LEFT_CTRL: Final = 29
LEFT_SHIFT: Final = 42
ENTER: Final = 28
_KEYS: Final = {sign: (code, False) for code, sign in reversed(PLAIN.items())} | {
    sign: (code, True) for code, sign in reversed(SHIFTED.items()) if sign not in PLAIN.values()
}

# linux/uinput.h
UINPUT: Final = Path("/dev/uinput")
_UI_SET_EVBIT: Final = 0x40045564
_UI_SET_KEYBIT: Final = 0x40045565
_UI_DEV_SETUP: Final = 0x405C5503
_UI_DEV_CREATE: Final = 0x5501
_UI_DEV_DESTROY: Final = 0x5502
_UINPUT_SETUP: Final = struct.Struct("@HHHH80sI")
_BUS_USB: Final = 3
_LAST_KEY: Final = 127


class SimulatedWedge:
    """Types into `descriptor` and owns it. `key_s` between two keys, by its own clock: nothing waits for it."""

    def __init__(self, descriptor: int, *, key_s: float = 0.002) -> None:
        self._descriptor = descriptor
        self._key_s = key_s
        self._now_s = 0.0

    def scan(self, text: str, suffix: int | None = ENTER) -> None:
        """One code: its keys and the suffix key."""
        self._now_s = time.monotonic()
        for sign in text:
            self.type(sign)
        if suffix is not None:
            self.press(suffix)

    def type(self, sign: str) -> None:
        """One character; one of no key with Ctrl, as GS is Ctrl ]."""
        if sign in _KEYS:
            code, shift = _KEYS[sign]
            self.press(code, LEFT_SHIFT if shift else None)
        elif sign in CONTROL_KEYS.values():
            self.press(next(code for code, typed in CONTROL_KEYS.items() if typed == sign))
        else:
            self.press(_KEYS[chr(ord(sign) | 0x40).lower()][0], LEFT_CTRL)

    def press(self, code: int, modifier: int | None = None) -> None:
        """A key down and up, with a modifier around it."""
        keys = [(code, 1), (code, 0)]
        if modifier is not None:
            keys = [(modifier, 1), *keys, (modifier, 0)]
        for key, value in keys:
            self.event(EV_KEY, key, value)
            self.event(EV_SYN, SYN_REPORT, 0)
        self._now_s += self._key_s

    def event(self, kind: int, code: int, value: int) -> None:
        """Any event."""
        at_s = self._now_s or time.monotonic()
        seconds, fraction = divmod(at_s, 1)
        os.write(self._descriptor, INPUT_EVENT.pack(int(seconds), int(fraction * 1e6), kind, code, value))

    def unplug(self) -> None:
        os.close(self._descriptor)


class UinputWedge(SimulatedWedge):
    """The same keys through the kernel: a device of its own under /dev/input. Raises OSError without the right to."""

    def __init__(self, vendor: int, product: int) -> None:
        descriptor = os.open(UINPUT, os.O_WRONLY | os.O_CLOEXEC)
        super().__init__(descriptor)
        fcntl.ioctl(descriptor, _UI_SET_EVBIT, EV_KEY)
        for code in range(1, _LAST_KEY + 1):
            fcntl.ioctl(descriptor, _UI_SET_KEYBIT, code)
        setup = _UINPUT_SETUP.pack(_BUS_USB, vendor, product, 1, b"OpenLuke simulated wedge", 0)
        fcntl.ioctl(descriptor, _UI_DEV_SETUP, setup)
        fcntl.ioctl(descriptor, _UI_DEV_CREATE)

    def unplug(self) -> None:
        fcntl.ioctl(self._descriptor, _UI_DEV_DESTROY)
        super().unplug()
