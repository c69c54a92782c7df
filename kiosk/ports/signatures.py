"""Who signed a code."""

from collections.abc import Mapping
from typing import Protocol

from kiosk.domain.token import SignedToken


class SignatureCheck(Protocol):
    """Whether the issuer made exactly this token; False for an unknown key."""

    def verify(self, signed: SignedToken) -> bool: ...


class Signatures(SignatureCheck, Protocol):
    """One whose keys may change."""

    def use(self, keys: Mapping[int, bytes]) -> None:
        """From now on these raw public keys by key id, and no others."""
        ...
