"""A shop on Shopify as the backend's `Shop`, written from the published API and tried on a fake of it only.

Codes are the confirmation numbers that Shopify gives every order.
"""

import asyncio
import base64
import hashlib
import hmac
import logging
import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from kiosk.commerce import cursor
from kiosk.commerce.no_sales import NoSales
from kiosk.commerce.shape import Id, shaped
from kiosk.commerce.shop import (
    Capability,
    GivenBack,
    OrderPage,
    Outcome,
    ReadyParcel,
    ShopDriftError,
    ShopOrder,
)
from kiosk.commerce.shopify import queries
from kiosk.commerce.shopify.client import ShopifyClient
from kiosk.commerce.shopify.parcels import ShopifyParcels
from kiosk.commerce.shopify.wire import ShopifySite, WireOrder
from kiosk.errors import BackendAwayError, BackendRefusedError

ORDER: Final = "gid://shopify/Order/"
LOCATION: Final = "gid://shopify/Location/"
MAX_FIRST: Final = 250
# It becomes part of a search, whose words could say something else.
_CODE: Final = re.compile(r"[A-Za-z0-9]{4,32}")
_log: Final = logging.getLogger(__name__)


class _OneOrder(Struct, frozen=True):
    order: WireOrder | None


class _Found(Struct, frozen=True, rename="camel"):
    id: Id
    confirmation_number: str | None


class _FoundNodes(Struct, frozen=True):
    nodes: tuple[_Found, ...]


class _FoundOrders(Struct, frozen=True):
    orders: _FoundNodes


class _Listed(Struct, frozen=True, rename="camel"):
    id: Id
    updated_at: str


class _ListedNodes(Struct, frozen=True):
    nodes: tuple[_Listed, ...]


class _ListedOrders(Struct, frozen=True):
    orders: _ListedNodes


class _Pickup(Struct, frozen=True):
    instructions: str | None = None


class _Location(Struct, frozen=True, rename={"is_active": "isActive", "pickup": "localPickupSettingsV2"}):
    id: Id
    is_active: bool
    pickup: _Pickup | None


class _OneLocation(Struct, frozen=True):
    location: _Location | None


class _Hint(Struct, frozen=True):
    admin_graphql_api_id: str


class Shopify(NoSales):
    """`url` is "https://….myshopify.com", `location` the number of the location with local pickup."""

    def __init__(self, url: str, access_token: str, location: str, *, version: str, webhook_secret: str = "") -> None:
        self._client = ShopifyClient(url, access_token, version)
        self._site = ShopifySite(LOCATION + location)
        self._parcels = ShopifyParcels(self._client, self._site, self._wire)
        self._secret = webhook_secret
        self._writing = asyncio.Lock()

    @property
    def name(self) -> str:
        return "shopify"

    @property
    def capabilities(self) -> frozenset[Capability]:
        return frozenset({Capability.PARTIAL} | ({Capability.WEBHOOKS} if self._secret else set()))

    async def aclose(self) -> None:
        await self._client.aclose()

    async def check(self) -> None:
        """BackendRefusedError `wrong-site` where the location is not there, or has no local pickup."""
        found = (await self._client.ask(_OneLocation, queries.CHECK, {"id": self._site.location})).location
        if found is None or found.id != self._site.location or not found.is_active or found.pickup is None:
            raise BackendRefusedError(200, "wrong-site", "the location is not there, or has no local pickup")

    async def order_of_code(self, code: str) -> ShopOrder | None:
        if not _CODE.fullmatch(code):
            return None
        variables = {"query": f"confirmation_number:{code}"}
        found = (await self._client.ask(_FoundOrders, queries.FIND, variables)).orders.nodes
        same = [each.id for each in found if each.confirmation_number == code]
        if len(same) > 1:
            _log.warning("more than one order has the same code; treated as unknown")
        order = await self.order(same[0]) if len(same) == 1 else None
        return order if order and order.code == code else None

    async def order(self, order_id: str) -> ShopOrder | None:
        wire = await self._wire(order_id)
        return self._site.order(wire) if wire else None

    async def changed(self, cursor_: str) -> OrderPage:
        return await cursor.changed(cursor_, self._listed)

    async def mark_ready(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        async with self._writing:
            return await self._parcels.mark_ready(order_id, parcel)

    async def hand_over(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        async with self._writing:
            return await self._parcels.hand_over(order_id, parcel)

    async def give_back(self, order_id: str, goods: GivenBack) -> Outcome:  # noqa: ARG002 the port's; never called
        raise ValueError("returns are not told to Shopify")

    def webhook_order(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """The signature is of the body alone: a webhook may be played again, and costs a read."""
        named = {name.lower(): value for name, value in headers.items()}
        expected = base64.b64encode(hmac.new(self._secret.encode(), body, hashlib.sha256).digest())
        if not self._secret or not hmac.compare_digest(expected, named.get("x-shopify-hmac-sha256", "").encode()):
            return None
        try:
            found = shaped(_Hint, body).admin_graphql_api_id
        except (BackendAwayError, ShopDriftError):
            return None
        return found if found.startswith(ORDER) else None

    async def _wire(self, order_id: str) -> WireOrder | None:
        """None for what is not there, and for one of which not every line could be read."""
        if not order_id.startswith(ORDER):
            return None
        found = (await self._client.ask(_OneOrder, queries.ORDER, {"id": order_id})).order
        if found is None or found.id != order_id:
            return None
        if not found.whole:
            _log.warning("an order has more lines than are read; treated as unknown")
            return None
        return found

    async def _listed(self, window: cursor.Window) -> Sequence[cursor.Row]:
        """Ids first, then one order at a time. There is no leaving out of rows but by reading them."""
        parts = (["status:open"] if window.open_only else []) + (
            [f"updated_at:>='{window.since}'"] if window.since else []
        )
        first = window.skip + window.size
        if first > MAX_FIRST:
            raise BackendRefusedError(200, "too-many-changes-at-once")
        variables = {"first": first, "query": " AND ".join(parts)}
        found = (await self._client.ask(_ListedOrders, queries.LIST, variables)).orders.nodes[window.skip :]
        return [cursor.Row(each.updated_at, await self.order(each.id)) for each in found]
