"""Goods that somebody wants to buy: lines by their labels or article numbers, without a price. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from kiosk.domain.pricing import Wanted
from kiosk.domain.trade import Quote

MAX_LINES: Final = 30
"""More than anybody buys at a screen; the Pickup API takes 50."""
MAX_QUANTITY: Final = 10_000
"""The Pickup API takes no more of one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """So many of an article; `name` once the backend has told it."""

    wanted: Wanted
    name: str = ""

    @property
    def key(self) -> str:
        """What it was first called by; stays the same when the backend has told the rest."""
        return self.wanted.gtin or self.wanted.sku


Lines = tuple[Line, ...]


def wanted(lines: Lines) -> tuple[Wanted, ...]:
    """What the backend is asked about."""
    return tuple(line.wanted for line in lines)


def with_one_more(lines: Lines, gtin: str, sku: str = "") -> Lines:
    """Of the article with this number, or this SKU; a new line where there is none yet."""
    known = next((line for line in lines if _is(line, gtin, sku)), None)
    if known is None:
        return (*lines, Line(Wanted(sku, 1, gtin)))
    return with_quantity(lines, known.key, lambda quantity: quantity + 1)


def with_quantity(lines: Lines, key: str, change: Callable[[int], int]) -> Lines:
    """Nothing left of a line removes it."""
    changed = []
    for line in lines:
        quantity = min(change(line.wanted.quantity), MAX_QUANTITY) if line.key == key else line.wanted.quantity
        if quantity > 0:
            changed.append(replace(line, wanted=replace(line.wanted, quantity=quantity)))
    return tuple(changed)


def named(lines: Lines, quote: Quote) -> Lines:
    """What the backend calls them."""
    told = zip(lines, quote.lines, quote.names, strict=True)
    return tuple(Line(replace(line.wanted, sku=priced.sku), name) for line, priced, name in told)


def merged(lines: Lines) -> Lines:
    """One line an article: somebody scanned what they had typed before."""
    return tuple(_merged(lines))


def _merged(lines: Lines) -> Iterator[Line]:
    seen: set[str] = set()
    for line in lines:
        sku = line.wanted.sku
        if sku in seen:
            continue
        seen.add(sku)
        same = [other.wanted for other in lines if other.wanted.sku == sku]
        quantity = min(sum(one.quantity for one in same), MAX_QUANTITY)
        gtin = next((one.gtin for one in same if one.gtin), "")
        yield Line(Wanted(sku, quantity, gtin), line.name)


def _is(line: Line, gtin: str, sku: str) -> bool:
    return line.wanted.gtin == gtin if gtin else line.wanted.sku == sku
