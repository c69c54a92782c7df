"""Fills a point's backend before it starts: one pickup a code, one parcel each, door after door.

The demo's seed opens five doors to a code. A bench needs more, and a soak many more than there are compartments: there
each stands for a parcel that is put in when the one before it has left.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import segno

from kiosk.backend.database import open_database
from kiosk.backend.issuer import Issuer
from kiosk.backend.seed import IssuedCode, plant
from kiosk.backend.seed_demo import demo_seed
from kiosk.backend.story import Story, Teller
from kiosk.codes import MODULE_PX, QUIET_ZONE_MODULES
from kiosk.point import PointOptions

_DATABASE: Final = "backend.sqlite3"


def fill(point: PointOptions, count: int) -> list[IssuedCode]:
    """`count` signed codes that open one door each, doors in the order of their numbers. The point must not run yet."""
    secrets, site = point.profile.secrets, point.profile.file.site.number
    assert secrets.issuer is not None
    now = datetime.now(UTC)
    seed = demo_seed(secrets, now)
    issuer = Issuer(secrets.issuer.key_id, secrets.issuer.private_seed)
    names = {number.number: number.name for number in seed.sites}
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    teller = Teller(secrets.site.key, issuer, midnight, people=(), site_names=names)
    doors = sorted(door.number for door in point.profile.wall.compartments)
    stories = [Story(f"bench-{n}", "", (doors[n % len(doors)],), site=site) for n in range(count)]
    pickups = [teller.pickup(story) for story in stories]
    codes = [teller.token(story, pickup) for story, pickup in zip(stories, pickups, strict=True)]
    filled = replace(seed, accounts=(), employees=(), credentials=(), pickups=tuple(pickups), codes=tuple(codes))
    engine = open_database(f"sqlite:///{point.data / _DATABASE}")
    with engine.begin() as connection:
        plant(connection, filled)
    engine.dispose()
    return codes


def draw(code: IssuedCode, folder: Path) -> Path:
    """The code as the code sheet prints it."""
    picture = folder / f"{code.name}.png"
    qr = segno.make(code.text, error="m", boost_error=False, micro=False)
    qr.save(str(picture), scale=MODULE_PX, border=QUIET_ZONE_MODULES)
    return picture
