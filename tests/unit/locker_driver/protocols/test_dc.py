"""Vectors from the vendor's protocol text, its mistakes included."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locker_driver.config import BusConfig
from locker_driver.errors import CommandError
from locker_driver.protocols.checks import sum8
from locker_driver.protocols.codec import Command, Frame, FrameKind, Garbage, QueryBoard, QueryDoor, Release, Unlock
from locker_driver.protocols.dc import Dc
from tests.unit.locker_driver.protocols.hearing import answer, heard, kinds, opened

CONFIG = BusConfig("main", "/dev/none", (1,), family="dc")
STRAY, ANSWER = FrameKind.STRAY, FrameKind.ANSWER


def codec(**settings: object) -> Dc:
    return Dc(replace(CONFIG, **settings))


def dc(board: int, code: int, *data: int) -> bytes:
    """A frame of the board."""
    body = bytes((board, code, len(data), *data))
    return bytes((0xDC, 0xFE, *body, sum8(body)))


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (Unlock(1, 1), "DC 02 01 10 01 01 13"),
        (QueryDoor(1, 1), "DC 02 01 11 01 01 14"),
        (QueryBoard(1), "DC 02 01 12 00 13"),
    ],
)
def test_requests_are_those_of_the_vendor(command: Command, expected: str) -> None:
    assert codec().encode(command).data == bytes.fromhex(expected)


@pytest.mark.parametrize("channel", [0, 13, 24])
def test_a_channel_that_the_board_does_not_have_is_refused(channel: int) -> None:
    for command in (Unlock(1, channel), QueryDoor(1, channel)):
        with pytest.raises(CommandError, match="channel"):
            codec().encode(command)


@pytest.mark.parametrize("board", [-1, 0, 100])
def test_a_board_that_cannot_be_set_is_refused(board: int) -> None:
    with pytest.raises(CommandError, match="board"):
        codec().encode(QueryBoard(board))


def test_outputs_cannot_be_held_so_none_is_released() -> None:
    assert not codec().releases
    with pytest.raises(CommandError):
        codec().encode(Release(1))


@given(board=st.integers(1, 99), channel=st.integers(1, 24))
def test_what_can_be_sent_unlocks_one_lock_or_asks(board: int, channel: int) -> None:
    for command, code in ((Unlock(board, channel), 0x10), (QueryDoor(board, channel), 0x11), (QueryBoard(board), 0x12)):
        data = codec(ways=24).encode(command).data
        assert data[:4] == bytes((0xDC, 0x02, board, code))
        assert data[-1] == sum8(data[2:-1])


def test_the_unlock_answer_is_awaited_for_the_fixed_pulse_and_half_a_second() -> None:
    assert codec().encode(Unlock(1, 1)).reply.timeout_s == pytest.approx(0.65)
    assert codec().encode(QueryBoard(1)).reply.timeout_s == pytest.approx(0.25)


@pytest.mark.parametrize("reply", ["DC FE 01 10 02 01 01 15", "DC FE 01 10 01 01 13"])
def test_an_unlock_is_answered_with_or_without_its_lock(reply: str) -> None:
    frame = answer(codec(), Unlock(1, 1), reply)
    assert frame is not None
    assert (frame.closed, frame.refused) == ({}, "")


@pytest.mark.parametrize("reply", [dc(1, 0x10, 1, 0), dc(1, 0x10, 0)])
def test_an_unlock_after_which_nothing_opened_is_no_refusal(reply: bytes) -> None:
    """The lock was pulsed. Whether it is jammed or its contact is wired the other way round, a query will tell."""
    frame = answer(codec(), Unlock(1, 1), reply)
    assert frame is not None
    assert (frame.closed, frame.refused) == ({}, "")


@pytest.mark.parametrize(
    ("reply", "closed"),
    [
        ("DC FE 01 11 02 01 01 16", False),
        (dc(1, 0x11, 1, 0), True),
        ("DC FE 01 11 01 01 14", False),  # without its lock
        (dc(1, 0x11, 0), True),
    ],
)
def test_one_door_answers_with_or_without_its_number(reply: str | bytes, closed: bool) -> None:
    frame = answer(codec(), QueryDoor(1, 1), reply)
    assert frame is not None
    assert frame.closed == {1: closed}
    inverted = answer(codec(polarity="closed_when_shorted"), QueryDoor(1, 1), reply)
    assert inverted is not None
    assert inverted.closed == {1: not closed}


def test_an_answer_without_a_lock_is_about_the_one_that_was_asked_for() -> None:
    frame = answer(codec(), QueryDoor(1, 7), dc(1, 0x11, 1))
    assert frame is not None
    assert frame.closed == {7: False}


@pytest.mark.parametrize(
    ("ways", "reply", "expected"),
    [
        (12, "DC FE 01 12 02 00 00 15", set()),
        (12, dc(1, 0x12, 0x08, 0x01), {1, 12}),
        (12, dc(1, 0x12, 0xF8, 0x01), {1, 12}),  # the bits above mean nothing
        (24, dc(1, 0x12, 0x80, 0x01, 0x02), {2, 9, 24}),
    ],
)
def test_a_board_answers_with_a_bit_for_each_lock(ways: int, reply: str | bytes, expected: set[int]) -> None:
    frame = answer(codec(ways=ways), QueryBoard(1), reply)
    assert opened(frame) == expected
    assert frame is not None
    assert set(frame.closed) == set(range(1, ways + 1))


def test_of_locks_without_a_bit_nothing_is_told() -> None:
    frame = answer(codec(ways=24), QueryBoard(1), dc(1, 0x12, 0, 1))
    assert opened(frame) == {1}
    assert frame is not None
    assert set(frame.closed) == set(range(1, 17))


@pytest.mark.parametrize("command", [Unlock(1, 1), QueryDoor(1, 1), QueryBoard(1)])
def test_an_echo_is_never_an_answer(command: Command) -> None:
    assert kinds(heard(codec(), command, codec().encode(command).data)) == [STRAY]


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (Unlock(1, 1), dc(1, 0x10, 2, 1)),  # another lock
        (Unlock(1, 1), dc(2, 0x10, 1, 1)),  # another board
        (Unlock(1, 1), dc(1, 0x11, 1, 1)),  # another question
        (Unlock(1, 1), dc(1, 0x10, 1, 2)),  # neither opened nor failed
        (Unlock(1, 1), dc(1, 0x10)),
        (QueryDoor(1, 1), dc(1, 0x12, 0, 1)),
        (QueryBoard(1), dc(1, 0x12, 1)),
        (QueryBoard(1), "DC FE 01 01 02 01 00 05"),
        (QueryBoard(1), "DC FE 01 14 02 0F FF 25"),
        (QueryBoard(1), "DC FE 01 15 02 00 07 1F"),
        (QueryBoard(1), "DC FE 01 16 01 01 19"),
        (QueryBoard(1), "DC FE 01 18 02 00 07 22"),
        (QueryBoard(1), "DC FE 01 1A 01 01 1D"),
    ],
)
def test_an_answer_to_another_question_is_a_stray_frame(command: Command, line: str | bytes) -> None:
    assert kinds(heard(codec(), command, line)) == [STRAY]


def test_a_length_that_no_frame_has_does_not_hold_the_answer_up() -> None:
    under_test = codec()
    spec = under_test.encode(QueryBoard(1)).reply
    items = list(under_test.feed(bytes.fromhex("DC FE 01 12 20") + dc(1, 0x12, 0, 0), spec))
    assert kinds(items) == [None, ANSWER]


def test_a_wrong_published_frame_is_garbage() -> None:
    """The vendor's sample of an answer to 18 has E3 where the sum is 22."""
    published = bytes.fromhex("DC FE 01 18 02 00 07 E3")
    assert heard(codec(), QueryBoard(1), published) == [Garbage(published, bad_check=True)]


