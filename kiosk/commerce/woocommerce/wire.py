"""WooCommerce's orders as they are read here, and what they mean (docs/pickup-api/shops.md has the table of states)."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec
from msgspec import Struct

from kiosk.commerce.parcel_book import ParcelBook
from kiosk.commerce.price import minor
from kiosk.commerce.shape import Count, Id
from kiosk.commerce.shop import Capability, ShopDriftError, ShopLine, ShopOrder
from kiosk.commerce.states import payment_of, present, state_of, summed

PARCELS: Final = "_openluke_parcels"
COMPLETED: Final = "completed"
CANCELLED: Final = frozenset({"cancelled", "failed", "trash", "refunded"})
_NOT_PLACED: Final = frozenset({"checkout-draft", "auto-draft", "draft"})
_UNPAID: Final = frozenset({"pending", "failed"})


class WireTax(Struct, frozen=True):
    """`total` is an amount, or empty."""

    id: int
    total: str = ""

    @property
    def amount(self) -> Decimal:
        try:
            return Decimal(self.total or 0)
        except InvalidOperation:
            raise ShopDriftError(Capability.RETURNS, "line_items.taxes.total") from None


class WireLine(Struct, frozen=True):
    id: int
    quantity: Count
    total: Decimal
    total_tax: Decimal
    sku: str | None = None
    name: str = ""
    global_unique_id: str | None = None
    taxes: tuple[WireTax, ...] = ()


class WireShippingLine(Struct, frozen=True):
    method_id: str | None
    instance_id: str = ""


class WireMeta(Struct, frozen=True):
    """Plugins keep anything here."""

    id: int
    key: str
    value: msgspec.Raw


class WireRefundLine(Struct, frozen=True):
    quantity: int
    meta_data: tuple[WireMeta, ...] = ()


class WireRefund(Struct, frozen=True):
    """Quantities of a refund are negative; the line it is of stands in its metadata."""

    id: int
    amount: Decimal
    reason: str = ""
    line_items: tuple[WireRefundLine, ...] = ()


class WireRefundHead(Struct, frozen=True):
    id: int
    total: Decimal


class WireOrder(Struct, frozen=True):
    id: int
    number: Id
    status: str
    currency: str
    total: Decimal
    customer_id: int
    date_modified_gmt: str
    date_paid_gmt: str | None
    payment_method: str
    line_items: tuple[WireLine, ...]
    shipping_lines: tuple[WireShippingLine, ...]
    meta_data: tuple[WireMeta, ...]
    refunds: tuple[WireRefundHead, ...]

    def meta(self, key: str) -> str:
        """A value that is text; "" for none."""
        for each in self.meta_data:
            if each.key == key:
                return _text(each.value)
        return ""

    def book(self) -> ParcelBook:
        return ParcelBook.of(self.meta(PARCELS))

    @property
    def updated(self) -> str:
        """WooCommerce leaves the zone out of times that are in UTC."""
        return f"{self.date_modified_gmt}Z"


def _text(raw: msgspec.Raw) -> str:
    found = msgspec.json.decode(bytes(raw))
    return found if isinstance(found, str) else ""


def refunded_units(refunds: Sequence[WireRefund]) -> Mapping[str, int]:
    """By line."""
    parts: list[tuple[str, int]] = []
    for line in (line for refund in refunds for line in refund.line_items):
        of = next((bytes(each.value) for each in line.meta_data if each.key == "_refunded_item_id"), b"")
        name = of.decode().strip('"')
        if name:
            parts.append((name, abs(line.quantity)))
    return summed(parts)


@dataclass(frozen=True, slots=True)
class WooSite:
    """`method` is "method:instance" of the shipping line that leads to this site, `code_field` the key of the code."""

    method: str
    code_field: str
    on_account: AbstractSet[str]

    def order(self, wire: WireOrder, refunds: Sequence[WireRefund]) -> ShopOrder | None:
        """None for one that goes elsewhere, and for what nobody has placed. `refunds`: all of them."""
        methods = {f"{line.method_id}:{line.instance_id}" for line in wire.shipping_lines}
        if methods != {self.method} or wire.status in _NOT_PLACED:
            return None
        lines = self._lines(wire, refunded_units(refunds))
        return ShopOrder(
            id=str(wire.id),
            number=wire.number,
            site=self.method,
            state=state_of(lines, cancelled=wire.status in CANCELLED),
            payment=payment_of(
                total_minor=minor(wire.total, wire.currency),
                covered_minor=minor(wire.total, wire.currency) if wire.date_paid_gmt else 0,
                refunded_minor=-minor(sum((each.total for each in wire.refunds), Decimal(0)), wire.currency),
                on_account=wire.payment_method in self.on_account and wire.status not in _UNPAID,
            ),
            lines=lines,
            parcels=wire.book().shop_parcels(),
            code=wire.meta(self.code_field),
            customer=str(wire.customer_id) if wire.customer_id else "",
            updated=wire.updated,
        )

    def _lines(self, wire: WireOrder, refunded: Mapping[str, int]) -> tuple[ShopLine, ...]:
        book = wire.book()
        ready, collected = book.units(collected=False), book.units(collected=True)
        if wire.status == COMPLETED:  # by staff, over the counter
            ready, collected = {}, {str(line.id): line.quantity for line in wire.line_items}
        return present(
            ShopLine(
                id=str(line.id),
                sku=line.sku or "",
                quantity=max(line.quantity - refunded.get(str(line.id), 0), 0),
                ready=ready.get(str(line.id), 0),
                collected=collected.get(str(line.id), 0),
                name=line.name,
                gtin=line.global_unique_id or "",
            )
            for line in wire.line_items
        )
