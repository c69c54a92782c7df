"""The articles of the demo's shop, their prices, and what lies in its parcels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kiosk.backend.seed import IssuedCode
from kiosk.domain.pickup import ParcelState, Pickup
from kiosk.domain.pricing import Price, Source

Row = tuple[str, Mapping[str, Any]]
CURRENCY: Final = "NOK"
VAT_PERMILLE: Final = 250
DAY_S: Final = 86_400
OLD, NOW = -30, 0
"""The days on which prices were published, counted from the seeding day."""


@dataclass(frozen=True, slots=True)
class Article:
    """As packed: length, width, height in mm and weight in g. `net_minor` is the list price of one."""

    sku: str
    gtin: str
    name: str
    edges_mm: tuple[int, int, int]
    weight_g: int
    net_minor: int
    unit: str = "stk"
    temperature: str = ""
    hazard: str = ""
    min_age: int = 0
    active: bool = True


ARTICLES: Final = (
    Article("DRILL-18V", "7090000000011", "Drill 18 V", (380, 300, 140), 3_200, 199_900),
    Article("BATTERY-5AH", "7090000000028", "Batteri 18 V 5 Ah", (140, 90, 80), 720, 89_900),
    Article("BITS-32", "7090000000035", "Bitssett, 32 deler", (180, 110, 40), 410, 24_900),
    Article("CABLE-3G2.5-50", "7090000000042", "Kabel PFXP 3G2,5, 50 m", (330, 330, 120), 8_900, 119_000),
    Article("BREAKER-16A", "7090000000059", "Jordfeilautomat 16 A", (95, 80, 40), 230, 42_900),
    Article("SCREW-5X90", "7090000000066", "Treskrue 5 × 90, 200 stk", (190, 130, 80), 2_600, 27_900, "pk"),
    Article("BRACKET-90", "7090000000073", "Vinkelbeslag 90 mm", (95, 95, 65), 190, 1_890),
    Article("TAPE-60", "7090000000080", "Vindsperretape 60 mm × 25 m", (130, 130, 60), 480, 21_500),
    Article("GLOVES-10", "7090000000097", "Monteringshansker str. 10", (240, 120, 30), 90, 11_900, "par"),
    Article("LADDER-3M", "7090000000103", "Stige 3 m", (3_050, 420, 90), 7_400, 129_900),
    Article("SEALANT-290", "7090000000110", "Fugemasse 290 ml, fryses ikke", (230, 50, 50), 480, 9_900),
    Article("GAS-300", "7090000000127", "Gasspatron 300 ml", (280, 70, 70), 520, 8_900, hazard="2.1"),
    Article("KNIFE-PRO", "7090000000134", "Håndverkerkniv", (210, 60, 30), 160, 18_900, min_age=18),
    Article("DRILL-12V", "7090000000141", "Drill 12 V (utgått)", (300, 250, 120), 2_100, 129_900, active=False),
)

_SPECIAL: Final = (
    Price("DRILL-18V", 164_900, CURRENCY, "A-FJELLHEIM", source=Source.CONTRACT),
    Price("CABLE-3G2.5-50", 94_500, CURRENCY, "A-FJELLHEIM", source=Source.CONTRACT),
    Price("SCREW-5X90", 22_900, CURRENCY, "A-NORDVIK", source=Source.CONTRACT),
    Price("BREAKER-16A", 37_900, CURRENCY, min_quantity=10, source=Source.QUANTITY),
    Price("BRACKET-90", 1_590, CURRENCY, min_quantity=50, source=Source.QUANTITY),
    Price("SCREW-5X90", 24_900, CURRENCY, min_quantity=5, source=Source.QUANTITY),
    Price("BITS-32", 19_900, CURRENCY, source=Source.CAMPAIGN),
)
"""Beside the list; the campaign began with the newest version."""

CONTENTS: Final[Mapping[str, Sequence[tuple[str, int]]]] = {
    "one-parcel": (("DRILL-18V", 1),),
    "three-parcels": (("CABLE-3G2.5-50", 1), ("BREAKER-16A", 4), ("DRILL-18V", 1)),
    "partly-ready": (("BATTERY-5AH", 2), ("BITS-32", 1), ("GLOVES-10", 3)),
    "expired": (("GLOVES-10", 2),),
    "cancelled": (("BITS-32", 1),),
    "wrong-site": (("TAPE-60", 6),),
    "collected": (("BATTERY-5AH", 1),),
    "not-yet": (("SCREW-5X90", 3),),
    "six-digits": (("BRACKET-90", 8),),
    "spare": (("SEALANT-290", 12),),
    "skolegata": (("CABLE-3G2.5-50", 2), ("BREAKER-16A", 6)),
    "brygga-b": (("DRILL-18V", 2),),
    "verkstedet": (("TAPE-60", 4),),
    "takstoler": (("BRACKET-90", 120), ("SCREW-5X90", 4)),
    "beslag": (("BRACKET-90", 24),),
    "brygga-cable": (("CABLE-3G2.5-50", 1),),
    "aune-screws": (("SCREW-5X90", 6),),
    "unpaid": (("KNIFE-PRO", 1),),
}
"""By the name of the pickup's story. As many lines as the story has."""

