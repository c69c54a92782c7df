"""Vendure's orders as they are read here, and what they mean (docs/pickup-api/shops.md has the table of states)."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from kiosk.commerce.shape import Count, Id
from kiosk.commerce.shop import Payment, ShopLine, ShopOrder, ShopParcel
from kiosk.commerce.states import payment_of, present, state_of, summed

DELIVERED: Final = "Delivered"
CANCELLED: Final = "Cancelled"
_UNPAID_STATES: Final = frozenset({"ArrangingPayment", "ArrangingAdditionalPayment", "Modifying"})


class WireVariant(Struct, frozen=True, rename="camel"):
    sku: str
    name: str = ""


class WireLine(Struct, frozen=True, rename="camel"):
    id: Id
    quantity: Count
    product_variant: WireVariant
    prorated_unit_price_with_tax: int


class WireFulfillmentLine(Struct, frozen=True, rename="camel"):
    order_line_id: Id
    quantity: Count


class WireFulfillment(Struct, frozen=True, rename="camel"):
    """`tracking_code` holds the id of the parcel that `mark_ready` gave it."""

    id: Id
    state: str
    lines: tuple[WireFulfillmentLine, ...]
    method: str = ""
    tracking_code: str | None = None

    def quantities(self) -> dict[str, int]:
        return dict(summed((line.order_line_id, line.quantity) for line in self.lines))


class WireRefund(Struct, frozen=True):
    id: Id
    state: str
    total: int
    reason: str | None = None


class WirePayment(Struct, frozen=True):
    id: Id
    method: str
    amount: int
    state: str
    refunds: tuple[WireRefund, ...]


class WireShippingMethod(Struct, frozen=True):
    code: str
    id: str = ""


class WireShippingLine(Struct, frozen=True, rename="camel"):
    shipping_method: WireShippingMethod


class WireCustomer(Struct, frozen=True):
    id: Id


class WireChannel(Struct, frozen=True):
    token: str
    permissions: tuple[str, ...] = ()


class WireCustomFields(Struct, frozen=True, rename="camel"):
    """A custom field that was asked for and does not come is drift, one without a value is null."""

    pickup_code: str | None


class WireOrder(Struct, frozen=True, rename="camel"):
    """No default where a missing value could open a door."""

    id: Id
    number: str
    state: str
    order_placed_at: str | None
    updated_at: str
    total_with_tax: int
    channels: tuple[WireChannel, ...]
    customer: WireCustomer | None
    custom_fields: WireCustomFields
    lines: tuple[WireLine, ...]
    fulfillments: tuple[WireFulfillment, ...] | None
    payments: tuple[WirePayment, ...] | None
    shipping_lines: tuple[WireShippingLine, ...]


class WireOrders(Struct, frozen=True):
    items: tuple[WireOrder, ...]


class Orders(Struct, frozen=True):
    orders: WireOrders


class OneOrder(Struct, frozen=True):
    order: WireOrder | None


class WireAnswer(Struct, frozen=True, rename="camel"):
    """What a mutation says: an object in its new state, or `error_code`."""

    id: str = ""
    state: str = ""
    next_states: tuple[str, ...] = ()
    error_code: str = ""


class Answered(Struct, frozen=True):
    answer: WireAnswer


@dataclass(frozen=True, slots=True)
class VendureSite:
    """What makes an order one of this site's, and its fulfilments a pickup's.

    `method` is the code of the shipping method that leads to this site, `channel` the token of the channel, "" for any.
    `ready_state` is the fulfilment's state in which it can be collected. `on_account` are payment methods.
    """

    method: str
    channel: str = ""
    ready_state: str = "ReadyForPickup"
    on_account: AbstractSet[str] = frozenset({"on-account"})

    def order(self, wire: WireOrder) -> ShopOrder | None:
        """None for one of another site or channel, and for what nobody has placed."""
        methods = {line.shipping_method.code for line in wire.shipping_lines}
        foreign = self.channel and self.channel not in {channel.token for channel in wire.channels}
        if methods != {self.method} or foreign or wire.order_placed_at is None:
            return None
        lines = self._lines(wire)
        return ShopOrder(
            id=wire.id,
            number=wire.number,
            site=self.method,
            state=state_of(lines, cancelled=wire.state == CANCELLED),
            payment=self._payment(wire),
            lines=lines,
            parcels=tuple(_parcel(found) for found in wire.fulfillments or ()),
            code=wire.custom_fields.pickup_code or "",
            customer=wire.customer.id if wire.customer else "",
            updated=wire.updated_at,
        )

    def _lines(self, wire: WireOrder) -> tuple[ShopLine, ...]:
        def units(state: str) -> dict[str, int]:
            found = (each for each in wire.fulfillments or () if each.state == state)
            return dict(summed(part for each in found for part in each.quantities().items()))

        ready, collected = units(self.ready_state), units(DELIVERED)
        return present(
            ShopLine(
                id=line.id,
                sku=line.product_variant.sku,
                name=line.product_variant.name,
                quantity=line.quantity,
                ready=ready.get(line.id, 0),
                collected=collected.get(line.id, 0),
            )
            for line in wire.lines
        )

    def _payment(self, wire: WireOrder) -> Payment:
        if wire.state in _UNPAID_STATES:
            return Payment.DUE
        covering = [payment for payment in wire.payments or () if payment.state in {"Settled", "Authorized"}]
        refunds = [refund for payment in covering for refund in payment.refunds if refund.state != "Failed"]
        return payment_of(
            total_minor=wire.total_with_tax,
            covered_minor=sum(payment.amount for payment in covering),
            refunded_minor=sum(refund.total for refund in refunds),
            on_account=any(payment.method in self.on_account for payment in covering),
        )


def _parcel(wire: WireFulfillment) -> ShopParcel:
    return ShopParcel(
        id=wire.id,
        parcel=wire.tracking_code or "",
        lines=wire.quantities(),
        collected=wire.state == DELIVERED,
        cancelled=wire.state == CANCELLED,
    )
