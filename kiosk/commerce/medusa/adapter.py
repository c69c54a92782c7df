"""A shop on Medusa 2 as the backend's `Shop`.

Its list of orders drops filters that it does not know and answers with everybody's, so a code is looked for with the
route of config/shops/medusa, and compared once more on the order that is read.
"""

import asyncio
import base64
import logging
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from kiosk.commerce import cursor, rest, webhook
from kiosk.commerce.link import SHOP_READ_S, HttpLink
from kiosk.commerce.medusa.parcels import MedusaParcels
from kiosk.commerce.medusa.prices import MedusaPrices
from kiosk.commerce.medusa.purchases import MedusaPurchases
from kiosk.commerce.medusa.returns import MedusaReturns
from kiosk.commerce.medusa.wire import FIELDS, MedusaSite, OneOrder, Orders, WireOrder
from kiosk.commerce.shape import Id
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
from kiosk.errors import BackendRefusedError

PICKUP: Final = "pickup"
OPTIONS_FIELDS: Final = "id,*fulfillment_sets,*fulfillment_sets.service_zones.shipping_options"
# A shop gets new shipping options now and then; an order with one of those is no stranger's.
OPTIONS_HOLD_S: Final = 600.0
_OPEN: Final = frozenset({"pending", "requires_action"})
_log: Final = logging.getLogger(__name__)


class _Option(Struct, frozen=True):
    id: Id


class _Zone(Struct, frozen=True):
    shipping_options: tuple[_Option, ...] = ()


class _Set(Struct, frozen=True):
    type: str
    service_zones: tuple[_Zone, ...] = ()


class _Location(Struct, frozen=True):
    id: Id
    fulfillment_sets: tuple[_Set, ...]


class _OneLocation(Struct, frozen=True):
    stock_location: _Location


class _FoundOrder(Struct, frozen=True):
    id: Id
    value: str | None


class _FoundOrders(Struct, frozen=True):
    orders: tuple[_FoundOrder, ...]


