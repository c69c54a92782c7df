"""The adapter against the real Medusa of tests/shops/medusa, with the routes of config/shops/medusa."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

import httpx2
import pytest

from kiosk.commerce.medusa.adapter import Medusa
from kiosk.commerce.medusa.prices import MedusaPrices
from kiosk.commerce.medusa.returns import MedusaReturns
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
    Wanted,
)
from kiosk.errors import BackendRefusedError
from tests.shops.hooks import SECRET
from tests.shops.medusa_shop import MedusaShop

Result = TypeVar("Result")
_numbers = itertools.count(1)


def ask(shop: MedusaShop, about: Callable[[Medusa], Awaitable[Result]], **changes: Any) -> Result:
    options = {
        "key": shop.key,
        "location": shop.sentrum,
        "webhook_secret": SECRET,
        "returns": MedusaReturns(receive=True),
        "prices": MedusaPrices(shop.region),
        "purchases": True,
    } | changes

    async def run() -> Result:
        adapter = Medusa(shop.base, **options)
        try:
            port: Shop = adapter
            assert port is adapter
            return await about(adapter)
        finally:
            await adapter.aclose()

    return asyncio.run(run())


def new_code() -> str:
    return f"K7QF-{next(_numbers):04}"


def parcel(shop: MedusaShop, order: str, compartment: int = 7, **quantities: int) -> ReadyParcel:
    lines = shop.lines(order)
    number = next(_numbers)
    return ReadyParcel(f"P{number}-1", compartment, {lines[sku.upper()]: many for sku, many in quantities.items()})


def test_from_paid_to_collected_in_two_parcels(medusa: MedusaShop) -> None:
    code = new_code()
    order = medusa.order(("DRILL", 2), ("SCREWS", 3), code=code)
    first, second = parcel(medusa, order, drill=2, screws=1), parcel(medusa, order, 12, screws=2)

    async def flow(shop: Medusa) -> tuple[list[Outcome], list[Any]]:
        seen: list[Any] = [await shop.order_of_code(code)]
        outcomes = []
        for write, each in [
            (shop.mark_ready, first),
            (shop.mark_ready, second),
            (shop.hand_over, first),
            (shop.hand_over, second),
        ]:
            outcomes.append(await write(order, each))
            seen.append(await shop.order_of_code(code))
        return outcomes, seen

    outcomes, seen = ask(medusa, flow)
    assert outcomes == [Outcome.DONE] * 4
    assert [each.state for each in seen] == [
        OrderState.AWAITING,
        OrderState.READY,
        OrderState.READY,
        OrderState.PARTIALLY_COLLECTED,
        OrderState.COLLECTED,
    ]
    assert (seen[0].id, seen[0].code, seen[0].site, seen[0].payment) == (order, code, medusa.sentrum, Payment.PAID)
    assert sorted((line.sku, line.quantity, line.ready, line.collected) for line in seen[3].lines) == [
        ("DRILL", 2, 0, 2),
        ("SCREWS", 3, 2, 1),
    ]
    assert {each.parcel: (dict(each.lines), each.collected) for each in seen[3].parcels} == {
        first.id: (dict(first.lines), True),
        second.id: (dict(second.lines), False),
    }
    told = medusa.state(order)
    assert told["fulfillment_status"] == "delivered"
    assert {each["metadata"]["openluke_compartment"] for each in told["fulfillments"]} == {7, 12}


def test_the_naive_lookup_would_open_a_strangers_door(medusa: MedusaShop) -> None:
    """Medusa's list drops the filter; whoever asks it for a code nobody has is given somebody's order."""
    order = medusa.order(("SCREWS", 1), code=new_code())
    wrong = "WRONG-CODE"
    naive = medusa.get("/admin/orders", **{"metadata[pickup_code]": wrong, "limit": "100"})["orders"]
    assert order in {each["id"] for each in naive}
    assert all((each.get("metadata") or {}).get("pickup_code") != wrong for each in naive)
    assert ask(medusa, lambda shop: shop.order_of_code(wrong)) is None


def test_the_naive_state_would_call_a_part_everything(medusa: MedusaShop) -> None:
    """`fulfillment_status` is computed of the fields that were asked for, and says delivered of a part."""
    order = medusa.order(("SCREWS", 3))
    assert ask(medusa, lambda shop: shop.hand_over(order, parcel(medusa, order, screws=2))) is Outcome.DONE
    naive = medusa.get(f"/admin/orders/{order}", fields="id,fulfillment_status")["order"]
    assert naive["fulfillment_status"] == "delivered"
    found = ask(medusa, lambda shop: shop.order(order))
    assert found is not None
    assert found.state is OrderState.PARTIALLY_COLLECTED


def test_what_is_done_is_done_once(medusa: MedusaShop) -> None:
    order = medusa.order(("SCREWS", 4))
    one = parcel(medusa, order, screws=2)

    async def twice(shop: Medusa) -> list[Outcome]:
        return [
            await shop.mark_ready(order, one),
            await shop.mark_ready(order, one),
            await shop.hand_over(order, one),
            await shop.hand_over(order, one),
            await shop.mark_ready(order, one),
        ]

    assert ask(medusa, twice) == [Outcome.DONE, Outcome.ALREADY, Outcome.DONE, Outcome.ALREADY, Outcome.ALREADY]
    assert len(medusa.state(order)["fulfillments"]) == 1


def test_what_is_asked_for_at_the_same_moment_is_done_once(medusa: MedusaShop) -> None:
    """By one backend. Medusa itself lets two that write at once fulfil the same units twice."""
    order = medusa.order(("SCREWS", 2))
    one = parcel(medusa, order, screws=2)

    async def race(shop: Medusa) -> list[Outcome]:
        return list(await asyncio.gather(*(shop.hand_over(order, one) for _ in range(3))))

    assert sorted(ask(medusa, race)) == [Outcome.ALREADY, Outcome.ALREADY, Outcome.DONE]
    assert len(medusa.state(order)["fulfillments"]) == 1


def test_what_the_shop_cannot_take_is_a_conflict(medusa: MedusaShop) -> None:
    order, other, cancelled = (medusa.order(("SCREWS", 1), pay="invoice") for _ in range(3))
    one = parcel(medusa, order, screws=1)
    medusa.cancel(cancelled)

    async def conflicts(shop: Medusa) -> list[Outcome]:
        assert await shop.mark_ready(order, one) is Outcome.DONE
        return [
            await shop.mark_ready(order, parcel(medusa, order, screws=1)),  # no more was ordered
            await shop.mark_ready(order, replace(one, lines={medusa.lines(other)["SCREWS"]: 1})),
            await shop.hand_over(cancelled, parcel(medusa, cancelled, screws=1)),
            await shop.hand_over("order_nowhere", one),
        ]

    assert ask(medusa, conflicts) == [Outcome.CONFLICT] * 4
    found = ask(medusa, lambda shop: shop.order(cancelled))
    assert found is not None
    assert found.state is OrderState.CANCELLED


def test_what_staff_have_undone_stays_undone(medusa: MedusaShop) -> None:
    order = medusa.order(("SCREWS", 1))
    one = parcel(medusa, order, screws=1)
    ask(medusa, lambda shop: shop.mark_ready(order, one))
    fulfilment = medusa.state(order)["fulfillments"][0]["id"]
    medusa.post(f"/admin/orders/{order}/fulfillments/{fulfilment}/cancel")
    assert ask(medusa, lambda shop: shop.hand_over(order, one)) is Outcome.CONFLICT
    found = ask(medusa, lambda shop: shop.order(order))
    assert found is not None
    assert (found.state, found.parcels[0].cancelled) == (OrderState.AWAITING, True)


def test_another_sites_order_is_unknown_here(medusa: MedusaShop) -> None:
    code = new_code()
    order = medusa.order(("SCREWS", 1), option=medusa.option_nord, code=code)
    one = parcel(medusa, order, screws=1)

    async def from_here(shop: Medusa) -> list[Any]:
        found, _ = await changes_since(shop, "")
        return [
            await shop.order_of_code(code),
            await shop.order(order),
            order in {each.id for each in found},
            await shop.hand_over(order, one),
            await shop.give_back(order, GivenBack("R9", one.lines, "wrong")),
        ]

    assert ask(medusa, from_here) == [None, None, False, Outcome.CONFLICT, Outcome.CONFLICT]
    found = ask(medusa, lambda shop: shop.order_of_code(code), location=medusa.nord)
    assert found is not None
    assert found.site == medusa.nord


def test_a_code_that_two_orders_have_is_unknown(medusa: MedusaShop, caplog: pytest.LogCaptureFixture) -> None:
    code = new_code()
    medusa.order(("SCREWS", 1), code=code)
    medusa.order(("SCREWS", 1), code=code)
    assert ask(medusa, lambda shop: shop.order_of_code(code)) is None
    assert "more than one order" in caplog.text
    assert code not in caplog.text
    caplog.clear()


def test_what_is_paid_and_what_is_not(medusa: MedusaShop) -> None:
    orders = {pay: medusa.order(("SCREWS", 1), pay=pay) for pay in ("card", "invoice", "")}

    async def payments(shop: Medusa) -> dict[str, Any]:
        found = {pay: await shop.order(order) for pay, order in orders.items()}
        return {pay: order.payment if order else None for pay, order in found.items()}

    assert ask(medusa, payments) == {"card": Payment.PAID, "invoice": Payment.ON_ACCOUNT, "": Payment.DUE}


async def changes_since(shop: Medusa, cursor: str) -> tuple[list[Any], str]:
    orders: list[Any] = []
    for _ in range(200):
        page = await shop.changed(cursor)
        orders += page.orders
        cursor = page.cursor
        if not page.more:
            return orders, cursor
    raise AssertionError("the reading does not end")


def test_changes_come_in_order_and_pages(medusa: MedusaShop, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, cancelled = (medusa.order(("SCREWS", 1), pay="invoice") for _ in range(3))
    medusa.cancel(cancelled)
    ask(medusa, lambda shop: shop.mark_ready(first, parcel(medusa, first, screws=1)))
    found, cursor = ask(medusa, lambda shop: changes_since(shop, ""))
    assert [each.id for each in found if each.id in {first, second, cancelled}] == [second, first]
    listed = {"status[0]": "pending", "status[1]": "requires_action", "limit": "100"}
    assert cancelled not in {each["id"] for each in medusa.get("/admin/orders", **listed)["orders"]}
    monkeypatch.setattr("kiosk.commerce.cursor.PAGE", 1)
    paged, _ = ask(medusa, lambda shop: changes_since(shop, ""))
    assert list(dict.fromkeys(each.id for each in paged)) == [each.id for each in found]
    third = medusa.order(("SCREWS", 1))
    news, _ = ask(medusa, lambda shop: changes_since(shop, cursor))
    assert news[-1].id == third


def test_money_that_comes_later_is_a_change(medusa: MedusaShop) -> None:
    """Medusa itself leaves the order's time as it is; the subscriber of config/shops does not."""
    order = medusa.order(("SCREWS", 1), pay="")
    _, cursor = ask(medusa, lambda shop: changes_since(shop, ""))
    before = len(medusa.hooks.received)
    medusa.pay(order)
    assert json.loads(medusa.hooks.since(before)[0][1])["data"] == {"order": order}
    news, _ = ask(medusa, lambda shop: changes_since(shop, cursor))
    assert (news[-1].id, news[-1].payment) == (order, Payment.PAID)


