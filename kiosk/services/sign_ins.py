"""Waits with somebody who signs in on their phone: begins it at the backend, and asks until it has been decided.

One at a time, for as long as its screen is there. What was decided makes the same visit as a badge does.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from kiosk.domain.decision import Reason, Refusal
from kiosk.domain.trade import NotYet, SignInPage, Visit
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.flows.events import SignedIn, SignInTold
from kiosk.ports import Clock, Trade
from kiosk.services.checker import Checker
from kiosk.services.patience import Patience
from kiosk.services.visits import Visits

LONGEST_S: Final = 600.0
"""Whatever the company allows: nobody is there any more."""
_AGAIN_S: Final = 5.0
"""A backend that was away for one question is asked the next one."""

log = logging.getLogger(__name__)
Heard = Callable[[str, SignInTold], None]


class SignIns:
    """`start` before anything else. `out_of_service`: no door could open."""

    def __init__(
        self,
        trade: Trade,
        patience: Patience,
        checker: Checker,
        visits: Visits,
        *,
        clock: Clock,
        out_of_service: Callable[[], bool],
    ) -> None:
        self._trade = trade
        self._patience = patience
        self._checker = checker
        self._visits = visits
        self._clock = clock
        self._out_of_service = out_of_service
        self._under_way: asyncio.Task[None] | None = None

    def start(self, tasks: asyncio.TaskGroup, heard: Heard) -> None:
        """Work in `tasks` from now on; `heard` is told (session, what is known)."""
        self._tasks = tasks
        self._heard = heard

    def begin(self, session: str) -> None:
        """Told are the page, as soon as it is known, and in the end one answer."""
        self.leave()
        self._under_way = self._tasks.create_task(self._run(session))

    def leave(self) -> None:
        """Its screen is gone: what somebody still does on their phone comes to nothing here."""
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.cancel()

    async def _run(self, session: str) -> None:
        try:
            answer = await self._answer(session)
        except BackendAwayError:
            answer = Refusal(Reason.CANNOT_CHECK)
        except BackendRefusedError as error:
            log.warning("nobody can sign in with a phone: %d %s", error.status, error.code)
            answer = Refusal(Reason.CANNOT_CHECK)
        self._under_way = None
        self._heard(session, SignInTold(answer))

    async def _answer(self, session: str) -> SignedIn | Refusal:
        page = await self._patience.for_somebody(self._trade.begin_sign_in)
        self._heard(session, SignInTold(page))
        visit = await self._decided(page)
        if visit is None:
            return Refusal(Reason.SIGN_IN_REFUSED)
        if self._out_of_service():
            return Refusal(Reason.BANK_DOWN)
        answer = await self._checker.vouched_for(visit.employee, visit.account, visit.credential)
        if isinstance(answer, SignedIn):
            self._visits.adopt(session, visit)
        return answer

    async def _decided(self, page: SignInPage) -> Visit | None:
        end_s = self._clock.monotonic_s() + min(page.life_s, LONGEST_S)
        wait_s = page.interval_s
        while self._clock.monotonic_s() < end_s:
            await asyncio.sleep(wait_s)
            try:
                answer = await self._trade.finish_sign_in(page.id)
            except BackendAwayError as error:
                wait_s = error.retry_after_s or _AGAIN_S
                continue
            if not isinstance(answer, NotYet):
                return answer
            wait_s = answer.wait_s
        return None
