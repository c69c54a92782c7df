"""Watches the room on the journal's disk, and looks after the journal once a day when nobody is there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from kiosk.errors import ChainBrokenError
from kiosk.services.devices import DeviceWatch
from kiosk.services.facts import Facts

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 600.0
FULL_LOOK_S: Final = 10.0
"""While nobody is served: whoever has made room waits for it to be seen."""
_FIRST_CARE_S: Final = 3600.0
_CARE_EVERY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class StorageLimits:
    """In MiB. Below `low` it is told; below `floor` no customer is served, so that what counts can still be written."""

    low_mb: int
    floor_mb: int


class StorageWatch:
    """`free_mb` says how much room there is; None: it cannot be said, which changes nothing."""

    def __init__(
        self, free_mb: Callable[[], Awaitable[int | None]], limits: StorageLimits, facts: Facts, devices: DeviceWatch
    ) -> None:
        self._free_mb = free_mb
        self._limits = limits
        self._facts = facts
        self._devices = devices

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(FULL_LOOK_S if self._facts.disk_full else LOOK_EVERY_S)

    async def look(self) -> None:
        """Measure once, and tell."""
        free = await self._free_mb()
        if free is None:
            return
        low, full = free < self._limits.low_mb, free < self._limits.floor_mb
        self._facts.set(free_mb=free, storage_low=low, disk_full=full)
        self._devices.say("disk", "full" if full else "low" if low else "")


class JournalCare:
    """`compact` moves old events into the archive; `check` says what is wrong with the whole journal, "" if nothing.

    Both take long, so they wait for `quiet`. What they find is told, and changes nothing else: what the kiosk decides
    from was checked at its start, and a person has to look at the rest.
    """

    def __init__(
        self,
        compact: Callable[[], Awaitable[int]],
        check: Callable[[], Awaitable[str]],
        quiet: Callable[[], bool],
        devices: DeviceWatch,
    ) -> None:
        self._compact = compact
        self._check = check
        self._quiet = quiet
        self._devices = devices

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.sleep(_FIRST_CARE_S)
        while True:
            while not self._quiet():  # noqa: ASYNC110 - ten minutes later is soon enough
                await asyncio.sleep(LOOK_EVERY_S)
            await self.tend()
            await asyncio.sleep(_CARE_EVERY_S)

    async def tend(self) -> None:
        """Check, then compact: what is damaged stays where it is."""
        trouble = await self._check()
        if trouble:
            log.error("journal: %s", trouble)
        self._devices.say("journal", "damaged" if trouble else "")
        if trouble:
            return
        try:
            moved = await self._compact()
        except (OSError, ChainBrokenError) as error:
            log.warning("journal: old events were not moved into the archive: %s", error)
            self._devices.say("archive", "failed")
        else:
            self._devices.say("archive", "")
            log.info("journal: %d events moved into the archive", moved)
