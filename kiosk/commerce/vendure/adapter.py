"""A shop on Vendure 3 as the backend's `Shop`.

A parcel is a fulfilment whose tracking code is the parcel's id; that is what every write looks for before and after it.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from kiosk.commerce import cursor, webhook
from kiosk.commerce.shop import (
    Capability,
    GivenBack,
    OrderPage,
    Outcome,
    Price,
    Purchase,
    ReadyParcel,
    ShopOrder,
    Wanted,
)
from kiosk.commerce.vendure import queries
from kiosk.commerce.vendure.parcels import VendureParcels
from kiosk.commerce.vendure.prices import VendurePrices
from kiosk.commerce.vendure.purchases import VendurePurchases
from kiosk.commerce.vendure.returns import VendureReturns
from kiosk.commerce.vendure.session import VendureKey, VendureSession
from kiosk.commerce.vendure.wire import (
    DELIVERED,
    OneOrder,
    Orders,
    VendureSite,
    WireChannel,
    WireOrder,
    WireOrders,
    WireShippingMethod,
)
from kiosk.errors import BackendRefusedError

NEEDED: Final = frozenset({"ReadOrder", "UpdateOrder", "ReadShippingMethod"})
_NOT_OPEN: Final = ("Draft", "AddingItems", "ArrangingPayment", "Cancelled", "Delivered")
_log: Final = logging.getLogger(__name__)


class _User(Struct, frozen=True):
    channels: tuple[WireChannel, ...]


class _Me(Struct, frozen=True):
    me: _User


class _Methods(Struct, frozen=True):
    items: tuple[WireShippingMethod, ...]


class _Check(Struct, frozen=True, rename="camel"):
    active_channel: WireChannel
    shipping_methods: _Methods
    orders: WireOrders


class Vendure:
    """`url` is of the admin API. `code_field`: the custom field of orders that holds the pickup code."""

    def __init__(
        self,
        url: str,
        key: VendureKey,
        site: VendureSite,
        *,
        code_field: str = "pickupCode",
        webhook_secret: str = "",
        returns: VendureReturns | None = None,
        prices: VendurePrices | None = None,
        purchases: VendurePurchases | None = None,
    ) -> None:
        self._session = VendureSession(url, key, site.channel)
        self._parcels = VendureParcels(self._session, site, self._wire)
        self._site = site
        self._code_field = code_field
        self._secret = webhook_secret
        self._returns, self._prices, self._purchases = returns, prices, purchases
        self._fields = queries.ORDER_FIELDS % code_field
        self._writing = asyncio.Lock()

    @property
    def name(self) -> str:
        return "vendure"

    @property
    def capabilities(self) -> frozenset[Capability]:
        optional = {
            Capability.WEBHOOKS: self._secret,
            Capability.RETURNS: self._returns,
            Capability.PRICES: self._prices,
            Capability.PURCHASES: self._purchases,
        }
        return frozenset({Capability.PARTIAL} | {capability for capability, part in optional.items() if part})

    async def aclose(self) -> None:
        await self._session.aclose()

    async def check(self) -> None:
        """BackendRefusedError for a key without rights, and where channel or shipping method are not there."""
        found = await self._session.ask(_Check, queries.CHECK + self._fields, {})
        if self._site.channel and found.active_channel.token != self._site.channel:
            raise BackendRefusedError(200, "wrong-channel", "the key belongs to another channel")
        if self._site.method not in {method.code for method in found.shipping_methods.items}:
            raise BackendRefusedError(200, "wrong-site", f"there is no shipping method {self._site.method!r}")
        if self._session.is_user:
            await self._check_rights()

    async def _check_rights(self) -> None:
        """Of a user: an API key may not ask what it may do."""
        found = await self._session.ask(_Me, queries.ME, {})
        rights = {right for channel in found.me.channels for right in channel.permissions}
        if missing := NEEDED - rights:
            raise BackendRefusedError(403, "rights-missing", ", ".join(sorted(missing)))

    async def order_of_code(self, code: str) -> ShopOrder | None:
        if not code:
            return None
        options = {"filter": {self._code_field: {"eq": code}}, "take": 2}
        found = await self._session.ask(Orders, queries.ORDERS + self._fields, {"options": options})
        items = found.orders.items
        if len(items) != 1:
            if items:
                _log.warning("more than one order has the same code; treated as unknown")
            return None
        order = self._site.order(items[0])
        return order if order and order.code == code else None

    async def order(self, order_id: str) -> ShopOrder | None:
        found = await self._wire(order_id)
        return self._site.order(found) if found else None

    async def changed(self, cursor_: str) -> OrderPage:
        return await cursor.changed(cursor_, self._listed)

    async def mark_ready(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        return await self._bring_to(order_id, parcel, self._site.ready_state)

    async def hand_over(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        return await self._bring_to(order_id, parcel, DELIVERED)

    async def give_back(self, order_id: str, goods: GivenBack) -> Outcome:
        if self._returns is None:
            raise ValueError("returns are not configured")
        async with self._writing:
            found = await self._wire(order_id)
            if found is None or self._site.order(found) is None:
                return Outcome.CONFLICT
            return await self._returns.give_back(self._session, found, goods)

    async def prices(self, customer: str, wanted: Sequence[Wanted]) -> tuple[Price, ...]:
        if self._prices is None:
            raise ValueError("prices are not configured")
        return await self._prices.prices(self._session, customer, wanted)

    async def place_order(self, purchase: Purchase) -> str:
        if self._purchases is None:
            raise ValueError("purchases are not configured")
        async with self._writing:
            return await self._purchases.place(self._session, self._site.method, purchase)

    def webhook_order(self, headers: Mapping[str, str], body: bytes) -> str | None:
        return webhook.order_of(self._secret, headers, body)

    async def _bring_to(self, order_id: str, parcel: ReadyParcel, state: str) -> Outcome:
        async with self._writing:
            return await self._parcels.bring_to(order_id, parcel, state)

    async def _wire(self, order_id: str) -> WireOrder | None:
        """None also for an order that Vendure answers with although another one was asked for."""
        found = await self._session.ask(OneOrder, queries.ORDER + self._fields, {"id": order_id})
        return found.order if found.order and found.order.id == order_id else None

    async def _listed(self, window: cursor.Window) -> Sequence[cursor.Row]:
        options: dict[str, object] = {
            "take": window.size,
            "skip": window.skip,
            # With "id" beside it Vendure 3.7.3 sorts by that first, however it is written.
            "sort": {"updatedAt": "ASC"},
            "filter": _filter(window),
        }
        found = await self._session.ask(Orders, queries.ORDERS + self._fields, {"options": options})
        return [cursor.Row(wire.updated_at, self._site.order(wire)) for wire in found.orders.items]


def _filter(window: cursor.Window) -> dict[str, object]:
    found: dict[str, object] = {}
    if window.since:
        # "after" is strict, and JavaScript tells milliseconds.
        just_before = datetime.fromisoformat(window.since) - timedelta(milliseconds=1)
        found["updatedAt"] = {"after": just_before.isoformat()}
    if window.open_only:
        found["state"] = {"notIn": _NOT_OPEN}
    return found
