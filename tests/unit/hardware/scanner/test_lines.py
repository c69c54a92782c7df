import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scanner.lines import Lines

ANY, CRLF, GAP = (b"\r", b"\n"), (b"\r\n",), ()


@pytest.mark.parametrize(
    ("suffixes", "data", "expected"),
    [
        (ANY, b"A\r", [b"A"]),
        (ANY, b"A\n", [b"A"]),
        (ANY, b"A\r\n", [b"A"]),
        (ANY, b"\r\n\r\n", []),
        (ANY, b"A\rB\r\nC", [b"A", b"B"]),
        (CRLF, b"A\nB\rC\r\nD", [b"A\nB\rC"]),
        ((b"\r",), b"A\nB\r", [b"A\nB"]),
        (ANY, b"\x00\xff\x1dA\x1d\r", [b"\x00\xff\x1dA\x1d"]),
        (ANY, b"x" * 20 + b"\r", [b"x" * 20]),
        (ANY, b"x" * 21 + b"\r" + b"ok\r", [b"", b"ok"]),
        (CRLF, b"x" * 21 + b"\r\n" + b"ok\r\n", [b"", b"ok"]),
    ],
)
@pytest.mark.parametrize("chunk", [1, 2, 7, 1000])
def test_lines_end_at_their_suffix(suffixes: tuple[bytes, ...], data: bytes, expected: list[bytes], chunk: int) -> None:
    lines = Lines(suffixes, 0.2, 20)
    pieces = [data[at : at + chunk] for at in range(0, len(data), chunk)]
    assert [line for piece in pieces for line in lines.feed(piece, 1.0)] == expected


def test_half_a_line_is_dropped_and_does_not_spoil_the_next() -> None:
    lines = Lines(ANY, 0.2, 20)
    assert lines.feed(b"HALF", 1.0) == []
    assert lines.waiting
    assert lines.silent(1.19) == []
    assert lines.feed(b"WHOLE\r", 1.25) == [b"WHOLE"]
    assert not lines.waiting


def test_half_a_line_that_was_too_long_leaves_nothing() -> None:
    lines = Lines(ANY, 0.2, 20)
    assert lines.feed(b"x" * 50, 1.0) == []
    assert lines.silent(1.3) == []
    assert lines.feed(b"A\r", 1.4) == [b"A"]


def test_without_a_suffix_a_silence_ends_the_code() -> None:
    lines = Lines(GAP, 0.2, 20)
    assert lines.feed(b"A\r", 1.0) == []
    assert lines.feed(b"\nB", 1.1) == []
    assert lines.silent(1.2) == []
    assert lines.silent(1.31) == [b"A\r\nB"]
    assert lines.silent(2.0) == []
    assert lines.feed(b"x" * 50, 3.0) == []
    assert lines.feed(b"next", 3.5) == [b""]
    assert lines.silent(4.0) == [b"next"]


@given(st.lists(st.binary(min_size=1, max_size=30), max_size=8), st.data())
def test_codes_come_out_as_they_went_in_however_they_are_cut(codes: list[bytes], data: st.DataObject) -> None:
    codes = [code.replace(b"\r", b"") for code in codes]
    sent = b"".join(code + b"\r" for code in codes)
    lines, got = Lines((b"\r",), 0.2, 20), []
    while sent:
        size = data.draw(st.integers(1, len(sent)))
        got += lines.feed(sent[:size], 1.0)
        sent = sent[size:]
    assert got == [code if len(code) <= 20 else b"" for code in codes if code]


@given(st.lists(st.binary(max_size=100), max_size=30))
def test_memory_is_bounded(chunks: list[bytes]) -> None:
    lines = Lines(CRLF, 0.2, 20)
    for chunk in chunks:
        for line in lines.feed(chunk, 1.0):
            assert len(line) <= 20
        assert len(lines._held) <= 20
