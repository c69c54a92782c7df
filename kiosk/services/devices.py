"""Tells the operator, through the journal, which device is lost and when it is back: once each."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from kiosk.domain.record import Entry, Kind
from kiosk.ports import Clock, Journal

GRACE_S: Final = 5.0
"""A process that is restarted or a plug that is pushed in again is no loss."""
_EARLY_S: Final = 0.001
"""Timers may fire a rounding error early, and then again and again without a moment passing."""


@dataclass(slots=True)
class _Loss:
    since_s: float
    detail: str
    told: bool = False


class DeviceWatch:
    """`say` what is known of a device; `run` writes it down after the grace."""

    def __init__(self, journal: Journal, clock: Clock, committed: Callable[[], None]) -> None:
        self._journal = journal
        self._clock = clock
        self._committed = committed
        self._losses: dict[str, _Loss] = {}
        self._back: list[tuple[str, float]] = []
        self._news = asyncio.Event()

    @property
    def lost(self) -> frozenset[str]:
        """Devices that are known to be gone and that the operator has been told of."""
        return frozenset(name for name, loss in self._losses.items() if loss.told)

    def missing(self, device: str) -> bool:
        """Whether it is known to be in trouble, told or not."""
        return device in self._losses

    def say(self, device: str, trouble: str) -> None:
        """`trouble` in one word, "" when the device is well."""
        loss = self._losses.get(device)
        if trouble and loss is None:
            self._losses[device] = _Loss(self._clock.monotonic_s(), trouble)
            self._news.set()
        elif trouble and loss is not None:
            loss.detail = trouble
        elif loss is not None:
            del self._losses[device]
            if loss.told:
                self._back.append((device, self._clock.monotonic_s() - loss.since_s))
                self._news.set()

    async def run(self) -> None:
        """Until cancelled. Sleeps until something is said or a grace is over."""
        while True:
            self._news.clear()
            await self.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._grace_left_s()):
                    await self._news.wait()

    def _grace_left_s(self) -> float | None:
        untold = [loss.since_s for loss in self._losses.values() if not loss.told]
        return max(0.0, min(untold) + GRACE_S - self._clock.monotonic_s()) if untold else None

    async def look(self) -> None:
        """Write down what has changed since the last look."""
        entries = [Entry.of(Kind.DEVICE_BACK, device=name, away_s=round(away_s)) for name, away_s in self._back]
        self._back.clear()
        for name, loss in self._losses.items():
            if not loss.told and self._clock.monotonic_s() - loss.since_s >= GRACE_S - _EARLY_S:
                loss.told = True
                entries.append(Entry.of(Kind.DEVICE_LOST, device=name, detail=loss.detail))
        if entries:
            await self._journal.append(*entries)
            self._committed()
