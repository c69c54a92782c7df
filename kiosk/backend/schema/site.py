"""The site: its kiosks and compartments, and the counter behind the cursors of its list."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text

from kiosk.backend.schema.columns import Big, change, number, table, text

# One row. `epoch` tells the cursors of this database from those of another one.
counter: Final = table(
    "counter",
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("value", Big, nullable=False),
    text("epoch"),
)

sites: Final = table(
    "sites",
    Column("number", Big, primary_key=True, autoincrement=False),
    text("id"),
    text("name"),
    text("help_phone"),
)

# Millimetres and grams, 0 where nobody measured.
compartments: Final = table(
    "compartments",
    Column("site", ForeignKey("sites.number"), primary_key=True),
    Column("number", Integer, primary_key=True),
    text("size"),
    number("width_mm"),
    number("height_mm"),
    number("depth_mm"),
    number("max_weight_g"),
    text("temperature"),
)

# Bearer keys stand here as SHA-256: they are long and random, so that a slow hash would gain nothing.
kiosks: Final = table(
    "kiosks",
    Column("name", Text, primary_key=True),
    Column("site", ForeignKey("sites.number"), nullable=False),
    Column("key_hash", Text, nullable=False, unique=True),
)

# `key` is "pickup:ID" or "credential:ID".
removed: Final = table(
    "removed",
    Column("key", Text, primary_key=True),
    Column("site", Big),
    change(),
    Column("version", Big, nullable=False, default=0),
)
