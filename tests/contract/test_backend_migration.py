"""What an older database becomes at the next start, on both databases."""

from typing import Any

import pytest
from sqlalchemy import inspect, text

from kiosk.backend.database import open_database

UNDO = (
    "DROP TABLE stops",
    "DROP TABLE site_rules",
    "DROP INDEX pickups_by_deadline",
    "ALTER TABLE kiosks DROP COLUMN heard_at",
    "ALTER TABLE returns DROP COLUMN session",
    "ALTER TABLE webhooks DROP COLUMN refused_since",
    "UPDATE alembic_version SET version_num = '0002'",
)


@pytest.mark.parametrize("times", [1, 2])
def test_one_of_the_version_before_gets_what_is_new_and_keeps_its_rows(
    planted: tuple[str, Any, Any], times: int
) -> None:
    with planted[1].one() as url:
        engine = open_database(url)
        before = _shape(engine)
        with engine.begin() as connection:
            pickups = connection.execute(text("SELECT * FROM pickups ORDER BY id")).all()
            for statement in UNDO:
                connection.execute(text(statement))
        engine.dispose()
        for _ in range(times):
            engine = open_database(url)
            assert _shape(engine) == before
            with engine.connect() as connection:
                assert connection.execute(text("SELECT * FROM pickups ORDER BY id")).all() == pickups
                assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "0003"
            engine.dispose()


def _shape(engine: Any) -> dict[str, Any]:
    found = inspect(engine)
    return {
        table: (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table)),
            sorted((index["name"], tuple(index["column_names"])) for index in found.get_indexes(table)),
        )
        for table in found.get_table_names()
    }
