"""Keeps a platform and the pickups alike, in a thread and loop of its own: neither waits for the other's requests."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, insert, select, update

from kiosk.backend import schema
from kiosk.backend.bridge import calls, orders
from kiosk.backend.bridge.calls import Call
from kiosk.backend.bridge.orders import Place
from kiosk.backend.bridge.pause import Pause
from kiosk.backend.context import Backend
from kiosk.backend.feed import Happened, publish
from kiosk.backend.incidents import Incident, report
from kiosk.commerce.shop import Capability, GivenBack, Outcome, Purchase, ReadyParcel, Shop, ShopDriftError, ShopOrder
from kiosk.errors import BackendAwayError, BackendRefusedError

POLL_S: Final = 30.0
"""Webhooks are hints: platforms switch them off after a few failures. What they did not tell is found by asking."""
LOOK_S: Final = 2.0
CHECK_S: Final = 600.0
AFTER_BUG_S: Final = 10.0
MAX_HINTS: Final = 1000
STOP_S: Final = 20.0

_log: Final = logging.getLogger(__name__)
_CURSOR: Final = "cursor"
ORDERS: Final = "orders"
"""Off when orders cannot be read any more: then nothing of the platform is believed."""


class Bridge:
    """`capabilities` are what the shop declares, less what is off because its answers changed their shape."""

    def __init__(self, backend: Backend, shop: Shop, site: int, *, poll_s: float = POLL_S) -> None:
        self._backend = backend
        self._shop = shop
        self._place = Place(site, backend.secrets.site.key, f"/shops/{shop.name}")
        self._poll_s = poll_s
        self.pause = Pause()
        self._off: dict[str, str] = {}
        self._checked_s = 0.0
        self._polled_s = float("-inf")
        self._hints: deque[str] = deque(maxlen=MAX_HINTS)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="shop", daemon=True)

    @property
    def capabilities(self) -> frozenset[Capability]:
        off = self._off
        return frozenset() if ORDERS in off else frozenset(one for one in self._shop.capabilities if one not in off)

    def takes_orders(self, site: int) -> bool:
        """Whether what is bought for this site becomes an order of the platform, if not at once."""
        return site == self._place.site and Capability.PURCHASES in self._shop.capabilities

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Waits for the request that is under way."""
        self._stopping.set()
        self._thread.join(STOP_S)

    def hint(self, order: str) -> None:
        """Something happened to this order: it is read again soon. From any thread."""
        self._hints.append(order)

    def heard(self, headers: Mapping[str, str], body: bytes) -> bool:
        """A webhook of the platform. False: it is not signed, or not about an order."""
        order = self._shop.webhook_order(headers, body)
        if order is not None:
            self.hint(order)
        return order is not None

    def _run(self) -> None:
        while not self._stopping.is_set():
            ended = asyncio.run(self._until_stopped())
            if ended is not None:
                # A bug: told with its trace, and begun anew. Kiosks go on with what is known here.
                _log.error("shop %s: the copying failed, and begins anew", self._shop.name, exc_info=ended)
                self._stopping.wait(AFTER_BUG_S)

    async def _until_stopped(self) -> BaseException | None:
        (ended,) = await asyncio.gather(self._keep_alike(), return_exceptions=True)
        return ended

    async def _keep_alike(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while not self._stopping.is_set():
                if not self.pause.left_s(loop.time()):
                    await self.turn(loop.time())
                await asyncio.to_thread(self._stopping.wait, LOOK_S)
        finally:
            await self._shop.aclose()

    async def turn(self, now_s: float) -> None:
        """One round: what changed there, then what changed here. `now_s` is monotonic."""
        try:
            if self._off and now_s - self._checked_s >= CHECK_S:
                await self._check(now_s)
            if ORDERS not in self._off:
                await self._pull(now_s)
                await self._push()
            self.pause.worked()
        except BackendAwayError as error:
            if not self.pause.failures:
                _log.warning("shop %s is away: %s", self._shop.name, error)
            self.pause.failed(now_s, error.retry_after_s)
        except BackendRefusedError as error:
            self._switch_off(ORDERS, f"{error.status} {error.code}", now_s)
        except ShopDriftError as error:
            self._switch_off(error.capability or ORDERS, error.field_name, now_s)

    async def _check(self, now_s: float) -> None:
        self._checked_s = now_s
        await self._shop.check()
        _log.info("shop %s: back as it was", self._shop.name)
        self._off.clear()

    def _switch_off(self, what: str, why: str, now_s: float) -> None:
        """The kiosks go on handing out what they know."""
        self._checked_s = now_s
        if what in self._off:
            return
        self._off[what] = why
        _log.warning("shop %s: %s is off: %s", self._shop.name, what, why)
        utc_s = self._backend.now_s()

        def tell(connection: Connection) -> None:
            report(connection, Incident("shop_drift", self._place.source, what, why), utc_s)
            publish(connection, Happened("shop.capability_off", what, self._place.site, "", {"reason": why}), utc_s)

        self._backend.write(tell)

    async def _pull(self, now_s: float) -> None:
        while self._hints:
            hinted = await self._shop.order(self._hints.popleft())
            if hinted is not None:
                self._take_in(hinted)
        if now_s - self._polled_s < self._poll_s:
            return
        more = True
        while more and not self._stopping.is_set():
            page = await self._shop.changed(self._backend.read(_cursor))
            for order in page.orders:
                self._take_in(order)
            self._keep(page.cursor)
            more = page.more
        self._polled_s = now_s

    def _take_in(self, order: ShopOrder) -> None:
        now_s = self._backend.now_s()
        self._backend.write(lambda connection: orders.take_in(connection, order, self._place, now_s))

    def _keep(self, cursor: str) -> None:
        table = schema.shop_state

        def keep(connection: Connection) -> None:
            known = connection.execute(update(table).where(table.c.key == _CURSOR).values(value=cursor))
            if known.rowcount == 0:
                connection.execute(insert(table).values(key=_CURSOR, value=cursor))

        self._backend.write(keep)

    async def _push(self) -> None:
        site = self._place.site
        for call in self._backend.read(lambda connection: calls.outstanding(connection, site)):
            if self._stopping.is_set():
                return
            await self._tell(call)

    async def _tell(self, call: Call) -> None:
        now_s, source = self._backend.now_s(), self._place.source
        try:
            if isinstance(call.what, Purchase):
                await self._place_order(call, call.what, now_s)
                return
            outcome = await self._outcome(call, call.what)
        except BackendRefusedError as error:
            reason = error.code
            self._backend.write(lambda connection: calls.set_aside(connection, call, reason, source, now_s))
            return
        if outcome is not None:
            self._backend.write(lambda connection: calls.acknowledged(connection, call, outcome, source, now_s))

    async def _place_order(self, call: Call, purchase: Purchase, now_s: float) -> None:
        if Capability.PURCHASES in self.capabilities:
            order = await self._shop.place_order(purchase)
            self._backend.write(lambda connection: calls.placed(connection, call, order, now_s))
            self.hint(order)  # its number, and the pickup that it is

    async def _outcome(self, call: Call, what: ReadyParcel | GivenBack) -> Outcome | None:
        """None: this shop cannot be told of it."""
        if isinstance(what, GivenBack):
            return await self._shop.give_back(call.order, what) if Capability.RETURNS in self.capabilities else None
        if not what.lines:
            raise BackendRefusedError(422, "lines-unknown")
        if call.state == "collected":
            return await self._shop.hand_over(call.order, what)
        return await self._shop.mark_ready(call.order, what)


def _cursor(connection: Connection) -> str:
    table = schema.shop_state
    return connection.execute(select(table.c.value).where(table.c.key == _CURSOR)).scalar_one_or_none() or ""
