"""The secrets file: keys of one site, as TOML. Keys are base64; nothing of them reaches a log or an error.

A kiosk holds `[site]`, `[kiosk]`, `[public_keys]` and, where doors may be opened from afar, `[command_keys]`.
`[issuer]`, `[next_issuer]`, `[command_issuer]` and `[admin]` belong on the backend's machine only.
"""

import re
import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk.errors import ConfigError

Key = Annotated[bytes, Meta(min_length=32, max_length=32)]
BearerKey = Annotated[str, Meta(min_length=24, max_length=128, pattern=r"^[A-Za-z0-9._~-]+$")]
KeyId = Annotated[int, Meta(ge=0, le=255)]


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"  # tracebacks and logs print reprs


class SiteSecrets(_Table, frozen=True):
    """`key`: the HMAC key under which codes stand in the site list."""

    key: Key


class KioskSecrets(_Table, frozen=True):
    """`bearer_key`: how the kiosk names itself to the backend."""

    bearer_key: BearerKey


class IssuerSecrets(_Table, frozen=True):
    """What signs tokens or commands: an Ed25519 seed and the id under which kiosks have its public key."""

    key_id: KeyId
    private_seed: Key


class AdminSecrets(_Table, frozen=True):
    """`key`: opens the operator's side of the backend."""

    key: BearerKey


class Secrets(_Table, frozen=True):
    """`public_keys`: Ed25519 keys that tokens are checked with, by key id, until the backend has named its own;
    `command_keys`: those of remote commands, which come from this file only.

    Without `command_keys` no command opens anything. `next_issuer`: made, and not yet signed with (kiosk.backend.keys).
    """

    site: SiteSecrets
    kiosk: KioskSecrets
    public_keys: Annotated[dict[KeyId, Key], Meta(min_length=1)]
    command_keys: dict[KeyId, Key] = {}
    issuer: IssuerSecrets | None = None
    next_issuer: IssuerSecrets | None = None
    command_issuer: IssuerSecrets | None = None
    admin: AdminSecrets | None = None


def load_secrets(path: Path) -> Secrets:
    """Raises ConfigError naming the file and the field, never a value."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(str(path), error.strerror or "cannot be read") from None
    except ValueError:
        # The parser's message may quote the line, and the line may hold a key.
        raise ConfigError(str(path), "is not valid TOML") from None
    try:
        return msgspec.convert(tables, Secrets, str_keys=True)
    except msgspec.ValidationError as error:
        problem, _, field = str(error).partition(" - at ")
        found = re.search(r"\$\.?(.*?)`", field)
        where = f"{path}: {found[1]}" if found and found[1] else str(path)
        raise ConfigError(where, problem) from None
