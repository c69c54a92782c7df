"""A shop's orders become pickups, and the shop is told what became of them."""

import asyncio
import logging
import time
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from kiosk.backend import schema
from kiosk.backend.bridge.runner import CHECK_S, Bridge
from kiosk.commerce.shop import Capability, OrderState, Outcome, Payment, ReadyParcel, ShopDriftError
from kiosk.errors import BackendAwayError, BackendRefusedError
from tests.helpers.fake_shop import DRILL, SCREWS, FakeShop, an_order


class Rig:
    """One bridge, turned by hand."""

    def __init__(self, running: Any) -> None:
        self.running = running
        for table in (schema.purchase_lines, schema.purchases):  # the demo's, which this shop would be told of too
            running.backend.write(lambda connection, table=table: connection.execute(delete(table)))
        self.shop = FakeShop(orders=[an_order()])
        self.now_s = 1000.0
        self.bridge = self.again()

    def again(self) -> Bridge:
        """As after a restart of the backend."""
        self.bridge = Bridge(self.running.backend, self.shop, 4)
        return self.bridge

    def turn(self, after_s: float = 31.0) -> None:
        self.now_s += after_s
        asyncio.run(self.bridge.turn(self.now_s))

    def rows(self, table: Any, *where: Any) -> list[Any]:
        return list(self.running.backend.read(lambda c: c.execute(select(table).where(*where)).all()))

    def pickup(self, order: str = "o1") -> Any:
        (row,) = self.rows(schema.pickups, schema.pickups.c.shop_order == order)
        return row

    def put(self, parcel: str, compartment: int, order: str = "o1", **lines: int) -> None:
        """Staff put a parcel in."""
        pickup = self.pickup(order)

        def work(connection: Any) -> None:
            of = {"id": parcel, "pickup": pickup.id, "site": 4, "compartment": compartment, "state": "ready"}
            connection.execute(insert(schema.parcels).values(of))
            for line, quantity in lines.items():
                connection.execute(insert(schema.parcel_lines).values(parcel=parcel, line=line, quantity=quantity))

        self.running.backend.write(work)

    def is_ready(self, order: str = "o1") -> None:
        """Staff say that all of it is there."""
        ready = update(schema.pickups).where(schema.pickups.c.shop_order == order).values(state="ready")
        self.running.backend.write(lambda connection: connection.execute(ready))

    def collect(self, parcel: str, compartment: int, order: str = "o1") -> None:
        """A kiosk tells that it is gone."""
        at = {"opened_at": "2026-11-23T12:00:00Z", "closed_at": "2026-11-23T12:00:09Z"}
        body = {"parcel": parcel, "compartment": compartment, "credential": "c", **at}
        url = f"/v1/pickups/{self.pickup(order).id}/handovers"
        answer = self.running.kiosk.post(url, json=body, headers={"Idempotency-Key": f"handover-{parcel}"})
        assert answer.status_code == 201, answer.text

    def incidents(self) -> list[tuple[str, str, str]]:
        return [(row.kind, row.subject, row.reason) for row in self.rows(schema.incidents)]

    def feed(self) -> list[str]:
        return [row.type for row in self.rows(schema.feed)]


@pytest.fixture
def rig(running: Any) -> Rig:
    return Rig(running)


def test_an_order_becomes_a_pickup_that_is_awaited(rig: Rig) -> None:
    rig.turn()
    pickup = rig.pickup()
    assert (pickup.state, pickup.order_number, pickup.customer, pickup.payment) == ("awaiting", "N-o1", "c-17", "paid")
    assert (pickup.lines_ready, pickup.lines_total) == (0, 2)
    lines = rig.rows(schema.lines, schema.lines.c.pickup == pickup.id)
    assert [(line.id, line.sku, line.quantity) for line in lines] == [("l1", "DRILL-18V", 2), ("l2", "SCREWS-5X60", 1)]
    listed = rig.running.kiosk.get("/v1/pickups", params={"site": 4}).json()
    assert pickup.id in [row["id"] for row in listed["pickups"]]
    assert [row["subject"] for row in listed["credentials"]].count(pickup.id) == 1
    assert "SHOP-o1" not in str(listed)


