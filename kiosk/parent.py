"""A process of a point ends when whoever started it ends, however that happens."""

import ctypes
import os
import signal
from typing import Final

_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> bool:
    """Have the kernel send `number` when the thread that started this process ends (prctl(2)).

    False when the parent was gone before the kernel could be asked: then nothing will come, and the caller should end.
    """
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    return os.getppid() == parent
