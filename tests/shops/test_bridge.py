"""From an order in a real shop to goods that its customer has: shop.toml, adapter, bridge and the backend's books."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend import schema
from kiosk.backend.bridge.runner import Bridge
from kiosk.backend.context import Backend
from kiosk.backend.database import open_database
from kiosk.backend.faults import Faults
from kiosk.backend.seed import plant
from kiosk.backend.seed_demo import demo_seed
from kiosk.commerce.shops import load_shop
from kiosk.secrets import load_secrets
from tests.shops.vendure_shop import NORD, SENTRUM, VendureShop

SITE = 4


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    secrets = load_secrets(Path("config/profiles/demo-secrets.toml"))
    engine = open_database(f"sqlite:///{tmp_path / 'backend.db'}")
    with engine.begin() as connection:
        plant(connection, demo_seed(secrets, datetime.now(UTC)))
    yield Backend(engine, secrets, SignatureVerifier(secrets.public_keys), Faults())
    engine.dispose()


def until(is_so: Callable[[], bool], within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "it does not come to that"
        time.sleep(0.1)


def pickups(backend: Backend, order: str) -> list[Any]:
    query = select(schema.pickups).where(schema.pickups.c.shop_order == order)
    return list(backend.read(lambda connection: connection.execute(query).all()))


def test_an_order_of_the_shop_is_collected_and_the_shop_knows(
    vendure: VendureShop, backend: Backend, tmp_path: Path
) -> None:
    keys = tmp_path / "shop-keys.toml"
    keys.write_text('user = "superadmin"\npassword = "superadmin"\n')
    keys.chmod(0o600)
    shop = tmp_path / "shop.toml"
    shop.write_text(f'kind = "vendure"\nurl = "{vendure.admin_url}"\nsite = "{SENTRUM}"\nkeys = "{keys.name}"\n')
    elsewhere = vendure.order(("SCREWS-200", 1), to=NORD)
    order = vendure.order(("DRILL-18V", 1), ("SCREWS-200", 2), code="BRIDGE-0001")
    bridge = Bridge(backend, load_shop(shop, {}), SITE, poll_s=0.5)
    bridge.start()
    try:
        until(lambda: bool(pickups(backend, order)))
        [pickup] = pickups(backend, order)
        assert (pickup.state, pickup.payment, pickup.lines_total) == ("awaiting", "paid", 2)

        parcel = {"id": f"{pickup.id}-1", "pickup": pickup.id, "site": SITE, "compartment": 1, "state": "ready"}
        backend.write(lambda connection: connection.execute(insert(schema.parcels).values(parcel)))
        until(lambda: [each["state"] for each in vendure.state(order)["fulfillments"]] == ["ReadyForPickup"])

        gone = update(schema.parcels).where(schema.parcels.c.id == parcel["id"]).values(state="collected")
        backend.write(lambda connection: connection.execute(gone))
        until(lambda: vendure.state(order)["state"] == "Delivered")
        [fulfilment] = vendure.state(order)["fulfillments"]
        assert (fulfilment["trackingCode"], fulfilment["method"]) == (parcel["id"], "OpenLuke, compartment 1")
        assert pickups(backend, elsewhere) == []
    finally:
        bridge.stop()
