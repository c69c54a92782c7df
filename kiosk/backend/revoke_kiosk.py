"""`python -m kiosk.backend revoke-kiosk`: a kiosk, or its disk, was stolen. Its key ends, and a new one is made."""

import argparse
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select, update

from kiosk.backend import audit, schema, stops
from kiosk.backend.audit import COMMAND_LINE, Done
from kiosk.backend.context import Kiosk, key_hash, utc_now_s
from kiosk.backend.database import open_database, transact
from kiosk.backend.new_keys import BACKEND_FILE, kiosk_file, write_kiosk
from kiosk.errors import ConfigError
from kiosk.secrets import load_secrets


def revoke_kiosk(arguments: Sequence[str]) -> None:
    """Says what is still to be done. Raises ConfigError; whatever comes after the database, the old key has ended.

    A backend that runs asks the database with each request, and refuses the old key from then on.
    """
    options = _options(arguments)
    keys = load_secrets(options.out / BACKEND_FILE)
    path, now_s = options.out / kiosk_file(options.kiosk), utc_now_s()
    engine = open_database(options.database)
    try:
        unknown = key_hash(secrets.token_urlsafe(32))  # of nobody: the kiosk is out before anything else can fail
        transact(engine, lambda connection: _end(connection, options.kiosk, unknown, now_s))
        if path.exists():
            raise ConfigError(str(path), "holds the old key, which has ended; put the file away and do this again")
        bearer = write_kiosk(options.out, options.kiosk, keys)
        transact(engine, lambda connection: _give(connection, options.kiosk, bearer))
    finally:
        engine.dispose()
    print(_NEXT.format(path=path, kiosk=options.kiosk))


_NEXT: Final = """\
The key of {kiosk} has ended: a backend that runs refuses it from now on.
  {path}  is for the kiosk that takes its place, and is then deleted here.

Whoever has the disk has the key of the site and the list, as digests. What that is worth, and what to do:
  * QR codes made by this backend are signed, and badges made by it are long: nothing is learnt of them.
  * Typed codes (nine symbols, or six digits) can be found by trying, and so can a shop's own codes if they are short.
    Where another kiosk of the site is in use: staff page, each order that waits: make a new code, revoke the old one.
  * PINs of technicians can be found by trying, and are worth something with the badge only: revoke a badge that is
    missing, and give its owner another one with another PIN.
  * The key of the site ([site] key) is in every secrets file of this installation, and every digest in the database
    was made with it. What is done above does without another one: then whatever is not signed is to be issued anew."""


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m kiosk.backend revoke-kiosk", description=__doc__)
    parser.add_argument("kiosk", metavar="KIOSK", help="its name, as in the profile")
    parser.add_argument("--database", required=True, metavar="URL", help="as of the backend")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help=f"where {BACKEND_FILE} is")
    return parser.parse_args(arguments)


def _end(connection: Connection, kiosk: str, unknown: str, now_s: float) -> None:
    """With its key end the visits at it, and what it said stood still: it will not tell of the end."""
    table, visits = schema.kiosks, schema.sessions
    query = select(table.c.name, table.c.site).where(table.c.name == kiosk).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise ConfigError("KIOSK", f"there is no kiosk {kiosk!r} in the database")
    connection.execute(update(table).where(table.c.name == kiosk).values(key_hash=unknown))
    connection.execute(update(visits).where(visits.c.kiosk == kiosk).values(ended=1))
    stops.end_all(connection, Kiosk(row.name, row.site).source, now_s)
    audit.note(connection, Done(COMMAND_LINE, "kiosk.revoke", kiosk), now_s)


def _give(connection: Connection, kiosk: str, bearer: str) -> None:
    table = schema.kiosks
    connection.execute(update(table).where(table.c.name == kiosk).values(key_hash=key_hash(bearer)))
