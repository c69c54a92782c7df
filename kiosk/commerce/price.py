"""What prices of all platforms have in common."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, TypeVar

from kiosk.commerce.shop import Price, PriceSource, ShopDriftError

Found = TypeVar("Found")
# ISO 4217, where it is not two.
_DIGITS: Final = dict.fromkeys(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)


def price(
    sku: str, *, net_minor: int, gross_minor: int, currency: str, vat_permille: int, source: PriceSource
) -> Price:
    """With a version of its own: no platform numbers its price lists, so it is a digest of what the price says."""
    text = f"{sku}|{net_minor}|{gross_minor}|{currency.upper()}|{vat_permille}|{source}"
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Price(sku, net_minor, gross_minor, currency.upper(), vat_permille, source, version)


def the_one_of_each(found: Iterable[tuple[str, Found]]) -> Mapping[str, Found]:
    """By article number. One that two articles share is as unknown as one that none has."""
    rows: Sequence[tuple[str, Found]] = tuple(found)
    numbers = [sku for sku, _ in rows]
    return {sku: row for sku, row in rows if numbers.count(sku) == 1}


def minor(amount: Decimal, currency: str) -> int:
    """Whole units as integer minor units of a currency (ISO 4217), halves away from zero.

    ShopDriftError for what is no amount of money, as "NaN" is, which is a Decimal all the same.
    """
    digits = _DIGITS.get(currency.upper(), 2)
    try:
        return int((amount * 10**digits).quantize(Decimal(1), ROUND_HALF_UP))
    except (ArithmeticError, ValueError):
        raise ShopDriftError(None, "an amount of money") from None


def major(minor: int, currency: str) -> Decimal:
    """Minor units as whole ones, with the decimals that the currency has."""
    return Decimal(minor).scaleb(-_DIGITS.get(currency.upper(), 2))


def with_tax(amount: Decimal, rate_percent: Decimal, *, inclusive: bool) -> tuple[Decimal, Decimal]:
    """Net and gross of an amount that is the one or the other."""
    factor = 1 + rate_percent / 100
    return (amount / factor, amount) if inclusive else (amount, amount * factor)
