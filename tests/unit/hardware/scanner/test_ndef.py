import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scanner.ndef import first_text


def record(kind: bytes, payload: bytes, flags: int = 0xD1, id_: bytes = b"") -> bytes:
    """A record; flags 0xD1: first, last, short, well known."""
    length = bytes([len(payload)]) if flags & 0x10 else len(payload).to_bytes(4, "big")
    return bytes([flags, len(kind)]) + length + (bytes([len(id_)]) if id_ else b"") + kind + id_ + payload


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (bytes.fromhex("d101095402656e412d31303031"), b"A-1001"),
        (record(b"T", b"\x05nb-NO" + "blåbær".encode()), "blåbær".encode()),
        (record(b"T", b"\x82en" + "blå".encode("utf-16-be")), "blå".encode()),
        (record(b"T", b"\x82en" + "blå".encode("utf-16")), "blå".encode()),
        (record(b"T", b"\x00"), b""),
        (record(b"U", b"\x04example.no/00/x"), b"https://example.no/00/x"),
        (record(b"U", b"\x00PK1:ABC"), b"PK1:ABC"),
        (record(b"U", b"\x23x"), b"urn:nfc:x"),
        (record(b"T", b"\x02en" + b"x" * 300, 0xC1), b"x" * 300),
        (record(b"T", b"\x02enA", 0xD9, b"id"), b"A"),
        (record(b"Sp", b"?", 0x91) + record(b"T", b"\x02enA", 0x51), b"A"),
        (record(b"text/plain", b"?", 0x92) + record(b"T", b"\x02enA", 0x51), b"A"),
    ],
)
def test_the_first_text_or_uri_is_what_counts(message: bytes, text: bytes) -> None:
    assert first_text(message) == text


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xd1",
        record(b"T", b"\x02enA")[:-1],
        record(b"T", b""),
        record(b"U", b"\x24x"),
        record(b"T", b"\x82en" + b"\xd8\x00"),
        record(b"T", b"\x02enA", 0xF1),
        record(b"text/plain", b"A", 0xD2),
        record(b"T", b"\x02enA", 0xD2),
    ],
    ids=["empty", "cut", "shorter", "no_status", "prefix", "surrogate", "chunked", "mime", "mime_named_t"],
)
def test_what_is_broken_or_says_nothing_has_no_text(message: bytes) -> None:
    assert first_text(message) is None


@given(st.binary(max_size=80))
def test_any_bytes_are_survived(message: bytes) -> None:
    first_text(message)
