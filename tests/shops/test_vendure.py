"""The adapter against the real Vendure of tests/shops/vendure."""

import asyncio
import itertools
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

import msgspec
import pytest

from kiosk.commerce.shop import (
    Capability,
    GivenBack,
    OrderState,
    Outcome,
    Payment,
    PriceSource,
    Purchase,
    ReadyParcel,
    Shop,
    ShopDriftError,
    Wanted,
)
from kiosk.commerce.vendure.adapter import NEEDED, Vendure
from kiosk.commerce.vendure.prices import VendurePrices
from kiosk.commerce.vendure.purchases import VendurePurchases
from kiosk.commerce.vendure.returns import VendureReturns
from kiosk.commerce.vendure.session import VendureKey
from kiosk.commerce.vendure.wire import VendureSite
from kiosk.errors import BackendRefusedError
from tests.shops.hooks import SECRET
from tests.shops.vendure_shop import HOME, NORD, RESERVED, SENTRUM, VendureShop

Result = TypeVar("Result")
ADMIN = VendureKey(user="superadmin", password="superadmin")
SITE = VendureSite(SENTRUM)
_numbers = itertools.count(1)


def ask(shop: VendureShop, about: Callable[[Vendure], Awaitable[Result]], **changes: Any) -> Result:
    options = {
        "key": ADMIN,
        "site": SITE,
        "webhook_secret": SECRET,
        "returns": VendureReturns(refund=True),
        "prices": VendurePrices(),
        "purchases": VendurePurchases(),
    } | changes

    async def run() -> Result:
        adapter = Vendure(shop.admin_url, **options)
        try:
            port: Shop = adapter
            assert port is adapter
            return await about(adapter)
        finally:
            await adapter.aclose()

    return asyncio.run(run())


def new_code() -> str:
    return f"K7QF-{next(_numbers):04}"


def parcel(shop: VendureShop, order: str, compartment: int = 7, **quantities: int) -> ReadyParcel:
    lines = shop.lines(order)
    skus = {"drill": "DRILL-18V", "screws": "SCREWS-200"}
    return ReadyParcel(
        f"{order}-{next(_numbers)}", compartment, {lines[skus[name]]: number for name, number in quantities.items()}
    )


def test_from_paid_to_collected_in_two_parcels(vendure: VendureShop) -> None:
    code = new_code()
    order = vendure.order(("DRILL-18V", 2), ("SCREWS-200", 3), code=code)
    first, second = parcel(vendure, order, drill=2, screws=1), parcel(vendure, order, 12, screws=2)

    async def flow(shop: Vendure) -> list[Any]:
        seen = [await shop.order_of_code(code)]
        outcomes = []
        for write, each in [
            (shop.mark_ready, first),
            (shop.mark_ready, second),
            (shop.hand_over, first),
            (shop.hand_over, second),
        ]:
            outcomes.append(await write(order, each))
            seen.append(await shop.order_of_code(code))
        return [outcomes, seen]

    outcomes, seen = ask(vendure, flow)
    assert outcomes == [Outcome.DONE] * 4
    assert [each.state for each in seen] == [
        OrderState.AWAITING,
        OrderState.READY,
        OrderState.READY,
        OrderState.PARTIALLY_COLLECTED,
        OrderState.COLLECTED,
    ]
    assert (seen[0].id, seen[0].code, seen[0].site, seen[0].payment) == (order, code, SENTRUM, Payment.PAID)
    assert [(line.sku, line.quantity, line.ready, line.collected) for line in seen[3].lines] == [
        ("DRILL-18V", 2, 0, 2),
        ("SCREWS-200", 3, 2, 1),
    ]
    assert {each.parcel: (dict(each.lines), each.collected) for each in seen[3].parcels} == {
        first.id: (dict(first.lines), True),
        second.id: (dict(second.lines), False),
    }
    told = vendure.state(order)
    assert told["state"] == "Delivered"
    assert {each["method"] for each in told["fulfillments"]} == {"OpenLuke, compartment 7", "OpenLuke, compartment 12"}


def test_what_is_done_is_done_once(vendure: VendureShop) -> None:
    order = vendure.order(("SCREWS-200", 4))
    one = parcel(vendure, order, screws=2)

    async def twice(shop: Vendure) -> list[Outcome]:
        return [
            await shop.mark_ready(order, one),
            await shop.mark_ready(order, one),
            await shop.hand_over(order, one),
            await shop.hand_over(order, one),
            await shop.mark_ready(order, one),
        ]

    assert ask(vendure, twice) == [Outcome.DONE, Outcome.ALREADY, Outcome.DONE, Outcome.ALREADY, Outcome.ALREADY]
    assert len(vendure.state(order)["fulfillments"]) == 1