def test_the_shops_own_code_opens_once_it_is_there(rig: Rig) -> None:
    rig.turn()
    ask = {"code": "SHOP-o1", "entry": "scanned"}
    assert rig.running.kiosk.post("/v1/pickups:resolve", json=ask).status_code == 404
    rig.put("p1", 1, l1=2, l2=1)
    rig.is_ready()
    answer = rig.running.kiosk.post("/v1/pickups:resolve", json=ask)
    assert answer.json()["pickup"]["id"] == rig.pickup().id


def test_a_code_that_comes_later_is_learnt(rig: Rig) -> None:
    rig.shop.orders = [an_order(code="")]
    rig.turn()
    rig.shop.orders.append(an_order())
    rig.turn()
    rig.put("p1", 1, l1=2, l2=1)
    rig.is_ready()
    ask = {"code": "SHOP-o1", "entry": "scanned"}
    assert rig.running.kiosk.post("/v1/pickups:resolve", json=ask).json()["pickup"]["id"] == rig.pickup().id


def test_the_same_order_again_changes_nothing(rig: Rig) -> None:
    rig.turn()
    before, told = rig.pickup(), rig.feed()
    rig.shop.orders.append(an_order())
    rig.turn()
    assert rig.pickup() == before
    assert rig.feed() == told


@pytest.mark.parametrize("state", [OrderState.COLLECTED, OrderState.CANCELLED, OrderState.RETURNED])
def test_what_is_over_is_not_copied(rig: Rig, state: OrderState) -> None:
    rig.shop.orders = [an_order(state=state)]
    rig.turn()
    assert rig.rows(schema.pickups, schema.pickups.c.shop_order == "o1") == []


def test_what_changes_at_the_shop_changes_here(rig: Rig) -> None:
    rig.shop.orders = [an_order(payment=Payment.DUE)]
    rig.turn()
    assert rig.pickup().payment == "due"
    rig.shop.orders.append(an_order(lines=(replace(DRILL, quantity=1),)))
    rig.turn()
    assert (rig.pickup().payment, rig.pickup().lines_total, rig.pickup().version) == ("paid", 1, 2)
    rig.shop.orders.append(an_order(lines=(replace(DRILL, quantity=1),), state=OrderState.CANCELLED))
    rig.turn()
    assert rig.pickup().state == "cancelled"
    assert rig.feed()[-1] == "no.openluke.pickup.cancelled"


def test_an_order_that_changes_once_it_is_packed_is_looked_into(rig: Rig) -> None:
    rig.turn()
    table = schema.pickups
    rig.running.backend.write(
        lambda c: c.execute(update(table).where(table.c.shop_order == "o1").values(state="ready"))
    )
    rig.shop.orders += [an_order(lines=(DRILL,))] * 2
    rig.turn()
    assert rig.incidents() == [("shop_conflict", rig.pickup().id, "order_changed_after_packing")]
    assert len(rig.rows(schema.lines, schema.lines.c.pickup == rig.pickup().id)) == 2


def test_what_was_given_back_may_leave_the_order(rig: Rig) -> None:
    rig.turn()
    rig.is_ready()
    of = schema.lines
    back = update(of).where(of.c.pickup == rig.pickup().id, of.c.id == "l1").values(ready=2, collected=2, returned=1)
    rig.running.backend.write(lambda connection: connection.execute(back))
    rig.shop.orders += [an_order(), an_order(lines=(replace(DRILL, quantity=1), SCREWS))]
    rig.turn()
    assert rig.incidents() == []


def test_every_page_is_read_and_none_again(rig: Rig) -> None:
    rig.shop.orders = [an_order(f"o{number}") for number in range(5)]
    rig.turn()
    assert [call for call in rig.shop.calls if call[0] == "changed"] == [
        ("changed", ""),
        ("changed", "2"),
        ("changed", "4"),
    ]
    rig.again()
    rig.turn()
    assert rig.shop.calls[-1] == ("changed", "5")
    rig.turn(after_s=1)
    assert rig.shop.calls[-1] == ("changed", "5"), "no more than once in half a minute"


