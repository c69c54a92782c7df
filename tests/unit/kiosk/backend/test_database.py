import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from kiosk.backend import schema
from kiosk.backend.database import is_empty, next_change, open_database
from kiosk.backend.seed import plant
from kiosk.backend.seed_demo import demo_seed
from kiosk.errors import ConfigError
from kiosk.secrets import load_secrets


def test_what_was_answered_survives_a_power_cut(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'shop.db'}")
    with engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "user_version")
        }
        of_ours = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'"
        tables = connection.execute(text(of_ours)).scalars().all()
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "user_version": 3}
    assert len(tables) == len(schema.metadata.tables) >= 15
    assert all(table.rstrip().endswith("STRICT") for table in tables)


def test_a_database_is_opened_again_as_it_was(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    engine = open_database(url)
    with engine.begin() as connection:
        assert is_empty(connection)
        first = next_change(connection)
        connection.execute(insert(schema.sites).values(number=4))
        epoch = connection.execute(text("SELECT epoch FROM counter")).scalar_one()
    engine.dispose()
    engine = open_database(url)
    with engine.begin() as connection:
        assert not is_empty(connection)
        assert next_change(connection) == first + 1
        assert connection.execute(text("SELECT epoch FROM counter")).scalar_one() == epoch
    engine.dispose()


def test_a_compartment_holds_one_parcel(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'shop.db'}")
    seed = demo_seed(load_secrets(Path("config/profiles/demo-secrets.toml")), datetime(2026, 11, 23, tzinfo=UTC))
    with engine.begin() as connection:
        plant(connection, seed)
    pickup = next(pickup for pickup in seed.pickups if pickup.site == 4)
    row = {"id": "new", "pickup": pickup.id, "site": 4, "compartment": pickup.parcels[0].compartment, "state": "ready"}
    with pytest.raises(IntegrityError) as error, engine.begin() as connection:
        connection.execute(insert(schema.parcels).values(row))
    assert pickup.id not in str(error.value)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(schema.parcels).values(row | {"pickup": "nobody's", "compartment": 1}))
    with engine.begin() as connection:
        connection.execute(insert(schema.parcels).values(row | {"compartment": 1}))
    engine.dispose()


def test_an_older_database_becomes_what_a_new_one_is_and_keeps_its_rows(tmp_path: Path) -> None:
    new = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    old = open_database(_older(tmp_path / "old.db", 2))
    with old.connect() as connection:
        stops = connection.execute(select(schema.stops).order_by(schema.stops.c.scope)).all()
        pickup = connection.execute(select(schema.pickups)).one()
        versions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        name = connection.execute(select(schema.accounts.c.name)).scalar_one()
    assert (pickup.id, pickup.version, pickup.order_number, name) == ("ABCD2345", 3, "", "Fjellheim Elektro AS")
    told = [(row.source, row.site, row.scope, row.since, row.until) for row in stops]
    assert told == [
        (KIOSK, 4, "bank", 1000.0, 1600.0),
        (KIOSK, 4, "door:12", 2000.0, None),
        (KIOSK, 4, "power", 1.0, 3.0),
    ]
    assert versions == ["0004"]
    assert _shape(old) == _shape(new)
    new.dispose()
    old.dispose()
    with closing(sqlite3.connect(tmp_path / "old.db.before-0001")) as copy:
        assert copy.execute("SELECT id FROM pickups").fetchall() == [("ABCD2345",)]


@pytest.mark.parametrize(("version", "problem"), [(1, "before the first release"), (99, "newer version")])
def test_a_database_of_no_known_version_is_left_alone(tmp_path: Path, version: int, problem: str) -> None:
    url = _older(tmp_path / "shop.db", version)
    with pytest.raises(ConfigError, match=problem):
        open_database(url)
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (version,)


KIOSK = "/sites/4/kiosks/sentrum-1"
EVENTS = [
    ("stopped", "1970-01-01T00:16:40Z", {"scope": "bank"}),
    ("stopped", "1970-01-01T00:20:00Z", {"scope": "bank"}),
    ("started", "1970-01-01T00:26:40Z", {"scope": "bank", "stopped_s": 600}),
    ("started", None, {"scope": "power", "stopped_s": 2}),
    ("stopped", "1970-01-01T00:33:20Z", {"scope": "door:12"}),
    ("stopped", None, None),
]


def _older(path: Path, version: int) -> str:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(Path("tests/data/backend/v2.sql").read_text("utf-8"))
        for number, (kind, at, data) in enumerate(EVENTS):
            name = f"no.openluke.pickup_clock.{kind}"
            body = json.dumps({"type": name, "time": at, "data": data})
            row = (KIOSK, str(number), name, body, str(number), 3.0)
            database.execute(
                "INSERT INTO events (source, id, type, body, fingerprint, received_at) VALUES (?, ?, ?, ?, ?, ?)", row
            )
        database.commit()
        database.execute(f"PRAGMA user_version = {version}")
    return f"sqlite:///{path}"


def _shape(engine: Engine) -> dict[str, Any]:
    """Columns, keys and indexes of every table."""
    found = inspect(engine)
    return {
        table: (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table)),
            found.get_pk_constraint(table)["constrained_columns"],
            sorted(str(key["constrained_columns"]) for key in found.get_foreign_keys(table)),
            sorted((index["name"] or "", tuple(index["column_names"])) for index in found.get_indexes(table)),
        )
        for table in found.get_table_names()
    }
