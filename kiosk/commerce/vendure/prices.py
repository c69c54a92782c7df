"""Prices as Vendure itself computes them: list prices from its articles, a customer's from a draft order that is thrown
away. Rebates of customer groups are promotions in Vendure, and only an order shows them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from kiosk.commerce.price import price, the_one_of_each
from kiosk.commerce.shape import Count, Id
from kiosk.commerce.shop import Capability, Price, PriceSource, Wanted
from kiosk.commerce.vendure import queries
from kiosk.commerce.vendure.drafts import add_item, draft_order
from kiosk.commerce.vendure.session import VendureSession

_QUANTITY: Final = frozenset({"contains_products", "at_least_n_with_facets", "buy_x_get_y_free"})


class _TaxRate(Struct, frozen=True):
    value: float


class Variant(Struct, frozen=True, rename="camel"):
    id: Id
    sku: str
    price: int
    price_with_tax: int
    currency_code: str
    tax_rate_applied: _TaxRate


class _Variants(Struct, frozen=True):
    items: tuple[Variant, ...]


class _Found(Struct, frozen=True, rename="camel"):
    product_variants: _Variants


class _LineVariant(Struct, frozen=True):
    sku: str
    price: int


class _Discount(Struct, frozen=True, rename="camel"):
    adjustment_source: str


class _Line(Struct, frozen=True, rename="camel"):
    quantity: Count
    tax_rate: float
    unit_price: int
    prorated_unit_price: int
    prorated_unit_price_with_tax: int
    product_variant: _LineVariant
    discounts: tuple[_Discount, ...]

    def promotions(self) -> set[str]:
        """Ids, of sources like "PROMOTION:7"."""
        sources = (each.adjustment_source.rpartition(":") for each in self.discounts)
        return {number for kind, _, number in sources if kind.upper() == "PROMOTION"}


class _Draft(Struct, frozen=True, rename="camel"):
    currency_code: str
    lines: tuple[_Line, ...]


class _OneDraft(Struct, frozen=True):
    order: _Draft


class _Condition(Struct, frozen=True):
    code: str


class _Promotion(Struct, frozen=True):
    id: Id
    conditions: tuple[_Condition, ...]


class _Promotions(Struct, frozen=True):
    items: tuple[_Promotion, ...]


class _AllPromotions(Struct, frozen=True):
    promotions: _Promotions


async def variants(session: VendureSession, wanted: Iterable[Wanted], capability: Capability) -> Mapping[str, Variant]:
    """Articles on sale by number. Vendure lets two articles share one: both are left out."""
    skus = sorted({each.sku for each in wanted})
    found = await session.ask(_Found, queries.VARIANTS, {"skus": skus, "take": 2 * len(skus)}, capability)
    return the_one_of_each((each.sku, each) for each in found.product_variants.items)


class VendurePrices:
    """The unit price of the basket asked for, rebates of the whole order spread over its lines."""

    async def prices(self, session: VendureSession, customer: str, wanted: Sequence[Wanted]) -> tuple[Price, ...]:
        known = await variants(session, wanted, Capability.PRICES)
        asked = [each for each in wanted if each.sku in known]
        if not customer or not asked:
            return tuple(_list_price(known[each.sku]) for each in asked)
        items = [(known[each.sku].id, each.quantity) for each in asked]
        async with draft_order(session, customer) as draft:
            for variant, quantity in items:
                await add_item(session, draft, variant, quantity)
            found = await session.ask(_OneDraft, queries.DRAFT_LINES, {"id": draft}, Capability.PRICES)
        conditions = await _conditions(session, found.order.lines)
        by_sku = {line.product_variant.sku: line for line in found.order.lines}
        # Of what is not on stock Vendure takes what there is, and says it in an error and in the quantity.
        whole = [each.sku for each in asked if each.sku in by_sku and by_sku[each.sku].quantity == each.quantity]
        return tuple(_price(by_sku[sku], found.order.currency_code, conditions) for sku in whole)


def _list_price(variant: Variant) -> Price:
    return price(
        variant.sku,
        net_minor=variant.price,
        gross_minor=variant.price_with_tax,
        currency=variant.currency_code,
        vat_permille=round(variant.tax_rate_applied.value * 10),
        source=PriceSource.LIST,
    )


def _price(line: _Line, currency: str, conditions: Mapping[str, frozenset[str]]) -> Price:
    return price(
        line.product_variant.sku,
        net_minor=line.prorated_unit_price,
        gross_minor=line.prorated_unit_price_with_tax,
        currency=currency,
        vat_permille=round(line.tax_rate * 10),
        source=_source(line, conditions),
    )


def _source(line: _Line, conditions: Mapping[str, frozenset[str]]) -> PriceSource:
    """A promotion for a customer group is what Vendure has for a contract, and so is a price of the shop's own."""
    if line.discounts:
        codes = frozenset[str]().union(*(conditions.get(each, frozenset()) for each in line.promotions()))
        if "customer_group" in codes:
            return PriceSource.CONTRACT
        return PriceSource.QUANTITY if codes & _QUANTITY else PriceSource.CAMPAIGN
    return PriceSource.LIST if line.unit_price == line.product_variant.price else PriceSource.CONTRACT


async def _conditions(session: VendureSession, lines: Sequence[_Line]) -> Mapping[str, frozenset[str]]:
    ids = sorted(set[str]().union(*(line.promotions() for line in lines)))
    if not ids:
        return {}
    found = await session.ask(_AllPromotions, queries.PROMOTIONS, {"ids": ids}, Capability.PRICES)
    return {each.id: frozenset(part.code for part in each.conditions) for each in found.promotions.items}
