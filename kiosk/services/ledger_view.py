"""Keeps what the technician's wall shows of the ledger fresh: flags, parcels, waiting events."""

import asyncio
from collections.abc import Callable
from typing import Final

from kiosk.ports import Journal
from kiosk.services.facts import Facts

_QUIET_S: Final = 0.2
"""A burst of commits costs one look; nobody reads the wall faster, and an unlock must never wait behind a look."""


class LedgerView:
    """Reads after commits, never before one."""

    def __init__(
        self, journal: Journal, facts: Facts, entrapments: Callable[[frozenset[int]], None] = lambda _: None
    ) -> None:
        self._journal = journal
        self._facts = facts
        self._entrapments = entrapments
        self._stale = asyncio.Event()

    def nudge(self) -> None:
        """Something was committed."""
        self._stale.set()

    async def refresh(self) -> None:
        """Read now."""
        self._facts.set(
            flags=dict(await self._journal.compartments()),
            holds_parcel=await self._journal.occupied(),
            outbox=await self._journal.outbox_size(),
        )
        self._entrapments(await self._journal.entrapments())

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._stale.wait()
            await asyncio.sleep(_QUIET_S)
            self._stale.clear()
            await self.refresh()
