"""What a process holds of the kernel, from proc(5): a leak of these kills a kiosk as surely as one of memory."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TOLD: Final = re.compile(r"; (\d+) tasks, (\d+) events wait$")
SPARE: Final = 3
"""A request or a poll under way may hold so many more at the moment of a look."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Open descriptors and threads; tasks of asyncio and waiting events, of a process that tells (`kiosk.app`)."""

    descriptors: int
    threads: int
    tasks: int = 0
    waiting: int = 0


def holdings_of(pid: int, status: str = "") -> Holdings:
    """`status` is what the process says of itself. Raises OSError when it is gone."""
    process = Path(f"/proc/{pid}")
    told = _TOLD.search(status)
    tasks, waiting = (int(told[1]), int(told[2])) if told else (0, 0)
    return Holdings(len(list((process / "fd").iterdir())), len(list((process / "task").iterdir())), tasks, waiting)


def grown(counts: Sequence[int]) -> int:
    """By how much the least of the last quarter is above the most of the first: what comes and goes is no leak."""
    quarter = len(counts) // 4
    return max(0, min(counts[-quarter:]) - max(counts[:quarter])) if quarter else 0


def leaks(counts: Sequence[int]) -> bool:
    """Whether a count has grown for good."""
    return grown(counts) > SPARE
