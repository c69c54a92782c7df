"""Settings of the backend that hold secrets, or are beside a file that does: read whole, judged by field."""

import re
import stat
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from kiosk.errors import ConfigError
from kiosk.layout import parse_toml

NOT_SAFE: Final = "has to be https; http for this machine only"
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def read_private(path: Path, kind: Any) -> Any:
    """A file with secrets as `kind`. Raises ConfigError naming file and field, never a value; also where others may
    read it too.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(str(path), "others may read it; chmod 600")
    try:
        tables = parse_toml(path)
    except ConfigError as error:
        # The parser's message may quote the line, and the line may hold a key.
        raise ConfigError(error.where, "cannot be read, or is not TOML") from None
    return fitting(path, tables, kind)


def fitting(path: Path, data: object, kind: Any) -> Any:
    """`data` as `kind`. Raises ConfigError naming file and field."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        field = re.search(r"\$\.?(.*?)`", place)
        where = f"{path}: {field[1]}" if field and field[1] else str(path)
        raise ConfigError(where, problem) from None


def is_safe(url: str) -> bool:
    """Whether secrets may be sent there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