def test_two_backends_at_the_same_moment_make_one_fulfilment(vendure: VendureShop) -> None:
    order = vendure.order(("SCREWS-200", 2))
    one = parcel(vendure, order, screws=2)

    async def race(shop: Vendure) -> list[Outcome]:
        others = [Vendure(vendure.admin_url, ADMIN, SITE) for _ in range(3)]
        try:
            return list(await asyncio.gather(*(each.hand_over(order, one) for each in [shop, *others])))
        finally:
            for each in others:
                await each.aclose()

    outcomes = ask(vendure, race)
    assert [each["state"] for each in vendure.state(order)["fulfillments"]] == ["Delivered"]
    assert Outcome.DONE in outcomes
    assert ask(vendure, lambda shop: shop.hand_over(order, one)) is Outcome.ALREADY


def test_a_handover_that_was_never_marked_ready_is_written_as_a_whole(vendure: VendureShop) -> None:
    order = vendure.order(("DRILL-18V", 1))
    assert ask(vendure, lambda shop: shop.hand_over(order, parcel(vendure, order, drill=1))) is Outcome.DONE
    assert vendure.state(order)["state"] == "Delivered"


def test_a_write_that_was_cut_off_in_the_middle_is_finished(vendure: VendureShop) -> None:
    order = vendure.order(("DRILL-18V", 1))
    one = parcel(vendure, order, drill=1)
    cut_off = VendureSite(SENTRUM, ready_state="Pending")
    assert ask(vendure, lambda shop: shop.mark_ready(order, one), site=cut_off) is Outcome.DONE
    assert [each["state"] for each in vendure.state(order)["fulfillments"]] == ["Pending"]
    assert ask(vendure, lambda shop: shop.mark_ready(order, one)) is Outcome.DONE
    assert [each["state"] for each in vendure.state(order)["fulfillments"]] == ["ReadyForPickup"]


def test_what_the_shop_cannot_take_is_a_conflict(vendure: VendureShop) -> None:
    order, other, cancelled = (vendure.order(("SCREWS-200", 1)) for _ in range(3))
    one = parcel(vendure, order, screws=1)
    vendure.cancel(cancelled)

    async def conflicts(shop: Vendure) -> list[Outcome]:
        assert await shop.mark_ready(order, one) is Outcome.DONE
        return [
            await shop.mark_ready(order, parcel(vendure, order, screws=1)),  # no more was ordered
            await shop.mark_ready(order, replace(one, lines={vendure.lines(other)["SCREWS-200"]: 1})),
            await shop.hand_over(cancelled, parcel(vendure, cancelled, screws=1)),
            await shop.hand_over("999999", one),
        ]

    assert ask(vendure, conflicts) == [Outcome.CONFLICT] * 4
    assert ask(vendure, lambda shop: shop.order(cancelled)).state is OrderState.CANCELLED  # type: ignore[union-attr]


def test_another_sites_order_is_unknown_here(vendure: VendureShop) -> None:
    code = new_code()
    order = vendure.order(("SCREWS-200", 1), to=NORD, code=code)
    one = parcel(vendure, order, screws=1)

    async def from_here(shop: Vendure) -> list[Any]:
        page = await shop.changed("")
        return [
            await shop.order_of_code(code),
            await shop.order(order),
            order in {each.id for each in page.orders},
            await shop.hand_over(order, one),
        ]

    assert ask(vendure, from_here) == [None, None, False, Outcome.CONFLICT]
    assert vendure.state(order)["fulfillments"] == []
    found = ask(vendure, lambda shop: shop.order_of_code(code), site=VendureSite(NORD))
    assert found is not None
    assert found.site == NORD


def test_an_unknown_code_and_a_part_of_one_find_nothing(vendure: VendureShop) -> None:
    code = new_code()
    vendure.order(("SCREWS-200", 1), code=code)

    async def wrong(shop: Vendure) -> list[Any]:
        return [await shop.order_of_code(text) for text in ("", "WRONG", code[:-1], code.lower(), f"{code} ", "%")]

    assert ask(vendure, wrong) == [None] * 6


