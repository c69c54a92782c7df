"""An operator who signs remote commands, for tests."""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.adapters.signatures import CommandVerifier
from kiosk.domain.command import Command, SignedCommand, signed_message, to_text
from tests.helpers.fakes import NOW_UTC

TERMINAL = "/sites/4/kiosks/sentrum-1"
BOOT = "0123456789abcdef"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VERIFIER = CommandVerifier({1: KEY.public_key().public_bytes_raw()})

COMMAND = Command(
    key=1,
    terminal=TERMINAL,
    boot=BOOT,
    nonce="0" * 32,
    id="a" * 32,
    counter=1,
    issued_at_ms=round(NOW_UTC * 1000),
    not_after_ms=round((NOW_UTC + 15) * 1000),
    compartment=3,
    pickup="",
    parcel="",
    reason="help_line",
    actor="E-9",
)


def command(**changes: object) -> Command:
    """A good command for the standing test clock, but for `changes`."""
    return replace(COMMAND, **changes)  # type: ignore[arg-type]


def signed(given: Command, key: Ed25519PrivateKey = KEY) -> bytes:
    """As it travels."""
    return to_text(SignedCommand(given, key.sign(signed_message(given))))