def test_goods_that_come_back_are_one_return(medusa: MedusaShop) -> None:
    order = medusa.order(("SCREWS", 4))
    one = parcel(medusa, order, screws=3)
    line = medusa.lines(order)["SCREWS"]
    goods = GivenBack("R1", {line: 2}, "wrong", damaged={line: 1})

    async def back(shop: Medusa) -> list[Any]:
        before = await shop.give_back(order, goods)
        await shop.hand_over(order, one)
        outcomes = [before, await shop.give_back(order, goods), await shop.give_back(order, goods)]
        return [outcomes, await shop.order(order)]

    outcomes, found = ask(medusa, back)
    assert outcomes == [Outcome.CONFLICT, Outcome.DONE, Outcome.ALREADY]
    assert [(line.quantity, line.collected) for line in found.lines] == [(2, 3)]
    returns = medusa.get("/admin/returns", fields="id,status,order_id,metadata,*items")["returns"]
    [made] = [each for each in returns if each["order_id"] == order and each["status"] != "canceled"]
    assert (made["status"], made["metadata"]["openluke_reason"]) == ("received", "wrong")
    assert [(item["received_quantity"], item["damaged_quantity"]) for item in made["items"]] == [(2, 1)]


def test_a_return_may_wait_for_staff(medusa: MedusaShop) -> None:
    order = medusa.order(("SCREWS", 1))
    goods = GivenBack("R2", {medusa.lines(order)["SCREWS"]: 1}, "regret")

    async def back(shop: Medusa) -> Outcome:
        await shop.hand_over(order, parcel(medusa, order, screws=1))
        return await shop.give_back(order, goods)

    assert ask(medusa, back, returns=MedusaReturns(receive=False)) is Outcome.DONE
    returns = medusa.get("/admin/returns", fields="id,status,order_id")["returns"]
    assert [each["status"] for each in returns if each["order_id"] == order] == ["requested"]


