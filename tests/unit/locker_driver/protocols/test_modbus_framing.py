"""Frames from the Modbus specifications; lengths from the head alone."""

import pytest

from locker_driver.protocols.modbus_framing import Framing, RtuFraming, TcpFraming


def test_an_rtu_message_ends_with_its_check_low_byte_first() -> None:
    assert RtuFraming().wrap(1, 0, bytes.fromhex("02 00 00 00 08")) == bytes.fromhex("01 02 00 00 00 08 79 CC")


def test_a_tcp_message_has_transaction_protocol_length_and_unit_in_front() -> None:
    wrapped = TcpFraming().wrap(17, 0x1234, bytes.fromhex("02 00 00 00 08"))
    assert wrapped == bytes.fromhex("12 34 00 00 00 06 11 02 00 00 00 08")


@pytest.mark.parametrize(
    ("framing", "raw", "board", "tag"),
    [
        (RtuFraming(), "01 02 01 00 A1 88", 1, 0),
        (TcpFraming(), "12 34 00 00 00 04 01 02 01 00", 1, 0x1234),
    ],
)
def test_both_framings_carry_the_same_message(framing: Framing, raw: str, board: int, tag: int) -> None:
    data = bytes.fromhex(raw)
    assert framing.length(data) == len(data)
    assert framing.holds(data)
    assert (framing.board(data), framing.tag(data), framing.pdu(data)) == (board, tag, bytes.fromhex("02 01 00"))


@pytest.mark.parametrize(
    ("head", "length"),
    [
        ("01", None),
        ("01 02", None),
        ("01 02 00", 8),  # a question: the high byte of an address
        ("01 02 01", 6),
        ("01 02 04", 9),
        ("01 02 05", 0),  # more than 32 inputs
        ("01 05 02", 8),
        ("01 06 00", 8),
        ("01 82 02", 5),
        ("01 85 02", 5),
        ("01 86 02", 5),
        ("01 03 02", 0),  # never asked
        ("01 83 02", 0),
    ],
)
def test_rtu_lengths(head: str, length: int | None) -> None:
    assert RtuFraming().length(bytes.fromhex(head)) == length


@pytest.mark.parametrize(
    ("head", "length"),
    [
        ("00", None),
        ("00 01 00 00 00", None),
        ("00 01 01", 0),  # protocol
        ("00 01 00 01", 0),
        ("00 01 00 00 00 02", 0),  # a function without data
        ("00 01 00 00 00 03", 9),
        ("00 01 00 00 00 07", 13),
        ("00 01 00 00 00 08", 0),
    ],
)
def test_tcp_lengths(head: str, length: int | None) -> None:
    assert TcpFraming().length(bytes.fromhex(head)) == length
