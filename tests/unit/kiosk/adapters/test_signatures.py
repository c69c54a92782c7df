import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.domain.base45 import decode, encode
from kiosk.domain.token import PREFIX, Token, pack, parse, signed_message, to_text

ISSUER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
BODY = pack(Token(1, 4, "7KQF2M9X", 1_700_000_000, 1_700_600_000, bytes(range(8))))
TEXT = to_text(BODY, ISSUER.sign(signed_message(BODY)))
VERIFIER = SignatureVerifier({1: ISSUER.public_key().public_bytes_raw()})


def test_what_the_issuer_signed_verifies() -> None:
    signed = parse(TEXT.encode())
    assert signed is not None
    assert VERIFIER.verify(signed)


@given(st.integers(0, 93), st.integers(1, 255))
def test_no_flipped_byte_verifies(place: int, flip: int) -> None:
    data = bytearray(decode(TEXT.removeprefix(PREFIX)))
    data[place] ^= flip
    signed = parse((PREFIX + encode(bytes(data))).encode())
    assert signed is None or not VERIFIER.verify(signed)


def test_a_signature_over_the_bare_body_does_not_pass() -> None:
    signed = parse(to_text(BODY, ISSUER.sign(BODY)).encode())
    assert signed is not None
    assert not VERIFIER.verify(signed)


def test_unknown_and_wrong_keys() -> None:
    signed = parse(TEXT.encode())
    assert signed is not None
    assert not SignatureVerifier({}).verify(signed)
    assert not SignatureVerifier({2: ISSUER.public_key().public_bytes_raw()}).verify(signed)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    assert not SignatureVerifier({1: other}).verify(signed)


def test_keys_may_change_and_then_no_others_count() -> None:
    signed = parse(TEXT.encode())
    assert signed is not None
    verifier = SignatureVerifier({1: ISSUER.public_key().public_bytes_raw()})
    verifier.use({2: bytes(32)})
    assert not verifier.verify(signed)
    verifier.use({1: ISSUER.public_key().public_bytes_raw()})
    assert verifier.verify(signed)


def test_a_key_of_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SignatureVerifier({1: b"short"})
