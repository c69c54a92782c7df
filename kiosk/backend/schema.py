"""The tables, as SQLAlchemy Core. Times are Unix seconds. Every row of the site list carries the change that made it.

STRICT tables know five storage types only: flags are 0 or 1, times REAL. On PostgreSQL REAL would be single
precision, hence `Seconds`.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

VERSION: Final = 2

metadata: Final = MetaData()
Seconds: Final[TypeEngine[float]] = Double().with_variant(REAL(), "sqlite")


def _table(name: str, *parts: Any) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def _flag(name: str) -> Column[int]:
    return Column(name, Integer, CheckConstraint(f"{name} IN (0, 1)"), nullable=False, default=0)


def _change() -> Column[int]:
    return Column("change", Integer, nullable=False, index=True)


# One row. `epoch` tells the cursors of this database from those of another one.
counter: Final = _table(
    "counter",
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("value", Integer, nullable=False),
    _text("epoch"),
)

sites: Final = _table(
    "sites",
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("id"),
    _text("name"),
    _text("help_phone"),
)

compartments: Final = _table(
    "compartments",
    Column("site", ForeignKey("sites.number"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _text("size"),
)

# Bearer keys stand here as SHA-256: they are long and random, so that a slow hash would gain nothing.
kiosks: Final = _table(
    "kiosks",
    Column("name", Text, primary_key=True),
    Column("site", ForeignKey("sites.number"), nullable=False),
    Column("key_hash", Text, nullable=False, unique=True),
)

accounts: Final = _table(
    "accounts",
    Column("id", Text, primary_key=True),
    _text("name"),
    _text("reference_kind"),
    _text("reference_rule"),
    _text("reference_pattern"),
    _change(),
)

employees: Final = _table(
    "employees",
    Column("id", Text, primary_key=True),
    _text("account"),
    _text("name"),
    _flag("may_collect_for_company"),
    _text("pin_digest"),
    _flag("active"),
    _change(),
)

pickups: Final = _table(
    "pickups",
    Column("id", Text, primary_key=True),
    Column("site", ForeignKey("sites.number"), nullable=False, index=True),
    _text("state"),
    Column("not_before", Seconds, nullable=False),
    Column("not_after", Seconds, nullable=False),
    Column("lines_ready", Integer, nullable=False),
    Column("lines_total", Integer, nullable=False),
    _text("account"),
    _text("buyer"),
    _text("buyer_employee"),
    _text("project"),
    Column("collected_at", Seconds),
    Column("version", Integer, nullable=False),
    _change(),
    CheckConstraint("lines_ready <= lines_total"),
)

parcels: Final = _table(
    "parcels",
    Column("id", Text, primary_key=True),
    Column("pickup", ForeignKey("pickups.id"), nullable=False, index=True),
    Column("site", Integer, nullable=False),
    Column("compartment", Integer, nullable=False),  # 0: to come, the kiosk chooses
    _text("state"),
    _text("size"),
    Column("weight_g", Integer, nullable=False, default=0),
    _flag("reach"),
)
# A compartment holds one parcel at a time, whatever the code above it believes.
Index(
    "one_parcel_a_compartment",
    parcels.c.site,
    parcels.c.compartment,
    unique=True,
    sqlite_where=(parcels.c.state != "collected") & (parcels.c.compartment > 0),
)

# `site` is null for badges, which are known everywhere. A signed token has a row only once it is revoked.
credentials: Final = _table(
    "credentials",
    Column("id", Text, primary_key=True),
    Column("site", ForeignKey("sites.number")),
    _text("kind"),
    Column("digest", Text, nullable=False, default="", index=True),
    _text("subject"),
    Column("not_before", Seconds, nullable=False),
    Column("not_after", Seconds, nullable=False),
    _flag("revoked"),
    _change(),
    _text("phone_digest"),
    _text("delegate_of"),
    Column("max_visits", Integer),
    Column("parcels", Text, nullable=False, default="[]"),
)

# `key` is "pickup:ID" or "credential:ID".
removed: Final = _table(
    "removed",
    Column("key", Text, primary_key=True),
    Column("site", Integer),
    _change(),
    Column("version", Integer, nullable=False, default=0),
)

# What a database of the version before lacks. Column types and defaults as above.
UPGRADES: Final[Mapping[int, tuple[str, ...]]] = {
    1: (
        "ALTER TABLE credentials ADD COLUMN phone_digest TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE credentials ADD COLUMN delegate_of TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE credentials ADD COLUMN max_visits INTEGER",
        "ALTER TABLE credentials ADD COLUMN parcels TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE removed ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
        "UPDATE removed SET version = change",
        "CREATE INDEX events_of_source ON events (source, position)",
        "ALTER TABLE parcels ADD COLUMN size TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE parcels ADD COLUMN weight_g INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE parcels ADD COLUMN reach INTEGER NOT NULL DEFAULT 0 CHECK (reach IN (0, 1))",
        "DROP INDEX one_parcel_a_compartment",
        """CREATE UNIQUE INDEX one_parcel_a_compartment ON parcels (site, compartment)
        WHERE state != 'collected' AND compartment > 0""",
    ),
}

# What physically left. No foreign key to pickups: a hand-over of something unknown is kept too.
handovers: Final = _table(
    "handovers",
    Column("id", Text, primary_key=True),
    _text("kiosk"),
    _text("pickup"),
    _text("parcel"),
    _text("conflict"),
    _text("body"),
    _text("answer"),
    _text("fingerprint"),
    Column("received_at", Seconds, nullable=False),
)

# A kiosk whose journal was made anew counts from 1 again: then the same (source, id) means another event, which the
# fingerprint keeps from being taken for a repetition and lost.
events: Final = _table(
    "events",
    Column("position", Integer, primary_key=True),
    _text("source"),
    _text("id"),
    _text("type"),
    _text("body"),
    _text("fingerprint"),
    Column("received_at", Seconds, nullable=False),
    UniqueConstraint("source", "id", "fingerprint"),
    Index("events_of_source", "source", "position"),
)

# How far each kiosk's journal has arrived. `number` counts what it sends, without a gap.
journals: Final = _table(
    "journals",
    Column("source", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    _text("hash"),
    Column("number", Integer, nullable=False),
)

# What somebody has to look into. `reason` is a code, `subject` the hand-over, event or numbers it is about.
incidents: Final = _table(
    "incidents",
    Column("position", Integer, primary_key=True),
    _text("kind"),
    _text("source"),
    _text("subject"),
    _text("reason"),
    Column("received_at", Seconds, nullable=False),
)

# Remote commands that were signed here. A counter is never given twice to one kiosk.
commands: Final = _table(
    "commands",
    Column("id", Text, primary_key=True),
    _text("source"),
    Column("counter", Integer, nullable=False),
    _text("body"),
    Column("issued_at", Seconds, nullable=False),
    UniqueConstraint("source", "counter"),
)
