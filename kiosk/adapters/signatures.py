"""Checks the Ed25519 signatures of pickup tokens with the public keys the kiosk was given."""

from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.domain.token import SignedToken


class SignatureVerifier:
    """`keys`: raw public keys (32 bytes) by key id; two are active while a key is being rotated.

    Raises ValueError for a key that is not 32 bytes.
    """

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        self._keys = {key_id: Ed25519PublicKey.from_public_bytes(key) for key_id, key in keys.items()}

    def verify(self, signed: SignedToken) -> bool:
        """Whether the issuer made exactly this token. False for a key id nobody told us of."""
        key = self._keys.get(signed.token.key_id)
        if key is None:
            return False
        try:
            key.verify(signed.signature, signed.message)
        except InvalidSignature:
            return False
        return True
