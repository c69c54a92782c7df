"""What goods cost: quotes, and the prices a kiosk keeps for when nobody answers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.backend.models.base import Gtin, In, Out, Sku

Source = Literal["list", "contract", "quantity", "campaign"]
LineQuantity = Annotated[int, Field(ge=1, le=10_000)]
MAX_LINES = 50


class LineWanted(In):
    """One line of what is wanted."""

    sku: Annotated[Sku, Field(examples=["DRILL-18V"])]
    quantity: LineQuantity


class LineAsked(In):
    """One line of what somebody wants to know the price of: an article by its `sku`, or by the `gtin` of its label.

    The number may have 8, 12, 13 or 14 digits, however the shop writes it.
    """

    sku: Annotated[str, Field(max_length=64, examples=["DRILL-18V"])] = ""
    gtin: Gtin = ""
    quantity: LineQuantity

    @model_validator(mode="after")
    def _one_of_two(self) -> "LineAsked":
        if bool(self.sku) == bool(self.gtin):
            raise ValueError("sku, gtin: one of the two")
        return self


class QuoteRequest(In):
    """What somebody wants to know the price of. Lines of one article count together for its quantity breaks."""

    lines: Annotated[list[LineAsked], Field(min_length=1, max_length=MAX_LINES)]


class PricedLine(Out):
    """One line, in minor units. `unit_gross_minor` is for showing: what is paid is computed from net amounts."""

    sku: str
    name: str
    quantity: int
    unit_net_minor: int
    unit_gross_minor: int
    net_minor: int
    vat_permille: int
    source: Source


class QuotedLine(PricedLine):
    """One line of a quote. `gtin`: the number it was asked by, empty where it was asked by `sku`.

    `unattended`: why nobody gets it where no staff is: dangerous goods, or goods with an age limit that a kiosk cannot
    prove; empty for everything else.
    """

    gtin: str = ""
    unattended: Literal["", "hazard", "min_age"] = ""


class VatRate(Out):
    """What is taxed at one rate. `vat_minor`: of the sum of its lines, rounded half up (EN 16931 BR-CO-17)."""

    vat_permille: int
    net_minor: int
    vat_minor: int


class Quote(Out):
    """Prices that hold until `valid_until` for a purchase that names `price_list_version`.

    `account` "": those for everybody. The best price counts: of all that hold for the company, the quantity and the
    currency the lowest; `source` says in which list it stands.
    """

    account: str
    currency: str
    price_list_version: int
    valid_until: datetime
    lines: list[QuotedLine]
    rates: list[VatRate]
    net_minor: int
    vat_minor: int
    gross_minor: int


class ListedPrice(Out):
    """The net price of one unit from `min_quantity` on; `account` "": for everybody."""

    net_minor: int
    currency: str
    account: str = ""
    min_quantity: int = 1
    source: Source = "list"


class PricedArticle(Out):
    """An article with all its prices. What is left out has its default. Not `active`: it is sold no more."""

    sku: str
    name: str
    vat_permille: int
    gtin: str = ""
    unit: str = ""
    min_age: int = 0
    active: bool = True
    prices: list[ListedPrice]


class PriceList(Out):
    """A page of articles by SKU, as they are in `version`. Each stands for all that was known of the article before.

    `full`: every article, and what is not among them is gone; else those that changed since `changed_after`. `next` is
    empty on the last page; only then the kiosk has `version`. `valid_until`: prices may be told without asking until
    then.
    """

    version: int
    valid_until: datetime
    full: bool
    articles: list[PricedArticle]
    next: str = ""
