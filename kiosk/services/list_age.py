"""How old the list is: asked by the checker at each decision, told to screen and journal when it changes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from kiosk.domain.credential import CredentialKind
from kiosk.domain.record import Entry, Kind
from kiosk.domain.staleness import ListPolicy, Tier, next_change_s, refuses_any, refuses_listed, refuses_tokens, tier
from kiosk.ports import Journal
from kiosk.services.facts import Facts
from kiosk.services.kiosk_clock import KioskClock

_FIRST_SYNC_S: Final = 60.0
"""A kiosk that has just started is about to have a list: nothing is said of its age before."""


class ListAge:
    """The tier of the moment by this site's policy."""

    def __init__(
        self, clock: KioskClock, policy: ListPolicy, journal: Journal, facts: Facts, committed: Callable[[], None]
    ) -> None:
        self._clock = clock
        self._policy = policy
        self._journal = journal
        self._facts = facts
        self._committed = committed
        self._told = Tier.FRESH
        self._news = asyncio.Event()

    @property
    def tier(self) -> Tier:
        """Of this moment."""
        return tier(self._clock.list_age_s(), self._policy)

    def refuses(self, kind: CredentialKind) -> bool:
        """Whether what only the list vouches for is too old to be believed."""
        return refuses_listed(self.tier, kind, self._policy)

    def refuses_tokens(self) -> bool:
        """Whether signed codes are refused, too."""
        return refuses_tokens(self.tier, self._policy)

    def synced(self) -> None:
        """The list is fresh as of now."""
        self._clock.synced()
        self._news.set()

    async def run(self) -> None:
        """Until cancelled. Wakes at a sync and where a tier begins."""
        await self._wait(_FIRST_SYNC_S)
        while True:
            await self.look()
            left_s = next_change_s(self._clock.list_age_s(), self._policy)
            await self._wait(None if left_s is None else left_s + 1.0)

    async def look(self) -> None:
        """Tell what is different."""
        now = self.tier
        self._facts.set(list_tier=now.value, list_refuses=refuses_any(now, self._policy))
        if now is not self._told:
            self._told = now
            age_s = self._clock.list_age_s()
            await self._journal.append(
                Entry.of(Kind.LIST_TIER, tier=now.value, age_s=None if age_s is None else round(age_s))
            )
            self._committed()

    async def _wait(self, limit_s: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                await self._news.wait()
        self._news.clear()
