"""The kiosk's two clocks: one that only runs, and one that people and faults set."""

import asyncio
from typing import Final

START_UTC: Final = 1_780_000_000.0
"""When every simulation begins, in truth: in May 2026."""
BUILD_UTC: Final = 1_767_225_600.0
"""What a board without a battery believes after the power was away."""


class SimClock:
    """Satisfies `kiosk.ports.MachineClock`. `skew_s`: how far the wall clock is from the truth; `follows`: whether a
    time server is heard.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._started_s = 0.0
        self.skew_s = 0.0
        self.rate = 1.0
        self.follows = False
        self._starts = 1

    def monotonic_s(self) -> float:
        return self._loop.time() - self._started_s

    def utc_s(self) -> float:
        return START_UTC + self._loop.time() * self.rate + self.skew_s

    @property
    def boot(self) -> str:
        return f"start-{self._starts}"

    def synchronised(self) -> bool:
        return self.follows

    def true_utc_s(self) -> float:
        """What no part of the kiosk can know."""
        return START_UTC + self._loop.time()

    def power_on(self) -> None:
        """The monotonic clock counts from the start of the machine."""
        self._started_s = self._loop.time()
        self._starts += 1
