"""`python -m kiosk.backend new-site`: a site with its compartments and one kiosk, in a database of one's own."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, select

from kiosk.backend import schema
from kiosk.backend.context import key_hash
from kiosk.backend.database import open_database, transact
from kiosk.backend.new_keys import BACKEND_FILE, keys_in, kiosk_file, write_kiosk
from kiosk.domain.wall import Wall
from kiosk.errors import ConfigError
from kiosk.layout import load_wall

_WORD: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@dataclass(frozen=True, slots=True)
class NewSite:
    """`number` is in every code of the site, `name` on screens, `help_phone` where somebody answers."""

    number: int
    id: str
    name: str
    help_phone: str
    kiosk: str


def new_site(arguments: Sequence[str]) -> None:
    """Says what to do next. Raises ConfigError; then nothing was added but, perhaps, the backend's own keys."""
    options = _options(arguments)
    wall = load_wall(options.layout)
    site = NewSite(options.number, options.id, options.name, options.help_phone, options.kiosk)
    if (options.out / kiosk_file(site.kiosk)).exists():
        raise ConfigError("--kiosk", f"{site.kiosk}: there is a secrets file of that name in {options.out}")
    engine = open_database(options.database)
    try:
        transact(engine, lambda connection: _check(connection, site))
        bearer = write_kiosk(options.out, site.kiosk, keys_in(options.out))
        try:
            transact(engine, lambda connection: _add(connection, site, wall, bearer))
        except BaseException:
            (options.out / kiosk_file(site.kiosk)).unlink()  # a key that opens nothing
            raise
    finally:
        engine.dispose()
    print(_NEXT.format(out=options.out, backend=BACKEND_FILE, kiosk=kiosk_file(site.kiosk), site=site))


_NEXT: Final = """Site {site.number} ({site.name}) with kiosk {site.kiosk} is in the database.
  {out}/{backend}  stays on this machine: python -m kiosk.backend --secrets {out}/{backend} …
  {out}/{kiosk}  goes to the kiosk, and is then deleted here: secrets = "{kiosk}" in its profile"""


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m kiosk.backend new-site", description=__doc__)
    parser.add_argument("--database", required=True, metavar="URL", help="sqlite:////absolute/path.db, postgresql://…")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where keys are, or are to be, kept")
    parser.add_argument("--number", required=True, type=_number, metavar="N", help="of the site, as in the profile")
    parser.add_argument("--id", required=True, type=_word, metavar="WORD", help="a short name for programs")
    parser.add_argument("--name", required=True, metavar="TEXT", help="as people call it")
    parser.add_argument("--help-phone", default="", metavar="TEXT", help="who helps at the kiosk")
    parser.add_argument("--layout", required=True, type=Path, metavar="FILE", help="the wall, as in config/layouts")
    parser.add_argument("--kiosk", required=True, type=_word, metavar="WORD", help="as in the profile")
    return parser.parse_args(arguments)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError("must be a number below 2^32")
    return int(text)


def _word(text: str) -> str:
    if not text or len(text) > 32 or not set(text) <= _WORD:
        raise argparse.ArgumentTypeError("must be 1 to 32 lower-case letters, digits and hyphens")
    return text


def _check(connection: Connection, site: NewSite) -> None:
    kiosks, sites = schema.kiosks, schema.sites
    if connection.execute(select(kiosks.c.name).where(kiosks.c.name == site.kiosk)).first():
        raise ConfigError("--kiosk", f"{site.kiosk} is in the database already")
    known = connection.execute(select(sites.c.id).where(sites.c.number == site.number)).scalar_one_or_none()
    if known not in {None, site.id}:
        raise ConfigError("--number", f"site {site.number} is {known!r} already")


def _add(connection: Connection, site: NewSite, wall: Wall, bearer: str) -> None:
    """A second kiosk of a site that is there adds its own compartments."""
    sites = schema.sites
    if connection.execute(select(sites.c.id).where(sites.c.number == site.number)).first() is None:
        of = {"number": site.number, "id": site.id, "name": site.name, "help_phone": site.help_phone}
        connection.execute(insert(sites).values(of))
    table = schema.compartments
    there = set(connection.execute(select(table.c.number).where(table.c.site == site.number)).scalars())
    for door in wall.compartments:
        if door.number in there:
            raise ConfigError("--layout", f"site {site.number} has a compartment {door.number} already")
        size = {"width_mm": door.box.width_mm, "height_mm": door.box.height_mm, "depth_mm": wall.depth_mm}
        of_door = {"number": door.number, "size": door.size, "max_weight_g": door.max_weight_g}
        connection.execute(insert(table).values(site=site.number, **of_door, **size))
    values = {"name": site.kiosk, "site": site.number, "key_hash": key_hash(bearer)}
    connection.execute(insert(schema.kiosks).values(values))