def test_what_is_paid_and_what_is_not(vendure: VendureShop) -> None:
    reserved = vendure.order(("SCREWS-200", 1), pay=RESERVED)
    found = ask(vendure, lambda shop: shop.order(reserved))
    assert found is not None
    assert found.payment is Payment.PAID


def test_changes_come_once_and_in_order(vendure: VendureShop) -> None:
    begin = ask(vendure, every_change)
    first = vendure.order(("SCREWS-200", 1))
    second = vendure.order(("SCREWS-200", 1))
    vendure.order(("SCREWS-200", 1), to=HOME)
    time.sleep(1.1)  # SQLite keeps whole seconds
    vendure.name(first, new_code())

    found, cursor = ask(vendure, lambda shop: changes_since(shop, begin[1]))
    news = [each.id for each in found if each.id in {first, second}]
    assert news == [second, first]
    again, _ = ask(vendure, lambda shop: changes_since(shop, cursor))
    assert {each.id for each in again} <= {each.id for each in found}


def test_what_staff_do_to_a_parcel_or_the_money_is_a_change(vendure: VendureShop) -> None:
    """Vendure itself leaves the order's time as it is; the plugin of config/shops does not."""
    order = vendure.order(("SCREWS-200", 2))
    one = parcel(vendure, order, screws=1)
    ask(vendure, lambda shop: shop.mark_ready(order, one))
    _, cursor = ask(vendure, every_change)
    time.sleep(1.1)
    fulfilment = vendure.state(order)["fulfillments"][0]["id"]
    vendure.admin(
        'mutation($id:ID!){transitionFulfillmentToState(id:$id,state:"Cancelled"){__typename}}', id=fulfilment
    )
    assert last_seen(vendure, cursor, order).parcels[0].cancelled
    time.sleep(1.1)
    vendure.refund_all(order)
    assert last_seen(vendure, cursor, order).payment is Payment.DUE


def last_seen(vendure: VendureShop, cursor: str, order: str) -> Any:
    found, _ = ask(vendure, lambda shop: changes_since(shop, cursor))
    assert found[-1].id == order
    return found[-1]


async def every_change(shop: Vendure) -> tuple[list[Any], str]:
    return await changes_since(shop, "")


async def changes_since(shop: Vendure, cursor: str) -> tuple[list[Any], str]:
    orders: list[Any] = []
    for _ in range(100):
        page = await shop.changed(cursor)
        orders += page.orders
        cursor = page.cursor
        if not page.more:
            return orders, cursor
    raise AssertionError("the reading does not end")