def test_a_hint_has_the_order_read_at_once(rig: Rig) -> None:
    rig.turn()
    rig.shop.orders.append(an_order("o9"))
    rig.bridge.hint("o9")
    rig.bridge.hint("nobody's")
    rig.turn(after_s=1)
    assert rig.pickup("o9").state == "awaiting"


def test_the_shop_is_told_once_in_the_order_of_the_parcels_life(rig: Rig) -> None:
    rig.turn()
    rig.put("p1", 1, l1=2)
    rig.turn()
    rig.turn()
    rig.collect("p1", 1)
    rig.turn()
    rig.again()
    rig.turn()
    parcel = ReadyParcel("p1", 1, {"l1": 2})
    assert rig.shop.told == [("ready", "o1", parcel), ("collected", "o1", parcel)]


def test_a_parcel_to_come_is_not_ready(rig: Rig) -> None:
    rig.turn()
    rig.put("p1", 0, l1=2)
    rig.turn()
    assert rig.shop.told == []


def test_one_parcel_that_nobody_itemised_holds_the_order(rig: Rig) -> None:
    rig.turn()
    rig.put("p1", 1)
    rig.turn()
    assert rig.shop.told == [("ready", "o1", ReadyParcel("p1", 1, {"l1": 2, "l2": 1}))]


def test_of_two_that_nobody_itemised_the_shop_is_told_nothing(rig: Rig) -> None:
    rig.turn()
    rig.put("p1", 1)
    rig.put("p2", 3)
    rig.turn()
    assert rig.shop.told == []
    assert {incident[2] for incident in rig.incidents()} == {"lines-unknown"}


