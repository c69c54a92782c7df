"""Orders placed at the kiosk, on account. The custom field `purchaseId` is unique: one purchase, one order."""

from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from kiosk.commerce.shape import Id
from kiosk.commerce.shop import Capability, Purchase
from kiosk.commerce.vendure import queries
from kiosk.commerce.vendure.drafts import new_draft, step, thrown_away
from kiosk.commerce.vendure.prices import variants
from kiosk.commerce.vendure.session import VendureSession
from kiosk.commerce.vendure.wire import WireShippingMethod
from kiosk.errors import BackendRefusedError

_PAYING: Final = "ArrangingPayment"


class _Fields(Struct, frozen=True, rename="camel"):
    purchase_id: str | None


class _Order(Struct, frozen=True, rename="camel"):
    id: Id
    state: str
    custom_fields: _Fields


class _Orders(Struct, frozen=True):
    items: tuple[_Order, ...]


class _Found(Struct, frozen=True):
    orders: _Orders


class _Methods(Struct, frozen=True, rename="camel"):
    eligible_shipping_methods_for_draft_order: tuple[WireShippingMethod, ...]


@dataclass(frozen=True, slots=True)
class VendurePurchases:
    """`payment`: under which method an order on account is entered, as `VendureSite.on_account` knows it."""

    payment: str = "on-account"

    async def place(self, session: VendureSession, shipping_method: str, purchase: Purchase) -> str:
        """Goes on where an earlier attempt was cut off: a draft is begun anew, an order without payment gets one."""
        found = await self._found(session, purchase)
        if found and found.state == "Draft":
            await thrown_away(session, found.id)
            found = None
        if found and found.state != _PAYING:
            return found.id
        order = found.id if found else await self._drafted(session, shipping_method, purchase)
        metadata = {"purchase": purchase.id, "reference": purchase.reference}
        payment = {"orderId": order, "method": self.payment, "transactionId": purchase.id, "metadata": metadata}
        await step(session, queries.PAY, {"input": payment})
        return order

    async def _found(self, session: VendureSession, purchase: Purchase) -> _Order | None:
        found = await session.ask(_Found, queries.PURCHASE, {"purchase": purchase.id}, Capability.PURCHASES)
        same = [each for each in found.orders.items if each.custom_fields.purchase_id == purchase.id]
        return same[0] if same else None

    async def _drafted(self, session: VendureSession, shipping_method: str, purchase: Purchase) -> str:
        """An order that lacks only its payment. BackendRefusedError `article-unknown`, or with Vendure's code."""
        known = await variants(session, purchase.lines, Capability.PURCHASES)
        if any(each.sku not in known for each in purchase.lines):
            raise BackendRefusedError(200, "article-unknown")
        draft = await new_draft(session)
        try:
            await step(session, queries.NAME_DRAFT, {"id": draft, "fields": {"purchaseId": purchase.id}})
            await step(session, queries.DRAFT_CUSTOMER, {"id": draft, "customer": purchase.customer})
            for line in purchase.lines:
                item = {"id": draft, "variant": known[line.sku].id, "quantity": line.quantity}
                await step(session, queries.DRAFT_ITEM, item)
            await self._bound_for(session, draft, shipping_method)
            await step(session, queries.ORDER_TRANSITION, {"id": draft, "state": _PAYING})
        except BackendRefusedError:
            await thrown_away(session, draft)
            raise
        return draft

    async def _bound_for(self, session: VendureSession, draft: str, shipping_method: str) -> None:
        found = await session.ask(_Methods, queries.DRAFT_METHODS, {"id": draft}, Capability.PURCHASES)
        methods = {method.code: method.id for method in found.eligible_shipping_methods_for_draft_order}
        if shipping_method not in methods:
            raise BackendRefusedError(200, "not-to-this-site")
        await step(session, queries.DRAFT_SHIPPING, {"id": draft, "method": methods[shipping_method]})
