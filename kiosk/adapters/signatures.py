"""Checks the Ed25519 signatures of pickup tokens and commands with the public keys the kiosk was given."""

from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.domain.command import SignedCommand
from kiosk.domain.token import SignedToken


class _PublicKeys:
    """`keys`: raw public keys (32 bytes) by key id; two are active while a key is being rotated.

    Raises ValueError for a key that is not 32 bytes.
    """

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        self.use(keys)

    def use(self, keys: Mapping[int, bytes]) -> None:
        """From now on these and no others."""
        self._keys = {key_id: Ed25519PublicKey.from_public_bytes(key) for key_id, key in keys.items()}

    def _made(self, key_id: int, signature: bytes, message: bytes) -> bool:
        """Whether the owner of the key made the signature of `message`. False for a key id nobody told us of."""
        key = self._keys.get(key_id)
        if key is None:
            return False
        try:
            key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class SignatureVerifier(_PublicKeys):
    """Checks pickup tokens."""

    def verify(self, signed: SignedToken) -> bool:
        """Whether the issuer made exactly this token."""
        return self._made(signed.token.key_id, signed.signature, signed.message)


class CommandVerifier(_PublicKeys):
    """Checks remote commands. Without any key no command is ever genuine."""

    def verify(self, signed: SignedCommand) -> bool:
        """Whether the operator made exactly this command."""
        return self._made(signed.command.key, signed.signature, signed.message)
