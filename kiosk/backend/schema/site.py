"""The site: its kiosks and compartments, and the counter behind the cursors of its list."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from kiosk.backend.schema.columns import Big, Seconds, change, json, number, position, table, text

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
    Column("heard_at", Seconds),  # within minutes
)

# What a site promises to take (kiosk/domain/feasibility.py). A site without a row keeps the rules that are built in.
site_rules: Final = table(
    "site_rules",
    Column("site", ForeignKey("sites.number"), primary_key=True),
    Column("hold_h", Integer, nullable=False),
    Column("keep_free", Integer, nullable=False),
    number("max_weight_g"),
    Column("ages_checked_to", Integer, nullable=False, default=0),
    json("hazards", "[]"),
    json("refused_temperatures", "[]"),
)

# When the clock of pickups stood still, as kiosks tell (docs/adr/0013). `until` null: it stands.
stops: Final = table(
    "stops",
    position(),
    text("source"),
    Column("site", Big, nullable=False),
    text("scope"),
    Column("since", Seconds, nullable=False),
    Column("until", Seconds),
    Index("stops_of_site", "site", "scope", "until"),
)
_STANDS: Final = stops.c.until.is_(None)
Index(
    "one_open_stop_a_scope",
    stops.c.source,
    stops.c.scope,
    unique=True,
    sqlite_where=_STANDS,
    postgresql_where=_STANDS,
)

# `key` is "pickup:ID" or "credential:ID".
removed: Final = table(
    "removed",
    Column("key", Text, primary_key=True),
    Column("site", Big),
    change(),
    Column("version", Big, nullable=False, default=0),
)
