"""Keys for a new installation: one file for the backend's machine, one for each kiosk, readable by their owner only."""

import base64
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import ConfigError
from kiosk.secrets import Secrets, load_secrets

BACKEND_FILE: Final = "backend-secrets.toml"
_KEY_BYTES: Final = 32
_HEADER: Final = (
    "# Keys of an OpenLuke installation. Whoever has this file opens doors: keep it, and keep it to yourself.\n"
)


def kiosk_file(kiosk: str) -> str:
    """The name of a kiosk's secrets file."""
    return f"{kiosk}-secrets.toml"


def keys_in(folder: Path) -> Secrets:
    """The backend's secrets of `folder`, made if there are none. Raises ConfigError."""
    path = folder / BACKEND_FILE
    if not path.exists():
        _write(path, _new())
    return load_secrets(path)


def write_kiosk(folder: Path, kiosk: str, secrets_: Secrets) -> str:
    """A new kiosk's file; the bearer key that is in it. Raises ConfigError where there is such a file already."""
    bearer = secrets.token_urlsafe(_KEY_BYTES)
    tables: dict[str, Mapping[str, object]] = {
        "site": {"key": secrets_.site.key},
        "kiosk": {"bearer_key": bearer},
        "public_keys": {str(key_id): key for key_id, key in secrets_.public_keys.items()},
        "command_keys": {str(key_id): key for key_id, key in secrets_.command_keys.items()},
    }
    _write(folder / kiosk_file(kiosk), tables)
    return bearer


def _new() -> dict[str, Mapping[str, object]]:
    issuer, command_issuer = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    return {
        "site": {"key": secrets.token_bytes(_KEY_BYTES)},
        # The backend's file names a kiosk's key because the two have one shape; nobody is let in by this one.
        "kiosk": {"bearer_key": secrets.token_urlsafe(_KEY_BYTES)},
        "public_keys": {"1": issuer.public_key().public_bytes_raw()},
        "command_keys": {"1": command_issuer.public_key().public_bytes_raw()},
        "issuer": {"key_id": 1, "private_seed": issuer.private_bytes_raw()},
        "command_issuer": {"key_id": 1, "private_seed": command_issuer.private_bytes_raw()},
        "admin": {"key": secrets.token_urlsafe(_KEY_BYTES)},
    }


def _write(path: Path, tables: Mapping[str, Mapping[str, object]]) -> None:
    text = _HEADER + "".join(
        f"\n[{name}]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in table.items())
        for name, table in tables.items()
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(text, "utf-8")
    except FileExistsError:
        raise ConfigError(str(path), "is there already; keys are never written over") from None
    except OSError as error:
        raise ConfigError(str(path), error.strerror or "cannot be written") from None


def _toml(value: object) -> str:
    if isinstance(value, bytes):
        return f'"{base64.b64encode(value).decode()}"'
    return f'"{value}"' if isinstance(value, str) else str(value)
