"""Keeps compartments for parcels that are to come: reserves, releases, and tells the backend through the outbox."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from kiosk.domain.allocation import Policy, plan
from kiosk.domain.wall import Wall
from kiosk.ports import Door, DoorReadings, Journal
from kiosk.services.facts import Facts

_QUIET_S: Final = 5.0
"""A burst of commits is planned for once, and an unlock never waits behind a plan; nobody waits for a reservation."""


_IN_VAIN_S: Final = 25.0
"""After a plan that changed nothing, while nobody loads: customers alone rarely make room."""


class Allocator:
    """Plans anew whenever the list or the ledger has changed (`nudge`), and never in between.

    A door that was open or silent is looked at again with the next change; nothing polls.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        bank: DoorReadings,
        wall: Wall,
        policy: Policy,
        facts: Facts,
        committed: Callable[[], None],
        loading: Callable[[], bool] = lambda: True,
    ) -> None:
        self._journal = journal
        self._bank = bank
        self._wall = wall
        self._policy = policy
        self._facts = facts
        self._committed = committed
        self._loading = loading
        self._stale = asyncio.Event()

    def nudge(self) -> None:
        """List or ledger may be different."""
        self._stale.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._stale.wait()
            await asyncio.sleep(_QUIET_S)
            self._stale.clear()
            in_vain = not await self.plan()
            if in_vain and not self._loading():
                await asyncio.sleep(_IN_VAIN_S)

    async def plan(self) -> bool:
        """Reserve and release now, in one transaction. False: something waits for a place, and nothing changed."""
        if not await self._journal.awaits_place():
            return True
        flags = await self._journal.compartments()
        usable = frozenset(
            door.number
            for door in self._wall.compartments
            if self._bank.door(door.number) is Door.CLOSED
            and door.number not in flags
            and door.number not in self._facts.unarmed
        )
        planned = partial(plan, wall=self._wall, usable=usable, policy=self._policy)
        if not await self._journal.place(planned):
            return False
        self._committed()
        return True
