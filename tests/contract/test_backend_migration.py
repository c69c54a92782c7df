"""What an older database becomes at the next start, on both databases."""

from typing import Any

import pytest
from sqlalchemy import Connection, inspect, select, text

from kiosk.backend import schema
from kiosk.backend.database import open_database

UNDO_4 = ("ALTER TABLE purchases DROP COLUMN sent_at",)
UNDO_3 = (
    "DROP TABLE stops",
    "DROP TABLE site_rules",
    "DROP INDEX pickups_by_deadline",
    "ALTER TABLE kiosks DROP COLUMN heard_at",
    "ALTER TABLE returns DROP COLUMN session",
    "ALTER TABLE webhooks DROP COLUMN refused_since",
)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(("version", "undo"), [("0003", UNDO_4), ("0002", UNDO_4 + UNDO_3)])
def test_one_of_a_version_before_gets_what_is_new_and_keeps_its_rows(
    planted: tuple[str, Any, Any], version: str, undo: tuple[str, ...], times: int
) -> None:
    with planted[1].one() as url:
        engine = open_database(url)
        before = _shape(engine)
        with engine.begin() as connection:
            rows = _rows(connection)
            for statement in (*undo, f"UPDATE alembic_version SET version_num = '{version}'"):
                connection.execute(text(statement))
        engine.dispose()
        for _ in range(times):
            engine = open_database(url)
            assert _shape(engine) == before
            with engine.connect() as connection:
                assert _rows(connection) == rows
                assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "0004"
            engine.dispose()


def _rows(connection: Connection) -> list[Any]:
    """None of the seed's purchases was sent, as nobody could say so before."""
    return [
        connection.execute(select(table).order_by(table.c.id)).all() for table in (schema.pickups, schema.purchases)
    ]


def _shape(engine: Any) -> dict[str, Any]:
    found = inspect(engine)
    return {
        table: (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table)),
            sorted((index["name"], tuple(index["column_names"])) for index in found.get_indexes(table)),
        )
        for table in found.get_table_names()
    }
