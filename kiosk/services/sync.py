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
from typing import Final

from kiosk.domain.record import Entry, Kind
from kiosk.domain.site_list import ListFault, SiteListPage
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.ports import Clock, CommerceBackend, Journal, SiteFacts
from kiosk.services.alarms import AlarmBook
from kiosk.services.facts import Facts
from kiosk.services.reminder import Reminder

log = logging.getLogger(__name__)

_BACKOFF_CAP_S = 60.0
_REFUSED_CAP_S = 600.0
"""A whole list is much for both sides, and one that does not fit now will hardly fit a minute later."""

SITE_EVERY_S: Final = 60.0
"""Of what is said of the site keys may change at any moment: one that was dropped dies here within so many seconds."""

HeardSite = Callable[[SiteFacts], Awaitable[None]]

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
        heard_site: HeardSite | None = None,
    ) -> None:
        self._heard_time = heard_time
        self._heard_site = heard_site
        self._time_wanted_s = inf
        self._backend = backend
        self._journal = journal
        self._facts = facts
        self._clock = clock
        self._every_s = every_s
        self._synced = synced
        self._dice = dice
        self._ask_site_s = -inf
        self._alarms = AlarmBook(facts, clock)
        self._reminder = Reminder(journal)

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
        """Now and then; a shop without it leaves out where else a parcel may lie and what else it could offer, and the
        kiosk keeps its keys.
        """
        if self._clock.monotonic_s() < self._ask_site_s:
            return
        try:
            site = await self._backend.site()
        except BackendRefusedError as error:
            log.info("the backend says nothing of the site: %s", error.code)
        except BackendAwayError:
            return
        else:
            self._facts.set(other_sites=site.other_sites, capabilities=site.capabilities)
            if self._heard_site is not None:
                await self._heard_site(site)
        self._ask_site_s = self._clock.monotonic_s() + SITE_EVERY_S

    async def _once(self) -> bool:
        cursor = "" if self._facts.list_refused else await self._journal.cursor()
        acknowledged = await self._reminder.acknowledged()
        # Before the list is asked for: what a whole one gives back to a restored journal is checked with the keys of
        # now, and a page that has come waits for no other answer. What it revokes is to be refused at once.
        await self._ask_site()
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
        await self._reminder.heard(page, acknowledged)
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
