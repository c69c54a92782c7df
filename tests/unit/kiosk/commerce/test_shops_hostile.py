"""Every adapter against platforms that are slow, broken, careless or hostile."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from kiosk.commerce.medusa.adapter import Medusa
from kiosk.commerce.medusa.prices import MedusaPrices
from kiosk.commerce.shop import Capability, Outcome, ReadyParcel, Shop, ShopDriftError, Wanted
from kiosk.commerce.shopify.adapter import Shopify
from kiosk.commerce.vendure.adapter import Vendure
from kiosk.commerce.vendure.prices import VendurePrices
from kiosk.commerce.vendure.session import VendureKey
from kiosk.commerce.vendure.wire import VendureSite
from kiosk.commerce.woocommerce.adapter import WooCommerce
from kiosk.commerce.woocommerce.wire import WooSite
from kiosk.errors import BackendAwayError, BackendRefusedError
from tests.helpers.http_peer import Answer, Asked, HttpPeer
from tests.unit.kiosk.commerce.shop_samples import (
    CODE,
    KEY,
    MEDUSA_LOCATION,
    MEDUSA_ORDER,
    SHOPIFY_CODE,
    SHOPIFY_ORDER,
    VENDURE_ORDER,
    WOO_ORDER,
    changed,
)

Decide = Callable[[Asked], Answer | None]
SESSION = "session-of-vendure-0815"
PARCEL = ReadyParcel("P-9", 7, {"22": 1})


@dataclass(frozen=True)
class Kind:
    """`build` makes the adapter, `honest` is a platform with one order; `link` is where its time-out is set."""

    name: str
    build: Callable[[str], Shop]
    honest: Callable[[Asked], Answer]
    order_id: str
    link: Callable[[Any], Any]
    code: str = CODE


def woocommerce(asked: Asked) -> Answer:
    return Answer(200, WOO_ORDER if asked.path.endswith("/12") else [WOO_ORDER])


def shopify(asked: Asked) -> Answer:
    query = asked.json["query"]
    if "order(id" in query:
        return Answer(200, {"data": {"order": SHOPIFY_ORDER}})
    if "location(" in query:
        location = {"id": "gid://shopify/Location/61", "isActive": True, "localPickupSettingsV2": {}}
        return Answer(200, {"data": {"location": location}})
    return Answer(200, {"data": {"orders": {"nodes": [SHOPIFY_ORDER]}}})


def vendure(asked: Asked) -> Answer:
    query = asked.json["query"]
    if "login(" in query:
        return Answer(200, {"data": {"login": {"__typename": "CurrentUser"}}}, {"vendure-auth-token": SESSION})
    if "order(id" in query:
        return Answer(200, {"data": {"order": VENDURE_ORDER}})
    return Answer(200, {"data": {"orders": {"items": [VENDURE_ORDER]}}})


def medusa(asked: Asked) -> Answer:
    if asked.path.startswith("/admin/stock-locations/"):
        return Answer(200, MEDUSA_LOCATION)
    if asked.path == "/admin/pickup/orders":
        return Answer(200, {"orders": [{"id": "order_12", "value": asked.json["code"], "draft": False}]})
    if asked.path == "/admin/orders":
        return Answer(200, {"orders": [MEDUSA_ORDER]})
    return Answer(200, {"order": MEDUSA_ORDER})


KINDS = [
    Kind(
        "vendure",
        lambda url: Vendure(
            f"{url}/admin-api",
            VendureKey(user="openluke", password=KEY),
            VendureSite("locker-sentrum"),
            prices=VendurePrices(),
        ),
        vendure,
        "12",
        lambda shop: shop._session._link,
    ),
    Kind(
        "medusa",
        lambda url: Medusa(url, KEY, "sloc_1", prices=MedusaPrices("reg_1")),
        medusa,
        "order_12",
        lambda shop: shop._link,
    ),
    Kind(
        "woocommerce",
        lambda url: WooCommerce(url, "ck_1", KEY, WooSite("local_pickup:3", "pickup_code", frozenset())),
        woocommerce,
        "12",
        lambda shop: shop._link,
    ),
    Kind(
        "shopify",
        lambda url: Shopify(url, KEY, "61", version="2026-10"),
        shopify,
        "gid://shopify/Order/12",
        lambda shop: shop._client._link,
        SHOPIFY_CODE,
    ),
]
SAMPLES = {"vendure": VENDURE_ORDER, "medusa": MEDUSA_ORDER, "woocommerce": WOO_ORDER, "shopify": SHOPIFY_ORDER}


async def _prices(shop: Shop) -> Any:
    """Of shops that have them; the others are checked once more."""
    offered = Capability.PRICES in shop.capabilities
    return await (shop.prices("", [Wanted("DRILL", 1)]) if offered else shop.check())


CALLS: dict[str, Callable[[Shop, str], Awaitable[Any]]] = {
    "order_of_code": lambda shop, order: shop.order_of_code(SHOPIFY_CODE if "Order/" in order else CODE),
    "order": lambda shop, order: shop.order(order),
    "changed": lambda shop, _: shop.changed(""),
    "mark_ready": lambda shop, order: shop.mark_ready(order, PARCEL),
    "hand_over": lambda shop, order: shop.hand_over(order, PARCEL),
    "prices": lambda shop, _: _prices(shop),
    "check": lambda shop, _: shop.check(),
}


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


def ask(kind: Kind, decide: Callable[[Asked], Answer], call: str, read_s: float = 5.0) -> Any:
    async def run(url: str) -> Any:
        shop = kind.build(url)
        kind.link(shop)._read_s = read_s
        try:
            return await CALLS[call](shop, kind.order_id)
        finally:
            await shop.aclose()

    with HttpPeer(decide) as peer:
        return asyncio.run(run(peer.url))


def test_an_honest_platform_is_believed(kind: Kind) -> None:
    order = ask(kind, kind.honest, "order_of_code")
    assert (order.id, order.code) == (kind.order_id, kind.code)
    assert [each.id for each in ask(kind, kind.honest, "changed").orders] == [kind.order_id]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("answer", "wait_s"),
    [
        (Answer(429, b"slow down", {"Retry-After": "7"}), 7.0),
        (Answer(429), None),
        (Answer(500, b"<html>oops"), None),
        (Answer(502, {"data": {"order": None}}), None),
        (Answer(302, b"", {"Location": "http://127.0.0.1:1/"}), None),
        (Answer(200, b"<html>please log in</html>"), None),
        (Answer(200, b"\xff\xfe"), None),
        (Answer(204), None),
    ],
)
def test_what_is_no_answer_is_away(kind: Kind, call: str, answer: Answer, wait_s: float | None) -> None:
    with pytest.raises(BackendAwayError) as away:
        ask(kind, lambda _: answer, call)
    assert away.value.retry_after_s == wait_s


@pytest.mark.parametrize("call", ["order", "mark_ready"])
def test_silence_is_away(kind: Kind, call: str) -> None:
    with pytest.raises(BackendAwayError):
        ask(kind, lambda _: Answer(200, b"{}", delay_s=1.5), call, read_s=0.2)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_is_said_and_not_tried_for_ever(kind: Kind, call: str, status: int) -> None:
    asked: list[Asked] = []

    def refuse(request: Asked) -> Answer:
        asked.append(request)
        return Answer(status, {"type": "unauthorized", "message": f"key {KEY} is wrong"})

    with pytest.raises(BackendRefusedError) as refused:
        ask(kind, refuse, call)
    assert refused.value.status == status
    assert KEY not in str(refused.value)
    assert len(asked) <= 3


@pytest.mark.parametrize("call", ["order_of_code", "order", "changed", "prices"])
@pytest.mark.parametrize("body", [[7], {}, None, 7, {"data": []}, {"data": {}}, {"orders": {}}, {"order": {}}])
def test_json_of_another_shape_is_drift(kind: Kind, call: str, body: Any) -> None:
    def decide(asked: Asked) -> Answer:
        return kind.honest(asked) if _is_login_or_site(asked) else Answer(200, body)

    with pytest.raises(ShopDriftError) as drift:
        ask(kind, decide, call)
    assert drift.value.field_name


def _is_login_or_site(asked: Asked) -> bool:
    return b"login(" in asked.body or asked.path.startswith("/admin/stock-locations/")


def _with_order(kind: Kind, path: str, value: Any) -> Callable[[Asked], Answer]:
    """An honest platform whose order has another value somewhere."""
    sample = SAMPLES[kind.name]

    def decide(asked: Asked) -> Answer:
        body = kind.honest(asked).body
        body = _replaced(body, sample, changed(sample, path, value))
        return Answer(200, body, kind.honest(asked).headers)

    return decide


def _replaced(body: Any, old: Any, new: Any) -> Any:
    if body == old:
        return new
    if isinstance(body, dict):
        return {key: _replaced(value, old, new) for key, value in body.items()}
    return [_replaced(each, old, new) for each in body] if isinstance(body, list) else body


CODE_PATHS = {
    "vendure": "customFields.pickupCode",
    "medusa": "metadata.pickup_code",
    "woocommerce": "meta_data.0.value",
    "shopify": "confirmationNumber",
}
QUANTITY_PATHS = {
    "vendure": "lines.1.quantity",
    "medusa": "items.0.detail.quantity",
    "woocommerce": "line_items.0.quantity",
    "shopify": "lineItems.nodes.0.currentQuantity",
}
SITE_PATHS = {
    "vendure": "shippingLines.0.shippingMethod.code",
    "medusa": "shipping_methods.0.shipping_option_id",
    "woocommerce": "shipping_lines.0.instance_id",
    "shopify": "fulfillmentOrders.nodes.0.assignedLocation.location.id",
}


@pytest.mark.parametrize("value", ["", "K7QF-2M9Y", "k7qf-2m9x", f"{CODE} "])
def test_an_order_with_another_code_is_unknown(kind: Kind, value: str) -> None:
    assert ask(kind, _with_order(kind, CODE_PATHS[kind.name], value), "order_of_code") is None


@pytest.mark.parametrize("call", ["order_of_code", "order"])
def test_another_sites_order_is_unknown(kind: Kind, call: str) -> None:
    assert ask(kind, _with_order(kind, SITE_PATHS[kind.name], "elsewhere"), call) is None


@pytest.mark.parametrize("call", ["mark_ready", "hand_over"])
def test_nothing_is_written_to_another_sites_order(kind: Kind, call: str) -> None:
    asked: list[Asked] = []
    decide = _with_order(kind, SITE_PATHS[kind.name], "elsewhere")

    def watched(request: Asked) -> Answer:
        asked.append(request)
        return decide(request)

    assert ask(kind, watched, call) is Outcome.CONFLICT
    assert not [each for each in asked if b"mutation($" in each.body and b"login" not in each.body]
    assert not [each for each in asked if each.method == "PUT" or each.path.endswith("/fulfillments")]


def test_an_answer_with_another_order_is_unknown(kind: Kind) -> None:
    other = {"vendure": "13", "medusa": "order_13", "woocommerce": 13, "shopify": "gid://shopify/Order/13"}[kind.name]
    assert ask(kind, _with_order(kind, "id", other), "order") is None


@pytest.mark.parametrize("call", ["order_of_code", "order", "changed", "mark_ready"])
def test_without_quantities_nothing_goes_on(kind: Kind, call: str) -> None:
    with pytest.raises(ShopDriftError, match=r"(?i)quantity") as drift:
        ask(kind, _with_order(kind, QUANTITY_PATHS[kind.name], ...), call)
    assert drift.value.capability is None


@pytest.mark.allow_warnings
def test_two_orders_with_one_code_are_unknown(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    def two(asked: Asked) -> Answer:
        answer = kind.honest(asked)
        body = answer.body
        if kind.name == "vendure" and "orders" in body["data"]:
            body = {"data": {"orders": {"items": [VENDURE_ORDER, VENDURE_ORDER]}}}
        if kind.name == "woocommerce":
            body = [WOO_ORDER, WOO_ORDER | {"id": 13}]
        if kind.name == "shopify" and "orders" in body["data"]:
            body = {"data": {"orders": {"nodes": [SHOPIFY_ORDER, SHOPIFY_ORDER]}}}
        if kind.name == "medusa" and asked.path == "/admin/pickup/orders":
            body = {"orders": body["orders"] * 2}
        return Answer(200, body, answer.headers)

    assert ask(kind, two, "order_of_code") is None
    assert "more than one order" in caplog.text


@pytest.mark.allow_warnings
def test_no_key_and_no_code_reach_a_log(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    answers: list[Callable[[Asked], Answer]] = [
        kind.honest,
        lambda _: Answer(500, f"{KEY} {CODE}".encode()),
        lambda _: Answer(200, {"a": CODE}),
    ]
    for decide in answers:
        for call in CALLS:
            try:
                ask(kind, decide, call)
            except (BackendAwayError, BackendRefusedError, ShopDriftError) as error:
                said.append(str(error))
    for secret in (KEY, kind.code, SESSION):
        assert secret not in caplog.text
        assert secret not in "".join(said)


def test_codes_travel_in_bodies(kind: Kind) -> None:
    with HttpPeer(kind.honest) as peer:

        async def run() -> None:
            shop = kind.build(peer.url)
            await shop.order_of_code(kind.code)
            await shop.aclose()

        asyncio.run(run())
        assert not [each for each in peer.asked if kind.code in each.path or kind.code in str(each.params)]


def test_a_shop_that_was_closed_is_opened_by_the_next_request(kind: Kind) -> None:
    """The backend begins anew with the same shop after a failure, in another loop."""
    with HttpPeer(kind.honest) as peer:
        shop = kind.build(peer.url)

        async def visit() -> Any:
            found = await shop.order(kind.order_id)
            await shop.aclose()
            return found

        first = asyncio.run(visit())
        assert first is not None
        assert asyncio.run(visit()) == first
