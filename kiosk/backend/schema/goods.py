"""Goods: what was ordered, in which parcels it lies where, and what comes back."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from kiosk.backend.schema.columns import Big, Seconds, change, flag, json, number, table, text

# `order_number` is what people call it, `shop_order` the platform's id. `payment`: paid, on_account or due.
pickups: Final = table(
    "pickups",
    Column("id", Text, primary_key=True),
    Column("site", ForeignKey("sites.number"), nullable=False, index=True),
    text("state"),
    Column("not_before", Seconds, nullable=False),
    Column("not_after", Seconds, nullable=False),
    Column("lines_ready", Integer, nullable=False),
    Column("lines_total", Integer, nullable=False),
    text("account"),
    text("buyer"),
    text("buyer_employee"),
    text("project"),
    Column("collected_at", Seconds),
    Column("version", Big, nullable=False),
    change(),
    text("order_number"),
    Column("shop_order", Text, nullable=False, default="", index=True),
    text("customer"),
    text("payment"),
    text("language"),
    CheckConstraint("lines_ready <= lines_total"),
)
# What may run out of time, without going through all that is over.
_RUNS: Final = pickups.c.state.in_(("ready", "partially_collected"))
Index("pickups_by_deadline", pickups.c.not_after, sqlite_where=_RUNS, postgresql_where=_RUNS)

lines: Final = table(
    "lines",
    Column("pickup", ForeignKey("pickups.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    number("place"),
    text("sku"),
    text("gtin"),
    text("name"),
    number("quantity"),
    number("ready"),
    number("collected"),
    number("returned"),
    CheckConstraint("collected <= ready AND ready <= quantity", name="collected_of_ready"),
)

parcels: Final = table(
    "parcels",
    Column("id", Text, primary_key=True),
    Column("pickup", ForeignKey("pickups.id"), nullable=False, index=True),
    Column("site", Big, nullable=False),
    Column("compartment", Integer, nullable=False),  # 0: to come, the kiosk chooses
    text("state"),
    text("size"),
    Column("weight_g", Integer, nullable=False, default=0),
    flag("reach"),
    text("sscc"),
)
# A compartment holds one parcel at a time, whatever the code above it believes.
_HOLDS = (parcels.c.state != "collected") & (parcels.c.compartment > 0)
Index(
    "one_parcel_a_compartment",
    parcels.c.site,
    parcels.c.compartment,
    unique=True,
    sqlite_where=_HOLDS,
    postgresql_where=_HOLDS,
)

# Which lines a parcel holds. A parcel without any holds the whole of its pickup as far as anybody knows.
parcel_lines: Final = table(
    "parcel_lines",
    Column("parcel", ForeignKey("parcels.id", ondelete="CASCADE"), primary_key=True),
    Column("line", Text, primary_key=True),
    number("quantity"),
)

# No foreign key to pickups: goods are taken back whatever the books say, and a conflict is looked into.
returns: Final = table(
    "returns",
    Column("id", Text, primary_key=True),
    Column("pickup", Text, nullable=False, index=True),
    Column("site", Big, nullable=False, index=True),
    text("state"),
    text("reason"),
    text("customer"),
    text("account"),
    text("employee"),
    text("session"),
    text("conflict"),
    json("lines", "[]"),
    Column("created_at", Seconds, nullable=False),
    Column("version", Big, nullable=False),
)

return_receipts: Final = table(
    "return_receipts",
    Column("id", Text, primary_key=True),
    Column("return_id", ForeignKey("returns.id"), nullable=False, index=True),
    Column("received_at", Seconds, nullable=False),
    text("kind"),
    text("actor"),
    Column("compartment", Integer, nullable=False, default=0),
    json("lines", "[]"),
)

# What was short, wrong or damaged, line by line, as the customer says.
deviations: Final = table(
    "deviations",
    Column("id", Text, primary_key=True),
    Column("pickup", Text, nullable=False, index=True),
    text("line"),
    text("kind"),
    number("quantity"),
    text("employee"),
    text("state"),
    Column("created_at", Seconds, nullable=False),
)

# What physically left. No foreign key to pickups: a hand-over of something unknown is kept too.
handovers: Final = table(
    "handovers",
    Column("id", Text, primary_key=True),
    text("kiosk"),
    text("pickup"),
    text("parcel"),
    text("conflict"),
    text("body"),
    text("answer"),
    text("fingerprint"),
    Column("received_at", Seconds, nullable=False),
)
