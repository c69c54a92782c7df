"""Brings the tables of an older database up to `schema`, with Alembic. `upgrade` is all that others need."""

from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

BASE: Final = "0001"
"""The tables as they were when versions were still counted by SQLite's `user_version` (2)."""


def upgrade(connection: Connection) -> None:
    """Every migration that is missing, in the transaction of `connection`."""
    command.upgrade(_config(connection), "head")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "kiosk.backend:migrations")
    config.attributes["connection"] = connection
    return config
