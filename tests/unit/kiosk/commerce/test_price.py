from decimal import Decimal

import pytest

from kiosk.commerce.price import major, minor, price, the_one_of_each, with_tax
from kiosk.commerce.shop import PriceSource, ShopDriftError


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("1999", "nok", 199_900),
        ("89.5", "NOK", 8_950),
        ("0.005", "NOK", 1),
        ("-0.005", "NOK", -1),
        ("1000", "JPY", 1_000),
        ("1.2345", "KWD", 1_235),
        ("12345678901234567890.12", "NOK", 1_234_567_890_123_456_789_012),
    ],
)
def test_minor_units(amount: str, currency: str, expected: int) -> None:
    assert minor(Decimal(amount), currency) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (199_900, "nok", "1999.00"),
        (-1, "NOK", "-0.01"),
        (1_000, "JPY", "1000"),
        (1_235, "KWD", "1.235"),
        (0, "", "0.00"),
    ],
)
def test_whole_units(amount: int, currency: str, expected: str) -> None:
    assert str(major(amount, currency)) == expected
    assert minor(major(amount, currency), currency) == amount


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1E+999999"])
def test_what_is_no_amount_is_drift(amount: str) -> None:
    with pytest.raises(ShopDriftError, match="money"):
        minor(Decimal(amount), "NOK")


def test_tax_is_taken_out_or_put_on() -> None:
    assert with_tax(Decimal(100), Decimal(25), inclusive=False) == (100, 125)
    assert with_tax(Decimal(125), Decimal(25), inclusive=True) == (100, 125)


def test_a_version_changes_with_the_price_and_with_nothing_else() -> None:
    facts = {"net_minor": 100, "gross_minor": 125, "currency": "NOK", "vat_permille": 250, "source": PriceSource.LIST}
    same = price("A", **facts)  # type: ignore[arg-type]
    assert price("A", **facts) == same  # type: ignore[arg-type]
    for change in ({"net_minor": 101}, {"currency": "SEK"}, {"source": PriceSource.CAMPAIGN}):
        assert price("A", **(facts | change)).version != same.version  # type: ignore[arg-type]


def test_an_article_number_that_two_share_is_nobodys() -> None:
    assert the_one_of_each([("A", 1), ("B", 2), ("A", 3)]) == {"B": 2}
