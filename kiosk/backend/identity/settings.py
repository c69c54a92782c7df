"""`identity.toml`: where the people of companies sign in. Unknown options are errors that name the field."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from kiosk.commerce.private_file import NOT_SAFE, is_safe, read_private
from kiosk.errors import ConfigError

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
    found: IdentityFile = read_private(path, IdentityFile)
    if not is_safe(found.issuer):
        raise ConfigError(f"{path}: issuer", NOT_SAFE)
    if "openid" not in found.scope.split():
        raise ConfigError(f"{path}: scope", "has to hold openid")
    return found
