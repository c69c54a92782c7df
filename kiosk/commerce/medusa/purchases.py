"""Orders placed at the kiosk, on account: draft orders whose metadata has the purchase's id, made into orders."""

from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import Struct

from kiosk.commerce import rest
from kiosk.commerce.link import HttpLink
from kiosk.commerce.medusa.prices import MedusaPrices
from kiosk.commerce.medusa.wire import PURCHASE, MedusaSite
from kiosk.commerce.shape import Id
from kiosk.commerce.shop import Capability, Purchase
from kiosk.errors import BackendRefusedError

_DRAFTS: Final = "/admin/draft-orders"


class _Found(Struct, frozen=True):
    id: Id
    value: str | None
    draft: bool


class _FoundOrders(Struct, frozen=True):
    orders: tuple[_Found, ...]


class _Draft(Struct, frozen=True):
    id: Id


class _OneDraft(Struct, frozen=True):
    draft_order: _Draft


@dataclass(frozen=True, slots=True)
class MedusaPurchases:
    """Medusa keeps no metadata unique: one backend only may place orders for a site."""

    link: HttpLink
    prices: MedusaPrices

    async def place(self, site: MedusaSite, purchase: Purchase) -> str:
        """Goes on where an earlier attempt was cut off."""
        found = await self._found(purchase)
        order = found.id if found else await self._drafted(site, purchase)
        if found is None or found.draft:
            await rest.ask(self.link, msgspec.Raw, "POST", f"{_DRAFTS}/{order}/convert-to-order")
        return order

    async def _found(self, purchase: Purchase) -> _Found | None:
        answer = await rest.ask(
            self.link,
            _FoundOrders,
            "POST",
            "/admin/pickup/orders",
            body={"purchase": purchase.id},
            capability=Capability.PURCHASES,
        )
        same = [each for each in answer.orders if each.value == purchase.id]
        return min(same, key=lambda each: each.draft, default=None)

    async def _drafted(self, site: MedusaSite, purchase: Purchase) -> str:
        """BackendRefusedError `article-unknown` where the customer cannot have all of it."""
        rows = await self.prices.found(self.link, purchase.customer, purchase.lines, Capability.PURCHASES)
        if len(rows) != len(purchase.lines):
            raise BackendRefusedError(200, "article-unknown")
        body = {
            "customer_id": purchase.customer,
            "region_id": self.prices.region,
            "items": [{"variant_id": row.variant_id, "quantity": row.quantity} for row in rows],
            "shipping_methods": [{"shipping_option_id": min(site.options), "name": "Pickup", "amount": 0}],
            "metadata": {PURCHASE: purchase.id, "payment": "on_account", "reference": purchase.reference},
        }
        answer = await rest.ask(self.link, _OneDraft, "POST", _DRAFTS, body=body, capability=Capability.PURCHASES)
        return answer.draft_order.id
