"""What an empty database is filled with, and the codes that were handed out for it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from sqlalchemy import Connection, insert

from kiosk.backend import schema
from kiosk.backend.context import key_hash
from kiosk.backend.database import next_change
from kiosk.backend.seed_trade import Trade, plant_trade
from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.pickup import Pickup


@dataclass(frozen=True, slots=True)
class SeedSite:
    """A site with its compartments: size class by number."""

    number: int
    id: str
    name: str
    help_phone: str
    compartments: dict[int, str]


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """One code in somebody's hand. `kind`: token, opaque, typed, badge or technician; goods for a label at the shelf.

    `name` tells the story of the pickup or the person's, or is the number of an article; `title` says it in Norwegian
    for the code sheet. `expected` is what a kiosk with a fresh list answers, `doors` what it would open for it; goods
    go into the "basket".
    """

    kind: str
    name: str
    title: str
    text: str
    expected: str
    doors: tuple[int, ...] = ()
    pickup: str = ""
    typed: str = ""
    phone_last4: str = ""
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Seed:
    """`kiosks`: (name, site number, bearer key). Listed codes carry the site of their pickup; badges none."""

    sites: tuple[SeedSite, ...]
    kiosks: tuple[tuple[str, int, str], ...]
    accounts: tuple[Account, ...]
    employees: tuple[Employee, ...]
    pickups: tuple[Pickup, ...]
    credentials: tuple[tuple[int | None, Credential], ...]
    codes: tuple[IssuedCode, ...]
    labels: tuple[IssuedCode, ...] = ()
    trade: Trade = field(default_factory=Trade)


def plant(connection: Connection, seed: Seed) -> None:
    """Writes all of it as one change."""
    change = next_change(connection)
    for site in seed.sites:
        row = asdict(site)
        sizes = row.pop("compartments")
        connection.execute(insert(schema.sites), row)
        for number, size in sizes.items():
            connection.execute(insert(schema.compartments).values(site=site.number, number=number, size=size))
    for name, number, key in seed.kiosks:
        connection.execute(insert(schema.kiosks).values(name=name, site=number, key_hash=key_hash(key)))
    for account in seed.accounts:
        connection.execute(insert(schema.accounts).values(**_unversioned(asdict(account)), change=change))
    for employee in seed.employees:
        row = _flags(_unversioned(asdict(employee)))
        row["collects_for"] = json.dumps(row["collects_for"])
        connection.execute(insert(schema.employees).values(**row, change=change))
    _plant_pickups(connection, seed.pickups, change)
    for of_site, credential in seed.credentials:
        row = _unversioned(_flags(_times(asdict(credential))))
        row["parcels"] = json.dumps(row["parcels"])
        connection.execute(insert(schema.credentials).values(**row, site=of_site, change=change))
    plant_trade(connection, seed.trade)


def _plant_pickups(connection: Connection, pickups: Iterable[Pickup], change: int) -> None:
    for pickup in pickups:
        row = _times(asdict(pickup))
        row["collected_at"] = row.pop("collected_utc")
        del row["parcels"], row["site_name"], row["payment_due"]
        connection.execute(insert(schema.pickups).values(**row, change=change))
        for parcel in pickup.parcels:
            here = asdict(parcel) | {"reach": int(parcel.reach)}
            connection.execute(insert(schema.parcels).values(**here, pickup=pickup.id, site=pickup.site))


def _unversioned(row: dict[str, object]) -> dict[str, object]:
    """Such a row's version is the change that made it."""
    return {name: value for name, value in row.items() if name != "version"}


def _times(row: dict[str, object]) -> dict[str, object]:
    row["not_before"] = row.pop("not_before_utc")
    row["not_after"] = row.pop("not_after_utc")
    return row


def _flags(row: dict[str, object]) -> dict[str, object]:
    return {name: int(value) if isinstance(value, bool) else value for name, value in row.items()}
