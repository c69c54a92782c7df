"""A shop on WooCommerce as the backend's `Shop`, written from the published API and tried on a fake of it only.

The platform knows one status an order and no parcels: those are kept in the order's metadata.
"""

import asyncio
import base64
import hashlib
import hmac
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from kiosk.commerce import cursor, rest
from kiosk.commerce.link import SHOP_READ_S, HttpLink
from kiosk.commerce.no_sales import NoSales
from kiosk.commerce.shape import shaped
from kiosk.commerce.shop import (
    Capability,
    GivenBack,
    OrderPage,
    OrderState,
    Outcome,
    ReadyParcel,
    ShopDriftError,
    ShopOrder,
)
from kiosk.commerce.woocommerce.returns import WooReturns
from kiosk.commerce.woocommerce.wire import COMPLETED, PARCELS, WireOrder, WireRefund, WooSite
from kiosk.errors import BackendAwayError, BackendRefusedError

BASE: Final = "/wp-json/wc/v3"
SEARCH_PAGES: Final = 10
SEARCH_PAGE: Final = 100
_log: Final = logging.getLogger(__name__)


class _Hint(Struct, frozen=True):
    id: int


class WooCommerce(NoSales):
    """`ready_status`: a status of the shop's own for orders that can be collected, "" for none."""

    def __init__(
        self,
        url: str,
        consumer_key: str,
        consumer_secret: str,
        site: WooSite,
        *,
        ready_status: str = "",
        webhook_secret: str = "",
        returns: WooReturns | None = None,
    ) -> None:
        basic = base64.b64encode(f"{consumer_key}:{consumer_secret}".encode()).decode()
        self._link = HttpLink(url, {"Authorization": f"Basic {basic}"}, read_s=SHOP_READ_S)
        self._site = site
        self._ready_status = ready_status
        self._secret = webhook_secret
        self._returns = returns
        self._writing = asyncio.Lock()

    @property
    def name(self) -> str:
        return "woocommerce"

    @property
    def capabilities(self) -> frozenset[Capability]:
        optional = {Capability.WEBHOOKS: self._secret, Capability.RETURNS: self._returns}
        return frozenset({Capability.PARTIAL} | {capability for capability, there in optional.items() if there})

    async def aclose(self) -> None:
        await self._link.__aexit__(None, None, None)

    async def check(self) -> None:
        """Whether the key may read orders, and they have the shape that is known here."""
        await self._list({"per_page": "1"})

    async def order_of_code(self, code: str) -> ShopOrder | None:
        """Among open orders, for it finds none by its metadata. BackendRefusedError where there are too many."""
        if not code:
            return None
        found: list[WireOrder] = []
        for page in range(1, SEARCH_PAGES + 1):
            params = {"orderby": "id", "order": "asc", "per_page": str(SEARCH_PAGE), "page": str(page)}
            listed = await self._list(params | {"status": self._open_statuses()})
            found += [wire for wire in listed if wire.meta(self._site.code_field) == code]
            if len(listed) < SEARCH_PAGE:
                break
        else:
            raise BackendRefusedError(200, "too-many-open-orders")
        ids = {wire.id for wire in found}
        if len(ids) > 1:
            _log.warning("more than one order has the same code; treated as unknown")
        return await self._read(found[0]) if len(ids) == 1 else None

    async def order(self, order_id: str) -> ShopOrder | None:
        wire = await self._wire(order_id)
        return await self._read(wire) if wire else None

    async def changed(self, cursor_: str) -> OrderPage:
        return await cursor.changed(cursor_, self._listed)

    async def mark_ready(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        async with self._writing:
            return await self._write(order_id, parcel, collected=False)

    async def hand_over(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        async with self._writing:
            return await self._write(order_id, parcel, collected=True)

    async def give_back(self, order_id: str, goods: GivenBack) -> Outcome:
        if self._returns is None:
            raise ValueError("returns are not configured")
        async with self._writing:
            wire = await self._wire(order_id)
            if wire is None or await self._read(wire) is None:
                return Outcome.CONFLICT
            return await self._returns.give_back(self._link, BASE, wire, await self._refunds(wire), goods)

    def webhook_order(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """The signature is of the body alone: a webhook may be played again, and costs a read."""
        named = {name.lower(): value for name, value in headers.items()}
        expected = base64.b64encode(hmac.new(self._secret.encode(), body, hashlib.sha256).digest())
        if not self._secret or not hmac.compare_digest(expected, named.get("x-wc-webhook-signature", "").encode()):
            return None
        if not named.get("x-wc-webhook-topic", "").startswith("order."):
            return None
        try:
            return str(shaped(_Hint, body).id)
        except (BackendAwayError, ShopDriftError):
            return None

    async def _write(self, order_id: str, parcel: ReadyParcel, *, collected: bool) -> Outcome:
        wire = await self._wire(order_id)
        order = await self._read(wire) if wire else None
        if wire is None or order is None or order.state in {OrderState.CANCELLED, OrderState.RETURNED}:
            return Outcome.CONFLICT
        known = wire.book().get(parcel.id)
        if known and known.lines != dict(parcel.lines):
            return Outcome.CONFLICT
        if known and (known.collected or not collected):
            return Outcome.ALREADY
        book = wire.book().with_parcel(parcel, collected=collected)
        ordered = {line.id: line.quantity for line in order.lines}
        if any(many > ordered.get(line, 0) for line, many in book.units().items()):
            return Outcome.CONFLICT
        body: dict[str, object] = {"meta_data": [{"key": PARCELS, "value": book.text()}]}
        if status := self._status(ordered, book.units(), book.units(collected=True)):
            body["status"] = status
        path = f"{BASE}/orders/{wire.id}"
        written = await rest.ask(self._link, WireOrder, "PUT", path, body=body)
        return Outcome.DONE if written.book() == book else Outcome.CONFLICT

    def _status(self, ordered: Mapping[str, int], packed: Mapping[str, int], collected: Mapping[str, int]) -> str:
        """The status that the whole order has come to, "" for none: WooCommerce has one status and mails of it."""
        if all(collected.get(line, 0) >= many for line, many in ordered.items()):
            return COMPLETED
        return self._ready_status if all(packed.get(line, 0) >= many for line, many in ordered.items()) else ""

    async def _listed(self, window: cursor.Window) -> Sequence[cursor.Row]:
        params = {"orderby": "modified", "order": "asc", "per_page": str(window.size), "offset": str(window.skip)}
        params |= {"status": self._open_statuses() if window.open_only else "any", "dates_are_gmt": "true"}
        if window.since:
            # "After" is strict, and WooCommerce tells whole seconds.
            before = datetime.fromisoformat(window.since) - timedelta(seconds=1)
            params["modified_after"] = before.strftime("%Y-%m-%dT%H:%M:%S")
        return [cursor.Row(wire.updated, await self._read(wire)) for wire in await self._list(params)]

    async def _list(self, params: Mapping[str, str]) -> tuple[WireOrder, ...]:
        return await rest.ask(self._link, tuple[WireOrder, ...], "GET", f"{BASE}/orders", params=params)

    def _open_statuses(self) -> str:
        return ",".join(["processing", "on-hold", *filter(None, [self._ready_status])])

    async def _wire(self, order_id: str) -> WireOrder | None:
        """None for what is no order, and where the answer is another one than was asked for."""
        if not (order_id.isascii() and order_id.isdigit()):
            return None
        try:
            found = await rest.ask(self._link, WireOrder, "GET", f"{BASE}/orders/{order_id}")
        except BackendRefusedError as error:
            if error.status == 404:
                return None
            raise
        return found if str(found.id) == order_id else None

    async def _read(self, wire: WireOrder) -> ShopOrder | None:
        return self._site.order(wire, await self._refunds(wire))

    async def _refunds(self, wire: WireOrder) -> tuple[WireRefund, ...]:
        """Only they say which lines were paid back; an order without any is not asked about."""
        if not wire.refunds:
            return ()
        path = f"{BASE}/orders/{wire.id}/refunds"
        return await rest.ask(self._link, tuple[WireRefund, ...], "GET", path, params={"per_page": "100"})