def test_a_customer_sees_the_price_of_the_web_shop(medusa: MedusaShop) -> None:
    contract = medusa.customer(medusa.group_with_price("DRILL", 1499))
    bulk = medusa.customer(medusa.group_with_price("SCREWS", 50, min_quantity=10))
    sale = medusa.customer(medusa.group_with_price("SCREWS", 70, kind="sale"))
    wanted = [Wanted("DRILL", 1), Wanted("NOTHING", 1), Wanted("SCREWS", 9), Wanted("SCREWS", 10)]

    def price_list(customer: str) -> list[tuple[str, int, int, PriceSource]]:
        found = ask(medusa, lambda shop: shop.prices(customer, wanted))
        assert {(each.currency, each.vat_permille) for each in found} == {("NOK", 250)}
        return [(each.sku, each.net_minor, each.gross_minor, each.source) for each in found]

    screws = ("SCREWS", 8950, 11188, PriceSource.LIST)
    assert price_list("") == [("DRILL", 199_900, 249_875, PriceSource.LIST), screws, screws]
    assert price_list(contract) == [("DRILL", 149_900, 187_375, PriceSource.CONTRACT), screws, screws]
    assert price_list(bulk)[1:] == [screws, ("SCREWS", 5000, 6250, PriceSource.QUANTITY)]
    assert price_list(sale)[1] == ("SCREWS", 7000, 8750, PriceSource.CAMPAIGN)


