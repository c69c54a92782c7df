"""What was told: by kiosks, to those who listen, and by staff; and what somebody has to look into."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint

from kiosk.backend.schema.columns import Big, Seconds, flag, json, number, position, table, text

# A kiosk whose journal was made anew counts from 1 again: then the same (source, id) means another event, which the
# fingerprint keeps from being taken for a repetition and lost.
events: Final = table(
    "events",
    position(),
    text("source"),
    text("id"),
    text("type"),
    text("body"),
    text("fingerprint"),
    Column("received_at", Seconds, nullable=False),
    UniqueConstraint("source", "id", "fingerprint"),
    Index("events_of_source", "source", "position"),
)

# How far each kiosk's journal has arrived. `number` counts what it sends, without a gap.
journals: Final = table(
    "journals",
    Column("source", Text, primary_key=True),
    Column("seq", Big, nullable=False),
    text("hash"),
    Column("number", Big, nullable=False),
)

# What somebody has to look into. `reason` is a code, `subject` the hand-over, event or numbers it is about.
incidents: Final = table(
    "incidents",
    position(),
    text("kind"),
    text("source"),
    text("subject"),
    text("reason"),
    Column("received_at", Seconds, nullable=False),
)

# What staff found out about an incident, and who says so.
resolutions: Final = table(
    "resolutions",
    Column("incident", ForeignKey("incidents.position"), primary_key=True),
    text("staff"),
    text("reason"),
    Column("at", Seconds, nullable=False),
)

# Remote commands that were signed here. A counter is never given twice to one kiosk.
commands: Final = table(
    "commands",
    Column("id", Text, primary_key=True),
    text("source"),
    Column("counter", Big, nullable=False),
    text("body"),
    Column("issued_at", Seconds, nullable=False),
    UniqueConstraint("source", "counter"),
)

# What happened here, for whoever follows (the feed, webhooks). `site` null: of no site; `account` "": of nobody's.
feed: Final = table(
    "feed",
    position(),
    text("type"),
    text("subject"),
    Column("site", Big),
    text("account"),
    json("data", "{}"),
    Column("at", Seconds, nullable=False),
)

# Answers that were given once and are given again to the same key.
answers: Final = table(
    "answers",
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    text("fingerprint"),
    text("body"),
    Column("given_at", Seconds, nullable=False, index=True),
)

# Where a webhook stands in the feed: `after` is the last position it was told, or that is none of its `types` (empty:
# all). `old_secret` signs too until `old_until`. `ended` says why it is not `active`: gone, failing or switched_off.
# Whoever delivers holds the row until `busy_until`: of several processes one tells it, and in order.
webhooks: Final = table(
    "webhooks",
    Column("id", Text, primary_key=True),
    text("url"),
    text("secret"),
    text("old_secret"),
    Column("old_until", Seconds, nullable=False, default=0),
    json("types", "[]"),
    flag("active"),
    text("ended"),
    Column("after", Big, nullable=False, default=0),
    number("tries"),
    Column("next_at", Seconds, nullable=False, default=0),
    Column("failing_since", Seconds),
    Column("refused_since", Seconds),
    number("last_status"),
    Column("last_at", Seconds),
    Column("busy_until", Seconds, nullable=False, default=0),
)

# Shop staff who sign in on the web page. `password_hash` is argon2's own text.
staff: Final = table(
    "staff",
    Column("name", Text, primary_key=True),
    text("password_hash"),
    text("role"),
    flag("active"),
)

staff_sessions: Final = table(
    "staff_sessions",
    Column("token_hash", Text, primary_key=True),
    Column("staff", ForeignKey("staff.name"), nullable=False),
    text("form_key"),
    Column("created_at", Seconds, nullable=False),
    Column("expires_at", Seconds, nullable=False),
)

# Who did what here: staff and company administrators.
audit: Final = table(
    "audit",
    position(),
    text("actor"),
    text("action"),
    text("subject"),
    text("detail"),
    Column("at", Seconds, nullable=False),
)

# Where the copying of a shop's orders stands: "cursor", "off".
shop_state: Final = table("shop_state", Column("key", Text, primary_key=True), text("value"))

# What a platform knows of a parcel, return or purchase ("parcel:ID"): `state` as it was last told and acknowledged.
# `set_aside`: it would not have it, and somebody has to look.
shop_told: Final = table(
    "shop_told",
    Column("subject", Text, primary_key=True),
    text("state"),
    text("problem"),
    flag("set_aside"),
    Column("at", Seconds, nullable=False),
)
