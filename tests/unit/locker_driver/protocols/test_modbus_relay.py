"""Vectors from Waveshare's and Eletechsup's pages and published captures."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locker_driver.config import BusConfig, LockConfig
from locker_driver.dialects import DialectModbus
from locker_driver.errors import CommandError
from locker_driver.protocols.checks import crc16
from locker_driver.protocols.codec import Command, FrameKind, Garbage, QueryBoard, QueryDoor, Release, Unlock
from locker_driver.protocols.echo import EchoStrip
from locker_driver.protocols.modbus_relay import ModbusRelay
from tests.unit.locker_driver.protocols.hearing import answer, heard, kinds, opened

CONFIG = BusConfig("main", "/dev/none", (1,), family="modbus-relay")
FLASH = DialectModbus()
MOMENTARY = DialectModbus(pulse="momentary")
TCP = DialectModbus(framing="tcp")
STRAY, ANSWER = FrameKind.STRAY, FrameKind.ANSWER


def codec(dialect: DialectModbus = FLASH, **settings: object) -> ModbusRelay:
    return ModbusRelay(replace(CONFIG, dialect=dialect, **settings))


def rtu(body: str) -> bytes:
    data = bytes.fromhex(body)
    return data + crc16(data)


@pytest.mark.parametrize(
    ("command", "dialect", "pulse_ms", "expected"),
    [
        (Unlock(1, 1), FLASH, 500, "01 05 02 00 00 05 0C 71"),
        (Unlock(1, 1), FLASH, 700, "01 05 02 00 00 07 8D B0"),
        (Unlock(1, 8), FLASH, 200, "01 05 02 07 00 02 FC 72"),
        (Release(1), FLASH, 500, "01 05 00 FF 00 00 FD FA"),
        (Unlock(1, 1), MOMENTARY, 500, "01 06 00 01 05 00 DB 5A"),
        (Release(1), MOMENTARY, 500, "01 06 00 00 08 00 8E 0A"),
    ],
)
def test_writes_are_those_of_the_vendors(
    command: Command, dialect: DialectModbus, pulse_ms: int, expected: str
) -> None:
    assert codec(dialect, lock=LockConfig(pulse_ms=pulse_ms)).encode(command).data == bytes.fromhex(expected)


@pytest.mark.parametrize("command", [QueryBoard(1), QueryDoor(1, 3)])
@pytest.mark.parametrize(
    ("ways", "expected"),
    [(8, "01 02 00 00 00 08 79 CC"), (16, "01 02 00 00 00 10 79 C6"), (32, "01 02 00 00 00 20 79 D2")],
)
def test_every_query_asks_for_all_inputs_of_the_board(command: Command, ways: int, expected: str) -> None:
    assert codec(ways=ways).encode(command).data == bytes.fromhex(expected)


@pytest.mark.parametrize(("pulse_ms", "units"), [(10, 1), (100, 1), (101, 2), (250, 3), (10_000, 100)])
def test_a_pulse_is_rounded_up_to_what_the_board_can_count(pulse_ms: int, units: int) -> None:
    data = codec(lock=LockConfig(pulse_ms=pulse_ms)).encode(Unlock(1, 1)).data
    assert int.from_bytes(data[4:6], "big") == units


@pytest.mark.parametrize("dialect", [FLASH, MOMENTARY])
@pytest.mark.parametrize("command", [Unlock(1, 0), Unlock(1, 9), QueryDoor(1, 0), QueryDoor(1, 9)])
def test_a_channel_that_the_board_does_not_have_is_refused(command: Command, dialect: DialectModbus) -> None:
    with pytest.raises(CommandError, match="channel"):
        codec(dialect).encode(command)


@pytest.mark.parametrize("board", [0, 248, -1])
@pytest.mark.parametrize("kind", [QueryBoard, Release])
def test_there_is_no_broadcast(board: int, kind: type[QueryBoard | Release]) -> None:
    with pytest.raises(CommandError, match="board"):
        codec().encode(kind(board))


@given(board=st.integers(-1, 256), channel=st.integers(-1, 40), pulse_ms=st.integers(10, 10_000))
def test_no_unlock_leaves_a_relay_on_or_means_several(board: int, channel: int, pulse_ms: int) -> None:
    for dialect in (FLASH, MOMENTARY):
        try:
            data = codec(dialect, ways=32, lock=LockConfig(pulse_ms=pulse_ms)).encode(Unlock(board, channel)).data
        except CommandError:
            assert not (1 <= board <= 247 and 1 <= channel <= 32)
            continue
        assert data[0] == board
        if dialect is FLASH:
            assert data[1:4] == bytes((0x05, 0x02, channel - 1))
            assert 1 <= int.from_bytes(data[4:6], "big") <= 100
        else:
            assert data[1:6] == bytes((0x06, 0x00, channel, 0x05, 0x00))


def test_the_bus_switches_all_relays_off_when_the_port_was_opened() -> None:
    assert codec().releases


@pytest.mark.parametrize(
    ("ways", "reply", "closed"),
    [
        (8, "01 02 01 00 A1 88", set()),
        (16, "01 02 02 00 00 B9 B8", set()),
        (8, rtu("01 02 01 81"), {1, 8}),
        (16, rtu("01 02 02 02 80"), {2, 16}),
        (32, rtu("01 02 04 01 00 00 80"), {1, 32}),
        (12, rtu("01 02 02 00 F8"), {12}),  # the bits behind the last input mean nothing
    ],
)
def test_inputs_are_read(ways: int, reply: str | bytes, closed: set[int]) -> None:
    every = set(range(1, ways + 1))
    assert opened(answer(codec(ways=ways), QueryBoard(1), reply)) == every - closed
    inverted = codec(ways=ways, polarity="open_when_shorted")
    assert opened(answer(inverted, QueryDoor(1, 1), reply)) == closed


@pytest.mark.parametrize(
    ("command", "dialect", "reply"),
    [
        (Unlock(1, 1), FLASH, "01 05 02 00 00 05 0C 71"),
        (Release(1), FLASH, "01 05 00 FF 00 00 FD FA"),
        (Unlock(1, 1), MOMENTARY, "01 06 00 01 05 00 DB 5A"),
        (Release(1), MOMENTARY, "01 06 00 00 08 00 8E 0A"),
    ],
)
def test_a_write_is_answered_by_itself_and_says_nothing_of_the_door(
    command: Command, dialect: DialectModbus, reply: str
) -> None:
    frame = answer(codec(dialect), command, reply)
    assert frame is not None
    assert (frame.closed, frame.refused) == ({}, "")


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (QueryBoard(1), "01 02 00 00 00 08 79 CC"),  # the echo of the question
        (QueryBoard(1), "01 02 02 00 00 B9 B8"),  # 16 inputs, 8 asked for
        (QueryBoard(1), rtu("02 02 01 00")),  # another board
        (QueryBoard(1), "01 05 02 00 00 05 0C 71"),  # a late answer to an unlock
        (QueryBoard(1), rtu("01 85 02")),  # a late refusal of an unlock
        (Unlock(1, 2), "01 05 02 00 00 05 0C 71"),  # another lock
        (Unlock(1, 1), "01 05 02 00 00 07 8D B0"),  # another time
        (Unlock(1, 1), "01 05 00 00 FF 00 8C 3A"),  # relay on
        (Unlock(1, 1), "01 05 04 00 00 07 8D 38"),  # flash off
        (Unlock(1, 1), "01 05 00 FF 00 00 FD FA"),  # all off
        (Unlock(1, 1), "01 05 00 FF FF 00 BC 0A"),  # all on
        (Unlock(1, 1), "01 06 00 01 05 00 DB 5A"),
        (Unlock(1, 1), rtu("02 05 02 00 00 05")),
        (Unlock(1, 1), rtu("01 82 02")),
        (Release(1), "01 05 00 00 00 00 CD CA"),
    ],
)
def test_an_answer_to_another_question_is_a_stray_frame(command: Command, line: str | bytes) -> None:
    assert kinds(heard(codec(), command, line)) == [STRAY]


def test_without_an_echo_setting_the_echo_of_a_write_is_its_answer() -> None:
    """Byte-identical: therefore the setting exists, and an acknowledgement is no opening."""
    request = codec().encode(Unlock(1, 1)).data
    assert answer(codec(), Unlock(1, 1), request) is not None
    assert answer(codec(), Unlock(1, 1), EchoStrip(request).feed(request)) is None
    assert answer(codec(), Unlock(1, 1), EchoStrip(request).feed(request + request)) is not None


@pytest.mark.parametrize(
    ("command", "reply", "refused"),
    [
        (QueryBoard(1), "01 82 01", "illegal function"),
        (Unlock(1, 1), "01 85 02", "illegal data address"),
        (Unlock(1, 1), "01 85 03", "illegal data value"),
        (Unlock(1, 1), "01 85 06", "server device busy"),
        (Unlock(1, 1), "01 85 0B", "gateway target device failed to respond"),
        (Unlock(1, 1), "01 85 63", "exception 63"),
        (Release(1), "01 85 01", "illegal function"),
    ],
)
def test_an_exception_is_a_refusal_by_its_name(command: Command, reply: str, refused: str) -> None:
    frame = answer(codec(), command, rtu(reply))
    assert frame is not None
    assert (frame.refused, frame.closed) == (refused, {})


@pytest.mark.parametrize(
    "published",
    [
        "01 01 01 00 51 88",  # what the relays do was never asked
        "01 03 00 01 00 08 15 CC",
        "01 02 01 00 A1 89",
        "01 05 02 00 00 05 0C 72",
    ],
)
def test_what_we_never_ask_and_what_is_damaged_is_garbage(published: str) -> None:
    for command in (QueryBoard(1), Unlock(1, 1)):
        assert kinds(heard(codec(), command, published)) == [None]


def test_a_wrong_check_is_told_from_noise() -> None:
    assert heard(codec(), QueryBoard(1), "01 02 01 00 A1 89") == [Garbage(bytes.fromhex("010201 00A189"), True)]
    assert heard(codec(), QueryBoard(1), "55 55 55 55") == [Garbage(b"UUUU", False)]


def test_an_answer_is_taken_when_its_last_byte_is_in() -> None:
    under_test = codec()
    spec = under_test.encode(QueryBoard(1)).reply
    reply = bytes.fromhex("01 02 01 00 A1 88")
    assert not under_test.feed(reply[:-1], spec)
    assert kinds(list(under_test.feed(reply[-1:], spec))) == [ANSWER]


def test_the_same_answer_again_answers_nothing() -> None:
    assert kinds(heard(codec(), QueryBoard(1), "01 02 01 00 A1 88" * 2)) == [ANSWER, STRAY]


def test_a_late_frame_in_front_does_not_hold_the_answer_up() -> None:
    under_test = codec()
    spec = under_test.encode(QueryBoard(1)).reply
    line = bytes.fromhex("01 05 02 00 00 05 0C 71 01 02 01 00 A1 88")
    assert kinds(list(under_test.feed(line, spec))) == [STRAY, ANSWER]


# --- Modbus TCP -----------------------------------------------------------------------------------------------------


def test_a_tcp_request_has_a_number_of_its_own() -> None:
    under_test = codec(TCP)
    first, second = under_test.encode(QueryBoard(1)), under_test.encode(Unlock(1, 3))
    assert first.data == bytes.fromhex("00 01 00 00 00 06 01 02 00 00 00 08")
    assert second.data == bytes.fromhex("00 02 00 00 00 06 01 05 02 02 00 05")
    assert (first.reply.tag, second.reply.tag) == (1, 2)


def test_numbers_begin_again_after_16_bits() -> None:
    under_test = codec(TCP)
    tags = [under_test.encode(QueryBoard(1)).reply.tag for _ in range(0x10001)]
    assert tags[0xFFFE:] == [0xFFFF, 0, 1]


def test_a_tcp_answer_is_known_by_its_number() -> None:
    right = "00 01 00 00 00 04 01 02 01 05"
    assert opened(answer(codec(TCP), QueryBoard(1), right)) == {2, 4, 5, 6, 7, 8}
    late = "00 00 00 00 00 04 01 02 01 FF"
    assert kinds(heard(codec(TCP), QueryBoard(1), late)) == [STRAY]
    assert opened(answer(codec(TCP), QueryBoard(1), late + right)) == {2, 4, 5, 6, 7, 8}


def test_a_gateway_may_take_longer_than_a_board() -> None:
    assert codec().encode(Unlock(1, 1)).reply.timeout_s == pytest.approx(0.25)
    assert codec(TCP).encode(Unlock(1, 1)).reply.timeout_s == pytest.approx(1.0)


def test_the_answer_to_an_unlock_is_not_taken_for_that_to_the_next() -> None:
    under_test = codec(TCP)
    late = under_test.encode(Unlock(1, 3)).data
    spec = under_test.encode(Unlock(1, 3)).reply
    assert kinds(list(under_test.feed(late, spec))) == [STRAY]


def test_a_tcp_exception_is_a_refusal() -> None:
    frame = answer(codec(TCP), Unlock(1, 1), "00 01 00 00 00 03 01 85 03")
    assert frame is not None
    assert frame.refused == "illegal data value"


@pytest.mark.parametrize(
    "line",
    [
        "00 01 00 00 00 04 02 02 01 05",  # another unit
        "00 01 00 00 00 04 01 01 01 05",  # another function
        "00 01 00 00 00 05 01 02 02 05 05",  # 16 inputs
        "00 01 00 00 00 06 01 02 00 00 00 08",  # an echo, of a serial gateway
        "00 01 00 00 00 03 01 85 03",
        "00 01 00 00 00 04 01 82 02 00",  # more than an exception
        "00 01 00 00 00 05 01 02 01 05 05",  # more than its byte count
        "00 01 00 00 00 04 01 02 02 05",  # less
    ],
)
def test_another_tcp_answer_is_a_stray_frame(line: str) -> None:
    assert kinds(heard(codec(TCP), QueryBoard(1), line)) == [STRAY]


# --- damage of every kind -------------------------------------------------------------------------------------------

inputs = st.integers(0, 0xFFFF)


def reply_of(bits: int) -> bytes:
    return rtu("01 02 02 " + bits.to_bytes(2, "little").hex())


@given(bits=inputs, cuts=st.lists(st.integers(0, 7), max_size=4))
def test_every_split_gives_the_same_answer(bits: int, cuts: list[int]) -> None:
    reply = reply_of(bits)
    under_test = codec(ways=16)
    spec = under_test.encode(QueryBoard(1)).reply
    edges = [0, *sorted(cuts), len(reply)]
    heard_so_far = [item for start, end in pairwise(edges) for item in under_test.feed(reply[start:end], spec)]
    assert [(item.raw, kind) for item, kind in zip(heard_so_far, kinds(heard_so_far), strict=True)] == [(reply, ANSWER)]


@given(bits=inputs, place=st.integers(0, 6), flip=st.integers(1, 255))
def test_one_damaged_byte_never_gives_an_answer(bits: int, place: int, flip: int) -> None:
    damaged = bytearray(reply_of(bits))
    damaged[place] ^= flip
    assert answer(codec(ways=16), QueryBoard(1), bytes(damaged)) is None


@given(channel=st.integers(1, 8), place=st.integers(0, 7), flip=st.integers(1, 255))
def test_one_damaged_byte_never_acknowledges_an_unlock(channel: int, place: int, flip: int) -> None:
    damaged = bytearray(codec().encode(Unlock(1, channel)).data)
    damaged[place] ^= flip
    assert answer(codec(), Unlock(1, channel), bytes(damaged)) is None


@given(bits=inputs, garbage=st.binary(max_size=12))
def test_an_answer_is_found_behind_garbage(bits: int, garbage: bytes) -> None:
    frame = answer(codec(ways=16), QueryBoard(1), garbage + reply_of(bits))
    assert frame is not None
    assert frame.raw == reply_of(bits)


@given(noise=st.binary(max_size=80), dialect=st.sampled_from([FLASH, MOMENTARY, TCP]))
def test_no_byte_is_lost_or_invented(noise: bytes, dialect: DialectModbus) -> None:
    for command in (QueryBoard(1), Unlock(1, 3), Release(1)):
        assert b"".join(item.raw for item in heard(codec(dialect), command, noise)) == noise
