"""What prices of all platforms have in common."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from kiosk.commerce.shop import Price, PriceSource

Found = TypeVar("Found")


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
