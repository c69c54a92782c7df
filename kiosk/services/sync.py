"""Pulls the site list from the backend. The kiosk sits behind NAT, so it asks; it is never asked."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.ports import Clock, CommerceBackend, Journal
from kiosk.services.facts import Facts

log = logging.getLogger(__name__)

_BACKOFF_CAP_S = 60.0

HeardTime = Callable[[float, float, float], Awaitable[None]]
"""Told (the backend's UTC, monotonic second of the question, of the answer)."""


def backoff_s(tries: int, dice: random.Random, first_s: float = 0.5, cap_s: float = _BACKOFF_CAP_S) -> float:
    """Full jitter: a random wait below a doubling limit, so that a fleet doesn't come back in step."""
    return dice.uniform(0, min(cap_s, first_s * 2.0 ** min(tries, 16)))


class ListSync:
    """Keeps the local list fresh and knows whether the backend answers."""

    def __init__(
        self,
        backend: CommerceBackend,
        journal: Journal,
        facts: Facts,
        clock: Clock,
        *,
        every_s: float,
        synced: Callable[[], None],
        dice: random.Random,
        heard_time: HeardTime | None = None,
    ) -> None:
        self._heard_time = heard_time
        self._backend = backend
        self._journal = journal
        self._facts = facts
        self._clock = clock
        self._every_s = every_s
        self._synced = synced
        self._dice = dice
        self._site_asked = False

    async def run(self) -> None:
        """Until cancelled."""
        tries = 0
        while True:
            tries = 0 if await self._once() else tries + 1
            await asyncio.sleep(self._every_s if not tries else max(0.2, backoff_s(tries, self._dice)))

    async def _ask_site(self) -> None:
        """Once a start; a shop without it only leaves out where else a parcel may lie."""
        try:
            self._facts.set(other_sites=(await self._backend.site()).other_sites)
        except BackendRefusedError as error:
            log.info("the backend says nothing of the site: %s", error.code)
        except BackendAwayError:
            return
        self._site_asked = True

    async def _once(self) -> bool:
        cursor, asked_s = await self._journal.cursor(), self._clock.monotonic_s()
        try:
            page = await self._backend.site_list(cursor)
        except (BackendAwayError, BackendRefusedError) as error:
            self._say(away=True, detail=str(error))
            return False
        if self._heard_time is not None:
            # Before the list: its dates are read by the time that it was made at.
            await self._heard_time(page.server_utc, asked_s, self._clock.monotonic_s())
        await self._journal.apply_list(page)
        if not self._site_asked:
            await self._ask_site()
        self._synced()
        self._say(away=False)
        self._facts.set(synced_s=self._clock.monotonic_s())
        return True

    def _say(self, *, away: bool, detail: str = "") -> None:
        if away and not self._facts.backend_away:
            log.info("backend away: %s", detail)
        if not away and self._facts.backend_away:
            log.info("backend back")
        self._facts.set(backend_away=away)
