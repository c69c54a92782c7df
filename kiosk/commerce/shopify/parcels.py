"""Parcels at Shopify: a metafield holds what waits, a fulfilment with the parcel's id as tracking number what is gone.

"Prepared for pickup" is said of a whole fulfilment order and makes Shopify write to the customer: it is said when all
of it is in parcels.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec import Struct

from kiosk.commerce.shop import OrderState, Outcome, ReadyParcel
from kiosk.commerce.shopify import queries
from kiosk.commerce.shopify.client import ShopifyClient
from kiosk.commerce.shopify.wire import OPEN, SUCCESS, ShopifySite, WireOrder
from kiosk.commerce.states import summed


class _UserError(Struct, frozen=True):
    field: tuple[str, ...] | None = None


class _Errors(Struct, frozen=True, rename="camel"):
    user_errors: tuple[_UserError, ...]


class _Answered(Struct, frozen=True):
    answer: _Errors


@dataclass(frozen=True, slots=True)
class ShopifyParcels:
    """`read`: an order as it is now, None where it is not there or not whole."""

    client: ShopifyClient
    site: ShopifySite
    read: Callable[[str], Awaitable[WireOrder | None]]

    async def mark_ready(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        wire = await self._writable(order_id, parcel)
        if wire is None:
            return Outcome.CONFLICT
        known = wire.book().get(parcel.id)
        if known is None and not await self._kept(wire, parcel):
            return Outcome.CONFLICT
        wire = await self.read(order_id)
        if wire is None or wire.book().get(parcel.id) is None:
            return Outcome.CONFLICT
        await self._prepare(wire)
        return Outcome.ALREADY if known else Outcome.DONE

    async def hand_over(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        wire = await self._writable(order_id, parcel)
        if wire is None:
            return Outcome.CONFLICT
        if _is_gone(wire, parcel):
            return Outcome.ALREADY
        lines = _remaining(wire, parcel)
        if lines is None:
            return Outcome.CONFLICT
        tracking = {"number": parcel.id, "company": "OpenLuke"}
        body = {"lineItemsByFulfillmentOrder": lines, "notifyCustomer": False, "trackingInfo": tracking}
        if not (await self.client.ask(_Answered, queries.FULFIL, {"fulfillment": body})).answer.user_errors:
            return Outcome.DONE
        again = await self.read(order_id)
        return Outcome.ALREADY if again and _is_gone(again, parcel) else Outcome.CONFLICT

    async def _writable(self, order_id: str, parcel: ReadyParcel) -> WireOrder | None:
        """None for another site's, a cancelled one, and one whose parcel has other lines."""
        wire = await self.read(order_id)
        order = self.site.order(wire) if wire else None
        if wire is None or order is None or order.state is OrderState.CANCELLED:
            return None
        known = wire.book().get(parcel.id)
        return None if known and known.lines != dict(parcel.lines) else wire

    async def _kept(self, wire: WireOrder, parcel: ReadyParcel) -> bool:
        """Writes the parcel down, unless somebody else wrote there meanwhile or it is more than was ordered."""
        book = wire.book().with_parcel(parcel, collected=False)
        ordered = {line.id: line.current_quantity for line in wire.line_items.nodes}
        packed = summed([*wire.collected().items(), *wire.waiting().items()])
        if any(packed.get(line, 0) + many > ordered.get(line, 0) for line, many in parcel.lines.items()):
            return False
        metafield = {
            "ownerId": wire.id,
            "namespace": "openluke",
            "key": "parcels",
            "type": "json",
            "value": book.text(),
            "compareDigest": wire.metafield.compare_digest if wire.metafield else None,
        }
        answer = await self.client.ask(_Answered, queries.KEEP_PARCELS, {"metafields": [metafield]})
        return not answer.answer.user_errors

    async def _prepare(self, wire: WireOrder) -> None:
        """Fulfilment orders whose every unit waits in a parcel. One that was said before is refused, which is well."""
        waiting = wire.waiting()
        open_orders = [each for each in wire.fulfillment_orders.nodes if each.status in OPEN]
        ready = [
            each.id
            for each in open_orders
            if any(line.remaining_quantity for line in each.line_items.nodes)
            and all(waiting.get(line.line_item.id, 0) >= line.remaining_quantity for line in each.line_items.nodes)
        ]
        if ready:
            lines = [{"fulfillmentOrderId": each} for each in ready]
            await self.client.ask(_Answered, queries.PREPARED, {"input": {"lineItemsByFulfillmentOrder": lines}})


def _is_gone(wire: WireOrder, parcel: ReadyParcel) -> bool:
    return any(each.parcel == parcel.id and each.status == SUCCESS for each in wire.fulfillments)


def _remaining(wire: WireOrder, parcel: ReadyParcel) -> list[dict[str, object]] | None:
    """The parcel's units as lines of fulfilment orders; None where there are not so many left."""
    wanted = dict(parcel.lines)
    found: list[dict[str, object]] = []
    for order in (each for each in wire.fulfillment_orders.nodes if each.status in OPEN):
        lines = []
        for line in order.line_items.nodes:
            many = min(wanted.get(line.line_item.id, 0), line.remaining_quantity)
            if many:
                wanted[line.line_item.id] -= many
                lines.append({"id": line.id, "quantity": many})
        if lines:
            found.append({"fulfillmentOrderId": order.id, "fulfillmentOrderLineItems": lines})
    return None if any(wanted.values()) or not found else found
