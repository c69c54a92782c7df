"""The machine's own clocks."""

import ctypes
import time
from pathlib import Path
from typing import Final

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_STA_UNSYNC: Final = 0x0040
_TIME_ERROR: Final = 5
"""<sys/timex.h>. The kernel clears STA_UNSYNC when a time daemon disciplines it, and sets it after 16 s of doubt."""


class SystemClock:
    """Satisfies `ports.MachineClock`. Its monotonic clock counts through a suspend (CLOCK_BOOTTIME)."""

    def __init__(self) -> None:
        self.boot = _boot_id()

    def monotonic_s(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def utc_s(self) -> float:
        return time.time()  # noqa: TID251 - the one place where wall time enters

    def synchronised(self) -> bool:
        """adjtimex(2), read only."""
        timex = _Timex()
        answer: int = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(timex))
        return answer not in (-1, _TIME_ERROR) and not timex.status & _STA_UNSYNC


class _Timex(ctypes.Structure):
    """struct timex as far as it is read; the rest of its 208 bytes belongs to the kernel."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 256),
    )


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""
