"""The one connection to the database, and the counter behind the cursors."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select, text, update
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from kiosk.backend import schema
from kiosk.errors import ConfigError

# FULL: a hand-over that was answered 201 survives a power cut; the kiosk forgets it after that answer.
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000")


def open_database(url: str) -> Engine:
    """An engine with all tables in place. Raises ConfigError for a URL that leads nowhere or a newer database.

    One connection only: SQLite before 3.51.3 may corrupt a WAL database that several connections write.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite" or not parsed.database:
            raise ConfigError("--database", "only sqlite:////absolute/path.db is supported so far")
        engine = create_engine(
            parsed, hide_parameters=True, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=5
        )
        event.listen(engine, "connect", _prepare)
        try:
            with engine.begin() as connection:
                _create(connection)
        except BaseException:
            engine.dispose()
            raise
    except ArgumentError:
        raise ConfigError("--database", f"{url!r} is not a database URL") from None
    except SQLAlchemyError as error:
        raise ConfigError("--database", str(getattr(error, "orig", None) or error)) from None
    return engine


def next_change(connection: Connection) -> int:
    """Takes the number under which the rows of this transaction will be found by `changed_after`."""
    statement = update(schema.counter).values(value=schema.counter.c.value + 1).returning(schema.counter.c.value)
    change: int = connection.execute(statement).scalar_one()
    return change


def begin_epoch(connection: Connection, now_s: float) -> None:
    """A kiosk has seen later changes than there are here: this database was set back, and counts anew from now on."""
    connection.execute(update(schema.counter).values(epoch=epoch_of(now_s)))


def epoch_of(now_s: float) -> str:
    """A name that nobody else gives. Of two the one that was begun later sorts behind the other."""
    return f"{round(now_s * 1000):012x}{secrets.token_hex(4)}"


def is_empty(connection: Connection) -> bool:
    """Whether nobody has put a site in yet."""
    return connection.execute(select(schema.sites.c.number).limit(1)).first() is None


def _prepare(connection: Any, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _create(connection: Connection) -> None:
    version = connection.execute(text("PRAGMA user_version")).scalar_one()
    if version > schema.VERSION:
        raise ConfigError("--database", f"was written by a newer version (schema {version}, known {schema.VERSION})")
    for before in range(version, schema.VERSION) if version else ():
        for statement in schema.UPGRADES[before]:
            connection.execute(text(statement))
    schema.metadata.create_all(connection)
    connection.execute(text(f"PRAGMA user_version = {schema.VERSION}"))
    if connection.execute(select(schema.counter)).first() is None:
        connection.execute(insert(schema.counter).values(id=1, value=1, epoch=epoch_of(datetime.now(UTC).timestamp())))
