"""Checks the Ed25519 signatures of pickup tokens and commands with the public keys the kiosk was given."""

from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.domain.command import SignedCommand
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
        return key is not None and _made(key, signed.signature, signed.message)


class CommandVerifier:
    """Checks remote commands. `keys` as for SignatureVerifier; without any no command is ever genuine."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        self._keys = {key_id: Ed25519PublicKey.from_public_bytes(key) for key_id, key in keys.items()}

    def verify(self, signed: SignedCommand) -> bool:
        """Whether the operator made exactly this command. False for a key id nobody told us of."""
        key = self._keys.get(signed.command.key)
        return key is not None and _made(key, signed.signature, signed.message)


def _made(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
