"""What a bank needs of a way to some boards, be it a serial bus with its thread or a broker with door modules."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from locker_driver.config import LineConfig
from locker_driver.jobs import BusEvent, Job
from locker_driver.models import BusFigures

Watched = Mapping[int, Iterable[int]]
"""The channels with a feedback contact of ours, by board."""

Hear = Callable[[BusEvent], None]
"""Called on the port's own thread; returns at once."""


class Port(Protocol):
    """One line. `submit` may be called from any thread."""

    def start(self) -> None: ...

    def submit(self, job: Job) -> None:
        """Every job ends exactly once, through its `done`, on the port's own thread."""
        ...

    def stop(self) -> None:
        """Once; blocks until the far end is let go. Jobs that wait end unwritten."""
        ...

    def is_alive(self) -> bool:
        """Whether its thread runs: from start() to stop(), unless a bug ended it."""
        ...

    def figures(self) -> BusFigures: ...

    def frames(self) -> Sequence[str]:
        """The last 20 frames or messages, oldest first, for support. Never a secret."""
        ...


OpenPort = Callable[[LineConfig, Watched, Hear], Port]
