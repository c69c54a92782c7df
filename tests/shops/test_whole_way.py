"""Click and collect, whole: an order of a real shop, a compartment, a code, collected, and the shop knows."""

import itertools
from pathlib import Path

from tests.shops.backend_process import point, until
from tests.shops.vendure_shop import NORD, SENTRUM, VendureShop

_numbers = itertools.count(1)


def shop_toml(folder: Path, shop: VendureShop) -> str:
    keys = folder / "shop-keys.toml"
    keys.write_text('user = "superadmin"\npassword = "superadmin"\n')
    keys.chmod(0o600)
    return f'kind = "vendure"\nurl = "{shop.admin_url}"\nsite = "{SENTRUM}"\nkeys = "shop-keys.toml"\n'


def test_an_order_at_vendure_is_collected_and_vendure_knows(vendure: VendureShop, tmp_path: Path) -> None:
    code = f"WHOLE-{next(_numbers):04}"
    foreign = vendure.order(("DRILL-18V", 1), to=NORD, code=f"NORD-{next(_numbers):04}")
    order = vendure.order(("DRILL-18V", 2), ("SCREWS-200", 3), code=code)
    number = vendure.admin("query($id:ID!){order(id:$id){code}}", id=order)["order"]["code"]
    lines = vendure.lines(order)
    with point(tmp_path, shop_toml(tmp_path, vendure)) as here:
        pickup = here.listed(number)
        assert (pickup["state"], pickup["payment"]) == ("awaiting", "paid")
        assert {line["sku"]: line["quantity"] for line in pickup["lines"]} == {"DRILL-18V": 2, "SCREWS-200": 3}
        ask = {"code": code, "entry": "scanned"}
        assert here.kiosk.post("/v1/pickups:resolve", json=ask).status_code == 404, "nothing lies there yet"

        pickup = here.stage(pickup, "P1", 7, **{lines["DRILL-18V"]: 2})
        until(lambda: _fulfilments(vendure, order) == {"P1": "ReadyForPickup"})
        assert here.kiosk.post("/v1/pickups:resolve", json=ask).json()["pickup"]["id"] == pickup["id"]
        here.collect(pickup, "P1", 7)
        until(lambda: vendure.state(order)["state"] == "PartiallyDelivered")

        pickup = here.kiosk.get(f"/v1/pickups/{pickup['id']}").json()
        pickup = here.stage(pickup, "P2", 12, **{lines["SCREWS-200"]: 3})
        here.collect(pickup, "P2", 12)
        until(lambda: vendure.state(order)["state"] == "Delivered")
        assert _fulfilments(vendure, order) == {"P1": "Delivered", "P2": "Delivered"}
        assert here.kiosk.get(f"/v1/pickups/{pickup['id']}").json()["state"] == "collected"
        assert here.kiosk.post("/v1/pickups:resolve", json=ask).status_code == 404, "used is used"
        told = [event["type"].removeprefix("no.openluke.") for event in here.kiosk.get("/v1/events").json()["events"]]
        assert told[-1] == "pickup.collected"
    assert _fulfilments(vendure, foreign) == {}, "an order of another site is none of ours"


def _fulfilments(shop: VendureShop, order: str) -> dict[str, str]:
    return {each["trackingCode"]: each["state"] for each in shop.state(order)["fulfillments"]}
