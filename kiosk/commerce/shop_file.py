"""`shop.toml`: which shop the backend stands for. The keys are elsewhere: in a file that only the backend's user can
read, or in the environment. Unknown options are errors that name the field.
"""

import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from kiosk.errors import ConfigError
from kiosk.layout import parse_toml

ENVIRONMENT: Final = "OPENLUKE_SHOP_"
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
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
    found: ShopFile = _fitting(path, parse_toml(path), ShopFile)
    parts = urlsplit(found.url)
    if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in _LOOPBACK):
        raise ConfigError(f"{path}: url", "has to be https; http for this machine only")
    if parts.username or parts.password:
        raise ConfigError(f"{path}: url", "keys do not belong here")
    return found, _keys(path, found, environment)


def _keys(path: Path, found: ShopFile, environment: Mapping[str, str]) -> Keys:
    if found.keys:
        return _read_keys(path.parent / found.keys)
    named = {name: environment.get(ENVIRONMENT + name.upper(), "") for name in Keys.__struct_fields__}
    keys: Keys = _fitting(Path("environment"), named, Keys)
    return keys


def only_for_its_owner(path: Path) -> None:
    """Raises ConfigError for a file with secrets that others may read too."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(str(path), "others may read it; chmod 600")


def _read_keys(path: Path) -> Keys:
    only_for_its_owner(path)
    try:
        tables = parse_toml(path)
    except ConfigError as error:
        # The parser's message may quote the line, and the line may hold a key.
        raise ConfigError(error.where, "cannot be read, or is not TOML") from None
    keys: Keys = _fitting(path, tables, Keys)
    return keys


def _fitting(path: Path, data: object, kind: Any) -> Any:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        field = re.search(r"\$\.?(.*?)`", place)
        where = f"{path}: {field[1]}" if field and field[1] else str(path)
        raise ConfigError(where, problem) from None
