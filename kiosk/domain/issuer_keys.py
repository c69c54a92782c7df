"""The public keys of the issuer as a backend names them: JWKs of RFC 8037. All of them are taken, or none. Pure."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MOST_KEYS: Final = 256
"""A token's key id is one byte."""
_KEY_BYTES: Final = 32
_KEY_ID: Final = re.compile(r"0|[1-9][0-9]{0,2}")
_TEXT: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_FIXED: Final = (("kty", "OKP"), ("crv", "Ed25519"))


@dataclass(frozen=True, slots=True)
class KeyFault:
    """Why keys were refused: `field` as in "keys[1].crv"; `problem` holds nothing that was sent."""

    field: str
    problem: str


class _FaultError(Exception):
    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field)
        self.fault = KeyFault(field, problem)


def issuer_keys(stated: object) -> Mapping[int, bytes] | KeyFault:
    """Raw public keys by key id, of what JSON made of `keys`."""
    try:
        return _keys(stated)
    except _FaultError as error:
        return error.fault


def _keys(stated: object) -> Mapping[int, bytes]:
    if not isinstance(stated, list) or not stated:
        raise _FaultError("keys", "not a list of keys")
    if len(stated) > MOST_KEYS:
        raise _FaultError("keys", f"more than {MOST_KEYS}")
    found: dict[int, bytes] = {}
    for index, one in enumerate(stated):
        where = f"keys[{index}]"
        if not isinstance(one, dict):
            raise _FaultError(where, "not a key")
        key_id = _key_id(one, where)
        if key_id in found:
            raise _FaultError(f"{where}.kid", "named twice")
        found[key_id] = _public_key(one, where)
    return found


def _key_id(one: Mapping[object, object], where: str) -> int:
    kid = one.get("kid")
    if not isinstance(kid, str) or not _KEY_ID.fullmatch(kid) or int(kid) >= MOST_KEYS:
        raise _FaultError(f"{where}.kid", "not a number from 0 to 255, as text")
    return int(kid)


def _public_key(one: Mapping[object, object], where: str) -> bytes:
    for name, wanted in _FIXED:
        if one.get(name) != wanted:
            raise _FaultError(f"{where}.{name}", f"not {wanted}")
    if one.get("use", "sig") != "sig":
        raise _FaultError(f"{where}.use", "not sig")
    text = one.get("x")
    if not isinstance(text, str) or not _TEXT.fullmatch(text):
        raise _FaultError(f"{where}.x", f"not {_KEY_BYTES} bytes in base64url")
    key = base64.urlsafe_b64decode(text + "=")
    if base64.urlsafe_b64encode(key).decode() != text + "=":
        raise _FaultError(f"{where}.x", "not spelt as base64url spells it")
    return key
