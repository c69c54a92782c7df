"""Parcels in compartments and the signed codes that open them, one each: more than the demo's seed has."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from kiosk.backend.database import open_database
from kiosk.backend.issuer import Issuer
from kiosk.backend.seed import IssuedCode, Seed, plant
from kiosk.backend.seed_demo import demo_seed
from kiosk.backend.story import Story, Teller
from kiosk.point import PointOptions
from kiosk.qr import MODULE_PX, QUIET_ZONE_MODULES, qr_code
from kiosk.secrets import Secrets

_DATABASE: Final = "backend.sqlite3"
_EMPTY: Final = Seed(sites=(), kiosks=(), accounts=(), employees=(), pickups=(), credentials=(), codes=())


class Stock:
    """What a shop sends to `site`. Who asks again for the same name gets the same pickup and code."""

    def __init__(self, secrets: Secrets, site: int) -> None:
        assert secrets.issuer is not None
        now = datetime.now(UTC)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        self._demo = demo_seed(secrets, now)
        self._site = site
        self._teller = Teller(
            secrets.site.key,
            Issuer(secrets.issuer.key_id, secrets.issuer.private_seed),
            midnight,
            people=(),
            site_names={one.number: one.name for one in self._demo.sites},
        )

    def code(self, name: str, door: int) -> IssuedCode:
        """What the customer gets."""
        story = self._story(name, door)
        return self._teller.token(story, self._teller.pickup(story))

    def put_in(self, connection: Connection, parcels: dict[str, int]) -> None:
        """Name → door. Doors must be empty. Sites and kiosks have to be known already; see `build`."""
        pickups = tuple(self._teller.pickup(self._story(name, door)) for name, door in parcels.items())
        plant(connection, replace(_EMPTY, pickups=pickups))

    def build(self, connection: Connection) -> None:
        """The demo's sites and kiosks in an empty database, without a parcel or a person."""
        plant(connection, replace(_EMPTY, sites=self._demo.sites, kiosks=self._demo.kiosks))

    def _story(self, name: str, door: int) -> Story:
        return Story(name, "", (door,), site=self._site)


def fill(point: PointOptions) -> list[IssuedCode]:
    """A parcel in every compartment, and their codes. The point must not run yet."""
    stock = Stock(point.profile.secrets, point.profile.file.site.number)
    parcels = {f"bench-{door.number}": door.number for door in point.profile.wall.compartments}
    engine = open_database(f"sqlite:///{point.data / _DATABASE}")
    with engine.begin() as connection:
        stock.build(connection)
        stock.put_in(connection, parcels)
    engine.dispose()
    return [stock.code(name, door) for name, door in parcels.items()]


def draw(code: IssuedCode, folder: Path) -> Path:
    """The code as the code sheet prints it."""
    picture = folder / f"{code.name}.png"
    qr = qr_code(code.text)
    qr.save(str(picture), scale=MODULE_PX, border=QUIET_ZONE_MODULES)
    return picture
