"""What the screens of buying show, and offer."""

from dataclasses import replace

import pytest

from kiosk.domain.trade import Bought, NotBought, Visitor
from kiosk.flows import basket, by_hand, checkout
from kiosk.flows.session import Session
from kiosk.flows.shopping import SHOPPING, Shopping
from kiosk.flows.visiting import NOBODY, Visiting
from kiosk.messages import (
    Amount,
    BasketLine,
    BasketScreen,
    CheckoutScreen,
    PurchaseScreen,
    ReferenceGiven,
    ReferenceScreen,
)
from kiosk.services.actions import actions
from kiosk.services.basket_view import basket_actions, basket_screen
from kiosk.services.facts import Facts
from tests.helpers.every_flow import BASKET, BUY, BUYER, GOODS, HOME, PRICED, READY
from tests.helpers.shopping import BITS, DRILL

FACTS = Facts(lambda: None, capabilities=frozenset({"prices", "purchases"}))
PRICES_ONLY = Facts(lambda: None, capabilities=frozenset({"prices"}))
COLLECTOR = Visiting(Visitor(frozenset({"collect"})))


def shown(flow: Shopping, visiting: Visiting = BUYER) -> object:
    return basket_screen(flow, visiting, FACTS)


def test_prices_are_those_of_the_quote_and_of_nothing_else() -> None:
    screen = shown(PRICED)
    assert isinstance(screen, BasketScreen)
    assert screen.lines == (
        BasketLine(DRILL, "Article 1", "SKU-1", 2, 10_000, 20_000, "contract"),
        BasketLine(BITS, "Article 2", "SKU-2", 1, 20_000, 20_000, "list"),
    )
    assert screen.amount == Amount("NOK", 40_000, 10_000, 50_000)


@pytest.mark.parametrize("prices", [basket.Prices.ASKED, basket.Prices.AWAY, basket.Prices.BADGE_AGAIN])
def test_without_an_answer_there_is_no_amount(prices: basket.Prices) -> None:
    screen = shown(basket.Basket(HOME, GOODS, prices=prices))
    assert isinstance(screen, BasketScreen)
    assert (screen.prices, screen.amount) == (prices.value, None)
    assert {(line.unit_minor, line.sum_minor) for line in screen.lines} == {(None, None)}
    assert [line.number for line in screen.lines] == ["SKU-1", BITS]


@pytest.mark.parametrize(
    ("flow", "visiting", "facts", "offered"),
    [
        (PRICED, BUYER, FACTS, True),
        (PRICED, BUYER, PRICES_ONLY, False),
        (PRICED, COLLECTOR, FACTS, False),
        (PRICED, NOBODY, FACTS, False),
        (BASKET, BUYER, FACTS, False),
        (replace(PRICED, quote=None), BUYER, FACTS, False),
    ],
)
def test_buying_is_offered_only_to_those_who_may_and_can(
    flow: basket.Basket, visiting: Visiting, facts: Facts, offered: bool
) -> None:
    assert ("checkout" in basket_actions(flow, visiting, facts)) == offered
    screen = basket_screen(flow, visiting, facts)
    assert isinstance(screen, BasketScreen)
    assert screen.may_buy == (visiting is BUYER and facts is FACTS)


@pytest.mark.parametrize(
    ("visiting", "capabilities", "offered"),
    [
        (BUYER, {"prices"}, True),
        (COLLECTOR, {"prices"}, True),
        (BUYER, {"purchases"}, False),
        (NOBODY, {"prices"}, False),
    ],
)
def test_prices_are_offered_to_whoever_has_signed_in_where_the_backend_tells_any(
    visiting: Visiting, capabilities: set[str], offered: bool
) -> None:
    session = Session("S1", "nb", HOME, visiting=visiting)
    assert ("shop" in actions(session, offered_by_backend=capabilities)) == offered


def test_what_needs_staff_is_marked_and_stops_buying() -> None:
    assert PRICED.quote is not None
    flow = replace(PRICED, quote=replace(PRICED.quote, unattended=("", "min_age")))
    screen = shown(flow)
    assert isinstance(screen, BasketScreen)
    assert [line.unattended for line in screen.lines] == ["", "min_age"]
    assert "checkout" not in basket_actions(flow, BUYER, FACTS)


def test_the_company_s_own_reference_is_named_also_where_none_was_given() -> None:
    screen = shown(replace(READY, given=replace(READY.given, cost_centre="K-7")))
    assert isinstance(screen, CheckoutScreen)
    assert screen.references == (ReferenceGiven("purchase_order", ""), ReferenceGiven("cost_centre", "K-7"))
    assert (screen.pieces, screen.state, screen.chosen) == (3, "told", "here")


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("purchase_order", "purchase_order"),
        ("project", "job"),
        ("cost_centre", "cost_centre"),
        ("buyer_reference", "buyer_reference"),
    ],
)
def test_each_reference_is_asked_by_its_name(field: str, kind: str) -> None:
    screen = shown(checkout.Asking(READY, field, required=True, entered="P", error="pattern"))
    assert screen == ReferenceScreen(kind, True, "P", 20, "pattern", purpose="buy")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("flow", "state", "actions"),
    [
        (checkout.Buying(READY, BUY), "sent", []),
        (checkout.Buying(READY, BUY, waiting=False, doubtful=True), "doubtful", ["ask_again", "home"]),
        (checkout.Buying(READY, BUY, waiting=False, doubtful=True, badge_again=True), "doubtful", ["home"]),
        (checkout.Buying(READY, BUY, waiting=False, badge_again=True), "not_sent", ["back", "home"]),
        (checkout.Receipt(HOME, NotBought("credit-stopped")), "refused", ["back", "home"]),
    ],
)
def test_what_is_not_known_is_shown_as_that(flow: Shopping, state: str, actions: list[str]) -> None:
    screen = shown(flow)
    assert isinstance(screen, PurchaseScreen)
    assert (screen.state, basket_actions(flow, BUYER, FACTS)) == (state, actions)


@pytest.mark.parametrize(
    ("state", "number", "expected"),
    [
        ("placed", "NO-1", ("placed", "NO-1")),
        ("approved", "NO-1", ("placed", "NO-1")),
        ("awaiting_approval", "", ("awaiting_approval", BUY.id)),
    ],
)
def test_the_receipt_s_number_is_the_order_s(state: str, number: str, expected: tuple[str, str]) -> None:
    screen = shown(checkout.Receipt(HOME, Bought(BUY.id, state, "E-1", number, 12_500, "NOK"), to_home=True))
    assert isinstance(screen, PurchaseScreen)
    assert ((screen.state, screen.receipt), screen.gross_minor, screen.to_home) == (expected, 12_500, True)


def test_the_quantity_is_asked_of_an_article() -> None:
    screen = shown(by_hand.Quantity(PRICED, DRILL, "12"))
    assert screen == ReferenceScreen("quantity", True, "12", 5, purpose="buy", about="Article 1")


def test_every_kind_of_screen_is_drawn() -> None:
    flows = (
        BASKET,
        by_hand.ArticleNumber(BASKET),
        by_hand.Quantity(PRICED, DRILL),
        READY,
        checkout.Asking(READY, "project", required=False),
    )
    flows += (checkout.Buying(READY, BUY), checkout.Receipt(HOME, NotBought("x")))
    assert {type(flow) for flow in flows} == set(SHOPPING)
    assert all(shown(flow) and basket_actions(flow, BUYER, FACTS) is not None for flow in flows)
