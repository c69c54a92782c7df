"""What an order of Medusa means."""

from typing import Any

import msgspec
import pytest

from kiosk.commerce.medusa.wire import MedusaSite, WireOrder
from kiosk.commerce.shape import shaped
from kiosk.commerce.shop import OrderState, Payment, ShopDriftError, ShopOrder
from tests.unit.kiosk.commerce.shop_samples import CODE, MEDUSA_ORDER, changed

SITE = MedusaSite("sloc_1", frozenset({"so_1", "so_2"}))


def read(order: dict[str, Any]) -> ShopOrder | None:
    return SITE.order(shaped(WireOrder, msgspec.json.encode(order)))


def test_an_order_with_a_part_collected_and_a_part_ready() -> None:
    order = read(MEDUSA_ORDER)
    assert order is not None
    assert (order.id, order.number, order.site, order.code, order.customer, order.language) == (
        "order_12",
        "12",
        "sloc_1",
        CODE,
        "cus_7",
        "nb-NO",
    )
    assert (order.state, order.payment) == (OrderState.PARTIALLY_COLLECTED, Payment.PAID)
    (line,) = order.lines
    assert (line.sku, line.gtin, line.quantity, line.ready, line.collected) == ("SCREWS", "7038010000017", 3, 1, 1)
    assert [(each.parcel, each.collected) for each in order.parcels] == [("P-1", True), ("", False)]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("shipping_methods.0.shipping_option_id", "so_home"),
        ("shipping_methods.0.shipping_option_id", None),
        ("shipping_methods", []),
        ("shipping_methods", [{"shipping_option_id": "so_1"}, {"shipping_option_id": "so_home"}]),
        ("is_draft_order", True),
    ],
)
def test_what_is_not_this_sites_or_nobody_has_placed_is_unknown(path: str, value: Any) -> None:
    assert read(changed(MEDUSA_ORDER, path, value)) is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("fulfillments.1.packed_at", None),
        ("fulfillments.1.shipped_at", "2026-11-28T12:39:00Z"),
        ("fulfillments.1.canceled_at", "2026-11-28T12:39:00Z"),
        ("fulfillments.1.location_id", "sloc_2"),
    ],
)
def test_what_is_not_packed_here_is_not_ready(path: str, value: Any) -> None:
    order = read(changed(MEDUSA_ORDER, path, value))
    assert order is not None
    assert order.lines[0].ready == 0


@pytest.mark.parametrize(
    ("detail", "left"),
    [
        ({"return_received_quantity": 1}, 2),
        ({"return_received_quantity": 1, "return_dismissed_quantity": 1, "written_off_quantity": 1}, 1),
        ({"written_off_quantity": 3}, 0),
        ({"return_received_quantity": 9}, 0),
    ],
)
def test_what_was_given_back_is_ordered_no_more(detail: dict[str, int], left: int) -> None:
    order = read(changed(MEDUSA_ORDER, "items.0.detail", MEDUSA_ORDER["items"][0]["detail"] | detail))
    assert order is not None
    assert order.lines[0].quantity == left


@pytest.mark.parametrize(
    ("path", "value", "payment"),
    [
        ("payment_collections", [], Payment.DUE),
        ("payment_collections.0.captured_amount", None, Payment.PAID),
        ("payment_collections.0.authorized_amount", None, Payment.PAID),
        ("payment_collections.0", {"authorized_amount": 2267, "captured_amount": 0, "refunded_amount": 0}, Payment.DUE),
        ("payment_collections.0.refunded_amount", 2267.5, Payment.DUE),
        ("metadata", {"payment": "on_account"}, Payment.ON_ACCOUNT),
        ("metadata", {"payment": ["on_account"]}, Payment.PAID),
    ],
)
def test_goods_leave_for_money(path: str, value: Any, payment: Payment) -> None:
    order = read(changed(MEDUSA_ORDER, path, value))
    assert order is not None
    assert order.payment is payment


@pytest.mark.parametrize("value", [None, {}, {"pickup_code": 7}, {"pickup_code": None}, {"pickup_code": {"a": 1}}])
def test_metadata_may_hold_anything(value: Any) -> None:
    order = read(changed(MEDUSA_ORDER, "metadata", value))
    assert order is not None
    assert order.code == ""


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("items.0.detail", ..., "items[0].detail"),
        ("items.0.detail", None, "items[0].detail"),
        ("items.0.detail.delivered_quantity", ..., "items[0].detail.delivered_quantity"),
        ("items.0.detail.quantity", 1.5, "items[0].detail.quantity"),
        ("items.0.detail.quantity", -1, "items[0].detail.quantity"),
        ("fulfillments", ..., "fulfillments"),
        ("fulfillments.0.items", ..., "fulfillments[0].items"),
        ("fulfillments.0.delivered_at", ..., "fulfillments[0].delivered_at"),
        ("shipping_methods", ..., "shipping_methods"),
        ("is_draft_order", ..., "is_draft_order"),
        ("total", "much", "total"),
    ],
)
def test_an_order_of_another_shape_is_drift_with_its_name(path: str, value: Any, field: str) -> None:
    with pytest.raises(ShopDriftError) as drift:
        read(changed(MEDUSA_ORDER, path, value))
    assert drift.value.field_name == field
