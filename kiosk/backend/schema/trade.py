"""What is sold, at which price to whom, what was bought and what was charged for it."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text

from kiosk.backend.schema.columns import Big, Seconds, flag, json, number, table, text

# Dimensions of one unit as it is packed, 0 where nobody measured; `temperature`: "", chilled or frozen; `hazard`: "" or
# a class of dangerous goods (UN); `min_age` in years; `version`: the price version in which it was published last.
products: Final = table(
    "products",
    Column("sku", Text, primary_key=True),
    text("gtin"),
    text("name"),
    text("unit"),
    number("vat_permille"),
    number("length_mm"),
    number("width_mm"),
    number("height_mm"),
    number("weight_g"),
    text("temperature"),
    text("hazard"),
    number("min_age"),
    flag("active"),
    number("version"),
)

# One row a published list of all prices. A purchase made without a network is priced by the version the kiosk had.
price_versions: Final = table(
    "price_versions",
    Column("version", Big, primary_key=True, autoincrement=False),
    Column("published_at", Seconds, nullable=False),
    Column("valid_until", Seconds, nullable=False),
)

# The net price of one unit from `min_quantity` on, in the versions from `since` to before `until` (null: still).
# `account` empty: everybody. `source`: list, contract, quantity or campaign.
prices: Final = table(
    "prices",
    Column("sku", ForeignKey("products.sku"), primary_key=True),
    Column("account", Text, primary_key=True),
    Column("min_quantity", Integer, CheckConstraint("min_quantity >= 1"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("since", Big, primary_key=True),
    Column("until", Big),
    Column("net_minor", Big, CheckConstraint("net_minor >= 0"), nullable=False),
    text("currency"),
)

# `kind`: invoice, credit_note or delivery_note. Copies are links: [{"type": …, "href": …}].
documents: Final = table(
    "documents",
    Column("id", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    text("kind"),
    text("number"),
    Column("issued_at", Seconds, nullable=False),
    Column("due_at", Seconds),
    number("amount_minor"),
    text("currency"),
    text("pickup"),
    flag("settled"),
    json("links", "[]"),
)

# The id is the kiosk's. `state`: placed, awaiting_approval, approved, rejected or cancelled. `site`: where it is
# collected, or was bought when it goes home. `conflict`: codes of what should have stopped it, of taken goods.
# `sent_at`: when staff said that what goes home is on its way; null before.
purchases: Final = table(
    "purchases",
    Column("id", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    text("employee"),
    Column("site", Big, nullable=False),
    text("kiosk"),
    text("session"),
    text("order_number"),
    text("state"),
    text("delivery"),
    text("purchase_order"),
    text("project"),
    text("cost_centre"),
    text("buyer_reference"),
    Column("price_version", Big, nullable=False),
    number("net_minor"),
    number("vat_minor"),
    text("currency"),
    flag("offline"),
    text("conflict"),
    Column("placed_at", Seconds, nullable=False),
    text("decided_by"),
    Column("decided_at", Seconds),
    Column("sent_at", Seconds),
    text("shop_order"),
    Column("version", Big, nullable=False),
)

purchase_lines: Final = table(
    "purchase_lines",
    Column("purchase", ForeignKey("purchases.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    text("sku"),
    text("name"),
    number("quantity"),
    number("unit_net_minor"),
    number("vat_permille"),
    text("source"),
)
