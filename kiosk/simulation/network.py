"""The way to the shop, and everything that goes wrong on it."""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from typing import Final, TypeVar

from kiosk.domain.record import OutboxRow
from kiosk.domain.site_list import SiteListPage
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.ports import Handover, Resolved, SiteFacts, Stored
from kiosk.simulation.facts import Answered, Asked, Fact, LeftAlone, Lied, Told
from kiosk.simulation.lies import spoilt
from kiosk.simulation.shop import Shop

T = TypeVar("T")

TIMEOUT_S: Final = 10.0
HELD_S: Final = 4 * 3600.0
_ASKS_AGAIN: Final = 5
_LATE_S: Final = (1.0, 1200.0)


class NetworkFault(StrEnum):
    """What goes wrong with some or all of the calls while it lasts."""

    NONE = "none"
    PARTITION = "net_partition"  # nothing comes through
    LOSSY = "net_lossy"  # requests and answers are lost, or are delivered twice
    SLOW = "net_slow"
    LATE = "net_late"  # what was delivered is delivered again, when newer things have been
    ERRORS = "backend_errors"  # 500, 503 with Retry-After, 429, answers that are no answers
    STORM = "backend_storm"  # 503 and 429, nearly always, with Retry-After
    REFUSING = "backend_refusing"  # 401: the key was withdrawn by mistake
    LYING = "backend_lies"  # pages that contradict themselves or what was said before
    OLD_PAGES = "backend_old_pages"  # a replica restored from a backup tells of days gone by


class Network:
    """Satisfies `kiosk.ports.CommerceBackend`. `refuses` raises for events (seq and hash) that the shop cannot read."""

    def __init__(self, shop: Shop, dice: random.Random, tell: Callable[[Fact], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._shop = shop
        self._dice = dice
        self._tell = tell
        self.fault = NetworkFault.NONE
        self.refuses: Callable[[list[tuple[int, str]]], None] = lambda _: None
        self._old: SiteListPage | None = None
        self.calls = 0
        self.lie_s = 0.0
        self._asked: tuple[str, str] | None = None
        self._found: list[bytes] = []
        self._answered = asyncio.Event()

    async def site(self) -> SiteFacts:
        return await self._call(self._shop.site)

    async def site_list(self, cursor: str) -> SiteListPage:
        old = self._old
        if self.fault is NetworkFault.OLD_PAGES and old is not None and self._dice.random() < 0.5:
            return await self._lie(old)
        if self.fault is NetworkFault.LYING and (lie := spoilt(self._shop.page(cursor), self._dice)) is not None:
            return await self._lie(lie)
        version = self._shop.revision
        page = await self._call(lambda: self._shop.page(cursor))
        if self.lie_s:
            page = replace(page, server_utc=page.server_utc + self.lie_s)
        self._tell(Told(self._loop.time(), version, page.full, page.epoch))
        return page

    async def _lie(self, page: SiteListPage) -> SiteListPage:
        await self._call(lambda: page)
        self._tell(Lied(self._loop.time()))
        return page

    async def resolve(self, code: str, _entry: str) -> Resolved | None:
        found = await self._call(lambda: self._shop.resolve(code))
        if found is not None:
            self._tell(Answered(self._loop.time(), found.pickup.id))
        return found

    async def hand_over(self, handover: Handover) -> str:
        def work() -> str:
            self.refuses([(handover.event_seq, handover.chain_hash)])
            return self._shop.hand_over(handover)

        return await self._call(work)

    async def upload(self, rows: Sequence[OutboxRow]) -> Stored:
        def work() -> Stored:
            self.refuses([(row.event.seq, row.event.hash) for row in rows])
            return self._shop.store(rows)

        return await self._call(work)

    async def commands(self, boot: str, nonce: str, _wait_s: float) -> Sequence[bytes]:
        """The shop holds the question for much longer than it is asked to: a year of short ones shows no more."""
        self._tell(Asked(self._loop.time()))
        if self.fault is NetworkFault.REFUSING:
            await asyncio.sleep(HELD_S)
            raise BackendRefusedError(401, "unauthorized")
        self._asked = (boot, nonce)
        self._found = []
        self._answered.clear()
        try:
            async with asyncio.timeout(HELD_S):
                await self._answered.wait()
        except TimeoutError:
            return ()
        finally:
            self._asked = None
        return await self._carry(lambda: self._found)

    async def asked(self) -> tuple[str, str] | None:
        """Boot and nonce that a command has to answer, as soon as the kiosk asks."""
        for _ in range(_ASKS_AGAIN):
            if self._asked is not None:
                return self._asked
            await asyncio.sleep(1.0)
        return None

    def answer(self, commands: list[bytes]) -> None:
        """Send these to the kiosk that asks."""
        self._found = commands
        self._answered.set()

    def keep_a_page(self) -> None:
        """What a replica will tell of one day."""
        self._old = self._shop.page("")

    async def _call(self, work: Callable[[], T]) -> T:
        self._tell(Asked(self._loop.time()))
        return await self._carry(work)

    async def _carry(self, work: Callable[[], T]) -> T:
        self.calls += 1
        dice = self._dice
        match self.fault:
            case NetworkFault.NONE:
                await asyncio.sleep(0.05)
                return work()
            case NetworkFault.PARTITION:
                await asyncio.sleep(dice.choice((0.01, TIMEOUT_S)))
                raise BackendAwayError("no route")
            case NetworkFault.SLOW:
                await asyncio.sleep(dice.uniform(0.5, 6.0))
            case NetworkFault.LOSSY:
                return await self._over_a_bad_line(work)
            case NetworkFault.LATE:
                await asyncio.sleep(0.05)
                self._loop.call_later(dice.uniform(*_LATE_S), _once_more, work)
            case NetworkFault.ERRORS:
                self._fail()
            case NetworkFault.STORM:
                self._storm()
            case NetworkFault.REFUSING:
                await asyncio.sleep(0.05)
                raise BackendRefusedError(401, "unauthorized")
            case _:
                await asyncio.sleep(0.05)
        return work()

    async def _over_a_bad_line(self, work: Callable[[], T]) -> T:
        dice = self._dice.random()
        if dice < 0.3:
            await asyncio.sleep(TIMEOUT_S)
            raise BackendAwayError("timed out")
        await asyncio.sleep(self._dice.uniform(0.02, 2.0))
        result = work()
        if dice < 0.6:
            await asyncio.sleep(TIMEOUT_S)
            raise BackendAwayError("connection reset")
        if dice < 0.7:
            result = work()
        return result

    def _fail(self) -> None:
        dice = self._dice.random()
        if dice < 0.3:
            raise BackendAwayError("500")
        if dice < 0.5:
            self._wants_to_be_left_alone(self._dice.uniform(1.0, 300.0))
        if dice < 0.7:
            raise BackendAwayError("an answer that is none")

    def _storm(self) -> None:
        dice = self._dice.random()
        if dice < 0.2:
            raise BackendAwayError("502")
        if dice < 0.95:
            self._wants_to_be_left_alone(self._dice.choice((1.0, 30.0, 300.0, 3600.0)))

    def _wants_to_be_left_alone(self, for_s: float) -> None:
        self._tell(LeftAlone(self._loop.time(), for_s))
        raise BackendAwayError("503", retry_after_s=for_s)


def _once_more(work: Callable[[], object]) -> None:
    """Nobody hears the answer."""
    with suppress(BackendRefusedError):
        work()
