"""Pulls the site list from the backend. The kiosk sits behind NAT, so it asks; it is never asked.

A page that does not fit is not applied: the whole list is asked for, at once and then less and less often, and the
operator hears why. The list held goes on deciding meanwhile, as old as it is.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from math import inf

from kiosk.domain.record import Entry, Kind
from kiosk.domain.site_list import ListFault, SiteListPage
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.ports import Clock, CommerceBackend, Journal
from kiosk.services.alarms import AlarmBook
from kiosk.services.facts import Facts

log = logging.getLogger(__name__)

_BACKOFF_CAP_S = 60.0
_REFUSED_CAP_S = 600.0
"""A whole list is much for both sides, and one that does not fit now will hardly fit a minute later."""

HeardTime = Callable[[float, float, float], Awaitable[float]]
"""Told (the backend's UTC, monotonic second of the question, of the answer); returns when a second answer is wanted."""


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
        self._time_wanted_s = inf
        self._backend = backend
        self._journal = journal
        self._facts = facts
        self._clock = clock
        self._every_s = every_s
        self._synced = synced
        self._dice = dice
        self._site_asked = False
        self._alarms = AlarmBook(facts, clock)

    async def run(self) -> None:
        """Until cancelled."""
        tries = 0
        while True:
            tries = 0 if await self._once() else tries + 1
            await asyncio.sleep(self._wait_s(tries))

    def _wait_s(self, tries: int) -> float:
        if not tries:
            # A kiosk that was off is late until a second answer has said so, and tells people that they are early.
            return min(self._every_s, self._time_wanted_s)
        if tries == 1 and self._facts.list_refused:
            return 0.0
        cap_s = _REFUSED_CAP_S if self._facts.list_refused else _BACKOFF_CAP_S
        return max(0.2, backoff_s(tries, self._dice, cap_s=cap_s))

    async def _ask_site(self) -> None:
        """Once a start; a shop without it only leaves out where else a parcel may lie, and what else it could offer."""
        try:
            site = await self._backend.site()
            self._facts.set(other_sites=site.other_sites, capabilities=site.capabilities)
        except BackendRefusedError as error:
            log.info("the backend says nothing of the site: %s", error.code)
        except BackendAwayError:
            return
        self._site_asked = True

    async def _once(self) -> bool:
        cursor = "" if self._facts.list_refused else await self._journal.cursor()
        asked_s = self._clock.monotonic_s()
        try:
            page = await self._backend.site_list(cursor)
        except BackendRefusedError as error:
            if error.status == HTTPStatus.OK:
                return await self._refused(error.code)
            self._say(away=True, detail=str(error))
            return False
        except BackendAwayError as error:
            self._say(away=True, detail=str(error))
            return False
        self._say(away=False)
        if self._heard_time is not None:
            # Before the list: its dates are read by the time that it was made at.
            answered_s = self._clock.monotonic_s()
            self._time_wanted_s = await self._heard_time(page.server_utc, asked_s, answered_s)
        fault = await self._journal.apply_list(page)
        if fault:
            return await self._refused(fault.value, page)
        if not self._site_asked:
            await self._ask_site()
        self._facts.set(list_refused="", synced_s=self._clock.monotonic_s())
        self._synced()
        return True

    async def _refused(self, cause: str, page: SiteListPage | None = None) -> bool:
        """Told once for each cause in a row: a backend that goes on and on must not fill the journal."""
        if cause != self._facts.list_refused:
            self._facts.set(list_refused=cause)
            log.error("the site list was refused: %s; the whole list is asked for", cause)
            entries = [Entry.of(Kind.LIST_REFUSED, cause=cause)]
            if cause == ListFault.JOURNAL_ROLLED_BACK and page and page.journal:
                known_seq = page.journal.seq
                entries.append(Entry.of(Kind.JOURNAL_ROLLED_BACK, known_seq=known_seq, cause="unknown_event"))
                self._alarms.note("journal_rolled_back")
            await self._journal.append(*entries)
        return False

    def _say(self, *, away: bool, detail: str = "") -> None:
        if away and not self._facts.backend_away:
            log.info("backend away: %s", detail)
        if not away and self._facts.backend_away:
            log.info("backend back")
        self._facts.set(backend_away=away)
