"""The database: SQLite in a file or PostgreSQL, its transactions, and the counter behind the cursors."""

import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, make_url, select, text, update
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from kiosk.backend import schema
from kiosk.backend.problems import IN_THE_WAY
from kiosk.errors import ConfigError

HEAD: Final = "0003"
"""The newest migration: what `schema` describes."""

# Parameters are hidden (hide_parameters); at DEBUG it would still log the rows that it reads, with names and digests.
logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)

# FULL: a hand-over that was answered 201 survives a power cut; the kiosk forgets it after that answer.
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000")
_OLD_VERSION: Final = 2
_USER_VERSION: Final = 3
"""Whoever counted by SQLite's own number refuses what is migrated."""
_START_LOCK: Final = 0x6F6C6B65
_WAIT_S: Final = 20.0
"""For a connection: the pool serves whoever comes, not by turn, so that one of many at once may wait long."""
_TRIES: Final = 5

Result = TypeVar("Result")


def open_database(url: str) -> Engine:
    """An engine with all tables in place. Raises ConfigError for a URL that leads nowhere or a newer database."""
    try:
        engine = _engine(_parsed(url))
        try:
            _bring_up(engine)
        except BaseException:
            engine.dispose()
            raise
    except ArgumentError:
        raise ConfigError("--database", "is not a database URL") from None
    except SQLAlchemyError as error:
        raise ConfigError("--database", str(getattr(error, "orig", None) or error).partition("\n")[0]) from None
    return engine


def transact(engine: Engine, work: Callable[[Connection], Result], *, snapshot: bool = False) -> Result:
    """`work` in one transaction, done again as a whole when another one was in its way.

    That is when both wrote the same row for the first time, or each waited for the other. `snapshot`: all its
    statements see one state of the database (on SQLite they always do).
    """
    for _ in range(_TRIES - 1):
        try:
            return _once(engine, work, snapshot=snapshot)
        except DBAPIError as error:
            if not isinstance(error, IntegrityError) and getattr(error.orig, "sqlstate", None) not in IN_THE_WAY:
                raise
    return _once(engine, work, snapshot=snapshot)


def _once(engine: Engine, work: Callable[[Connection], Result], *, snapshot: bool) -> Result:
    if snapshot and engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.begin() as connection:
        return work(connection)


def next_change(connection: Connection) -> int:
    """Takes the number under which the rows of this transaction will be found by `changed_after`.

    The row stays locked until the transaction ends: a change is never seen before one with a lower number.
    """
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


def _parsed(url: str) -> URL:
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return parsed
        case "postgresql" if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
            return parsed.set(drivername="postgresql+psycopg")
    raise ConfigError("--database", "is neither sqlite:////absolute/path.db nor postgresql://user@host/name")


def _engine(url: URL) -> Engine:
    """SQLite gets one connection: before 3.51.3 it may corrupt a WAL database that several connections write."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url, hide_parameters=True, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=_WAIT_S
        )
        event.listen(engine, "connect", _prepare)
        return engine
    arguments = {"connect_timeout": 5, "application_name": "openluke"}
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=_WAIT_S,
        pool_pre_ping=True,
        connect_args=arguments,
    )


def _prepare(connection: Any, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own leaves all but ASCII as it is (https://sqlite.org/lang_corefunc.html#lower).
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _bring_up(engine: Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # two that start at once
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_START_LOCK})"))
        found = _version(connection)
        if found == "":
            _create(connection)
        elif found > HEAD:
            raise ConfigError("--database", f"was written by a newer version (schema {found}, known {HEAD})")
    if "" < found < HEAD:
        _migrate(engine, found)


def _migrate(engine: Engine, found: str) -> None:
    """A copy of a SQLite database is kept beside it; that of PostgreSQL is its operator's."""
    # Costs a third of a second to import, and is needed once in the life of a database.
    from kiosk.backend.migrations import upgrade  # noqa: PLC0415

    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM INTO :copy"), {"copy": f"{engine.url.database}.before-{found}"})
    with engine.begin() as connection:
        upgrade(connection)
        _mark(connection)


def _version(connection: Connection) -> str:
    """The newest migration that was made; "" for an empty database."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    if "counter" not in tables:
        return ""
    counted = connection.execute(text("PRAGMA user_version")).scalar_one()
    if counted > _USER_VERSION:
        raise ConfigError("--database", f"was written by a newer version (schema {counted}, known {HEAD})")
    if counted != _OLD_VERSION:
        raise ConfigError("--database", f"schema {counted} is from before the first release")
    _stamp(connection, "0001")
    return "0001"


def _create(connection: Connection) -> None:
    schema.metadata.create_all(connection)
    _stamp(connection, HEAD)
    _mark(connection)
    now_s = datetime.now(UTC).timestamp()
    connection.execute(insert(schema.counter).values(id=1, value=1, epoch=epoch_of(now_s)))


def _stamp(connection: Connection, version: str) -> None:
    """As Alembic itself does it."""
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), {"version": version})


def _mark(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"PRAGMA user_version = {_USER_VERSION}"))
