"""What an order of Vendure means."""

from typing import Any

import msgspec
import pytest

from kiosk.commerce.shape import shaped
from kiosk.commerce.shop import OrderState, Payment, ShopDriftError, ShopOrder
from kiosk.commerce.vendure.wire import VendureSite, WireOrder
from tests.unit.kiosk.commerce.shop_samples import CODE, VENDURE_ORDER, changed

SITE = VendureSite("locker-sentrum", "no")


def read(order: dict[str, Any], site: VendureSite = SITE) -> ShopOrder | None:
    return site.order(shaped(WireOrder, msgspec.json.encode(order)))


def test_an_order_with_a_part_collected_and_a_part_ready() -> None:
    order = read(VENDURE_ORDER)
    assert order is not None
    assert (order.id, order.number, order.site, order.code, order.customer) == (
        "12",
        "PPCW3YLF9JYC71HT",
        "locker-sentrum",
        CODE,
        "7",
    )
    assert (order.state, order.payment) == (OrderState.PARTIALLY_COLLECTED, Payment.PAID)
    assert [(line.id, line.quantity, line.ready, line.collected) for line in order.lines] == [
        ("21", 1, 1, 0),
        ("22", 3, 1, 1),
    ]
    assert [(each.parcel, each.collected, each.cancelled) for each in order.parcels] == [
        ("P-1", True, False),
        ("P-2", False, False),
        ("", False, True),
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("shippingLines.0.shippingMethod.code", "locker-nord"),
        ("shippingLines", []),
        ("shippingLines", [*VENDURE_ORDER["shippingLines"], {"shippingMethod": {"code": "home"}}]),
        ("channels", [{"token": "se"}]),
        ("orderPlacedAt", None),
    ],
)
def test_what_is_not_this_sites_or_nobody_has_placed_is_unknown(path: str, value: Any) -> None:
    assert read(changed(VENDURE_ORDER, path, value)) is None


@pytest.mark.parametrize(
    ("path", "value", "payment"),
    [
        ("payments", [], Payment.DUE),
        ("payments", None, Payment.DUE),
        ("payments.0.state", "Declined", Payment.DUE),
        ("payments.0.state", "Authorized", Payment.PAID),
        ("payments.0.amount", 261062, Payment.DUE),
        ("payments.0.method", "on-account", Payment.ON_ACCOUNT),
        ("payments.0.refunds", [{"id": "1", "state": "Pending", "total": 261063}], Payment.DUE),
        ("payments.0.refunds", [{"id": "1", "state": "Failed", "total": 261063}], Payment.PAID),
        ("state", "ArrangingAdditionalPayment", Payment.DUE),
        ("state", "Modifying", Payment.DUE),
    ],
)
def test_goods_leave_for_money(path: str, value: Any, payment: Payment) -> None:
    order = read(changed(VENDURE_ORDER, path, value))
    assert order is not None
    assert order.payment is payment


def test_the_shops_own_word_for_the_state_is_not_believed() -> None:
    order = read(changed(VENDURE_ORDER, "state", "Delivered"))
    assert order is not None
    assert order.state is OrderState.PARTIALLY_COLLECTED


def test_a_shop_without_the_state_of_its_own_has_pending_for_ready() -> None:
    pending = changed(VENDURE_ORDER, "fulfillments.1.state", "Pending")
    for site, ready in ((SITE, 0), (VendureSite("locker-sentrum", ready_state="Pending"), 1)):
        order = read(pending, site)
        assert order is not None
        assert order.lines[0].ready == ready


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("lines.1.quantity", ..., "lines[1].quantity"),
        ("lines.1.quantity", -1, "lines[1].quantity"),
        ("lines.1.quantity", "3", "lines[1].quantity"),
        ("lines.1.quantity", 1.5, "lines[1].quantity"),
        ("lines", ..., "lines"),
        ("fulfillments", ..., "fulfillments"),
        ("fulfillments.0.lines", ..., "fulfillments[0].lines"),
        ("fulfillments.0.state", None, "fulfillments[0].state"),
        ("payments.0.amount", ..., "payments[0].amount"),
        ("shippingLines", ..., "shippingLines"),
        ("customFields", {}, "customFields.pickupCode"),
        ("id", 12, "id"),
    ],
)
def test_an_order_of_another_shape_is_drift_with_its_name(path: str, value: Any, field: str) -> None:
    with pytest.raises(ShopDriftError) as drift:
        read(changed(VENDURE_ORDER, path, value))
    assert drift.value.field_name == field
