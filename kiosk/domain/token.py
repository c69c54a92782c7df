"""The signed token in a QR code: `PK1:` and base45 of 30 bytes of body and 64 bytes of Ed25519 signature.

| bytes | field (big-endian)                                |
|-------|---------------------------------------------------|
| 1     | version: 1, or 2 for a delegate's                 |
| 1     | key id                                            |
| 4     | site                                              |
| 8     | pickup id, ASCII symbols of the typed-code alphabet |
| 4     | not before, Unix seconds                          |
| 4     | not after, Unix seconds                           |
| 8     | unique id                                         |

145 characters, QR version 6 at error level M. No personal data; verified without a network. A token names no
compartment: which doors it opens is for the site list to say. A delegate's token is only as good as its row in that
list, which holds its limits: a kiosk that has no such row has to ask.
"""

import struct
from dataclasses import dataclass
from typing import Final

from kiosk.domain import base45
from kiosk.domain.typed_code import ALPHABET

PREFIX: Final = "PK1:"
SIGNATURE_BYTES: Final = 64
UNIQUE_ID_BYTES: Final = 8
_BODY: Final = struct.Struct(">BBI8sII8s")
_VERSION: Final = 1
_DELEGATE_VERSION: Final = 2
_CONTEXT: Final = b"openluke-pk1\0"
_SYMBOLS: Final = frozenset(ALPHABET.encode())
_TEXT_LENGTH: Final = len(PREFIX) + (_BODY.size + SIGNATURE_BYTES) // 2 * 3


@dataclass(frozen=True, slots=True)
class Token:
    """What the issuer promises: the parcels of `pickup` at `site` between two moments (Unix seconds, inclusive)."""

    key_id: int
    site: int
    pickup: str
    not_before_utc: int
    not_after_utc: int
    unique_id: bytes
    delegate: bool = False

    @property
    def credential(self) -> str:
        """The id under which a use or a revocation of this token is recorded."""
        return self.unique_id.hex()


@dataclass(frozen=True, slots=True)
class SignedToken:
    """A token as it was read. Nothing in it may be believed before the signature was verified."""

    token: Token
    body: bytes
    signature: bytes

    @property
    def message(self) -> bytes:
        """The bytes that the signature covers."""
        return signed_message(self.body)


def signed_message(body: bytes) -> bytes:
    """The prefix keeps a signature made for any other purpose with the same key from passing here."""
    return _CONTEXT + body


def pack(token: Token) -> bytes:
    """The 30 bytes of body. Raises struct.error or ValueError for a field out of range."""
    pickup = token.pickup.encode("ascii")
    if len(pickup) != 8 or not _SYMBOLS.issuperset(pickup):
        raise ValueError("pickup: eight symbols of the typed-code alphabet")
    if len(token.unique_id) != UNIQUE_ID_BYTES:
        raise ValueError("unique_id: eight bytes")
    return _BODY.pack(
        _DELEGATE_VERSION if token.delegate else _VERSION,
        token.key_id,
        token.site,
        pickup,
        token.not_before_utc,
        token.not_after_utc,
        token.unique_id,
    )


def to_text(body: bytes, signature: bytes) -> str:
    """What the QR code holds."""
    return PREFIX + base45.encode(body + signature)


def parse(payload: bytes) -> SignedToken | None:
    """A token of this version, spelt exactly as `to_text` spells it; None for anything else."""
    if len(payload) != _TEXT_LENGTH or not payload.startswith(PREFIX.encode()):
        return None
    try:
        data = base45.decode(payload[len(PREFIX) :].decode("ascii"))
    except ValueError:
        return None
    body = data[: _BODY.size]
    version, key_id, site, pickup, not_before, not_after, unique_id = _BODY.unpack(body)
    if version not in {_VERSION, _DELEGATE_VERSION} or not _SYMBOLS.issuperset(pickup):
        return None
    token = Token(key_id, site, pickup.decode("ascii"), not_before, not_after, unique_id, version == _DELEGATE_VERSION)
    return SignedToken(token, body, data[_BODY.size :])
