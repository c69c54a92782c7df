"""`openluke conformance` on a backend with a real shop behind it: what the site offers, it keeps; and the shop follows.

The pickups are orders of the shop, copied by the adapter; staff put them into compartments.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from tests.shops.backend_process import SITE, Point, point, until
from tests.shops.medusa_shop import MedusaShop
from tests.shops.test_whole_way import shop_toml
from tests.shops.vendure_shop import VendureShop

ONE_PARCEL, TWO_PARCELS = 26, 6
_LIMIT_S = 300
_CLIENTS = 20
_DOORS = 3 * 20


class RealShop(Protocol):
    def order(self, *lines: tuple[str, int], code: str = ...) -> str: ...

    def lines(self, order: str) -> dict[str, str]: ...


def layout(folder: Path) -> str:
    """Three columns of twenty doors: no demo's wall holds what the suite hands out."""
    columns = "".join(
        f"[[columns]]\nx_mm = {500 * column}\nwidth_mm = 500\ndoors = [\n"
        + "".join(f'  {{ number = {20 * column + row}, size = "S", height_mm = 100 }},\n' for row in range(1, 21))
        + "]\n\n"
        for column in range(3)
    )
    screen = "[screen]\nx_mm = 1500\ny_mm = 830\nwidth_mm = 480\nheight_mm = 1150\n\n"
    path = folder / "layout.toml"
    head = 'width_mm = 1980\nheight_mm = 2060\nplinth_mm = 60\ndepth_mm = 500\n\n[sizes]\nS = "small"\n\n'
    path.write_text(head + screen + columns)
    return str(path)


def prepare(shop: RealShop, here: Point, skus: Sequence[str]) -> list[dict[str, Any]]:
    """Orders of one and of two lines, each line in a compartment of its own."""
    kinds = [1] * ONE_PARCEL + [2] * TWO_PARCELS
    orders = {}
    for number, kind in enumerate(kinds):
        order = shop.order(*((sku, 1) for sku in skus[:kind]), code=f"CONF-{number:04}")
        orders[f"CONF-{number:04}"] = shop.lines(order)
    copied = until(lambda: _copied(here, orders), 120)
    doors = iter(range(1, _DOORS + 1))
    return [_staged(here, pickup, code, orders[code], doors) for code, pickup in copied.items()]


def _copied(here: Point, orders: dict[str, dict[str, str]]) -> dict[str, Any] | None:
    """Pickups by the code that the shop gave: known by the ids of their lines, for a list holds no code."""
    rows = here.kiosk.get("/v1/pickups", params={"site": SITE}).json()["pickups"]
    details = [here.kiosk.get(f"/v1/pickups/{row['id']}").json() for row in rows]
    by_lines = {frozenset(line["id"] for line in detail["lines"]): detail for detail in details}
    found = {code: by_lines.get(frozenset(lines.values())) for code, lines in orders.items()}
    return None if None in found.values() else found


def _staged(here: Point, pickup: Any, code: str, lines: dict[str, str], doors: Any) -> dict[str, Any]:
    parcels = []
    for line in lines.values():
        parcel, door = f"{pickup['id']}-{len(parcels) + 1}", next(doors)
        pickup = here.stage(pickup, parcel, door, **{line: 1})
        parcels.append({"id": parcel, "compartment": door})
    shown = {"code": {"code": code, "entry": "scanned"}, "lines": list(lines.values())}
    return {"id": pickup["id"], "state": "ready", "parcels": parcels, **shown}


def conform(shop: RealShop, folder: Path, toml: str, *skus: str) -> Counter[str]:
    """Verdicts by how often. Whatever failed is told by its reason."""
    with point(folder, toml, layout(folder)) as here:
        (folder / "fixtures.json").write_text(json.dumps({"pickups": prepare(shop, here, skus)}))
        arguments = ["--url", here.url, "--fixtures", str(folder / "fixtures.json"), f"--parallel={_CLIENTS}", "--json"]
        done = subprocess.run(
            [sys.executable, "-P", "-m", "kiosk", "conformance", *arguments],
            env=os.environ | {"OPENLUKE_CONFORMANCE_KEY": here.kiosk_key},
            capture_output=True,
            text=True,
            timeout=_LIMIT_S,
            check=False,
        )
        assert done.stdout, done.stderr
        report = json.loads(done.stdout)
        failed = [one for one in report["scenarios"] if one["verdict"] == "failed"]
        assert not failed, failed
        assert done.returncode == 0
        return Counter(one["verdict"] for one in report["scenarios"])


def test_vendure_keeps_what_it_offers(vendure: VendureShop, tmp_path: Path) -> None:
    verdicts = conform(vendure, tmp_path, shop_toml(tmp_path, vendure), "DRILL-18V", "SCREWS-200")
    assert verdicts["passed"] > 25, verdicts


def test_medusa_keeps_what_it_offers(medusa: MedusaShop, tmp_path: Path) -> None:
    keys = tmp_path / "shop-keys.toml"
    keys.write_text(f'api_key = "{medusa.key}"\n')
    keys.chmod(0o600)
    toml = f'kind = "medusa"\nurl = "{medusa.base}"\nsite = "{medusa.sentrum}"\nkeys = "shop-keys.toml"\n'
    verdicts = conform(medusa, tmp_path, toml, "DRILL", "SCREWS")
    assert verdicts["passed"] > 25, verdicts
