"""Signatures of Standard Webhooks 1.0 (https://www.standardwebhooks.com): HMAC-SHA256, one for each valid secret."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from typing import Final

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32


def new_secret() -> str:
    """A secret as receivers are given it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(message: str, sent_at_s: int, body: bytes, keys: Sequence[str]) -> Mapping[str, str]:
    """`message` is the same for every try; `sent_at_s` is Unix time, by which receivers refuse what is replayed."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(sent_at_s),
        "webhook-signature": " ".join(_signature(message, sent_at_s, body, key) for key in keys),
    }


def _signature(message: str, sent_at_s: int, body: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message}.{sent_at_s}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
