"""Best price, and what a purchase amounts to."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.pricing import Price, Priced, Source, Wanted, best, currency_of, priced, total, vat_of

LIST = Price("DRILL", 199_900, "NOK")
BREAK = Price("DRILL", 179_900, "NOK", min_quantity=5, source=Source.QUANTITY)
CONTRACT = Price("DRILL", 149_900, "NOK", account="A", source=Source.CONTRACT)
CAMPAIGN = Price("DRILL", 139_900, "NOK", source=Source.CAMPAIGN)
EURO = Price("DRILL", 100, "EUR")


@pytest.mark.parametrize(
    ("prices", "quantity", "account", "expected"),
    [
        ([LIST, BREAK], 4, "", LIST),
        ([LIST, BREAK], 5, "", BREAK),
        ([LIST, BREAK, CONTRACT], 5, "B", BREAK),
        ([LIST, BREAK, CONTRACT], 5, "A", CONTRACT),
        ([LIST, CONTRACT, CAMPAIGN], 1, "A", CAMPAIGN),
        ([LIST, EURO], 1, "", LIST),
        ([CONTRACT], 1, "B", None),
        ([], 1, "", None),
    ],
)
def test_the_lowest_price_that_holds_counts(
    prices: list[Price], quantity: int, account: str, expected: Price | None
) -> None:
    assert best(prices, Wanted("DRILL", quantity), account, "NOK") == expected
    assert best(reversed(prices), Wanted("DRILL", quantity), account, "NOK") == expected


def test_of_equal_prices_the_nearest_to_the_customer_names_the_source() -> None:
    same = [Price("X", 100, "NOK", source=source) for source in reversed(Source)]
    order = []
    while same:
        found = best(same, Wanted("X", 1), "", "NOK")
        assert found is not None
        order.append(found.source)
        same.remove(found)
    assert order == [Source.CONTRACT, Source.CAMPAIGN, Source.QUANTITY, Source.LIST]


def test_lines_of_one_article_count_together_for_its_breaks() -> None:
    lines = priced([Wanted("DRILL", 3), Wanted("DRILL", 2)], [LIST, BREAK], {"DRILL": 250}, account="", currency="NOK")
    assert [line.source for line in lines] == [Source.QUANTITY, Source.QUANTITY]
    assert [line.quantity for line in lines] == [3, 2]
    assert lines[0].unit_gross_minor == 224_875


def test_what_has_no_price_counts_as_nothing_and_says_so() -> None:
    assert priced([Wanted("GONE", 3)], [LIST], {}, account="", currency="NOK") == [Priced("GONE", 3, 0, 0, None)]


def test_the_currency_is_the_accounts_else_everybodys() -> None:
    assert currency_of([LIST], "SEK") == "SEK"
    assert currency_of([Price("X", 1, "EUR", account="A"), LIST], "") == "NOK"
    assert currency_of([], "") == ""


def test_vat_is_rounded_once_for_each_rate() -> None:
    """Ten lines of 0.02 at 25 % are 0.05 of VAT, not ten times 0.01 (EN 16931 BR-CO-17)."""
    lines = [Priced("A", 1, 2, 250, Source.LIST)] * 10 + [Priced("B", 1, 100, 150, Source.LIST)]
    found = total(lines)
    assert [(rate.vat_permille, rate.net_minor, rate.vat_minor) for rate in found.rates] == [
        (150, 100, 15),
        (250, 20, 5),
    ]
    assert (found.net_minor, found.vat_minor, found.gross_minor) == (120, 20, 140)


@given(st.integers(0, 2**52), st.integers(0, 1000))
def test_half_an_oere_is_rounded_up(net_minor: int, vat_permille: int) -> None:
    exact = Fraction(net_minor * vat_permille, 1000)
    assert -Fraction(1, 2) < vat_of(net_minor, vat_permille) - exact <= Fraction(1, 2)
