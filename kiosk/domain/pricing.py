"""What goods cost: which price holds for whom, and what a whole purchase amounts to. Amounts are in minor units.

Best price: of all prices that hold for the customer, the quantity and the currency the lowest one counts, whatever
list it stands in, as wholesale systems do it (Business Central: "the lowest permissible price"). Of equal ones the
nearest to the customer names the source: contract, campaign, quantity, list.

VAT is computed for each rate on the sum of its lines and rounded there, half up, as an electronic invoice demands
(EN 16931 BR-CO-17 with BR-CO-10: sums of rounded lines). Unit prices with VAT are for showing; nobody adds them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Source(StrEnum):
    """Where a price comes from."""

    CONTRACT = "contract"
    CAMPAIGN = "campaign"
    QUANTITY = "quantity"
    LIST = "list"


_ORDER: Final = {source: place for place, source in enumerate(Source)}


@dataclass(frozen=True, slots=True)
class Price:
    """The net price of one unit from `min_quantity` on. `account` "": for everybody."""

    sku: str
    net_minor: int
    currency: str
    account: str = ""
    min_quantity: int = 1
    source: Source = Source.LIST


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of what somebody wants: an article by its SKU, or where that is "" by the number on its label."""

    sku: str
    quantity: int
    gtin: str = ""


@dataclass(frozen=True, slots=True)
class Priced:
    """One line with its price. `source` None: nobody has set one, and it counts as nothing."""

    sku: str
    quantity: int
    unit_net_minor: int
    vat_permille: int
    source: Source | None

    @property
    def net_minor(self) -> int:
        """Of the whole line."""
        return self.unit_net_minor * self.quantity

    @property
    def unit_gross_minor(self) -> int:
        """One unit with VAT, for showing."""
        return self.unit_net_minor + vat_of(self.unit_net_minor, self.vat_permille)


@dataclass(frozen=True, slots=True)
class VatSum:
    """What is taxed at one rate."""

    vat_permille: int
    net_minor: int
    vat_minor: int


@dataclass(frozen=True, slots=True)
class Total:
    """A whole purchase; `rates` from the lowest up."""

    rates: tuple[VatSum, ...]

    @property
    def net_minor(self) -> int:
        """Without VAT."""
        return sum(rate.net_minor for rate in self.rates)

    @property
    def vat_minor(self) -> int:
        """VAT of all rates."""
        return sum(rate.vat_minor for rate in self.rates)

    @property
    def gross_minor(self) -> int:
        """What is to be paid."""
        return self.net_minor + self.vat_minor


def vat_of(net_minor: int, vat_permille: int) -> int:
    """Rounded half up; amounts are never negative."""
    return (net_minor * vat_permille + 500) // 1000


def currency_of(prices: Iterable[Price], account_currency: str) -> str:
    """The account's own, else the one in which everybody's prices stand; "" where there are none."""
    return account_currency or min((price.currency for price in prices if not price.account), default="")


def best(prices: Iterable[Price], wanted: Wanted, account: str, currency: str) -> Price | None:
    """The price that counts; None where nobody has set one."""
    holding = (
        price
        for price in prices
        if price.sku == wanted.sku
        and price.account in {"", account}
        and price.min_quantity <= wanted.quantity
        and price.currency == currency
    )
    return min(holding, key=lambda price: (price.net_minor, _ORDER[price.source], price.min_quantity), default=None)


def priced(
    lines: Sequence[Wanted], prices: Iterable[Price], vat_permille: Mapping[str, int], *, account: str, currency: str
) -> list[Priced]:
    """Each line with its price. Lines of one article count together for its quantity breaks."""
    of_sku: defaultdict[str, list[Price]] = defaultdict(list)
    for price in prices:
        of_sku[price.sku].append(price)
    quantities: Counter[str] = Counter()
    for line in lines:
        quantities[line.sku] += line.quantity
    found = []
    for line in lines:
        held = best(of_sku[line.sku], Wanted(line.sku, quantities[line.sku]), account, currency)
        net_minor, source = (held.net_minor, held.source) if held is not None else (0, None)
        found.append(Priced(line.sku, line.quantity, net_minor, vat_permille.get(line.sku, 0), source))
    return found


def total(lines: Iterable[Priced]) -> Total:
    """VAT for each rate on the sum of its lines."""
    nets: Counter[int] = Counter()
    for line in lines:
        nets[line.vat_permille] += line.net_minor
    return Total(tuple(VatSum(rate, net, vat_of(net, rate)) for rate, net in sorted(nets.items())))
