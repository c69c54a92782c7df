"""The client's half of RFC 2217, byte for byte."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locker_driver.errors import LinkError
from locker_driver.transport.com_port import ComPortClient

IAC, DONT, DO, WONT, WILL, SB, SE = (bytes((number,)) for number in (255, 254, 253, 252, 251, 250, 240))
BINARY, ECHO, SGA, COM_PORT = (bytes((number,)) for number in (0, 1, 3, 44))
AGREEMENT = IAC + DO + BINARY + IAC + WILL + BINARY + IAC + DO + COM_PORT
NO_CHANGE = IAC + DO + SGA + IAC + WILL + SGA + IAC + WILL + COM_PORT


def setting(number: int, value: bytes) -> bytes:
    return IAC + SB + COM_PORT + bytes((number,)) + value.replace(IAC, IAC + IAC) + IAC + SE


def accepted(baud: int = 9600) -> bytes:
    values = {101: struct.pack("!I", baud), 102: b"\x08", 103: b"\x01", 104: b"\x01"}
    return b"".join(setting(number, value) for number, value in values.items())


def client(baud: int = 9600) -> ComPortClient:
    under_test = ComPortClient(baud)
    under_test.to_send()
    return under_test


def set_up() -> ComPortClient:
    under_test = client()
    under_test.feed(AGREEMENT + accepted())
    under_test.to_send()
    assert under_test.ready
    return under_test


def test_it_offers_what_it_needs_first() -> None:
    hello = ComPortClient(9600).to_send()
    assert hello == b"".join(IAC + verb + option for verb in (WILL, DO) for option in (BINARY, SGA, COM_PORT))


def test_settings_follow_when_both_sides_are_binary_and_the_port_is_offered() -> None:
    under_test = client()
    for piece in (IAC + DO + BINARY, IAC + WILL + BINARY, IAC + WILL + SGA):
        under_test.feed(piece)
        assert under_test.to_send() == b""
    under_test.feed(IAC + DO + COM_PORT)
    wanted = {1: struct.pack("!I", 9600), 2: b"\x08", 3: b"\x01", 4: b"\x01", 5: b"\x01", 12: b"\x01"}
    assert under_test.to_send() == b"".join(setting(number, value) for number, value in wanted.items())
    under_test.feed(AGREEMENT + NO_CHANGE)
    assert under_test.to_send() == b""


def test_a_baud_with_ff_in_it_is_escaped() -> None:
    under_test = client(0xFF00)
    under_test.feed(AGREEMENT)
    assert setting(1, b"\0\0\xff\0") in under_test.to_send()
    under_test.feed(accepted(0xFF00))
    assert under_test.ready


def test_it_is_ready_when_every_setting_is_confirmed() -> None:
    under_test = client()
    under_test.feed(AGREEMENT)
    answers = accepted()
    for position in range(len(answers)):
        assert not under_test.ready
        under_test.feed(answers[position : position + 1])
    assert under_test.ready


@given(st.binary(), st.lists(st.integers(1, 400)))
def test_what_the_board_said_comes_out_however_it_was_cut(data: bytes, cuts: list[int]) -> None:
    under_test = client()
    network = AGREEMENT + accepted() + IAC + bytes((241,)) + under_test.escape(data) + setting(107, b"\x30")
    plain, position = b"", 0
    for cut in [*cuts, len(network)]:
        plain += under_test.feed(network[position : position + cut])
        position += cut
    assert under_test.ready
    assert plain == data


def test_other_options_are_denied_once_each_time_they_are_offered() -> None:
    under_test = set_up()
    under_test.feed(IAC + WILL + ECHO + IAC + DO + b"\x18" + IAC + WONT + ECHO + IAC + DONT + b"\x18")
    assert under_test.to_send() == IAC + DONT + ECHO + IAC + WONT + b"\x18"


@pytest.mark.parametrize("refusal", [DONT + BINARY, WONT + BINARY, DONT + COM_PORT])
def test_without_binary_or_a_port_it_gives_up(refusal: bytes) -> None:
    with pytest.raises(LinkError, match="does not offer RFC 2217"):
        client().feed(IAC + refusal)


@pytest.mark.parametrize("refusal", [WONT + COM_PORT, DONT + SGA, WONT + SGA])
def test_it_can_do_without_the_rest(refusal: bytes) -> None:
    under_test = client()
    under_test.feed(IAC + refusal + AGREEMENT + accepted())
    assert under_test.ready


@pytest.mark.parametrize(
    ("number", "value", "complaint"),
    [
        (101, struct.pack("!I", 19200), "baud to 19200 and not to 9600"),
        (102, b"\x07", "data bits to 7 and not to 8"),
        (103, b"\x03", "parity to 3 and not to 1"),
        (104, b"\x02", "stop bits to 2 and not to 1"),
    ],
)
def test_another_setting_than_ours_is_an_error(number: int, value: bytes, complaint: str) -> None:
    under_test = client()
    with pytest.raises(LinkError, match=complaint):
        under_test.feed(AGREEMENT + setting(number, value))


def test_settings_told_before_we_asked_mean_nothing() -> None:
    under_test = client()
    under_test.feed(setting(101, struct.pack("!I", 115200)) + AGREEMENT + accepted())
    assert under_test.ready


def test_strange_subnegotiations_are_passed_over() -> None:
    under_test = set_up()
    strange = (b"", b"\x2c", b"\x2c\x65", b"\x18\x01", b"\x2c\x64server")
    framed = b"".join(IAC + SB + body + IAC + SE for body in strange)
    assert under_test.feed(b"a" + framed + IAC + SE + b"b") == b"ab"


def test_a_subnegotiation_without_end_is_an_error() -> None:
    with pytest.raises(LinkError, match="Telnet"):
        client().feed(IAC + SB + bytes(1000))


@given(st.binary())
def test_any_bytes_are_data_or_a_link_error(data: bytes) -> None:
    under_test = client()
    try:
        plain = under_test.feed(data)
    except LinkError:
        return
    assert len(plain) <= len(data)
