"""Deadlines that pass here: stops of the clock, kiosks that were heard. Rules of sites, and what webhooks refuse.

Frozen: it never follows a later change of `schema`.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision: Final = "0003"
down_revision: Final = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

Big: Final[TypeEngine[int]] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Seconds: Final[TypeEngine[float]] = sa.Double().with_variant(sa.REAL(), "sqlite")
_STOPPED: Final = "no.openluke.pickup_clock.stopped"
_STARTED: Final = "no.openluke.pickup_clock.started"


def upgrade() -> None:
    """Stops are read from the events that were stored before."""
    op.create_table(
        "stops",
        sa.Column("position", Big, autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("site", Big, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("since", Seconds, nullable=False),
        sa.Column("until", Seconds, nullable=True),
        sa.PrimaryKeyConstraint("position"),
        sqlite_strict=True,
    )
    op.create_index("stops_of_site", "stops", ["site", "scope", "until"], unique=False)
    op.create_index(
        "one_open_stop_a_scope",
        "stops",
        ["source", "scope"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "site_rules",
        sa.Column("site", Big, nullable=False),
        sa.Column("hold_h", sa.Integer(), nullable=False),
        sa.Column("keep_free", sa.Integer(), nullable=False),
        sa.Column("max_weight_g", Big, nullable=False),
        sa.Column("ages_checked_to", sa.Integer(), nullable=False),
        sa.Column("hazards", sa.Text(), nullable=False),
        sa.Column("refused_temperatures", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.number"]),
        sa.PrimaryKeyConstraint("site"),
        sqlite_strict=True,
    )
    op.add_column("kiosks", sa.Column("heard_at", Seconds, nullable=True))
    op.add_column("returns", sa.Column("session", sa.Text(), nullable=False, server_default=""))
    op.add_column("webhooks", sa.Column("refused_since", Seconds, nullable=True))
    runs = sa.text("state IN ('ready', 'partially_collected')")
    op.create_index("pickups_by_deadline", "pickups", ["not_after"], sqlite_where=runs, postgresql_where=runs)
    _remember_stops()


def _remember_stops() -> None:
    connection = op.get_bind()
    names = ("position", "source", "site", "scope", "since", "until")
    table = sa.table("stops", *(sa.column(name) for name in names))
    query = sa.text("SELECT source, body, received_at FROM events WHERE type IN (:stopped, :started) ORDER BY position")
    rows = connection.execute(query, {"stopped": _STOPPED, "started": _STARTED})
    found = list(_stops(rows))
    if found:
        connection.execute(sa.insert(table), found)


def _stops(rows: Any) -> Iterator[dict[str, Any]]:
    """The same kiosk's stops of one scope follow each other."""
    open_: dict[tuple[str, str], float] = {}
    for source, body, received_at in rows:
        event = json.loads(body)
        facts = event.get("data")
        site = source.split("/")[2] if source.startswith("/sites/") else ""
        if not isinstance(facts, dict) or not isinstance(facts.get("scope"), str) or not site.isdigit():
            continue
        key = (source, facts["scope"])
        at = datetime.fromisoformat(event["time"]).timestamp() if event.get("time") else received_at
        if event["type"] == _STOPPED:
            open_.setdefault(key, at)
            continue
        lasted_s = facts.get("stopped_s")
        since = open_.pop(key, at - lasted_s if isinstance(lasted_s, int | float) else at)
        yield {"source": source, "site": int(site), "scope": key[1], "since": since, "until": max(at, since)}
    for (source, scope), since in open_.items():
        yield {"source": source, "site": int(source.split("/")[2]), "scope": scope, "since": since, "until": None}
