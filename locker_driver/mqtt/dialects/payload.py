"""Payloads from strangers, read with care."""

import json
from typing import Final

from locker_driver.mqtt.messages import Message

MAX_PAYLOAD: Final = 64 * 1024
ON_OFF: Final = {"ON": True, "OFF": False}

Object = dict[str, object]


def text_of(message: Message) -> str:
    """Empty for what is no text."""
    return message.payload[:MAX_PAYLOAD].decode("utf-8", errors="ignore").strip()


def object_of(message: Message) -> Object | None:
    """None for anything but a JSON object of bearable size."""
    if len(message.payload) > MAX_PAYLOAD:
        return None
    try:
        value = json.loads(message.payload)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def part_of(value: Object, key: str) -> Object:
    """The object under `key`, empty if there is none."""
    part = value.get(key)
    return part if isinstance(part, dict) else {}


def number_of(value: object) -> int | None:
    """A whole number; JSON's true is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def channel_of(name: str, stem: str, ways: int) -> int | None:
    """The channel in a name such as "door_3" (stem "door_"), None if it is no channel of the module."""
    digits = name.removeprefix(stem)
    if not name.startswith(stem) or not digits.isascii() or not digits.isdigit() or len(digits) > 3:
        return None
    channel = int(digits)
    return channel if 1 <= channel <= ways else None


def pack(value: Object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
