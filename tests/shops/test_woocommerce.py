"""The adapter against a fake written from WooCommerce's documentation (fake_woocommerce.py)."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from kiosk.commerce.shop import (
    Capability,
    GivenBack,
    OrderState,
    Outcome,
    Payment,
    ReadyParcel,
    Shop,
    ShopDriftError,
)
from kiosk.commerce.woocommerce.adapter import WooCommerce
from kiosk.commerce.woocommerce.returns import WooReturns
from kiosk.commerce.woocommerce.wire import PARCELS, WooSite
from kiosk.errors import BackendRefusedError
from tests.helpers.http_peer import HttpPeer
from tests.shops.fake_woocommerce import KEY, SECRET, FakeWooCommerce

Result = TypeVar("Result")
SITE = WooSite("local_pickup:3", "pickup_code", frozenset({"invoice"}))
CODE = "K7QF-2M9X"


@pytest.fixture
def woo() -> Iterator[tuple[FakeWooCommerce, HttpPeer]]:
    fake = FakeWooCommerce()
    with HttpPeer(fake.answer) as peer:
        yield fake, peer


def ask(peer: HttpPeer, about: Callable[[WooCommerce], Awaitable[Result]], **changes: Any) -> Result:
    options = {"ready_status": "ready-for-pickup", "webhook_secret": "hook", "returns": WooReturns(refund=True)}

    async def run() -> Result:
        adapter = WooCommerce(
            peer.url, KEY, changes.pop("secret", SECRET), changes.pop("site", SITE), **(options | changes)
        )
        try:
            port: Shop = adapter
            assert port is adapter
            return await about(adapter)
        finally:
            await adapter.aclose()

    return asyncio.run(run())


Woo = tuple[FakeWooCommerce, HttpPeer]


def test_from_paid_to_collected_in_two_parcels(woo: Woo) -> None:
    fake, peer = woo
    order = fake.order(("DRILL", 2, "1999"), ("SCREWS", 3, "89.50"), code=CODE)
    drill, screws = fake.line(order, "DRILL"), fake.line(order, "SCREWS")
    first, second = ReadyParcel("P-1", 7, {drill: 2, screws: 1}), ReadyParcel("P-2", 12, {screws: 2})
    statuses = []

    async def flow(shop: WooCommerce) -> tuple[list[Outcome], list[Any]]:
        seen: list[Any] = [await shop.order_of_code(CODE)]
        outcomes = []
        for write, each in [
            (shop.mark_ready, first),
            (shop.mark_ready, second),
            (shop.hand_over, first),
            (shop.hand_over, second),
        ]:
            outcomes.append(await write(str(order), each))
            seen.append(await shop.order(str(order)))
            statuses.append(fake.orders[order]["status"])
        return outcomes, seen

    outcomes, seen = ask(peer, flow)
    assert outcomes == [Outcome.DONE] * 4
    assert [each.state for each in seen] == [
        OrderState.AWAITING,
        OrderState.READY,
        OrderState.READY,
        OrderState.PARTIALLY_COLLECTED,
        OrderState.COLLECTED,
    ]
    assert statuses == ["processing", "ready-for-pickup", "ready-for-pickup", "completed"]
    assert (seen[0].id, seen[0].code, seen[0].site, seen[0].payment) == (
        str(order),
        CODE,
        "local_pickup:3",
        Payment.PAID,
    )
    assert [(line.sku, line.quantity, line.ready, line.collected) for line in seen[3].lines] == [
        ("DRILL", 2, 0, 2),
        ("SCREWS", 3, 2, 1),
    ]
    assert fake.meta(order, "_plugin") == {"anything": [1, None]}  # what others keep there stays


def test_what_is_done_is_done_once(woo: Woo) -> None:
    fake, peer = woo
    order = str(fake.order(("SCREWS", 4, "89.50")))
    one = ReadyParcel("P-1", 7, {fake.line(int(order), "SCREWS"): 2})

    async def twice(shop: WooCommerce) -> list[Outcome]:
        calls = (shop.mark_ready, shop.mark_ready, shop.hand_over, shop.hand_over, shop.mark_ready)
        return [await call(order, one) for call in calls]

    assert ask(peer, twice) == [Outcome.DONE, Outcome.ALREADY, Outcome.DONE, Outcome.ALREADY, Outcome.ALREADY]
    assert len([each for each in peer.asked if each.method == "PUT"]) == 2


def test_what_the_shop_cannot_take_is_a_conflict(woo: Woo) -> None:
    fake, peer = woo
    order, cancelled = fake.order(("SCREWS", 1, "89.50")), fake.order(("SCREWS", 1, "89.50"), status="cancelled")
    one = ReadyParcel("P-1", 7, {fake.line(order, "SCREWS"): 1})

    async def conflicts(shop: WooCommerce) -> list[Outcome]:
        assert await shop.mark_ready(str(order), one) is Outcome.DONE
        return [
            await shop.mark_ready(str(order), replace(one, id="P-2")),  # no more was ordered
            await shop.mark_ready(str(order), replace(one, lines={"9": 1})),
            await shop.hand_over(str(cancelled), replace(one, lines={fake.line(cancelled, "SCREWS"): 1})),
            await shop.hand_over("999999", one),
            await shop.hand_over("../orders", one),
        ]

    assert ask(peer, conflicts) == [Outcome.CONFLICT] * 5


def test_another_writer_is_noticed(woo: Woo) -> None:
    fake, peer = woo
    order = fake.order(("SCREWS", 1, "89.50"))
    one = ReadyParcel("P-1", 7, {fake.line(order, "SCREWS"): 1})
    update = fake._update

    def overwritten(number: int, body: dict[str, Any]) -> None:
        update(number, body)
        update(number, {"meta_data": [{"key": PARCELS, "value": "[]"}]})

    fake._update = overwritten  # type: ignore[method-assign]
    assert ask(peer, lambda shop: shop.mark_ready(str(order), one)) is Outcome.CONFLICT


def test_parcels_that_somebody_has_written_over_are_left_alone(woo: Woo) -> None:
    fake, peer = woo
    order = fake.order(("SCREWS", 1, "89.50"))
    fake.orders[order]["meta_data"].append({"id": 9, "key": PARCELS, "value": "see the other system"})
    with pytest.raises(ShopDriftError, match="the parcels"):
        ask(peer, lambda shop: shop.mark_ready(str(order), ReadyParcel("P-1", 7, {"1": 1})))


@pytest.mark.parametrize(
    ("shipping", "status"),
    [
        ([{"method_id": "local_pickup", "instance_id": "4"}], "processing"),
        ([{"method_id": "flat_rate", "instance_id": "3"}], "processing"),
        ([], "processing"),
        ([{"method_id": "local_pickup", "instance_id": "3"}], "checkout-draft"),
    ],
)
def test_what_is_not_this_sites_or_nobody_has_placed_is_unknown(woo: Woo, shipping: Any, status: str) -> None:
    fake, peer = woo
    order = fake.order(("SCREWS", 1, "89.50"), code=CODE, shipping_lines=shipping, status=status)
    assert ask(peer, lambda shop: shop.order_of_code(CODE)) is None
    assert ask(peer, lambda shop: shop.order(str(order))) is None


@pytest.mark.parametrize(
    ("changes", "payment"),
    [
        ({}, Payment.PAID),
        ({"date_paid_gmt": None}, Payment.DUE),
        ({"date_paid_gmt": None, "payment_method": "invoice", "status": "on-hold"}, Payment.ON_ACCOUNT),
        ({"date_paid_gmt": None, "payment_method": "invoice", "status": "pending"}, Payment.DUE),
        ({"refunds": [{"id": 1, "total": "-111.875"}]}, Payment.DUE),
    ],
)
def test_goods_leave_for_money(woo: Woo, changes: dict[str, Any], payment: Payment) -> None:
    fake, peer = woo
    order = fake.order(("SCREWS", 1, "89.50"), **changes)
    found = ask(peer, lambda shop: shop.order(str(order)))
    assert found is not None
    assert found.payment is payment


def test_what_staff_have_completed_is_not_handed_out_again(woo: Woo) -> None:
    fake, peer = woo
    order = fake.order(("SCREWS", 1, "89.50"), status="completed")
    found = ask(peer, lambda shop: shop.order(str(order)))
    assert found is not None
    assert found.state is OrderState.COLLECTED


@pytest.mark.allow_warnings
def test_a_code_that_two_orders_have_is_unknown(woo: Woo) -> None:
    fake, peer = woo
    fake.order(("SCREWS", 1, "89.50"), code=CODE)
    fake.order(("SCREWS", 1, "89.50"), code=CODE)
    assert ask(peer, lambda shop: shop.order_of_code(CODE)) is None


def test_a_code_is_found_behind_many_orders(woo: Woo, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, peer = woo
    monkeypatch.setattr("kiosk.commerce.woocommerce.adapter.SEARCH_PAGE", 2)
    monkeypatch.setattr("kiosk.commerce.woocommerce.adapter.SEARCH_PAGES", 3)
    for _ in range(4):
        fake.order(("SCREWS", 1, "89.50"))
    last = fake.order(("SCREWS", 1, "89.50"), code=CODE)
    found = ask(peer, lambda shop: shop.order_of_code(CODE))
    assert found is not None
    assert found.id == str(last)
    fake.order(("SCREWS", 1, "89.50"))
    with pytest.raises(BackendRefusedError, match="too-many-open-orders"):
        ask(peer, lambda shop: shop.order_of_code(CODE))


def test_changes_come_in_order_and_pages(woo: Woo, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, peer = woo
    monkeypatch.setattr("kiosk.commerce.cursor.PAGE", 2)
    orders = [fake.order(("SCREWS", 1, "89.50")) for _ in range(5)]
    fake.orders[orders[4]]["status"] = "cancelled"
    fake._touch(orders[0])

    async def read(shop: WooCommerce, at: str = "") -> tuple[list[str], str]:
        names: list[str] = []
        for _ in range(50):
            page = await shop.changed(at)
            names += [each.id for each in page.orders]
            at = page.cursor
            if not page.more:
                return list(dict.fromkeys(names)), at
        raise AssertionError("the reading does not end")

    names, at = ask(peer, read)
    assert names == [str(orders[number]) for number in (1, 2, 3, 0)]
    fake.seconds += 100
    fake._touch(orders[4])
    assert ask(peer, lambda shop: read(shop, at))[0][-1] == str(orders[4])


def test_goods_that_come_back_are_paid_back_once(woo: Woo) -> None:
    fake, peer = woo
    order = fake.order(("SCREWS", 4, "89.50"))
    line = fake.line(order, "SCREWS")
    goods = GivenBack("R1", {line: 2}, "wrong", damaged={line: 1})

    async def back(shop: WooCommerce) -> list[Any]:
        before = await shop.give_back(str(order), goods)
        await shop.hand_over(str(order), ReadyParcel("P-1", 7, {line: 3}))
        outcomes = [before, await shop.give_back(str(order), goods), await shop.give_back(str(order), goods)]
        return [outcomes, await shop.order(str(order))]

    outcomes, found = ask(peer, back)
    assert outcomes == [Outcome.CONFLICT, Outcome.DONE, Outcome.ALREADY]
    assert [(each["amount"], each["reason"]) for each in fake.refunds[order]] == [
        ("223.75", "OpenLuke return R1 (wrong)")
    ]
    sent = next(each.json for each in peer.asked if each.method == "POST" and each.path.endswith("/refunds"))
    assert (sent["api_refund"], sent["api_restock"]) == (True, False)
    assert sent["line_items"][0]["refund_tax"] == [{"id": 1, "refund_total": "44.75"}]
    assert [(each.quantity, each.collected) for each in found.lines] == [(2, 3)]


def test_goods_that_come_back_are_told_to_staff_once(woo: Woo) -> None:
    fake, peer = woo
    order = fake.order(("SCREWS", 1, "89.50"))
    line = fake.line(order, "SCREWS")
    goods = GivenBack("R2", {line: 1}, "regret")

    async def back(shop: WooCommerce) -> list[Outcome]:
        await shop.hand_over(str(order), ReadyParcel("P-1", 7, {line: 1}))
        return [await shop.give_back(str(order), goods), await shop.give_back(str(order), goods)]

    assert ask(peer, back, returns=WooReturns()) == [Outcome.DONE, Outcome.ALREADY]
    assert [(each["note"], each["customer_note"]) for each in fake.notes[order]] == [
        ("OpenLuke return R2 (regret): 1 x SCREWS", False)
    ]


def test_a_webhook_is_a_hint_by_whoever_knows_the_secret(woo: Woo) -> None:
    body = json.dumps({"id": 4711, "status": "completed"}).encode()
    signature = base64.b64encode(hmac.new(b"hook", body, hashlib.sha256).digest()).decode()
    headers = {"X-WC-Webhook-Topic": "order.updated", "X-WC-Webhook-Signature": signature}

    async def read(shop: WooCommerce) -> list[str | None]:
        return [
            shop.webhook_order(headers, body),
            shop.webhook_order({name.lower(): value for name, value in headers.items()}, body),
            shop.webhook_order(headers, body + b" "),
            shop.webhook_order(headers | {"X-WC-Webhook-Topic": "product.updated"}, body),
            shop.webhook_order({}, body),
            shop.webhook_order(headers | {"X-WC-Webhook-Signature": "é"}, body),
        ]

    assert ask(woo[1], read) == ["4711", "4711", None, None, None, None]


def test_a_wrong_key_is_said_at_the_start(woo: Woo) -> None:
    ask(woo[1], lambda shop: shop.check())
    with pytest.raises(BackendRefusedError) as refused:
        ask(woo[1], lambda shop: shop.check(), secret="cs_wrong")
    assert (refused.value.status, refused.value.code) == (401, "woocommerce_rest_cannot_view")


def test_only_what_is_configured_is_offered(woo: Woo) -> None:
    async def capabilities(shop: WooCommerce) -> frozenset[Capability]:
        return shop.capabilities

    assert ask(woo[1], capabilities) == {Capability.PARTIAL, Capability.RETURNS, Capability.WEBHOOKS}
    assert ask(woo[1], capabilities, returns=None, webhook_secret="") == {Capability.PARTIAL}
