"""Which files and TCP ports a process may still reach: the kernel's Landlock, landlock(7), since Linux 5.13.

Three system calls and no library: those on the package index are younger than what they would protect here. Numbers
are those of include/uapi/linux/landlock.h; those of system calls from 424 on are the same on every architecture.
"""

import ctypes
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_QUERY: Final = 1
_PATH_BENEATH, _NET_PORT = 1, 2

_WRITE_FILE: Final = 1 << 1
_READ: Final = 1 << 2 | 1 << 3  # READ_FILE, READ_DIR
_REMOVE_FILE: Final = 1 << 5
_MAKE_REG: Final = 1 << 8
_TRUNCATE: Final = 1 << 14
_IOCTL_DEV: Final = 1 << 15
_OF_FILES: Final = 1 << 1 | 1 << 2 | _TRUNCATE | _IOCTL_DEV
"""What may be said of a file that is no folder."""
_ALL_FS: Final = ((1, (1 << 13) - 1), (2, 1 << 13), (3, _TRUNCATE), (5, _IOCTL_DEV))
"""Kinds of access, by the version of the interface that came with them."""
_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1
_NET_SINCE: Final = 4
_SCOPE_SIGNAL: Final = 1 << 1
_SCOPE_SINCE: Final = 6


class LandlockError(OSError):
    """The kernel has no Landlock, or forbids it here."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What stays possible. Paths that are not there are left out. `ports`: TCP ports to connect to."""

    read: Iterable[Path]
    write: Iterable[Path] = ()
    devices: Iterable[Path] = ()
    ports: Iterable[int] = ()


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("parent", ctypes.c_int32))


class _NetPort(ctypes.Structure):
    _fields_ = (("access", ctypes.c_uint64), ("port", ctypes.c_uint64))


def version() -> int:
    """Of the kernel's interface; raises LandlockError where there is none."""
    return _call(_CREATE_RULESET, None, 0, _VERSION_QUERY)


def restrict(reach: Reach) -> int:
    """For this thread and all that it starts, for good; the interface's version. Needs no_new_privs.

    Files that are open stay so. From version 4 on TCP too, from 6 on signals to other processes.
    """
    have = version()
    fs = sum(bits for since, bits in _ALL_FS if have >= since)
    net = _BIND_TCP | _CONNECT_TCP if have >= _NET_SINCE else 0
    attributes = _Ruleset(fs, net, _SCOPE_SIGNAL if have >= _SCOPE_SINCE else 0)
    size = 24 if have >= _SCOPE_SINCE else 16 if have >= _NET_SINCE else 8
    ruleset = _call(_CREATE_RULESET, ctypes.byref(attributes), size, 0)
    try:
        write = _READ | _WRITE_FILE | _TRUNCATE | _MAKE_REG | _REMOVE_FILE
        device = _READ | _WRITE_FILE | _IOCTL_DEV
        for paths, access in ((reach.read, _READ), (reach.write, write), (reach.devices, device)):
            for path in paths:
                _allow(ruleset, path, access & fs)
        for port in reach.ports if net else ():
            _call(_ADD_RULE, ruleset, _NET_PORT, ctypes.byref(_NetPort(_CONNECT_TCP, port)), 0)
        _call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return have


def _allow(ruleset: int, path: Path, access: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            access &= _OF_FILES
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(_PathBeneath(access, handle)), 0)
    finally:
        os.close(handle)


def _call(number: int, *arguments: object) -> int:
    answer: int = ctypes.CDLL(None, use_errno=True).syscall(number, *arguments)
    if answer < 0:
        error = ctypes.get_errno()
        raise LandlockError(error, os.strerror(error))
    return answer
