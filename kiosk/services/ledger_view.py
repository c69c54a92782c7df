"""Keeps what the technician's wall shows of the ledger fresh: flags, parcels, waiting events."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from kiosk.ports import Journal
from kiosk.services.alarms import AlarmBook
from kiosk.services.facts import Facts

_QUIET_S: Final = 0.2
"""A burst of commits costs one look; nobody reads the wall faster, and an unlock must never wait behind a look."""
_UNWATCHED_S: Final = 30.0
"""While nobody looks at doors: one visit then costs a look or two, not one a commit."""


class LedgerView:
    """Reads after commits, never before one."""

    def __init__(
        self,
        journal: Journal,
        facts: Facts,
        alarms: AlarmBook,
        entrapments: Callable[[frozenset[int]], None] = lambda _: None,
        watched: Callable[[], bool] = lambda: True,
    ) -> None:
        self._journal = journal
        self._facts = facts
        self._alarms = alarms
        self._entrapments = entrapments
        self._watched = watched
        self._stale = asyncio.Event()
        self._looked_at = asyncio.Event()

    def nudge(self) -> None:
        """Something was committed."""
        self._stale.set()

    def screen_changed(self) -> None:
        """Who comes to see the wall does not wait for what nobody was looking at."""
        if self._watched():
            self._looked_at.set()
        else:
            self._looked_at.clear()

    async def refresh(self) -> None:
        """Read now."""
        contested = self._facts.contested
        self._facts.set(
            flags=dict(await self._journal.compartments()),
            holdings=dict(await self._journal.holdings()),
            outbox=await self._journal.outbox_size(),
        )
        for number in sorted(self._facts.contested - contested):
            self._alarms.note("custody_conflict", door=number)
        self._entrapments(await self._journal.entrapments())

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._stale.wait()
            await asyncio.sleep(_QUIET_S)
            await self._until_looked_at()
            self._stale.clear()
            await self.refresh()

    async def _until_looked_at(self) -> None:
        if self._watched():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_UNWATCHED_S):
                await self._looked_at.wait()
