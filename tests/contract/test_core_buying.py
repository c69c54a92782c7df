"""The real core and the embedded backend: buying at the kiosk, at the company's prices and within its terms."""

import logging
from pathlib import Path
from typing import Any

import pytest

from kiosk.backend import schema
from kiosk.domain.gtin import gtin14
from kiosk.messages import AccountScreen, BasketScreen, CheckoutScreen, CodeSeen, PurchaseScreen, ReferenceScreen
from tests.contract.test_core_account import Standing, at_kiosk, ended, journal_text
from tests.helpers.core import until
from tests.helpers.trade import account

DRILL, BREAKER, GAS = "7090000000011", "7090000000059", "7090000000127"


def hold_up(person: Standing, number: str) -> None:
    """A label in front of the camera."""
    person.core.code(CodeSeen(number.encode(), "ean13", 0.0, 0.0, "]E0"))


async def at_basket(person: Standing, badge: str) -> None:
    person.show(badge)
    await person.sees(AccountScreen, lambda _: "shop" in person.views[-1].actions)
    person.touch("shop")
    await person.sees(BasketScreen)


async def priced(person: Standing) -> BasketScreen:
    return await person.sees(BasketScreen, lambda screen: screen.amount is not None)


async def to_checkout(person: Standing) -> None:
    """Past the company's reference, which the account's default answers."""
    await person.sees(BasketScreen, lambda _: "checkout" in person.views[-1].actions)
    person.touch("checkout")
    await person.sees(ReferenceScreen, lambda screen: screen.entered)
    person.touch("submit")
    await person.sees(CheckoutScreen, lambda _: "buy" in person.views[-1].actions)


async def leave(person: Standing, running: Any) -> None:
    """Until the backend has heard of it, so that no request is under way when its database goes."""
    person.touch("home")
    await until(lambda: ended(running) == [1])


def purchases(running: Any) -> list[Any]:
    """The newest first, without the seed's."""
    table = schema.purchases
    rows = running.backend.read(lambda connection: connection.execute(table.select()).all())
    return [row for row in rows if not row.id.startswith("PUR-DEMO")]


