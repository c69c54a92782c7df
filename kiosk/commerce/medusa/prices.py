"""Prices of Medusa's own price lists and taxes, by the route of config/shops/medusa: the admin API has no such call."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from kiosk.commerce import rest
from kiosk.commerce.link import HttpLink
from kiosk.commerce.price import minor, price, with_tax
from kiosk.commerce.shape import Count, Id
from kiosk.commerce.shop import Capability, Price, PriceSource, Wanted

_AT_ONCE = 100


class WirePrice(Struct, frozen=True):
    sku: str
    variant_id: Id
    quantity: Count
    amount: Decimal
    tax_inclusive: bool
    tax_rate: Decimal
    currency_code: Annotated[str, Meta(pattern=r"^[A-Za-z]{3}$")]
    price_list_type: str | None
    min_quantity: int | None

    def __post_init__(self) -> None:
        """msgspec makes a ValidationError of it; it knows no bounds of a Decimal."""
        if not all(each.is_finite() and each >= 0 for each in (self.amount, self.tax_rate)):
            raise ValueError("negative, or not a number")

    def price(self) -> Price:
        net, gross = with_tax(self.amount, self.tax_rate, inclusive=self.tax_inclusive)
        return price(
            self.sku,
            net_minor=minor(net, self.currency_code),
            gross_minor=minor(gross, self.currency_code),
            currency=self.currency_code,
            vat_permille=round(self.tax_rate * 10),
            source=self._source(),
        )

    def _source(self) -> PriceSource:
        """ "sale" is a price list that anybody may see as a rebate, "override" one that replaces the price."""
        if self.min_quantity is not None and self.min_quantity > 1:
            return PriceSource.QUANTITY
        if self.price_list_type is None:
            return PriceSource.LIST
        return PriceSource.CAMPAIGN if self.price_list_type == "sale" else PriceSource.CONTRACT


class _Prices(Struct, frozen=True):
    prices: tuple[WirePrice, ...]


@dataclass(frozen=True, slots=True)
class MedusaPrices:
    """`region`: whose currency and taxes hold at this site."""

    region: str

    async def found(
        self, link: HttpLink, customer: str, wanted: Sequence[Wanted], capability: Capability
    ) -> tuple[WirePrice, ...]:
        """In the order asked; nothing that was not asked for."""
        rows: list[WirePrice] = []
        for start in range(0, len(wanted), _AT_ONCE):
            items = [{"sku": each.sku, "quantity": each.quantity} for each in wanted[start : start + _AT_ONCE]]
            body = {"region_id": self.region, "items": items} | ({"customer_id": customer} if customer else {})
            answer = await rest.ask(link, _Prices, "POST", "/admin/pickup/prices", body=body, capability=capability)
            rows += answer.prices
        by_article = {(row.sku, row.quantity): row for row in rows}
        keys = [(each.sku, each.quantity) for each in wanted]
        return tuple(by_article[key] for key in keys if key in by_article)

    async def prices(self, link: HttpLink, customer: str, wanted: Sequence[Wanted]) -> tuple[Price, ...]:
        rows = await self.found(link, customer, wanted, Capability.PRICES)
        return tuple(row.price() for row in rows)
