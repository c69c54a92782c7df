"""Limits that every Linux has: memory, files, processor; no new privileges and none of root's."""

import ctypes
import os
import resource
from contextlib import suppress
from pathlib import Path
from typing import Final

DATA_BYTES: Final = 1 << 30
"""Of private memory. A reader at 1080p needs some 300 MB; a decoder that wants a gigabyte has gone wrong."""
FILE_BYTES: Final = 32 << 20
OPEN_FILES: Final = 256
NICE: Final = 5
"""Core and screen come first."""

_SET_NO_NEW_PRIVS: Final = 38  # linux/prctl.h
_CAPABILITY_VERSION_3: Final = 0x20080522  # linux/capability.h


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def limit_resources(data_bytes: int = DATA_BYTES) -> None:
    """No core files either: one would hold pictures of people. Raises OSError or ValueError."""
    for name, value in (
        (resource.RLIMIT_DATA, data_bytes),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(name)
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (least, least))
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))


def forbid_new_privileges() -> None:
    """No set-uid program gives any, and Landlock and seccomp are allowed to everybody (prctl(2))."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def drop_capabilities() -> None:
    """Root without them is a user who owns root's files (capset(2)). Who has none does not call: a filter around this
    process may forbid that.
    """
    if not _has_capabilities():
        return
    libc = ctypes.CDLL(None, use_errno=True)
    none = (_Data * 2)()
    if libc.capset(ctypes.byref(_Header(_CAPABILITY_VERSION_3, 0)), none) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _has_capabilities() -> bool:
    status = Path("/proc/self/status").read_text()
    return any(int(line.split()[1], 16) for line in status.splitlines() if line.startswith(("CapPrm:", "CapEff:")))