def test_the_company_s_price_is_told_and_paid(running: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    badge = running.code("badge", "E-JONAS").text

    async def scenario(jonas: Standing) -> None:
        await at_basket(jonas, badge)
        hold_up(jonas, DRILL)
        basket = await priced(jonas)
        assert [(line.name, line.unit_minor, line.source) for line in basket.lines] == [
            ("Drill 18 V", 164_900, "contract")
        ]
        assert basket.amount is not None
        assert (basket.amount.net_minor, basket.amount.gross_minor) == (164_900, 206_125)
        await to_checkout(jonas)
        jonas.touch("buy")
        jonas.touch("buy")
        receipt = await jonas.sees(PurchaseScreen, lambda screen: screen.state == "placed")
        assert receipt.gross_minor == 206_125
        (bought,) = purchases(running)
        assert (bought.order_number, bought.employee, bought.purchase_order) == (receipt.receipt, "E-JONAS", "PO-4712")
        assert receipt.receipt
        assert (bought.state, bought.delivery, bought.site, bought.net_minor) == ("placed", "here", 4, 164_900)
        jonas.touch("back")
        home = await jonas.sees(AccountScreen)
        assert home.in_basket == 0
        await leave(jonas, running)

    at_kiosk(running, tmp_path, scenario)
    text = journal_text(tmp_path)
    assert "purchase.asked" in text
    assert "purchase.told" in text
    private = [badge, "Jonas", "Drill 18 V", "DRILL-18V", gtin14(DRILL), "164900", running.secrets.kiosk.bearer_key]
    assert not [word for word in private if word in text]
    assert not [word for word in (badge, "Jonas", "DRILL-18V", DRILL) if word in caplog.text]


def test_above_the_buyers_own_limit_somebody_has_to_approve(running: Any, tmp_path: Path) -> None:
    async def scenario(jonas: Standing) -> None:
        await at_basket(jonas, running.code("badge", "E-JONAS").text)
        hold_up(jonas, DRILL)
        await priced(jonas)
        jonas.touch("more", gtin14(DRILL))
        await jonas.sees(BasketScreen, lambda screen: screen.amount and screen.lines[0].quantity == 2)
        await to_checkout(jonas)
        jonas.touch("deliver", "home")
        await jonas.sees(CheckoutScreen, lambda screen: screen.chosen == "home")
        jonas.touch("buy")
        await jonas.sees(PurchaseScreen, lambda screen: screen.state == "awaiting_approval" and screen.to_home)
        (bought,) = purchases(running)
        assert (bought.state, bought.delivery) == ("awaiting_approval", "home")
        await leave(jonas, running)

    at_kiosk(running, tmp_path, scenario)


def test_quantity_prices_come_with_the_quantity(running: Any, tmp_path: Path) -> None:
    async def scenario(jonas: Standing) -> None:
        await at_basket(jonas, running.code("badge", "E-JONAS").text)
        for _ in range(10):
            hold_up(jonas, BREAKER)
        basket = await jonas.sees(BasketScreen, lambda screen: screen.amount and screen.lines[0].quantity == 10)
        assert (basket.lines[0].unit_minor, basket.lines[0].source) == (37_900, "quantity")
        jonas.touch("fewer", gtin14(BREAKER))
        basket = await jonas.sees(BasketScreen, lambda screen: screen.amount and screen.lines[0].quantity == 9)
        assert (basket.lines[0].unit_minor, basket.lines[0].source) == (42_900, "list")
        await leave(jonas, running)

    at_kiosk(running, tmp_path, scenario)


def test_a_stopped_credit_buys_nothing(running: Any, tmp_path: Path) -> None:
    async def scenario(jonas: Standing) -> None:
        account(running, "A-FJELLHEIM", credit_stopped=1)
        await at_basket(jonas, running.code("badge", "E-JONAS").text)
        hold_up(jonas, DRILL)
        await priced(jonas)
        await to_checkout(jonas)
        jonas.touch("buy")
        await jonas.sees(PurchaseScreen, lambda screen: screen.code == "credit-stopped")
        assert purchases(running) == []
        await leave(jonas, running)

    at_kiosk(running, tmp_path, scenario)


def test_a_reference_that_the_backend_wants_is_asked_for_by_name(running: Any, tmp_path: Path) -> None:
    async def scenario(jonas: Standing) -> None:
        account(running, "A-FJELLHEIM", cost_centre_rule="required")
        await at_basket(jonas, running.code("badge", "E-JONAS").text)
        hold_up(jonas, DRILL)
        await priced(jonas)
        await to_checkout(jonas)
        jonas.touch("buy")
        await jonas.sees(ReferenceScreen, lambda screen: screen.kind == "cost_centre" and screen.required)
        jonas.touch("key", "7")
        jonas.touch("submit")
        await jonas.sees(CheckoutScreen)
        jonas.touch("buy")
        await jonas.sees(PurchaseScreen, lambda screen: screen.state == "placed")
        assert [row.cost_centre for row in purchases(running)] == ["7"]
        await leave(jonas, running)

    at_kiosk(running, tmp_path, scenario)


def test_what_is_unknown_or_needs_staff_is_said_and_stops_nothing_else(running: Any, tmp_path: Path) -> None:
    async def scenario(jonas: Standing) -> None:
        await at_basket(jonas, running.code("badge", "E-JONAS").text)
        hold_up(jonas, DRILL)
        await priced(jonas)
        hold_up(jonas, "4006381333931")
        basket = await jonas.sees(BasketScreen, lambda screen: screen.notice == "unknown" and screen.amount)
        assert [line.number for line in basket.lines] == ["DRILL-18V"]
        hold_up(jonas, GAS)
        basket = await jonas.sees(BasketScreen, lambda screen: screen.amount and len(screen.lines) == 2)
        assert basket.lines[1].unattended == "hazard"
        assert "checkout" not in jonas.views[-1].actions
        jonas.touch("fewer", gtin14(GAS))
        await jonas.sees(BasketScreen, lambda _: "checkout" in jonas.views[-1].actions)
        await leave(jonas, running)

    at_kiosk(running, tmp_path, scenario)


def test_prices_are_for_collectors_too_and_buying_is_not(running: Any, tmp_path: Path) -> None:
    async def scenario(liv: Standing) -> None:
        await at_basket(liv, running.code("badge", "E-LIV").text)
        hold_up(liv, DRILL)
        basket = await priced(liv)
        assert (basket.lines[0].source, basket.may_buy) == ("list", False)
        assert "checkout" not in liv.views[-1].actions
        await leave(liv, running)

    at_kiosk(running, tmp_path, scenario)