def test_a_shop_that_is_away_is_left_alone_and_told_later(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.turn()
    rig.put("p1", 1)
    rig.collect("p1", 1)
    rig.shop.fails = BackendAwayError("status 429", retry_after_s=100)
    with caplog.at_level(logging.WARNING):
        rig.turn()
    assert caplog.messages == ["shop fake is away: status 429"]
    caplog.clear()
    assert rig.bridge.pause.left_s(rig.now_s + 99) > 0
    rig.shop.fails = None
    rig.turn(after_s=300)
    assert [told[0] for told in rig.shop.told] == ["collected"], "it is told what is, not what was in between"
    assert rig.bridge.pause.left_s(rig.now_s) == 0


def test_what_a_shop_refuses_holds_up_nothing_else(rig: Rig) -> None:
    rig.shop.orders.append(an_order("o2"))
    rig.turn()
    rig.put("p1", 1, "o1")
    rig.put("p2", 3, "o2")
    rig.shop.refuses = {"p1": BackendRefusedError(400, "not-allowed")}
    rig.turn()
    rig.turn()
    assert [call for call in rig.shop.calls if call[0] == "ready"] == [("ready", "p1"), ("ready", "p2")]
    assert rig.incidents() == [("shop_refused", "parcel:p1", "not-allowed")]


def test_a_conflict_is_somebodys_to_look_into(rig: Rig) -> None:
    rig.turn()
    rig.put("p1", 1)
    rig.shop.outcome = Outcome.CONFLICT
    rig.turn()
    rig.turn()
    assert len(rig.shop.told) == 1
    assert rig.incidents() == [("shop_conflict", "parcel:p1", "ready")]


def _bought(rig: Rig, **values: Any) -> None:
    of = {"id": "buy-1", "account": "A-FJELLHEIM", "site": 4, **values}
    bought = {**of, "state": "placed", "price_version": 1, "placed_at": 1.0}
    lines = {"purchase": "buy-1", "place": 1, "sku": "DRILL-18V", "quantity": 3}

    def buy(connection: Any) -> None:
        connection.execute(insert(schema.purchases).values(**bought, version=1))
        connection.execute(insert(schema.purchase_lines).values(lines))

    rig.running.backend.write(buy)


def test_a_purchase_becomes_an_order(rig: Rig) -> None:
    _bought(rig)
    rig.turn()
    rig.turn()
    (purchase,) = rig.rows(schema.purchases, schema.purchases.c.id == "buy-1")
    assert purchase.shop_order == "order-of-buy-1"
    assert purchase.order_number == "", "the shop gives it"
    assert [told[0] for told in rig.shop.told] == ["placed"]


def test_what_was_bought_before_there_was_a_platform_is_not_ordered_again(rig: Rig) -> None:
    _bought(rig, order_number="48271-93055")
    rig.turn()
    assert rig.shop.told == []


def test_a_purchase_is_called_as_the_shop_calls_it_and_is_its_pickup(rig: Rig) -> None:
    rig.turn()
    _bought(rig)
    rig.shop.orders.append(an_order("order-of-buy-1", number="NO-77"))
    rig.turn(after_s=1)
    rig.turn(after_s=1)
    assert ("order", "order-of-buy-1") in rig.shop.calls, "asked for at once, and not with the next poll"
    (purchase,) = rig.rows(schema.purchases, schema.purchases.c.id == "buy-1")
    assert (purchase.order_number, purchase.version) == ("NO-77", 2)
    assert rig.pickup("order-of-buy-1").order_number == "NO-77"


def test_answers_of_another_shape_switch_off_what_they_were_for(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.turn()
    rig.put("p1", 1)
    rig.shop.fails = ShopDriftError(Capability.RETURNS, "returns.items")
    with caplog.at_level(logging.WARNING):
        rig.turn()
    caplog.clear()
    assert rig.bridge.capabilities == rig.shop.capabilities - {Capability.RETURNS}
    assert rig.incidents() == [("shop_drift", "returns", "returns.items")]
    assert rig.feed()[-1] == "no.openluke.shop.capability_off"
    rig.shop.fails = None
    rig.turn(after_s=31)
    assert [told[0] for told in rig.shop.told] == ["ready"], "the rest goes on"
    rig.turn(after_s=CHECK_S)
    assert rig.bridge.capabilities == rig.shop.capabilities


def test_orders_of_another_shape_are_not_believed_until_a_check_succeeds(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    rig.shop.fails = ShopDriftError(None, "orders.lines.quantity")
    with caplog.at_level(logging.WARNING):
        rig.turn()
    caplog.clear()
    rig.shop.fails = None
    rig.turn()
    assert rig.bridge.capabilities == frozenset()
    assert [call[0] for call in rig.shop.calls] == ["changed"]
    rig.turn(after_s=CHECK_S)
    assert [call[0] for call in rig.shop.calls] == ["changed", "check", "changed"]
    assert rig.pickup().state == "awaiting"


def test_it_runs_beside_the_server_and_ends_with_it(rig: Rig) -> None:
    rig.bridge.start()
    end_s = time.monotonic() + 10
    while not rig.rows(schema.pickups, schema.pickups.c.shop_order == "o1") and time.monotonic() < end_s:
        time.sleep(0.02)
    rig.bridge.stop()
    assert rig.pickup().state == "awaiting"
    assert rig.shop.closed


def test_a_webhook_is_a_hint_and_has_to_be_signed(rig: Rig) -> None:
    rig.turn()
    rig.shop.orders.append(an_order("o9"))
    kiosk, app = rig.running.kiosk, rig.running.backend_app
    assert kiosk.post("/v1/shop/webhook", content=b"o9").status_code == 404
    app.state.bridge = rig.bridge
    try:
        assert kiosk.post("/v1/shop/webhook", content=b"o9").status_code == 401
        signed = {"signature": "good"}
        assert kiosk.post("/v1/shop/webhook", content=b"o9", headers=signed).status_code == 204
    finally:
        del app.state.bridge
    rig.turn(after_s=1)
    assert rig.pickup("o9").state == "awaiting"
    assert ("order", "o9") in rig.shop.calls


def test_a_kiosk_is_told_what_works_here(rig: Rig) -> None:
    kiosk, app = rig.running.kiosk, rig.running.backend_app
    assert {"returns", "purchases", "sessions"} <= set(kiosk.get("/v1/site").json()["capabilities"])
    rig.shop.capabilities = frozenset({Capability.PARTIAL, Capability.PRICES})
    app.state.bridge = rig.bridge
    try:
        offered = set(kiosk.get("/v1/site").json()["capabilities"])
    finally:
        del app.state.bridge
    assert {"partial", "prices", "sessions", "delegations"} <= offered
    assert not {"returns", "purchases", "invoices"} & offered
