"""Makes codes: signs tokens, and picks symbols from a source of bytes."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.token import Token, pack, signed_message, to_text
from kiosk.domain.typed_code import ALPHABET, check_symbol


class Issuer:
    """`seed`: the 32 bytes of an Ed25519 private key."""

    def __init__(self, key_id: int, seed: bytes) -> None:
        self.key_id = key_id
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def public_key(self) -> bytes:
        """What kiosks are given under `key_id`."""
        return self._key.public_key().public_bytes_raw()

    def issue(self, token: Token) -> str:
        """The text for the QR code."""
        body = pack(token)
        return to_text(body, self._key.sign(signed_message(body)))


def symbols(source: bytes, count: int) -> str:
    """`count` symbols of the typed-code alphabet, one from each byte (256 is a multiple of 32: no symbol is favoured).

    Raises ValueError when there are too few bytes.
    """
    if len(source) < count:
        raise ValueError(f"{count} symbols need {count} bytes")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in source[:count])


def typed_code(source: bytes) -> str:
    """Eight symbols and their check symbol."""
    eight = symbols(source, 8)
    return eight + check_symbol(eight)
