"""Medusa's orders as they are read here, and what they mean (docs/pickup-api/shops.md has the table of states).

Orders are always read with the same fields. `fulfillment_status` is not among them: Medusa computes it of whatever else
was asked for, and calls an order delivered of which a part is.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import msgspec
from msgspec import Struct

from kiosk.commerce.price import minor
from kiosk.commerce.shape import Count, Id
from kiosk.commerce.shop import ShopLine, ShopOrder, ShopParcel
from kiosk.commerce.states import payment_of, present, state_of, summed

FIELDS: Final = (
    "id,display_id,status,is_draft_order,currency_code,customer_id,locale,metadata,total,created_at,updated_at,"
    "*items,*items.detail,*fulfillments,*fulfillments.items,*shipping_methods,*payment_collections"
)
CODE: Final = "pickup_code"
PARCEL: Final = "openluke_parcel"
PURCHASE: Final = "purchase_id"
CANCELLED: Final = "canceled"


class WireDetail(Struct, frozen=True):
    """No defaults: without these quantities nothing may be opened."""

    quantity: Count
    delivered_quantity: Count
    return_received_quantity: Count
    return_dismissed_quantity: Count
    written_off_quantity: Count

    @property
    def still_ordered(self) -> int:
        """What was given back has left the order; what came back damaged is dismissed, and written off too."""
        gone = max(self.return_dismissed_quantity, self.written_off_quantity)
        return max(self.quantity - self.return_received_quantity - gone, 0)


class WireItem(Struct, frozen=True):
    id: Id
    detail: WireDetail
    title: str = ""
    variant_sku: str | None = None
    variant_barcode: str | None = None


class WireFulfilmentItem(Struct, frozen=True):
    line_item_id: Id
    quantity: Count


class WireFulfilment(Struct, frozen=True):
    id: Id
    location_id: str
    packed_at: str | None
    shipped_at: str | None
    delivered_at: str | None
    canceled_at: str | None
    items: tuple[WireFulfilmentItem, ...]
    metadata: dict[str, msgspec.Raw] | None = None

    @property
    def parcel(self) -> str:
        return text_of(self.metadata, PARCEL)

    def quantities(self) -> dict[str, int]:
        return dict(summed((item.line_item_id, item.quantity) for item in self.items))


class WireShippingMethod(Struct, frozen=True):
    shipping_option_id: str | None


class WirePayments(Struct, frozen=True):
    """Of one payment collection, in whole units of the currency."""

    authorized_amount: Decimal | None
    captured_amount: Decimal | None
    refunded_amount: Decimal | None

    def __post_init__(self) -> None:
        """msgspec makes a ValidationError of it."""
        amounts = (self.authorized_amount, self.captured_amount, self.refunded_amount)
        if not all(amount is None or amount.is_finite() for amount in amounts):
            raise ValueError("not a number")

    @property
    def covered(self) -> Decimal:
        return max(self.authorized_amount or Decimal(0), self.captured_amount or Decimal(0))


class WireOrder(Struct, frozen=True):
    id: Id
    display_id: int
    status: str
    is_draft_order: bool
    currency_code: str
    customer_id: str | None
    total: Decimal
    updated_at: str
    items: tuple[WireItem, ...]
    fulfillments: tuple[WireFulfilment, ...]
    shipping_methods: tuple[WireShippingMethod, ...]
    payment_collections: tuple[WirePayments, ...]
    metadata: dict[str, msgspec.Raw] | None
    locale: str | None = None


class OneOrder(Struct, frozen=True):
    order: WireOrder


class Orders(Struct, frozen=True):
    orders: tuple[WireOrder, ...]


def text_of(metadata: Mapping[str, msgspec.Raw] | None, key: str) -> str:
    """A value of metadata that is text, which anybody may have written; "" for none."""
    raw = (metadata or {}).get(key)
    found = msgspec.json.decode(bytes(raw)) if raw is not None else None
    return found if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class MedusaSite:
    """`options`: the shipping options that lead to the pickup point of the stock location `location`."""

    location: str
    options: AbstractSet[str]

    def order(self, wire: WireOrder) -> ShopOrder | None:
        """None for one that goes elsewhere, and for a draft."""
        options = {method.shipping_option_id for method in wire.shipping_methods}
        if not options or not options <= self.options or wire.is_draft_order:
            return None
        lines = self._lines(wire)
        payments = wire.payment_collections
        return ShopOrder(
            id=wire.id,
            number=str(wire.display_id),
            site=self.location,
            state=state_of(lines, cancelled=wire.status == CANCELLED),
            payment=payment_of(
                total_minor=minor(wire.total, wire.currency_code),
                covered_minor=minor(sum((each.covered for each in payments), Decimal(0)), wire.currency_code),
                refunded_minor=minor(
                    sum((each.refunded_amount or Decimal(0) for each in payments), Decimal(0)), wire.currency_code
                ),
                on_account=text_of(wire.metadata, "payment") == "on_account",
            ),
            lines=lines,
            parcels=tuple(_parcel(each) for each in wire.fulfillments),
            code=text_of(wire.metadata, CODE),
            customer=wire.customer_id or "",
            language=wire.locale or "",
            updated=wire.updated_at,
        )

    def _lines(self, wire: WireOrder) -> tuple[ShopLine, ...]:
        packed = [each for each in wire.fulfillments if self._waits(each)]
        ready = summed(part for each in packed for part in each.quantities().items())
        return present(
            ShopLine(
                id=item.id,
                sku=item.variant_sku or "",
                quantity=item.detail.still_ordered,
                ready=ready.get(item.id, 0),
                collected=item.detail.delivered_quantity,
                name=item.title,
                gtin=item.variant_barcode or "",
            )
            for item in wire.items
        )

    def _waits(self, fulfilment: WireFulfilment) -> bool:
        """Packed at this location, and neither sent nor collected."""
        gone = fulfilment.shipped_at or fulfilment.delivered_at or fulfilment.canceled_at
        return bool(fulfilment.packed_at) and not gone and fulfilment.location_id == self.location


def _parcel(wire: WireFulfilment) -> ShopParcel:
    return ShopParcel(
        id=wire.id,
        parcel=wire.parcel,
        lines=wire.quantities(),
        collected=wire.delivered_at is not None,
        cancelled=wire.canceled_at is not None,
    )