@given(mask=st.integers(0, 0xFFFF), place=st.integers(0, 7), flip=st.integers(1, 255))
def test_one_damaged_byte_never_gives_an_answer(mask: int, place: int, flip: int) -> None:
    damaged = bytearray(dc(1, 0x12, *mask.to_bytes(2, "big")))
    damaged[place] ^= flip
    assert answer(codec(), QueryBoard(1), bytes(damaged)) is None


@given(mask=st.integers(0, 0xFFFF), garbage=st.binary(max_size=20), cut=st.integers(0, 28))
def test_an_answer_is_found_behind_garbage_however_it_is_split(mask: int, garbage: bytes, cut: int) -> None:
    reply = dc(1, 0x12, *mask.to_bytes(2, "big"))
    line = garbage + reply
    under_test = codec()
    spec = under_test.encode(QueryBoard(1)).reply
    items = [*under_test.feed(line[:cut], spec), *under_test.feed(line[cut:], spec), *under_test.settle(spec)]
    frames = [item for item in items if isinstance(item, Frame) and item.kind is ANSWER]
    assert [frame.raw for frame in frames] == [reply]


@given(noise=st.binary(max_size=80))
def test_no_byte_is_lost_or_invented(noise: bytes) -> None:
    for command in (QueryBoard(1), QueryDoor(1, 1), Unlock(1, 1)):
        assert b"".join(item.raw for item in heard(codec(), command, noise)) == noise
