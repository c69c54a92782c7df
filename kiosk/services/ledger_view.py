"""Keeps what the technician's wall shows of the ledger fresh: flags, parcels, waiting events."""

import asyncio
from collections.abc import Callable
from typing import Final

from kiosk.ports import Journal
from kiosk.services.alarms import AlarmBook
from kiosk.services.facts import Facts

_QUIET_S: Final = 0.2
"""A burst of commits costs one look; nobody reads the wall faster, and an unlock must never wait behind a look."""
_UNWATCHED_S: Final = 2.0
"""While no technician looks: one visit then costs a few looks, not one a commit."""


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

    def nudge(self) -> None:
        """Something was committed."""
        self._stale.set()

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
            await asyncio.sleep(_QUIET_S if self._watched() else _UNWATCHED_S)
            self._stale.clear()
            await self.refresh()