def test_pages_of_one_read_everything(vendure: VendureShop, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = {vendure.order(("SCREWS-200", 1)) for _ in range(3)}
    monkeypatch.setattr("kiosk.commerce.cursor.PAGE", 1)
    found, _ = ask(vendure, every_change)
    assert orders <= {each.id for each in found}


def test_goods_that_come_back_are_paid_back_once(vendure: VendureShop) -> None:
    order = vendure.order(("SCREWS-200", 4))
    one = parcel(vendure, order, screws=3)
    line = vendure.lines(order)["SCREWS-200"]
    goods = GivenBack("R1", {line: 2}, "wrong", damaged={line: 1})

    async def back(shop: Vendure) -> list[Outcome]:
        before = await shop.give_back(order, goods)
        await shop.hand_over(order, one)
        return [before, await shop.give_back(order, goods), await shop.give_back(order, goods)]

    assert ask(vendure, back) == [Outcome.CONFLICT, Outcome.DONE, Outcome.ALREADY]
    told = vendure.state(order)
    assert [(each["total"], each["reason"]) for each in told["payments"][0]["refunds"]] == [
        (2 * 11188, "OpenLuke return R1 (wrong)")
    ]
    assert told["lines"] == [{"quantity": 3}]  # the damaged one is not put on stock again


def test_goods_that_come_back_are_told_to_staff_once(vendure: VendureShop) -> None:
    order = vendure.order(("SCREWS-200", 1))
    goods = GivenBack("R2", {vendure.lines(order)["SCREWS-200"]: 1}, "regret")

    async def back(shop: Vendure) -> list[Outcome]:
        await shop.hand_over(order, parcel(vendure, order, screws=1))
        return [await shop.give_back(order, goods), await shop.give_back(order, goods)]

    assert ask(vendure, back, returns=VendureReturns()) == [Outcome.DONE, Outcome.ALREADY]
    told = vendure.state(order)
    notes = [each["data"]["note"] for each in told["history"]["items"] if each["type"] == "ORDER_NOTE"]
    assert notes == ["OpenLuke return R2 (regret): 1 x SCREWS-200"]
    assert told["payments"][0]["refunds"] == []


def test_a_customer_sees_the_price_of_the_web_shop(vendure: VendureShop) -> None:
    customer = vendure.customer(vendure.group_with_rebate(25))
    wanted = [Wanted("DRILL-18V", 1), Wanted("NOTHING", 1), Wanted("SCREWS-200", 2), Wanted("DRILL-18V", 999_999)][:3]

    def price_list(who: str) -> list[tuple[str, int, int, str, int, PriceSource]]:
        found = ask(vendure, lambda shop: shop.prices(who, wanted))
        return [
            (each.sku, each.net_minor, each.gross_minor, each.currency, each.vat_permille, each.source)
            for each in found
        ]

    listed = price_list("")
    assert [(sku, gross, source) for sku, _, gross, _, _, source in listed] == [
        ("DRILL-18V", 249_875, PriceSource.LIST),
        ("SCREWS-200", 11_188, PriceSource.LIST),
    ]
    contract = price_list(customer)
    assert [(sku, source) for sku, *_, source in contract] == [
        ("DRILL-18V", PriceSource.CONTRACT),
        ("SCREWS-200", PriceSource.CONTRACT),
    ]
    assert contract[0][1:5] == (149_925, 187_406, listed[0][3], 250)
    stranger = price_list(vendure.customer())
    assert stranger == listed
    drafts = vendure.admin('{orders(options:{filter:{state:{eq:"Draft"}}}){totalItems}}')["orders"]["totalItems"]
    assert drafts == 0


def test_what_is_not_on_stock_has_no_price_for_a_customer(vendure: VendureShop) -> None:
    wanted = [Wanted("SCREWS-200", 900), Wanted("DRILL-18V", 1)]
    found = ask(vendure, lambda shop: shop.prices(vendure.customer(), wanted))
    assert [each.sku for each in found] == ["DRILL-18V"]


def test_a_purchase_is_one_order_on_account(vendure: VendureShop) -> None:
    purchase = Purchase(f"B{next(_numbers)}", vendure.customer(), (Wanted("SCREWS-200", 2),), "PO-4711")

    async def buy(shop: Vendure) -> list[Any]:
        placed = [await shop.place_order(purchase), await shop.place_order(purchase)]
        return [placed, await shop.order(placed[0])]

    placed, order = ask(vendure, buy)
    assert placed[0] == placed[1]
    assert (order.customer, order.payment, order.state) == (
        purchase.customer,
        Payment.ON_ACCOUNT,
        OrderState.AWAITING,
    )
    assert vendure.state(placed[0])["payments"][0]["metadata"]["reference"] == "PO-4711"


def test_a_purchase_that_was_cut_off_is_taken_up_again(vendure: VendureShop) -> None:
    purchase = Purchase(f"B{next(_numbers)}", vendure.customer(), (Wanted("SCREWS-200", 1),))
    draft = vendure.admin("mutation{createDraftOrder{id}}")["createDraftOrder"]["id"]
    vendure.admin(
        "mutation($id:ID!,$p:String!){setDraftOrderCustomFields(orderId:$id,input:{id:$id,customFields:{purchaseId:$p}})"
        "{id}}",
        id=draft,
        p=purchase.id,
    )
    order = ask(vendure, lambda shop: shop.place_order(purchase))
    assert order != draft
    assert vendure.admin("query($id:ID!){order(id:$id){id}}", id=draft)["order"] is None


def test_a_purchase_that_the_shop_refuses_leaves_nothing(vendure: VendureShop) -> None:
    customer = vendure.customer()
    for lines, code in [
        ((Wanted("NOTHING", 1),), "article-unknown"),
        ((Wanted("SCREWS-200", 900),), "INSUFFICIENT_STOCK_ERROR"),
    ]:
        purchase = Purchase(f"B{next(_numbers)}", customer, lines)
        with pytest.raises(BackendRefusedError) as refused:
            ask(vendure, lambda shop, it=purchase: shop.place_order(it))  # type: ignore[misc]
        assert refused.value.code == code
    drafts = vendure.admin('{orders(options:{filter:{state:{eq:"Draft"}}}){totalItems}}')["orders"]["totalItems"]
    assert drafts == 0


def test_the_shop_says_which_order_has_changed(vendure: VendureShop) -> None:
    before = len(vendure.hooks.received)
    order = vendure.order(("SCREWS-200", 1))
    messages = vendure.hooks.since(before)
    headers, body = messages[-1]

    async def read(shop: Vendure) -> list[str | None]:
        other = json.dumps(json.loads(body) | {"data": {"order": "1"}}).encode()
        return [shop.webhook_order(headers, body), shop.webhook_order(headers, other)]

    assert ask(vendure, read) == [order, None]
    count = len(vendure.hooks.received)
    ask(vendure, lambda shop: shop.mark_ready(order, parcel(vendure, order, screws=1)))
    told = [json.loads(text)["data"]["order"] for _, text in vendure.hooks.since(count)]
    assert set(told) == {order}


def test_a_user_with_few_rights_is_enough(vendure: VendureShop) -> None:
    name, password = vendure.user(*NEEDED)
    order = vendure.order(("SCREWS-200", 1))

    one = parcel(vendure, order, screws=1)

    async def work(shop: Vendure) -> list[Outcome]:
        await shop.check()
        ready = await shop.mark_ready(order, one)
        await shop._session.ask(msgspec.Raw, "mutation{logout{success}}", {})
        return [ready, await shop.hand_over(order, one)]

    assert ask(vendure, work, key=VendureKey(user=name, password=password)) == [Outcome.DONE, Outcome.DONE]


def test_a_user_who_may_only_look_is_told_at_the_start(vendure: VendureShop) -> None:
    name, password = vendure.user("ReadOrder", "ReadShippingMethod")
    with pytest.raises(BackendRefusedError, match="UpdateOrder"):
        ask(vendure, lambda shop: shop.check(), key=VendureKey(user=name, password=password))


def test_the_rights_that_the_documentation_names_are_enough_for_sales(vendure: VendureShop) -> None:
    more = ("CreateOrder", "DeleteOrder", "ReadCatalog", "ReadCustomer", "ReadPromotion")
    name, password = vendure.user(*NEEDED, *more)
    customer = vendure.customer(vendure.group_with_rebate(10))
    purchase = Purchase(f"B{next(_numbers)}", customer, (Wanted("SCREWS-200", 1),))

    async def sales(shop: Vendure) -> tuple[Any, Any]:
        [price] = await shop.prices(customer, [Wanted("SCREWS-200", 1)])
        return price.source, await shop.order(await shop.place_order(purchase))

    source, order = ask(vendure, sales, key=VendureKey(user=name, password=password))
    assert (source, order.payment) == (PriceSource.CONTRACT, Payment.ON_ACCOUNT)


def test_a_shop_without_our_fields_has_drifted(vendure: VendureShop) -> None:
    with pytest.raises(ShopDriftError) as drift:
        ask(vendure, lambda shop: shop.check(), code_field="collectCode")
    assert drift.value.field_name == "collectCode"


def test_an_api_key_works_as_well(vendure: VendureShop) -> None:
    key = VendureKey(api_key=vendure.api_key(*NEEDED))
    order = vendure.order(("SCREWS-200", 1))

    async def work(shop: Vendure) -> Any:
        await shop.check()
        return await shop.order(order)

    assert ask(vendure, work, key=key).id == order


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": VendureKey(user="superadmin", password="wrong")}, "login-refused"),
        ({"key": VendureKey(api_key="c906:8e4f")}, "FORBIDDEN"),
        ({"site": VendureSite("locker-nowhere")}, "wrong-site"),
    ],
)
def test_what_is_configured_wrongly_is_said_at_the_start(
    vendure: VendureShop, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(BackendRefusedError) as refused:
        ask(vendure, lambda shop: shop.check(), **changes)
    assert refused.value.code == code


def test_only_what_is_configured_is_offered(vendure: VendureShop) -> None:
    async def capabilities(shop: Vendure) -> frozenset[Capability]:
        return shop.capabilities

    assert ask(vendure, capabilities) == {
        Capability.PARTIAL,
        Capability.RETURNS,
        Capability.PRICES,
        Capability.PURCHASES,
        Capability.WEBHOOKS,
    }
    nothing = {"webhook_secret": "", "returns": None, "prices": None, "purchases": None}
    assert ask(vendure, capabilities, **nothing) == {Capability.PARTIAL}
