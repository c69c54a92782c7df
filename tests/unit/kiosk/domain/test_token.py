import struct
from dataclasses import replace

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain import base45
from kiosk.domain.token import Token, pack, parse, signed_message, to_text
from kiosk.domain.typed_code import ALPHABET

u32 = st.integers(0, 2**32 - 1)
tokens = st.builds(
    Token,
    key_id=st.integers(0, 255),
    site=u32,
    pickup=st.text(alphabet=ALPHABET, min_size=8, max_size=8),
    not_before_utc=u32,
    not_after_utc=u32,
    unique_id=st.binary(min_size=8, max_size=8),
)
TOKEN = Token(1, 4, "7KQF2M9X", 1_700_000_000, 1_700_600_000, bytes(range(8)))


def test_layout_of_the_body() -> None:
    assert pack(TOKEN).hex() == "0101" + "00000004" + b"7KQF2M9X".hex() + "6553f100" + "655d18c0" + "0001020304050607"


@given(tokens, st.binary(min_size=64, max_size=64))
def test_round_trip(token: Token, signature: bytes) -> None:
    text = to_text(pack(token), signature)
    signed = parse(text.encode())
    assert signed is not None
    assert (signed.token, signed.body, signed.signature) == (token, pack(token), signature)
    assert signed.message == b"openluke-pk1\0" + pack(token) == signed_message(signed.body)
    assert signed.token.credential == token.unique_id.hex()


@settings(max_examples=20)
@given(tokens, st.binary(min_size=64, max_size=64))
def test_size_in_print(token: Token, signature: bytes) -> None:
    text = to_text(pack(token), signature)
    assert 143 <= len(text) <= 145
    assert segno.make(text, error="m", boost_error=False).designator == "6-M"


@given(st.binary(max_size=300))
def test_noise_is_no_token(payload: bytes) -> None:
    assert parse(payload) is None


def test_only_the_exact_spelling_is_read() -> None:
    text = to_text(pack(TOKEN), bytes(64))
    assert parse(text.encode()) is not None
    for other in (
        text.lower(),
        text[:-1],
        text + "0",
        " " + text,
        text + "\n",
        text.replace("PK1:", "PK2:"),
        text[:-3] + ":::",
        text[:-1] + "_",
    ):
        assert parse(other.encode()) is None, other
    assert parse(text.encode("utf-16")) is None
    assert parse(text[:-1].encode() + b"\xff") is None


@pytest.mark.parametrize("body", [b"\x03" + pack(TOKEN)[1:], pack(TOKEN)[:6] + b"7kqf2m9x" + pack(TOKEN)[14:]])
def test_unknown_version_or_pickup_is_refused(body: bytes) -> None:
    assert parse(b"PK1:" + base45.encode(body + bytes(64)).encode()) is None


@pytest.mark.parametrize(
    "token",
    [
        Token(1, 4, "7KQF2M9", 0, 0, bytes(8)),
        Token(1, 4, "7KQF2M9U", 0, 0, bytes(8)),
        Token(1, 4, "7KQF2M9X", 0, 0, bytes(7)),
        Token(1, 4, "7KQF2M9Ø", 0, 0, bytes(8)),
        Token(256, 4, "7KQF2M9X", 0, 0, bytes(8)),
        Token(1, 2**32, "7KQF2M9X", 0, 0, bytes(8)),
        Token(1, 4, "7KQF2M9X", -1, 0, bytes(8)),
    ],
)
def test_a_field_out_of_range_is_not_packed(token: Token) -> None:
    with pytest.raises((ValueError, struct.error)):
        pack(token)


def test_a_delegates_token_is_told_by_its_version() -> None:
    for delegate in (False, True):
        body = pack(replace(TOKEN, delegate=delegate))
        read = parse(to_text(body, bytes(64)).encode())
        assert read is not None
        assert (body[0], read.token.delegate) == (2 if delegate else 1, delegate)
