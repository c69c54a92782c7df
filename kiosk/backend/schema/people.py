"""Companies, the people who act for them, and what proves a right."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, Text

from kiosk.backend.schema.columns import Big, Seconds, change, flag, json, number, table, text

# `credit_limit_minor` null: no credit is kept here. `approval_above_minor` null: nothing needs approval.
# The rules are as `reference_rule`: none, asked or required. `electronic_invoice`: Peppol, whose rule R003 demands a
# buyer reference or an order number.
accounts: Final = table(
    "accounts",
    Column("id", Text, primary_key=True),
    text("name"),
    text("reference_kind"),
    text("reference_rule"),
    text("reference_pattern"),
    change(),
    text("organisation_number"),
    text("currency"),
    Column("credit_limit_minor", Big),
    number("credit_used_minor"),
    flag("credit_stopped"),
    Column("approval_above_minor", Big),
    text("project_rule"),
    text("cost_centre_rule"),
    text("buyer_reference"),
    flag("electronic_invoice"),
)

# `role`: collector, buyer, approver or admin; each may do what those before it may.
employees: Final = table(
    "employees",
    Column("id", Text, primary_key=True),
    text("account"),
    text("name"),
    flag("may_collect_for_company"),
    text("pin_digest"),
    flag("active"),
    change(),
    text("role"),
    Column("purchase_limit_minor", Big),
    text("language"),
    flag("reach"),
    text("default_reference"),
    json("collects_for", "[]"),
)

# `site` is null for badges, which are known everywhere. A signed token has a row only once it is revoked or limited.
credentials: Final = table(
    "credentials",
    Column("id", Text, primary_key=True),
    Column("site", ForeignKey("sites.number"), index=True),
    text("kind"),
    Column("digest", Text, nullable=False, default="", index=True),
    text("subject"),
    Column("not_before", Seconds, nullable=False),
    Column("not_after", Seconds, nullable=False),
    flag("revoked"),
    change(),
    text("phone_digest"),
    text("delegate_of"),
    Column("max_visits", Integer),
    json("parcels", "[]"),
)

# Who may collect instead: to whom, by whom. The limits are the credential's.
delegations: Final = table(
    "delegations",
    Column("id", Text, primary_key=True),
    Column("pickup", Text, nullable=False, index=True),
    Column("credential", Text, nullable=False, unique=True),
    text("given_by"),
    text("to_employee"),
    text("to_name"),
    text("to_phone"),
    flag("may_delegate"),
    Column("created_at", Seconds, nullable=False),
    Column("ended_at", Seconds),
    text("ended_by"),
)

# A visit of somebody from a company. The token itself is nowhere but with the kiosk.
sessions: Final = table(
    "sessions",
    Column("token_hash", Text, primary_key=True),
    text("id"),
    text("account"),
    text("employee"),
    text("kiosk"),
    Column("created_at", Seconds, nullable=False),
    Column("expires_at", Seconds, nullable=False),
    flag("ended"),
)
