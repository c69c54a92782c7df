"""What is bought at a kiosk has a number, and becomes a pickup that staff pack like any other order."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.backend import order_numbers, schema
from kiosk.backend.bridge.runner import Bridge
from kiosk.backend.staff import deeds
from kiosk.backend.staff.deeds import Deed
from kiosk.commerce.shop import Capability
from tests.helpers.fake_shop import FakeShop
from tests.helpers.orders import detail, hand_out, place_order, stage
from tests.helpers.trade import FJELLHEIM, buy, change, problem, signed_in, told

DAY_S = 86_400.0
BIT, DRILL = ("BITS-32", 2), ("DRILL-18V", 2)


def _number(answer: Any) -> str:
    number: str = answer.raise_for_status().json()["order_number"]
    return number


def _pickups(running: Any, number: str) -> list[Any]:
    query = select(schema.pickups).where(schema.pickups.c.order_number == number)
    return list(running.backend.read(lambda connection: connection.execute(query).all()))


def _decide(running: Any, verdict: str, purchase: str = "buy-0001") -> Any:
    return running.kiosk.post(f"/v1/purchases/{purchase}:{verdict}", headers=signed_in(running, "E-AMINA"))


@pytest.fixture
def behind(running: Any) -> Iterator[Callable[..., Bridge]]:
    """Puts a shop platform behind site 4."""

    def put(shop: FakeShop) -> Bridge:
        running.backend_app.state.bridge = Bridge(running.backend, shop, 4)
        made: Bridge = running.backend_app.state.bridge
        return made

    yield put
    running.backend_app.state.bridge = None


def test_an_order_has_a_number_that_follows_from_its_id(running: Any) -> None:
    first = _number(buy(running, "buy-0001"))
    assert re.fullmatch(r"\d{5}-\d{5}", first)
    assert _number(buy(running, "buy-0001")) == first
    assert _number(buy(running, "buy-0002")) != first
    assert running.backend.read(lambda connection: order_numbers.order_number(connection, "buy-0001")) != first, (
        "a number that is taken is not given again"
    )
    running.backend.write(lambda connection: connection.execute(schema.purchase_lines.delete()))
    running.backend.write(lambda connection: connection.execute(schema.purchases.delete()))
    assert running.backend.read(lambda connection: order_numbers.order_number(connection, "buy-0001")) == first
    assert told(running, "purchase.placed")[0]["data"]["order_number"] == first


def test_what_is_collected_here_is_awaited_under_its_number(running: Any) -> None:
    number = _number(buy(running, "buy-0001", "E-JONAS", BIT, ("BREAKER-16A", 1), project="Skolegata 14"))
    (row,) = _pickups(running, number)
    assert (row.state, row.site, row.lines_ready, row.lines_total) == ("awaiting", 4, 0, 2)
    assert (row.account, row.buyer_employee, row.customer, row.project) == (
        FJELLHEIM,
        "E-JONAS",
        "E-JONAS",
        "Skolegata 14",
    )
    assert (row.payment, row.buyer) == ("on_account", "Jonas Berg")
    lines = detail(running, row.id)["lines"]
    assert [(line["sku"], line["quantity"]) for line in lines] == [BIT, ("BREAKER-16A", 1)]
    assert all(line["gtin"] and line["name"] for line in lines)
    changed = told(running, "pickup.changed")[-1]
    assert (changed["subject"], changed["account"], changed["data"]["order_number"]) == (row.id, FJELLHEIM, number)
    buy(running, "buy-0001", "E-JONAS", BIT, ("BREAKER-16A", 1), project="Skolegata 14").raise_for_status()
    assert len(_pickups(running, number)) == 1, "sent again it is the same order"


def test_it_is_packed_collected_and_no_longer_under_way(running: Any) -> None:
    number = _number(buy(running))
    (row,) = _pickups(running, number)
    jonas = signed_in(running, "E-JONAS")

    def under_way() -> list[tuple[str, str]]:
        orders = running.kiosk.get(f"/v1/accounts/{FJELLHEIM}/orders?limit=200", headers=jonas).json()["orders"]
        return [(order["kind"], order["state"]) for order in orders if order["order_number"] == number]

    assert under_way() == [("pickup", "awaiting")], "once, and not as a purchase too"
    stage(running, "PX-1", pickup=row.id, compartment=9).raise_for_status()
    assert under_way() == [("pickup", "ready")]
    hand_out(running, "PX-1", "out-0001", pickup=row.id, compartment=9).raise_for_status()
    assert detail(running, row.id)["state"] == "collected"
    assert under_way() == []


def test_its_door_is_held_from_when_it_is_ready(running: Any) -> None:
    (row,) = _pickups(running, _number(buy(running)))
    rules = {"site": 4, "hold_h": 48, "hazards": "[]", "refused_temperatures": "[]"}
    more = {"keep_free": 1, "max_weight_g": 0, "ages_checked_to": 0}
    running.backend.write(lambda connection: connection.execute(schema.site_rules.insert().values(**rules, **more)))

    def ends_s() -> float:
        return datetime.fromisoformat(detail(running, row.id)["not_after"]).timestamp()

    running.clock[0] += 20 * DAY_S
    ready_s = running.clock[0]
    stage(running, "PX-1", pickup=row.id, compartment=9).raise_for_status()
    assert ends_s() == ready_s + 2 * DAY_S
    running.clock[0] += DAY_S
    stage(running, "PX-1", pickup=row.id, compartment=11).raise_for_status()
    assert ends_s() == ready_s + 2 * DAY_S, "to put it elsewhere is no new beginning"


def test_it_is_held_as_long_when_staff_say_that_it_is_ready(running: Any) -> None:
    (row,) = _pickups(running, _number(buy(running)))
    running.clock[0] += 20 * DAY_S
    now_s = running.clock[0]
    deed = Deed("kari", row.id, detail(running, row.id)["version"], now_s)
    running.backend.write(lambda connection: deeds.ready(connection, deed))
    found = detail(running, row.id)
    assert found["state"] == "ready"
    assert datetime.fromisoformat(found["not_after"]).timestamp() == now_s + 7 * DAY_S


def test_a_deadline_that_somebody_gave_stays(running: Any) -> None:
    given = place_order(running, {"10": 1})
    before = detail(running, given)["not_after"]
    stage(running, "PX-1", pickup=given, compartment=9).raise_for_status()
    assert (detail(running, given)["state"], detail(running, given)["not_after"]) == ("ready", before)


def test_another_site_packs_what_is_bought_for_it(running: Any) -> None:
    (row,) = _pickups(running, _number(buy(running, delivery="site", site=5)))
    assert (row.site, row.state) == (5, "awaiting")


def test_what_somebody_has_to_approve_is_packed_afterwards(running: Any) -> None:
    number = _number(buy(running, "buy-0001", "E-JONAS", DRILL))
    assert _pickups(running, number) == []
    _decide(running, "approve").raise_for_status()
    assert [row.state for row in _pickups(running, number)] == ["awaiting"]
    _decide(running, "approve").raise_for_status()
    assert len(_pickups(running, number)) == 1


def test_what_was_placed_before_orders_had_numbers_gets_one(running: Any) -> None:
    number = _number(buy(running, "buy-0001", "E-JONAS", DRILL))
    change(running, schema.purchases, "buy-0001", order_number="")
    _decide(running, "approve").raise_for_status()
    assert [row.state for row in _pickups(running, number)] == ["awaiting"]
    again = running.kiosk.get("/v1/purchases/buy-0001", headers=signed_in(running, "E-JONAS"))
    assert again.json()["order_number"] == number


def test_what_is_rejected_taken_or_goes_home_is_not_packed(running: Any) -> None:
    rejected = _number(buy(running, "buy-0001", "E-JONAS", DRILL))
    _decide(running, "reject").raise_for_status()
    home = _number(buy(running, "buy-0002", delivery="home"))
    given = {"offline": True, "at": "2026-11-20T02:00:00Z", "employee": "E-JONAS"}
    taken = _number(buy(running, "buy-0003", "", **given))
    assert [_pickups(running, number) for number in (rejected, home, taken)] == [[], [], []]


def test_a_platform_numbers_and_packs_its_own_orders(running: Any, behind: Callable[..., Bridge]) -> None:
    behind(FakeShop())
    assert _number(buy(running)) == ""
    assert _number(buy(running, "buy-0002", "E-JONAS", DRILL)) == ""
    _decide(running, "approve", "buy-0002").raise_for_status()
    elsewhere = _number(buy(running, "buy-0003", delivery="site", site=5))
    assert [row.site for row in _pickups(running, elsewhere)] == [5], "the other site has no platform"
    query = select(schema.pickups.c.id).where(schema.pickups.c.order_number == "", schema.pickups.c.customer != "")
    assert running.backend.read(lambda connection: connection.execute(query).all()) == []


def test_a_platform_that_takes_no_orders_packs_none(running: Any, behind: Callable[..., Bridge]) -> None:
    behind(FakeShop(capabilities=frozenset({Capability.PRICES})))
    assert len(_pickups(running, _number(buy(running)))) == 1


def test_home_is_not_offered_where_a_platform_would_have_it_collected(
    running: Any, behind: Callable[..., Bridge]
) -> None:
    def asked(sku: str) -> dict[str, Any]:
        body = {"site": 4, "lines": [{"sku": sku, "quantity": 1}]}
        found: dict[str, Any] = running.kiosk.post("/v1/feasibility:check", json=body).raise_for_status().json()
        return found

    assert asked("BITS-32")["home"]
    behind(FakeShop())
    assert not asked("BITS-32")["home"]
    problem(buy(running, delivery="home"), 422, "delivery-not-offered", "body.delivery")
