"""Shopify's orders as they are read here, and what they mean (docs/pickup-api/shops.md has the table of states)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from msgspec import Struct

from kiosk.commerce.parcel_book import ParcelBook
from kiosk.commerce.shape import Count, Id
from kiosk.commerce.shop import Payment, ShopLine, ShopOrder, ShopParcel
from kiosk.commerce.states import present, state_of, summed

Node = TypeVar("Node")
SUCCESS: Final = "SUCCESS"
PICK_UP: Final = "PICK_UP"
OPEN: Final = frozenset({"OPEN", "IN_PROGRESS", "SCHEDULED", "ON_HOLD"})
_CANCELLED: Final = frozenset({"CANCELLED", "ERROR", "FAILURE"})
_PAID: Final = frozenset({"PAID", "PARTIALLY_REFUNDED", "AUTHORIZED"})
_UNPAID: Final = frozenset({"PENDING", "PARTIALLY_PAID"})


class _Page(Struct, frozen=True, rename="camel"):
    has_next_page: bool


class Nodes(Struct, Generic[Node], frozen=True, rename="camel"):
    """One page of a list. What has a next page is not known wholly."""

    nodes: tuple[Node, ...]
    page_info: _Page


class _Ref(Struct, frozen=True):
    id: Id


class _Variant(Struct, frozen=True):
    barcode: str | None = None


class WireLine(Struct, frozen=True, rename="camel"):
    """`currentQuantity` is without what was taken out of the order or paid back."""

    id: Id
    current_quantity: Count
    sku: str | None = None
    name: str = ""
    variant: _Variant | None = None


class WireOrderLine(Struct, frozen=True, rename="camel"):
    """A line of a fulfilment order."""

    id: Id
    remaining_quantity: Count
    line_item: _Ref


class _Method(Struct, frozen=True, rename="camel"):
    method_type: str


class _Assigned(Struct, frozen=True):
    location: _Ref | None


class WireFulfilmentOrder(Struct, frozen=True, rename="camel"):
    id: Id
    status: str
    delivery_method: _Method | None
    assigned_location: _Assigned
    line_items: Nodes[WireOrderLine]

    @property
    def location(self) -> str:
        return self.assigned_location.location.id if self.assigned_location.location else ""


class _Tracking(Struct, frozen=True):
    number: str | None = None


class _Fulfilled(Struct, frozen=True, rename="camel"):
    quantity: Count
    line_item: _Ref


class WireFulfilment(Struct, frozen=True, rename="camel"):
    id: Id
    status: str
    tracking_info: tuple[_Tracking, ...]
    fulfillment_line_items: Nodes[_Fulfilled]

    @property
    def parcel(self) -> str:
        return next((each.number for each in self.tracking_info if each.number), "")

    def quantities(self) -> dict[str, int]:
        return dict(summed((each.line_item.id, each.quantity) for each in self.fulfillment_line_items.nodes))


class WireMetafield(Struct, frozen=True, rename="camel"):
    value: str
    compare_digest: str


class WireOrder(Struct, frozen=True, rename="camel"):
    id: Id
    name: str
    confirmation_number: str | None
    updated_at: str
    cancelled_at: str | None
    display_financial_status: str | None
    line_items: Nodes[WireLine]
    fulfillment_orders: Nodes[WireFulfilmentOrder]
    fulfillments: tuple[WireFulfilment, ...]
    customer: _Ref | None
    payment_terms: _Ref | None
    metafield: WireMetafield | None
    customer_locale: str | None = None

    @property
    def whole(self) -> bool:
        """Whether every line is here: without its quantity none may be handed out."""
        lists = [self.line_items.page_info, self.fulfillment_orders.page_info]
        lists += [each.line_items.page_info for each in self.fulfillment_orders.nodes]
        lists += [each.fulfillment_line_items.page_info for each in self.fulfillments]
        return not any(page.has_next_page for page in lists)

    def book(self) -> ParcelBook:
        return ParcelBook.of(self.metafield.value if self.metafield else None)

    def collected(self) -> Mapping[str, int]:
        found = (each for each in self.fulfillments if each.status == SUCCESS)
        return summed(part for each in found for part in each.quantities().items())

    def waiting(self) -> Mapping[str, int]:
        """Units in parcels that were not handed over yet."""
        gone = {each.parcel for each in self.fulfillments if each.status == SUCCESS}
        found = (each for each in self.book().parcels if each.id not in gone)
        return summed(part for each in found for part in each.lines.items())


@dataclass(frozen=True, slots=True)
class ShopifySite:
    """`location`: "gid://shopify/Location/…"."""

    location: str

    def order(self, wire: WireOrder) -> ShopOrder | None:
        """None for one that goes elsewhere, even in part."""
        orders = [each for each in wire.fulfillment_orders.nodes if each.status != "CANCELLED"]
        if not orders or any(not self._is_here(each) for each in orders):
            return None
        waiting, collected = wire.waiting(), wire.collected()
        lines = present(
            ShopLine(
                id=line.id,
                sku=line.sku or "",
                quantity=line.current_quantity,
                ready=waiting.get(line.id, 0),
                collected=collected.get(line.id, 0),
                name=line.name,
                gtin=(line.variant.barcode or "") if line.variant else "",
            )
            for line in wire.line_items.nodes
        )
        return ShopOrder(
            id=wire.id,
            number=wire.name,
            site=self.location,
            state=state_of(lines, cancelled=wire.cancelled_at is not None),
            payment=_payment(wire),
            lines=lines,
            parcels=_parcels(wire),
            code=wire.confirmation_number or "",
            customer=wire.customer.id if wire.customer else "",
            language=wire.customer_locale or "",
            updated=wire.updated_at,
        )

    def _is_here(self, order: WireFulfilmentOrder) -> bool:
        method = order.delivery_method.method_type if order.delivery_method else ""
        return method == PICK_UP and order.location == self.location


def _payment(wire: WireOrder) -> Payment:
    status = wire.display_financial_status or ""
    if status in _PAID:
        return Payment.PAID
    return Payment.ON_ACCOUNT if status in _UNPAID and wire.payment_terms else Payment.DUE


def _parcels(wire: WireOrder) -> tuple[ShopParcel, ...]:
    fulfilled = tuple(
        ShopParcel(each.id, each.parcel, each.quantities(), each.status == SUCCESS, each.status in _CANCELLED)
        for each in wire.fulfillments
    )
    gone = {each.parcel for each in fulfilled if not each.cancelled}
    return fulfilled + tuple(each for each in wire.book().shop_parcels() if each.id not in gone)