class Medusa:
    """`location` is the stock location with this site's pickup point, `key` a secret API key ("sk_…")."""

    def __init__(
        self,
        url: str,
        key: str,
        location: str,
        *,
        webhook_secret: str = "",
        returns: MedusaReturns | None = None,
        prices: MedusaPrices | None = None,
        purchases: bool = False,
    ) -> None:
        basic = base64.b64encode(f"{key}:".encode()).decode()
        self._link = HttpLink(url, {"Authorization": f"Basic {basic}"}, read_s=SHOP_READ_S)
        self._location = location
        self._secret = webhook_secret
        self._returns, self._prices = returns, prices
        self._purchases = MedusaPurchases(self._link, prices) if prices and purchases else None
        self._parcels = MedusaParcels(self._link, location, self._wire)
        self._site: MedusaSite | None = None
        self._site_until = 0.0
        self._writing = asyncio.Lock()

    @property
    def name(self) -> str:
        return "medusa"

    @property
    def capabilities(self) -> frozenset[Capability]:
        optional = {
            Capability.WEBHOOKS: bool(self._secret),
            Capability.RETURNS: self._returns is not None,
            Capability.PRICES: self._prices is not None,
            Capability.PURCHASES: self._purchases is not None,
        }
        return frozenset({Capability.PARTIAL} | {capability for capability, there in optional.items() if there})

    async def aclose(self) -> None:
        await self._link.__aexit__(None, None, None)

    async def check(self) -> None:
        """BackendRefusedError where the location has no pickup point, and where the shop lacks OpenLuke's routes."""
        self._site = None
        await self._our_site()
        try:
            await self._with_value("code", "openluke-check")
        except BackendRefusedError as error:
            if error.status != 404:
                raise
            raise BackendRefusedError(404, "route-missing", "config/shops/medusa is not in the shop") from None

    async def order_of_code(self, code: str) -> ShopOrder | None:
        if not code:
            return None
        found = await self._with_value("code", code)
        if len(found) != 1:
            if found:
                _log.warning("more than one order has the same code; treated as unknown")
            return None
        order = await self.order(found[0])
        return order if order and order.code == code else None

    async def order(self, order_id: str) -> ShopOrder | None:
        wire = await self._wire(order_id)
        return (await self._our_site()).order(wire) if wire else None

    async def changed(self, cursor_: str) -> OrderPage:
        site = await self._our_site()

        async def listed(window: cursor.Window) -> Sequence[cursor.Row]:
            params = {"fields": FIELDS, "order": "updated_at", "limit": str(window.size), "offset": str(window.skip)}
            if window.since:
                params["updated_at[$gte]"] = window.since
            if window.open_only:
                params |= {f"status[{index}]": status for index, status in enumerate(sorted(_OPEN))}
            found = await rest.ask(self._link, Orders, "GET", "/admin/orders", params=params)
            kept = [wire.status in _OPEN or not window.open_only for wire in found.orders]
            return [
                cursor.Row(wire.updated_at, site.order(wire) if keep else None)
                for wire, keep in zip(found.orders, kept, strict=True)
            ]

        return await cursor.changed(cursor_, listed)

    async def mark_ready(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        async with self._writing:
            return await self._parcels.bring_to(order_id, parcel, delivered=False)

    async def hand_over(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        async with self._writing:
            return await self._parcels.bring_to(order_id, parcel, delivered=True)

    async def give_back(self, order_id: str, goods: GivenBack) -> Outcome:
        if self._returns is None:
            raise ValueError("returns are not configured")
        async with self._writing:
            if await self._wire(order_id) is None:
                return Outcome.CONFLICT
            return await self._returns.give_back(self._link, self._location, order_id, goods)

    async def prices(self, customer: str, wanted: Sequence[Wanted]) -> tuple[Price, ...]:
        if self._prices is None:
            raise ValueError("prices are not configured")
        return await self._prices.prices(self._link, customer, wanted)

    async def place_order(self, purchase: Purchase) -> str:
        if self._purchases is None:
            raise ValueError("purchases are not configured")
        async with self._writing:
            return await self._purchases.place(await self._our_site(), purchase)

    def webhook_order(self, headers: Mapping[str, str], body: bytes) -> str | None:
        return webhook.order_of(self._secret, headers, body)

    async def _with_value(self, name: str, value: str) -> list[str]:
        """Ids of orders; at most two are asked for."""
        found = await rest.ask(self._link, _FoundOrders, "POST", "/admin/pickup/orders", body={name: value})
        return [each.id for each in found.orders if each.value == value]

    async def _wire(self, order_id: str) -> WireOrder | None:
        """None for one of another site, and where the answer is another order than was asked for."""
        path = f"/admin/orders/{quote(order_id, safe='')}"
        try:
            found = (await rest.ask(self._link, OneOrder, "GET", path, params={"fields": FIELDS})).order
        except BackendRefusedError as error:
            if error.status == 404:
                return None
            raise
        ours = found.id == order_id and (await self._our_site()).order(found)
        return found if ours else None

    async def _our_site(self) -> MedusaSite:
        now_s = asyncio.get_running_loop().time()
        if self._site is None or now_s >= self._site_until:
            self._site = await self._read_site()
            self._site_until = now_s + OPTIONS_HOLD_S
        return self._site

    async def _read_site(self) -> MedusaSite:
        path = f"/admin/stock-locations/{quote(self._location, safe='')}"
        found = await rest.ask(self._link, _OneLocation, "GET", path, params={"fields": OPTIONS_FIELDS})
        location = found.stock_location
        zones = [zone for each in location.fulfillment_sets if each.type == PICKUP for zone in each.service_zones]
        options = frozenset(option.id for zone in zones for option in zone.shipping_options)
        if location.id != self._location or not options:
            raise BackendRefusedError(200, "wrong-site", "the stock location has no shipping option for pickup")
        return MedusaSite(self._location, options)
