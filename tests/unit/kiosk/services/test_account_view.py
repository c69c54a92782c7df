from dataclasses import replace

import pytest

from kiosk.domain.trade import OrderUnderWay
from kiosk.flows.papers import Papers
from kiosk.flows.visiting import Visiting
from kiosk.messages import AccountScreen, CreditLine, ElsewhereLine, PapersScreen
from kiosk.services.account_view import company_screen
from kiosk.services.actions import actions
from tests.helpers.every_flow import BUYER, HOME, PAPERS, SESSIONS
from tests.helpers.fake_trade import document, order


def home(*orders: OrderUnderWay) -> AccountScreen:
    screen = company_screen(HOME, replace(BUYER, under_way=orders))
    assert isinstance(screen, AccountScreen)
    return screen


def papers(flow: Papers) -> PapersScreen:
    screen = company_screen(flow, BUYER)
    assert isinstance(screen, PapersScreen)
    return screen


def test_one_line_a_site_with_the_first_deadline() -> None:
    later = order("A", site_name="Nord", not_after_utc=9500.0, parcels=2)
    whenever = order("B", site_name="Vest", not_after_utc=None)
    assert home(whenever, later, order("C", site_name="Nord"), order("D", site_name="Sør")).elsewhere == (
        ElsewhereLine("Nord", 3, 9000.0),
        ElsewhereLine("Sør", 1, 9000.0),
        ElsewhereLine("Vest", 1),
    )


@pytest.mark.parametrize("values", [{"here": True}, {"state": "expired"}, {"parcels": 0}])
def test_what_cannot_be_fetched_elsewhere_is_not_sent_for(values: dict[str, object]) -> None:
    assert home(order(**values)).elsewhere == ()


def test_what_is_under_way_is_counted_and_named() -> None:
    states = ("awaiting", "placed", "awaiting_approval", "approved")
    coming = [order(f"P{number}", state=state, order_number=f"1030{number}") for number, state in enumerate(states)]
    screen = home(order(), replace(coming[0], order_number=""), *coming[1:])
    assert (screen.coming, screen.unapproved, screen.coming_numbers) == (4, 1, ("10301", "10302", "10303"))


def test_whether_the_rest_is_known_is_told() -> None:
    screen = company_screen(HOME, Visiting())
    assert isinstance(screen, AccountScreen)
    assert screen.news == "unknown"


def test_a_page_of_papers() -> None:
    screen = papers(PAPERS)
    assert (screen.page, screen.pages, len(screen.rows), screen.shown) == (1, 2, 4, None)
    assert screen.credit == CreditLine("NOK", 90_000, stopped=False)
    assert papers(replace(PAPERS, page=1)).rows[0].number == "30411"


def test_the_one_that_is_shown_stands_alone() -> None:
    screen = papers(replace(PAPERS, shown="DOC-30415"))
    assert screen.rows == ()
    assert screen.shown is not None
    assert screen.shown.link == "https://shop.example/30415.pdf"


@pytest.mark.parametrize(
    ("links", "link"),
    [
        ((("application/xml", "https://x/ubl"), ("application/pdf", "https://x/pdf")), "https://x/pdf"),
        ((("application/xml", "https://x/ubl"),), "https://x/ubl"),
        ((), ""),
    ],
)
def test_the_copy_that_a_phone_shows_is_the_one(links: tuple[tuple[str, str], ...], link: str) -> None:
    assert papers(replace(PAPERS, documents=(document(links=links),))).rows[0].link == link


def test_papers_are_offered_where_the_backend_has_them_and_the_person_may_see_them() -> None:
    assert "papers" in actions(SESSIONS["home_of_a_buyer"], offered_by_backend={"invoices"})
    assert "papers" not in actions(SESSIONS["home_of_a_buyer"], offered_by_backend={"accounts"})
    assert "papers" not in actions(SESSIONS["home"], offered_by_backend={"invoices"})
