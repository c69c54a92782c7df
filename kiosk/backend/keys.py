"""`python -m kiosk.backend.keys`: changes the key that signs codes, without a code becoming worthless on the way.

new: makes the next key, which kiosks hear of from the backend. switch: signs with it from now on. drop: takes an old
public key away, once no code that it signed is good any more. The file is written anew as a whole, without comments.
"""

import argparse
import base64
import os
import secrets as random
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from kiosk.backend.issuer import Issuer
from kiosk.errors import ConfigError
from kiosk.secrets import IssuerSecrets, Secrets, load_secrets

_LAST_ID: Final = 255


def with_next(old: Secrets) -> Secrets:
    """The next key beside the one that signs. Raises ConfigError where there is one already."""
    if old.issuer is None:
        raise ConfigError("issuer", "missing; there is nothing to change")
    if old.next_issuer is not None:
        raise ConfigError("next_issuer", "is there already; switch to it first")
    key_id = max(old.public_keys) + 1
    if key_id > _LAST_ID:
        key_id = next((free for free in range(_LAST_ID + 1) if free not in old.public_keys), -1)
    if key_id < 0:
        raise ConfigError("public_keys", "are all taken; drop old ones")
    made = IssuerSecrets(key_id=key_id, private_seed=random.token_bytes(32))
    public = {**old.public_keys, key_id: Issuer(key_id, made.private_seed).public_key()}
    return msgspec.structs.replace(old, next_issuer=made, public_keys=public)


def switched(old: Secrets) -> Secrets:
    """Signs with the next key; the old public one stays. Raises ConfigError where there is no next one."""
    if old.next_issuer is None:
        raise ConfigError("next_issuer", "missing; make one first, and let every kiosk hear of it")
    return msgspec.structs.replace(old, issuer=old.next_issuer, next_issuer=None)


def without(old: Secrets, key_id: int) -> Secrets:
    """Codes of this key open nothing any more. Raises ConfigError for one that signs, or will."""
    if key_id not in old.public_keys:
        raise ConfigError("public_keys", f"has no key {key_id}")
    if any(key is not None and key.key_id == key_id for key in (old.issuer, old.next_issuer)):
        raise ConfigError("public_keys", f"key {key_id} is in use")
    left = {known: key for known, key in old.public_keys.items() if known != key_id}
    return msgspec.structs.replace(old, public_keys=left)


def write(path: Path, secrets: Secrets) -> None:
    """In place of the old file, with its mode: whole, or not at all. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_toml(msgspec.to_builtins(secrets, str_keys=True)))
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _toml(tables: Mapping[str, Mapping[str, object] | None]) -> str:
    """Two levels, texts and numbers, as a secrets file has them; neither texts nor keys hold anything to be quoted."""
    parts = []
    for name, table in tables.items():
        if table:
            rows = (
                f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"' for key, value in table.items()
            )
            parts.append("\n".join((f"[{name}]", *rows)))
    return "\n\n".join(parts) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 2 for bad input."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.backend.keys", description=__doc__)
    parser.add_argument("--secrets", required=True, type=Path, metavar="FILE", help="the backend's")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("new", help="make the next key; restart the backend afterwards, and kiosks take it")
    commands.add_parser("switch", help="sign with it; restart the backend afterwards")
    commands.add_parser("drop", help="take an old public key away; restart the backend afterwards").add_argument(
        "key_id", type=int
    )
    options = parser.parse_args(arguments)
    try:
        old = load_secrets(options.secrets)
        new = _changed(old, options)
        write(options.secrets, new)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{options.secrets}: {error.strerror}", file=sys.stderr)
        return 2
    print("[public_keys]")
    for key_id, key in sorted(new.public_keys.items()):
        print(f'{key_id} = "{base64.b64encode(key).decode()}"')
    return 0


def _changed(old: Secrets, options: argparse.Namespace) -> Secrets:
    match options.command:
        case "new":
            return with_next(old)
        case "switch":
            return switched(old)
        case _:
            return without(old, options.key_id)


if __name__ == "__main__":
    sys.exit(main())
