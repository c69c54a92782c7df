"""Any part of an order may come as anything: an order, nobody's order, or drift that is named; never a crash."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.commerce.medusa import wire as medusa
from kiosk.commerce.shape import shaped
from kiosk.commerce.shop import ShopDriftError, ShopOrder
from kiosk.commerce.shopify import wire as shopify
from kiosk.commerce.vendure import wire as vendure
from kiosk.commerce.woocommerce import wire as woocommerce
from tests.unit.kiosk.commerce.shop_samples import (
    MEDUSA_ORDER,
    SHOPIFY_ORDER,
    VENDURE_ORDER,
    WOO_ORDER,
    changed,
)

Read = Callable[[bytes], ShopOrder | None]
WOO_SITE = woocommerce.WooSite("local_pickup:3", "pickup_code", frozenset({"card"}))
SHOPIFY_SITE = shopify.ShopifySite("gid://shopify/Location/61")
PLATFORMS: dict[str, tuple[dict[str, Any], Read]] = {
    "vendure": (
        VENDURE_ORDER,
        lambda body: vendure.VendureSite("locker-sentrum", "no").order(shaped(vendure.WireOrder, body)),
    ),
    "medusa": (
        MEDUSA_ORDER,
        lambda body: medusa.MedusaSite("sloc_1", frozenset({"so_1"})).order(shaped(medusa.WireOrder, body)),
    ),
    "woocommerce": (
        WOO_ORDER | {"meta_data": [*WOO_ORDER["meta_data"], {"id": 2, "key": woocommerce.PARCELS, "value": "[]"}]},
        lambda body: WOO_SITE.order(shaped(woocommerce.WireOrder, body), ()),
    ),
    "shopify": (
        SHOPIFY_ORDER | {"metafield": {"value": "[]", "compareDigest": "1"}},
        lambda body: SHOPIFY_SITE.order(shaped(shopify.WireOrder, body)),
    ),
}
ANYTHING: list[Any] = [
    ...,
    None,
    "",
    "x",
    "NaN",
    "Infinity",
    "1E+999999",
    "-1",
    "[",
    '[{"id":""}]',
    '[{"id":"P","compartment":1,"lines":{"a":0}}]',
    "9" * 400,
    -1,
    0,
    1.5,
    2**70,
    True,
    [],
    [None],
    [[]],
    {},
    {"a": 1},
]


def paths(value: Any, at: str = "") -> Iterator[str]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield f"{at}{key}"
        yield from paths(inner, f"{at}{key}.")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_anything_in_any_place(platform: str) -> None:
    sample, read = PLATFORMS[platform]
    assert read(json.dumps(sample).encode()) is not None
    tried, named = 0, set[str]()
    for path in paths(sample):
        for value in ANYTHING:
            try:
                order = read(json.dumps(changed(sample, path, value)).encode())
            except ShopDriftError as drift:
                named.add(drift.field_name)
            else:
                assert order is None or all(line.quantity >= 0 for line in order.lines), (path, value)
            tried += 1
    assert tried > 500
    assert "" not in named
    assert not [field for field in named if "9999" in field]  # named, not quoted
