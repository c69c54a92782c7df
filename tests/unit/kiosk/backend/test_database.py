from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from kiosk.backend import schema
from kiosk.backend.database import is_empty, next_change, open_database
from kiosk.backend.seed import plant
from kiosk.backend.seed_demo import demo_seed
from kiosk.secrets import load_secrets


def test_what_was_answered_survives_a_power_cut(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'shop.db'}")
    with engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "user_version")
        }
        tables = connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'table'")).scalars().all()
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "user_version": schema.VERSION}
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
