"""Databases of the embedded backend with a given number of pickups."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import insert

from kiosk.backend import schema
from kiosk.backend.context import key_hash
from kiosk.backend.database import next_change, open_database
from kiosk.backend.issuer import typed_code
from kiosk.domain import digest
from kiosk.secrets import Secrets

_DAY_S: Final = 86_400.0
_DOORS: Final = 9_999
EMPLOYEES: Final = 200
_ACCOUNT: Final = {"id": "A", "name": "A", "reference_kind": "job", "reference_rule": "none"}


@dataclass(frozen=True)
class Stock:
    """`sites` with a kiosk each, and `pickups` with one parcel and one typed code each, spread over them."""

    sites: int
    pickups: int


def key_of(site: int) -> str:
    """The bearer key of the site's only kiosk."""
    return f"bench-key-of-site-{site}"


def code_of(number: int) -> str:
    """The typed code of one pickup, by its number."""
    return typed_code(hashlib.sha256(f"bench {number}".encode()).digest())


def fill(url: str, stock: Stock, secrets: Secrets) -> None:
    """All of it in one transaction of an empty database."""
    engine = open_database(url)
    with engine.begin() as connection:
        change = next_change(connection)
        sites = range(1, stock.sites + 1)
        connection.execute(insert(schema.sites), [{"number": site, "id": f"s{site}", "name": "n"} for site in sites])
        kiosks = [{"name": f"k{site}", "site": site, "key_hash": key_hash(key_of(site))} for site in sites]
        connection.execute(insert(schema.kiosks), kiosks)
        connection.execute(insert(schema.accounts), [_ACCOUNT | _at(change)])
        people = [{"id": f"E{number}", "account": "A", "active": 1} | _at(change) for number in range(EMPLOYEES)]
        connection.execute(insert(schema.employees), people)
        numbers = range(stock.pickups)
        connection.execute(insert(schema.pickups), [_pickup(number, stock) | _at(change) for number in numbers])
        connection.execute(insert(schema.parcels), [_parcel(number, stock) for number in numbers])
        codes = [_credential(number, stock, secrets.site.key) | _at(change) for number in numbers]
        connection.execute(insert(schema.credentials), codes)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def _at(change: int) -> dict[str, Any]:
    return {"change": change}


def _site(number: int, stock: Stock) -> int:
    return number % stock.sites + 1


def _life() -> dict[str, float]:
    now_s = datetime.now(UTC).timestamp()
    return {"not_before": now_s - _DAY_S, "not_after": now_s + 7 * _DAY_S}


def _pickup(number: int, stock: Stock) -> dict[str, Any]:
    whole = {"id": f"P{number:07d}", "site": _site(number, stock), "state": "ready", "version": 1}
    return whole | {"lines_ready": 1, "lines_total": 1} | _life()


def _parcel(number: int, stock: Stock) -> dict[str, Any]:
    """Beyond the doors there can be, parcels are to come."""
    place = number // stock.sites + 1
    door = place if place <= _DOORS else 0
    site = _site(number, stock)
    return {"id": f"P{number:07d}-1", "pickup": f"P{number:07d}", "site": site, "compartment": door, "state": "ready"}


def _credential(number: int, stock: Stock, site_key: bytes) -> dict[str, Any]:
    hashed = digest.digest(site_key, digest.typed(code_of(number)))
    whole = {"id": f"C{number:07d}", "site": _site(number, stock), "kind": "pickup", "digest": hashed}
    return whole | {"subject": f"P{number:07d}"} | _life()
