"""Who of the shop may sign in. Passwords stand in the database as argon2id's own text."""

import re
import threading
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, delete, insert, select, update

from kiosk.backend import schema
from kiosk.errors import ConfigError

ROLES: Final = ("staff", "manager")
"""A manager may also resolve incidents, read the audit, and set webhooks and who may collect for whom."""
MIN_PASSWORD: Final = 12
MAX_PASSWORD: Final = 256

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_hasher: Final = PasswordHasher()
# One hash takes 64 MiB: a crowd at the door shall not take the machine's memory.
_at_once: Final = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Account:
    """One who may sign in."""

    name: str
    role: str


def add(connection: Connection, name: str, role: str, password: str) -> None:
    """Raises ConfigError for a bad name or password, and for one who has an account."""
    if not _NAME.fullmatch(name):
        raise ConfigError("NAME", "small letters, digits, and . _ - between them, 40 at most")
    if find(connection, name) is not None:
        raise ConfigError("NAME", f"{name} has an account already; see `staff password` and `staff enable`")
    values = {"name": name, "role": role, "password_hash": _hashed(password), "active": 1}
    connection.execute(insert(schema.staff).values(values))


def set_password(connection: Connection, name: str, password: str) -> None:
    """Ends the visits of whoever knew the old one. Raises ConfigError."""
    _change(connection, name, {"password_hash": _hashed(password)})
    _sign_out(connection, name)


def set_active(connection: Connection, name: str, *, active: bool) -> None:
    """Whoever is disabled is out at once. Raises ConfigError."""
    _change(connection, name, {"active": int(active)})
    if not active:
        _sign_out(connection, name)


def listed(connection: Connection) -> list[Row[Any]]:
    """All of them, by name."""
    return list(connection.execute(select(schema.staff).order_by(schema.staff.c.name)).all())


def find(connection: Connection, name: str) -> Row[Any] | None:
    """The row of `name`, if there is one: the same statement either way."""
    return connection.execute(select(schema.staff).where(schema.staff.c.name == name)).one_or_none()


def check(row: Row[Any] | None, password: str) -> Account | None:
    """None for a wrong name or password and for a disabled account, after the same work.

    Takes a tenth of a second: not to be done with the database held.
    """
    usable = row is not None and bool(row.active)
    good = _verified(row.password_hash if row is not None and usable else _nobodys(), password[:MAX_PASSWORD])
    return Account(row.name, row.role) if row is not None and usable and good else None


@cache
def _nobodys() -> str:
    """A hash that costs what everybody's does; made when the first signs in."""
    return _hasher.hash("nobody's password")


def _verified(known: str, password: str) -> bool:
    with _at_once:
        try:
            return _hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False


def _hashed(password: str) -> str:
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise ConfigError("password", f"{MIN_PASSWORD} to {MAX_PASSWORD} characters")
    return _hasher.hash(password)


def _change(connection: Connection, name: str, values: dict[str, object]) -> None:
    table = schema.staff
    if not connection.execute(update(table).where(table.c.name == name).values(values)).rowcount:
        raise ConfigError("NAME", f"nobody is called {name}")


def _sign_out(connection: Connection, name: str) -> None:
    connection.execute(delete(schema.staff_sessions).where(schema.staff_sessions.c.staff == name))
