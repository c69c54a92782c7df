"""`identity.toml`: where the people of companies sign in. Unknown options are errors that name the field."""

import re
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from kiosk.commerce.shop_file import only_for_its_owner
from kiosk.errors import ConfigError
from kiosk.layout import parse_toml

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
Text = Annotated[str, Meta(min_length=1, max_length=200)]


class IdentityFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`claim`: which of the provider's claims holds the id of an employee. An `email` counts when it is verified."""

    issuer: Text
    client_id: Text
    client_secret: Annotated[str, Meta(max_length=512, pattern=r"^[!-~]*$")] = ""
    claim: Annotated[str, Meta(pattern=r"^[!-~]{1,100}$")] = "sub"
    scope: Annotated[str, Meta(pattern=r"^[!-~ ]{1,200}$")] = "openid"

    def __repr__(self) -> str:
        return "<IdentityFile>"  # tracebacks and logs print reprs


def read_identity_file(path: Path) -> IdentityFile:
    """Raises ConfigError naming file and field, never the secret."""
    only_for_its_owner(path)
    try:
        tables = parse_toml(path)
    except ConfigError as error:
        # The parser's message may quote the line, and the line may hold the secret.
        raise ConfigError(error.where, "cannot be read, or is not TOML") from None
    try:
        found = msgspec.convert(tables, IdentityFile)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        field = re.search(r"\$\.?(.*?)`", place)
        raise ConfigError(f"{path}: {field[1]}" if field and field[1] else str(path), problem) from None
    if not is_safe(found.issuer):
        raise ConfigError(f"{path}: issuer", "has to be https; http for this machine only")
    if "openid" not in found.scope.split():
        raise ConfigError(f"{path}: scope", "has to hold openid")
    return found


def is_safe(url: str) -> bool:
    """Whether secrets may be sent there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
