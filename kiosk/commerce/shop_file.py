"""`shop.toml`: which shop the backend stands for. The keys are elsewhere: in a file that only the backend's user can
read, or in the environment. Unknown options are errors that name the field.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from kiosk.commerce.private_file import NOT_SAFE, fitting, is_safe, read_private
from kiosk.errors import ConfigError
from kiosk.layout import parse_toml

ENVIRONMENT: Final = "OPENLUKE_SHOP_"
Text = Annotated[str, Meta(min_length=1, max_length=200)]
Secret = Annotated[str, Meta(max_length=512, pattern=r"^[!-~]*$")]


class Keys(Struct, frozen=True, forbid_unknown_fields=True):
    """Every kind of shop needs some of these (docs/pickup-api/shops.md)."""

    api_key: Secret = ""
    user: Secret = ""
    password: Annotated[str, Meta(max_length=512)] = ""
    consumer_key: Secret = ""
    consumer_secret: Secret = ""
    access_token: Secret = ""
    webhook_secret: Secret = ""

    def __repr__(self) -> str:
        return "<Keys>"  # tracebacks and logs print reprs


class VendureFile(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="vendure"):
    """`site`: code of the shipping method that leads here; `on_account`: payment methods that are paid by invoice."""

    url: Text
    site: Text
    keys: str = ""
    channel: str = ""
    code_field: Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,60}$")] = "pickupCode"
    ready_state: Text = "ReadyForPickup"
    on_account: tuple[Text, ...] = ("on-account",)
    returns: Literal["none", "note", "refund"] = "note"
    prices: bool = False
    purchases: bool = False


class MedusaFile(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="medusa"):
    """`site`: id of the stock location with the pickup point; `region`: whose prices and taxes hold here."""

    url: Text
    site: Text
    keys: str = ""
    region: str = ""
    returns: Literal["none", "request", "receive"] = "request"
    prices: bool = False
    purchases: bool = False


class WooCommerceFile(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="woocommerce"):
    """`site`: "method:instance" of the shipping line that leads here; `ready_status`: of an order that is ready."""

    url: Text
    site: Annotated[str, Meta(pattern=r"^[a-z0-9_-]+:[0-9]+$")]
    keys: str = ""
    code_field: Text = "pickup_code"
    ready_status: Annotated[str, Meta(pattern=r"^[a-z0-9-]*$")] = ""
    on_account: tuple[Text, ...] = ()
    returns: Literal["none", "note", "refund"] = "note"


class ShopifyFile(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="shopify"):
    """`site`: number of the location with local pickup; `version`: of the Admin API."""

    url: Text
    site: Annotated[str, Meta(pattern=r"^[0-9]+$")]
    keys: str = ""
    version: Annotated[str, Meta(pattern=r"^20[0-9]{2}-(01|04|07|10)$")] = "2026-10"


ShopFile = VendureFile | MedusaFile | WooCommerceFile | ShopifyFile


def read_shop_file(path: Path, environment: Mapping[str, str]) -> tuple[ShopFile, Keys]:
    """Raises ConfigError naming file and field, never the value of a key."""
    found: ShopFile = fitting(path, parse_toml(path), ShopFile)
    if not is_safe(found.url):
        raise ConfigError(f"{path}: url", NOT_SAFE)
    parts = urlsplit(found.url)
    if parts.username or parts.password:
        raise ConfigError(f"{path}: url", "keys do not belong here")
    return found, _keys(path, found, environment)


def _keys(path: Path, found: ShopFile, environment: Mapping[str, str]) -> Keys:
    if found.keys:
        listed: Keys = read_private(path.parent / found.keys, Keys)
        return listed
    named = {name: environment.get(ENVIRONMENT + name.upper(), "") for name in Keys.__struct_fields__}
    keys: Keys = fitting(Path("environment"), named, Keys)
    return keys