def test_a_purchase_is_one_order_on_account(medusa: MedusaShop) -> None:
    customer = medusa.customer(medusa.group_with_price("DRILL", 1400))
    purchase = Purchase(f"B{next(_numbers)}", customer, (Wanted("DRILL", 2),), "PO-4711")

    async def buy(shop: Medusa) -> list[Any]:
        placed = [await shop.place_order(purchase), await shop.place_order(purchase)]
        return [placed, await shop.order(placed[0])]

    placed, order = ask(medusa, buy)
    assert placed[0] == placed[1]
    assert (order.customer, order.payment, order.state) == (customer, Payment.ON_ACCOUNT, OrderState.AWAITING)
    told = medusa.get(f"/admin/orders/{placed[0]}", fields="id,*items,+metadata")["order"]
    assert [item["unit_price"] for item in told["items"]] == [1400]
    with pytest.raises(BackendRefusedError, match="article-unknown"):
        ask(medusa, lambda shop: shop.place_order(replace(purchase, id="B0", lines=(Wanted("NOTHING", 1),))))


def test_a_purchase_that_was_cut_off_is_taken_up_again(medusa: MedusaShop) -> None:
    purchase = Purchase(f"B{next(_numbers)}", medusa.customer(), (Wanted("SCREWS", 1),))
    draft = medusa.post(
        "/admin/draft-orders",
        customer_id=purchase.customer,
        region_id=medusa.region,
        items=[{"variant_id": medusa.variants["SCREWS"], "quantity": 1}],
        shipping_methods=[{"shipping_option_id": medusa.option, "name": "Locker", "amount": 0}],
        metadata={"purchase_id": purchase.id},
    )["draft_order"]["id"]
    assert ask(medusa, lambda shop: shop.order(draft)) is None  # nobody has placed it yet
    assert ask(medusa, lambda shop: shop.place_order(purchase)) == draft
    assert ask(medusa, lambda shop: shop.order(draft)) is not None


def test_the_shop_says_which_order_has_changed(medusa: MedusaShop) -> None:
    before = len(medusa.hooks.received)
    order = medusa.order(("SCREWS", 1))
    headers, body = medusa.hooks.since(before)[-1]

    async def read(shop: Medusa) -> list[str | None]:
        other = json.dumps(json.loads(body) | {"data": {"order": "order_other"}}).encode()
        return [shop.webhook_order(headers, body), shop.webhook_order(headers, other)]

    assert ask(medusa, read) == [order, None]


def test_the_routes_need_a_key_and_say_what_is_wrong(medusa: MedusaShop) -> None:
    for path in ("orders", "prices", "returns"):
        url = f"{medusa.base}/admin/pickup/{path}"
        assert httpx2.post(url, json={"code": "x"}, verify=False).status_code == 401
        assert httpx2.post(url, json={}, headers=medusa.as_adapter(), verify=False).status_code == 400


def test_what_is_configured_wrongly_is_said_at_the_start(medusa: MedusaShop) -> None:
    ask(medusa, lambda shop: shop.check())
    bare = medusa.post("/admin/stock-locations", name="No pickup here")["stock_location"]["id"]
    for changes, status, code in [
        ({"key": "sk_wrong"}, 401, "refused"),
        ({"location": "sloc_nowhere"}, 404, "not_found"),
        ({"location": bare}, 200, "wrong-site"),
    ]:
        with pytest.raises(BackendRefusedError) as refused:
            ask(medusa, lambda shop: shop.check(), **changes)
        assert (refused.value.status, refused.value.code) == (status, code)


def test_only_what_is_configured_is_offered(medusa: MedusaShop) -> None:
    async def capabilities(shop: Medusa) -> frozenset[Capability]:
        return shop.capabilities

    assert ask(medusa, capabilities) == {
        Capability.PARTIAL,
        Capability.RETURNS,
        Capability.PRICES,
        Capability.PURCHASES,
        Capability.WEBHOOKS,
    }
    nothing = {"webhook_secret": "", "returns": None, "prices": None, "purchases": False}
    assert ask(medusa, capabilities, **nothing) == {Capability.PARTIAL}
