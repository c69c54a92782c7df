"""The adapter against a fake written from Shopify's documentation (fake_shopify.py)."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from kiosk.commerce.shop import Capability, OrderState, Outcome, Payment, ReadyParcel, Shop
from kiosk.commerce.shopify.adapter import Shopify
from kiosk.errors import BackendAwayError, BackendRefusedError
from tests.helpers.http_peer import HttpPeer
from tests.shops.fake_shopify import HERE, THERE, TOKEN, FakeShopify, gid

Result = TypeVar("Result")
Shopped = tuple[FakeShopify, HttpPeer]


@pytest.fixture
def shopped() -> Iterator[Shopped]:
    fake = FakeShopify()
    with HttpPeer(fake.answer) as peer:
        yield fake, peer


def ask(peer: HttpPeer, about: Callable[[Shopify], Awaitable[Result]], **changes: Any) -> Result:
    options = {"access_token": TOKEN, "location": HERE, "version": "2026-10", "webhook_secret": "hook"} | changes

    async def run() -> Result:
        adapter = Shopify(peer.url, **options)
        try:
            port: Shop = adapter
            assert port is adapter
            return await about(adapter)
        finally:
            await adapter.aclose()

    return asyncio.run(run())


def test_from_paid_to_collected_in_two_parcels(shopped: Shopped) -> None:
    fake, peer = shopped
    order = fake.order(("DRILL", 2), ("SCREWS", 3))
    code = fake.orders[order]["confirmationNumber"]
    drill, screws = fake.line(order, "DRILL"), fake.line(order, "SCREWS")
    first, second = ReadyParcel("P-1", 7, {drill: 2, screws: 1}), ReadyParcel("P-2", 12, {screws: 2})
    mails = []

    async def flow(shop: Shopify) -> tuple[list[Outcome], list[Any]]:
        seen: list[Any] = [await shop.order_of_code(code)]
        outcomes = []
        for write, each in [
            (shop.mark_ready, first),
            (shop.mark_ready, second),
            (shop.hand_over, first),
            (shop.hand_over, second),
        ]:
            outcomes.append(await write(order, each))
            seen.append(await shop.order(order))
            mails.append(len(fake.mails))
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
    assert mails == [0, 1, 1, 1]  # the customer hears of it once, when everything is there
    assert (seen[0].id, seen[0].code, seen[0].site) == (order, code, gid("Location", HERE))
    assert (seen[0].customer, seen[0].language, seen[0].payment) == (gid("Customer", 7), "nb", Payment.PAID)
    assert [(line.sku, line.quantity, line.ready, line.collected) for line in seen[3].lines] == [
        ("DRILL", 2, 0, 2),
        ("SCREWS", 3, 2, 1),
    ]
    assert [(each.parcel, each.collected) for each in seen[3].parcels] == [("P-1", True), ("P-2", False)]


def test_what_is_done_is_done_once(shopped: Shopped) -> None:
    fake, peer = shopped
    order = fake.order(("SCREWS", 4))
    one = ReadyParcel("P-1", 7, {fake.line(order, "SCREWS"): 4})

    async def twice(shop: Shopify) -> list[Outcome]:
        calls = (shop.mark_ready, shop.mark_ready, shop.hand_over, shop.hand_over, shop.mark_ready)
        return [await call(order, one) for call in calls]

    assert ask(peer, twice) == [Outcome.DONE, Outcome.ALREADY, Outcome.DONE, Outcome.ALREADY, Outcome.ALREADY]
    assert len(fake.orders[order]["fulfillments"]) == 1
    assert fake.mails == [order]


def test_a_handover_whose_answer_was_lost_is_found_again(shopped: Shopped) -> None:
    fake, peer = shopped
    order = fake.order(("SCREWS", 1))
    one = ReadyParcel("P-1", 7, {fake.line(order, "SCREWS"): 1})
    fulfil = fake._fulfil

    def done_and_refused(wanted: dict[str, Any]) -> list[dict[str, Any]]:
        fulfil(wanted)
        return [{"field": ["fulfillment"]}]

    fake._fulfil = done_and_refused  # type: ignore[method-assign]
    assert ask(peer, lambda shop: shop.hand_over(order, one)) is Outcome.ALREADY


def test_what_the_shop_cannot_take_is_a_conflict(shopped: Shopped) -> None:
    fake, peer = shopped
    order = fake.order(("SCREWS", 1))
    cancelled = fake.order(("SCREWS", 1), cancelledAt="2026-11-28T12:00:00Z")
    one = ReadyParcel("P-1", 7, {fake.line(order, "SCREWS"): 1})

    async def conflicts(shop: Shopify) -> list[Outcome]:
        assert await shop.mark_ready(order, one) is Outcome.DONE
        return [
            await shop.mark_ready(order, replace(one, id="P-2")),  # no more was ordered
            await shop.mark_ready(order, replace(one, lines={"9": 1})),
            await shop.hand_over(order, ReadyParcel("P-3", 7, {fake.line(order, "SCREWS"): 2})),
            await shop.hand_over(cancelled, replace(one, lines={fake.line(cancelled, "SCREWS"): 1})),
            await shop.hand_over(gid("Order", 999_999), one),
            await shop.hand_over("999999", one),
        ]

    assert ask(peer, conflicts) == [Outcome.CONFLICT] * 6
    assert fake.orders[order]["fulfillments"] == []


def test_another_writer_is_noticed(shopped: Shopped) -> None:
    fake, peer = shopped
    order = fake.order(("SCREWS", 1))
    one = ReadyParcel("P-1", 7, {fake.line(order, "SCREWS"): 1})
    keep = fake._keep

    def late(metafield: dict[str, Any]) -> list[dict[str, Any]]:
        fake.orders[order]["metafield"] = {"value": "[]", "compareDigest": "somebody else's"}
        return keep(metafield)

    fake._keep = late  # type: ignore[method-assign]
    assert ask(peer, lambda shop: shop.mark_ready(order, one)) is Outcome.CONFLICT
    assert fake.mails == []


@pytest.mark.parametrize("changes", [{"location": THERE}, {"method": "SHIPPING"}])
def test_another_sites_order_is_unknown_here(shopped: Shopped, changes: dict[str, Any]) -> None:
    fake, peer = shopped
    order = fake.order(("SCREWS", 1), **changes)
    code = fake.orders[order]["confirmationNumber"]
    one = ReadyParcel("P-1", 7, {fake.line(order, "SCREWS"): 1})

    async def from_here(shop: Shopify) -> list[Any]:
        page = await shop.changed("")
        return [
            await shop.order_of_code(code),
            await shop.order(order),
            page.orders,
            await shop.mark_ready(order, one),
            await shop.hand_over(order, one),
        ]

    assert ask(peer, from_here) == [None, None, (), Outcome.CONFLICT, Outcome.CONFLICT]


def test_a_code_is_a_word_and_exact(shopped: Shopped) -> None:
    fake, peer = shopped
    order = fake.order(("SCREWS", 1))
    code = fake.orders[order]["confirmationNumber"]
    asked_before = len(peer.asked)
    bad = ("", "*", f"{code} OR status:open", f"{code}*", "a:b", "'", "x" * 33)
    assert [ask(peer, lambda shop, it=text: shop.order_of_code(it)) for text in bad] == [None] * len(bad)  # type: ignore[misc]
    assert len(peer.asked) == asked_before  # nothing of it became a search
    assert ask(peer, lambda shop: shop.order_of_code(code.lower())) is None
    assert ask(peer, lambda shop: shop.order_of_code(code)) is not None


def test_the_order_that_is_read_has_the_code_too(shopped: Shopped) -> None:
    fake, peer = shopped
    order = fake.order(("SCREWS", 1))
    fake._search = lambda _: [{"id": order, "confirmationNumber": "STRANGER1"}]  # type: ignore[method-assign]
    assert ask(peer, lambda shop: shop.order_of_code("STRANGER1")) is None


@pytest.mark.allow_warnings
def test_an_order_that_cannot_be_read_wholly_is_unknown(shopped: Shopped) -> None:
    fake, peer = shopped
    order = fake.order(("SCREWS", 1))
    fake.orders[order]["lineItems"]["pageInfo"]["hasNextPage"] = True
    assert ask(peer, lambda shop: shop.order(order)) is None
    one = ReadyParcel("P-1", 7, {fake.line(order, "SCREWS"): 1})
    assert ask(peer, lambda shop: shop.hand_over(order, one)) is Outcome.CONFLICT


@pytest.mark.parametrize(
    ("status", "terms", "payment"),
    [
        ("PAID", None, Payment.PAID),
        ("AUTHORIZED", None, Payment.PAID),
        ("PARTIALLY_REFUNDED", None, Payment.PAID),
        ("PENDING", None, Payment.DUE),
        ("PENDING", {"id": "gid://shopify/PaymentTerms/1"}, Payment.ON_ACCOUNT),
        ("REFUNDED", {"id": "gid://shopify/PaymentTerms/1"}, Payment.DUE),
        ("SOMETHING_NEW", None, Payment.DUE),
        (None, None, Payment.DUE),
    ],
)
def test_goods_leave_for_money(shopped: Shopped, status: str | None, terms: Any, payment: Payment) -> None:
    fake, peer = shopped
    order = fake.order(("SCREWS", 1), displayFinancialStatus=status, paymentTerms=terms)
    found = ask(peer, lambda shop: shop.order(order))
    assert found is not None
    assert found.payment is payment


def test_changes_come_in_order_and_pages(shopped: Shopped, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, peer = shopped
    monkeypatch.setattr("kiosk.commerce.cursor.PAGE", 2)
    orders = [fake.order(("SCREWS", 1)) for _ in range(5)]
    fake.closed.add(orders[4])
    fake.touch(orders[0])

    async def read(shop: Shopify, at: str = "") -> tuple[list[str], str]:
        names: list[str] = []
        for _ in range(50):
            page = await shop.changed(at)
            names += [each.id for each in page.orders]
            at = page.cursor
            if not page.more:
                return list(dict.fromkeys(names)), at
        raise AssertionError("the reading does not end")

    names, at = ask(peer, read)
    assert names == [orders[number] for number in (1, 2, 3, 0)]
    fake.seconds += 100
    fake.touch(orders[4])
    assert ask(peer, lambda shop: read(shop, at))[0][-1] == orders[4]


def test_want_of_points_is_waited_out(shopped: Shopped) -> None:
    fake, peer = shopped
    fake.throttled = True
    with pytest.raises(BackendAwayError) as away:
        ask(peer, lambda shop: shop.check())
    assert away.value.retry_after_s == 5.0


def test_a_webhook_is_a_hint_by_whoever_knows_the_secret(shopped: Shopped) -> None:
    body = json.dumps({"id": 4711, "admin_graphql_api_id": "gid://shopify/Order/4711"}).encode()
    product = json.dumps({"id": 1, "admin_graphql_api_id": "gid://shopify/Product/1"}).encode()

    def signed(content: bytes) -> dict[str, str]:
        digest = hmac.new(b"hook", content, hashlib.sha256).digest()
        return {"X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode()}

    async def read(shop: Shopify) -> list[str | None]:
        return [
            shop.webhook_order(signed(body), body),
            shop.webhook_order(signed(product), product),
            shop.webhook_order(signed(b"[]"), b"[]"),
            shop.webhook_order(signed(product), body),
            shop.webhook_order({}, body),
        ]

    assert ask(shopped[1], read) == ["gid://shopify/Order/4711", None, None, None, None]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"access_token": "wrong"}, 401, "no-graphql"),
        ({"location": THERE}, 200, "wrong-site"),
        ({"location": "1"}, 200, "wrong-site"),
        ({"version": "2020-01"}, 404, "no-graphql"),
    ],
)
def test_what_is_configured_wrongly_is_said_at_the_start(
    shopped: Shopped, changes: dict[str, Any], status: int, code: str
) -> None:
    ask(shopped[1], lambda shop: shop.check())
    with pytest.raises(BackendRefusedError) as refused:
        ask(shopped[1], lambda shop: shop.check(), **changes)
    assert (refused.value.status, refused.value.code) == (status, code)


def test_only_what_is_configured_is_offered(shopped: Shopped) -> None:
    async def capabilities(shop: Shopify) -> frozenset[Capability]:
        return shop.capabilities

    assert ask(shopped[1], capabilities) == {Capability.PARTIAL, Capability.WEBHOOKS}
    assert ask(shopped[1], capabilities, webhook_secret="") == {Capability.PARTIAL}
