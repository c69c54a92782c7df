"""Shops and companies: lines of orders, returns, prices, purchases, the feed, and those who sign in.

Generated from the difference of the tables, and frozen: it never follows a later change of `schema`.
"""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision: Final = "0002"
down_revision: Final = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

Big: Final[TypeEngine[int]] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Seconds: Final[TypeEngine[float]] = sa.Double().with_variant(sa.REAL(), "sqlite")


def upgrade() -> None:
    """From the tables that only SQLite had: rows that are there get what an unknown is written as."""
    _people()
    _goods()
    _trade()
    _told()


def _people() -> None:
    """Companies and what they may owe; delegations and visits."""
    op.create_table(
        "delegations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("pickup", sa.Text(), nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("to_employee", sa.Text(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("to_phone", sa.Text(), nullable=False),
        sa.Column("may_delegate", sa.Integer(), sa.CheckConstraint("may_delegate IN (0, 1)"), nullable=False),
        sa.Column("created_at", Seconds, nullable=False),
        sa.Column("ended_at", Seconds, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential"),
        sqlite_strict=True,
    )
    op.create_index("ix_delegations_pickup", "delegations", ["pickup"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("employee", sa.Text(), nullable=False),
        sa.Column("kiosk", sa.Text(), nullable=False),
        sa.Column("created_at", Seconds, nullable=False),
        sa.Column("expires_at", Seconds, nullable=False),
        sa.Column("ended", sa.Integer(), sa.CheckConstraint("ended IN (0, 1)"), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
        sqlite_strict=True,
    )
    op.add_column("accounts", sa.Column("organisation_number", sa.Text(), nullable=False, server_default=""))
    op.add_column("accounts", sa.Column("currency", sa.Text(), nullable=False, server_default=""))
    op.add_column("accounts", sa.Column("credit_limit_minor", Big, nullable=True))
    op.add_column("accounts", sa.Column("credit_used_minor", Big, nullable=False, server_default="0"))
    op.add_column(
        "accounts",
        sa.Column(
            "credit_stopped",
            sa.Integer(),
            sa.CheckConstraint("credit_stopped IN (0, 1)"),
            nullable=False,
            server_default="0",
        ),
    )
    op.add_column("accounts", sa.Column("approval_above_minor", Big, nullable=True))
    op.add_column("accounts", sa.Column("project_rule", sa.Text(), nullable=False, server_default=""))
    op.add_column("accounts", sa.Column("cost_centre_rule", sa.Text(), nullable=False, server_default=""))
    op.add_column("accounts", sa.Column("buyer_reference", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "accounts",
        sa.Column(
            "electronic_invoice",
            sa.Integer(),
            sa.CheckConstraint("electronic_invoice IN (0, 1)"),
            nullable=False,
            server_default="0",
        ),
    )
    op.add_column("employees", sa.Column("role", sa.Text(), nullable=False, server_default=""))
    op.add_column("employees", sa.Column("purchase_limit_minor", Big, nullable=True))
    op.add_column("employees", sa.Column("language", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "employees",
        sa.Column("reach", sa.Integer(), sa.CheckConstraint("reach IN (0, 1)"), nullable=False, server_default="0"),
    )
    op.add_column("employees", sa.Column("default_reference", sa.Text(), nullable=False, server_default=""))
    op.add_column("employees", sa.Column("collects_for", sa.Text(), nullable=False, server_default="[]"))


def _goods() -> None:
    """Lines, returns and deviations."""
    op.create_table(
        "deviations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("pickup", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", Big, nullable=False),
        sa.Column("employee", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Seconds, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_deviations_pickup", "deviations", ["pickup"], unique=False)
    op.create_table(
        "returns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("pickup", sa.Text(), nullable=False),
        sa.Column("site", Big, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("employee", sa.Text(), nullable=False),
        sa.Column("conflict", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("created_at", Seconds, nullable=False),
        sa.Column("version", Big, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_returns_pickup", "returns", ["pickup"], unique=False)
    op.create_index("ix_returns_site", "returns", ["site"], unique=False)
    op.create_table(
        "return_receipts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("return_id", sa.Text(), nullable=False),
        sa.Column("received_at", Seconds, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("compartment", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["returns.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_return_receipts_return_id", "return_receipts", ["return_id"], unique=False)
    op.create_table(
        "lines",
        sa.Column("pickup", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("place", Big, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", Big, nullable=False),
        sa.Column("ready", Big, nullable=False),
        sa.Column("collected", Big, nullable=False),
        sa.Column("returned", Big, nullable=False),
        sa.CheckConstraint("collected <= ready AND ready <= quantity", name="collected_of_ready"),
        sa.ForeignKeyConstraint(
            ["pickup"],
            ["pickups.id"],
        ),
        sa.PrimaryKeyConstraint("pickup", "id"),
        sqlite_strict=True,
    )
    op.create_table(
        "parcel_lines",
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("quantity", Big, nullable=False),
        sa.ForeignKeyConstraint(["parcel"], ["parcels.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("parcel", "line"),
        sqlite_strict=True,
    )
    op.add_column("parcels", sa.Column("sscc", sa.Text(), nullable=False, server_default=""))
    op.add_column("pickups", sa.Column("order_number", sa.Text(), nullable=False, server_default=""))
    op.add_column("pickups", sa.Column("shop_order", sa.Text(), nullable=False, server_default=""))
    op.add_column("pickups", sa.Column("customer", sa.Text(), nullable=False, server_default=""))
    op.add_column("pickups", sa.Column("payment", sa.Text(), nullable=False, server_default=""))
    op.add_column("pickups", sa.Column("language", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_pickups_shop_order", "pickups", ["shop_order"], unique=False)
    op.create_index("ix_credentials_site", "credentials", ["site"], unique=False)


def _trade() -> None:
    """Articles, prices, documents and purchases."""
    op.create_table(
        "documents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_at", Seconds, nullable=False),
        sa.Column("due_at", Seconds, nullable=True),
        sa.Column("amount_minor", Big, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("pickup", sa.Text(), nullable=False),
        sa.Column("settled", sa.Integer(), sa.CheckConstraint("settled IN (0, 1)"), nullable=False),
        sa.Column("links", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_documents_account", "documents", ["account"], unique=False)
    op.create_table(
        "price_versions",
        sa.Column("version", Big, autoincrement=False, nullable=False),
        sa.Column("published_at", Seconds, nullable=False),
        sa.Column("valid_until", Seconds, nullable=False),
        sa.PrimaryKeyConstraint("version"),
        sqlite_strict=True,
    )
    op.create_table(
        "products",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("vat_permille", Big, nullable=False),
        sa.Column("length_mm", Big, nullable=False),
        sa.Column("width_mm", Big, nullable=False),
        sa.Column("height_mm", Big, nullable=False),
        sa.Column("weight_g", Big, nullable=False),
        sa.Column("temperature", sa.Text(), nullable=False),
        sa.Column("hazard", sa.Text(), nullable=False),
        sa.Column("min_age", Big, nullable=False),
        sa.Column("active", sa.Integer(), sa.CheckConstraint("active IN (0, 1)"), nullable=False),
        sa.Column("version", Big, nullable=False),
        sa.PrimaryKeyConstraint("sku"),
        sqlite_strict=True,
    )
    op.create_table(
        "purchases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("employee", sa.Text(), nullable=False),
        sa.Column("site", Big, nullable=False),
        sa.Column("kiosk", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("purchase_order", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("cost_centre", sa.Text(), nullable=False),
        sa.Column("buyer_reference", sa.Text(), nullable=False),
        sa.Column("price_version", Big, nullable=False),
        sa.Column("net_minor", Big, nullable=False),
        sa.Column("vat_minor", Big, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("offline", sa.Integer(), sa.CheckConstraint("offline IN (0, 1)"), nullable=False),
        sa.Column("conflict", sa.Text(), nullable=False),
        sa.Column("placed_at", Seconds, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", Seconds, nullable=True),
        sa.Column("shop_order", sa.Text(), nullable=False),
        sa.Column("version", Big, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_purchases_account", "purchases", ["account"], unique=False)
    op.create_table(
        "prices",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("min_quantity", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("since", Big, nullable=False),
        sa.Column("until", Big, nullable=True),
        sa.Column("net_minor", Big, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sku"],
            ["products.sku"],
        ),
        sa.PrimaryKeyConstraint("sku", "account", "min_quantity", "source", "since"),
        sqlite_strict=True,
    )
    op.create_table(
        "purchase_lines",
        sa.Column("purchase", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", Big, nullable=False),
        sa.Column("unit_net_minor", Big, nullable=False),
        sa.Column("vat_permille", Big, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purchase"],
            ["purchases.id"],
        ),
        sa.PrimaryKeyConstraint("purchase", "place"),
        sqlite_strict=True,
    )
    op.add_column("compartments", sa.Column("width_mm", Big, nullable=False, server_default="0"))
    op.add_column("compartments", sa.Column("height_mm", Big, nullable=False, server_default="0"))
    op.add_column("compartments", sa.Column("depth_mm", Big, nullable=False, server_default="0"))
    op.add_column("compartments", sa.Column("max_weight_g", Big, nullable=False, server_default="0"))
    op.add_column("compartments", sa.Column("temperature", sa.Text(), nullable=False, server_default=""))


def _told() -> None:
    """The feed, answers given once, webhooks, staff, and what a shop is told."""
    op.create_table(
        "answers",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("given_at", Seconds, nullable=False),
        sa.PrimaryKeyConstraint("scope", "key"),
        sqlite_strict=True,
    )
    op.create_index("ix_answers_given_at", "answers", ["given_at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("position", Big, autoincrement=True, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", Seconds, nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sqlite_strict=True,
    )
    op.create_table(
        "feed",
        sa.Column("position", Big, autoincrement=True, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("site", Big, nullable=True),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("at", Seconds, nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sqlite_strict=True,
    )
    op.create_table(
        "shop_state",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_strict=True,
    )
    op.create_table(
        "shop_told",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("set_aside", sa.Integer(), sa.CheckConstraint("set_aside IN (0, 1)"), nullable=False),
        sa.Column("at", Seconds, nullable=False),
        sa.PrimaryKeyConstraint("subject"),
        sqlite_strict=True,
    )
    op.create_table(
        "staff",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), sa.CheckConstraint("active IN (0, 1)"), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_strict=True,
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("old_secret", sa.Text(), nullable=False),
        sa.Column("old_until", Seconds, nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), sa.CheckConstraint("active IN (0, 1)"), nullable=False),
        sa.Column("ended", sa.Text(), nullable=False),
        sa.Column("after", Big, nullable=False),
        sa.Column("tries", Big, nullable=False),
        sa.Column("next_at", Seconds, nullable=False),
        sa.Column("failing_since", Seconds, nullable=True),
        sa.Column("last_status", Big, nullable=False),
        sa.Column("last_at", Seconds, nullable=True),
        sa.Column("busy_until", Seconds, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("created_at", Seconds, nullable=False),
        sa.Column("expires_at", Seconds, nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.name"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
        sqlite_strict=True,
    )
    op.create_table(
        "resolutions",
        sa.Column("incident", Big, nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Seconds, nullable=False),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incidents.position"],
        ),
        sa.PrimaryKeyConstraint("incident"),
        sqlite_strict=True,
    )