LABELLED: Final = ("DRILL-18V", "BATTERY-5AH", "BITS-32", "BREAKER-16A", "LADDER-3M", "GAS-300")
"""On the code sheet: by contract, by list, in a campaign, cheaper from ten on, too long for here, only from staff."""

_BY_SKU: Final = {article.sku: article for article in ARTICLES}


def labels() -> tuple[IssuedCode, ...]:
    """Of some articles, as they would be at the shelf."""
    articles = (_BY_SKU[sku] for sku in LABELLED)
    return tuple(IssuedCode("goods", article.sku, article.name, article.gtin, "basket") for article in articles)


def all_prices() -> tuple[Price, ...]:
    """Those of the newest version."""
    return (*(Price(article.sku, article.net_minor, CURRENCY) for article in ARTICLES), *_SPECIAL)


def version_of(start_s: float, day: int) -> int:
    """The number under which prices were published on a day: the moment itself."""
    return int(start_s) + day * DAY_S


def goods_rows(start_s: float) -> Iterator[Row]:
    """Articles and two versions of prices: a month ago the drill cost more, and there was no campaign."""
    old, now = version_of(start_s, OLD), version_of(start_s, NOW)
    for version, days in ((old, 0), (now, 30)):
        yield "price_versions", {"version": version, "published_at": version, "valid_until": start_s + days * DAY_S}
    for article in ARTICLES:
        yield "products", _product(article, old)
    for price in all_prices():
        campaign, drill = price.source is Source.CAMPAIGN, (price.sku, price.account) == ("DRILL-18V", "")
        if drill:
            yield "prices", _price(price, old) | {"net_minor": price.net_minor + 10_000, "until": now}
        yield "prices", _price(price, now if campaign or drill else old)


def lines_of(story: str, pickup: Pickup) -> Iterator[Row]:
    """What was ordered, how much of it is here, and in which parcel; the last parcel takes the rest."""
    for place, (sku, quantity) in enumerate(CONTENTS[story]):
        ready = quantity if place < pickup.lines_ready else 0
        parcel = pickup.parcels[min(place, len(pickup.parcels) - 1)] if pickup.parcels else None
        gone = parcel is not None and parcel.state is ParcelState.COLLECTED
        article = _BY_SKU[sku]
        line = str(place + 1)
        of = {"pickup": pickup.id, "id": line, "place": place, "sku": sku, "gtin": article.gtin, "name": article.name}
        yield "lines", of | {"quantity": quantity, "ready": ready, "collected": ready if gone else 0}
        if parcel is not None and ready:
            yield "parcel_lines", {"parcel": parcel.id, "line": line, "quantity": ready}


def _product(article: Article, version: int) -> dict[str, Any]:
    length_mm, width_mm, height_mm = article.edges_mm
    return {
        "sku": article.sku,
        "gtin": article.gtin,
        "name": article.name,
        "unit": article.unit,
        "vat_permille": VAT_PERMILLE,
        "length_mm": length_mm,
        "width_mm": width_mm,
        "height_mm": height_mm,
        "weight_g": article.weight_g,
        "temperature": article.temperature,
        "hazard": article.hazard,
        "min_age": article.min_age,
        "active": int(article.active),
        "version": version,
    }


def _price(price: Price, since: int) -> dict[str, Any]:
    return {
        "sku": price.sku,
        "account": price.account,
        "min_quantity": price.min_quantity,
        "source": price.source.value,
        "since": since,
        "net_minor": price.net_minor,
        "currency": price.currency,
    }
