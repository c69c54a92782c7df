"""Vectors from vendor demo frames and published drivers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locker_driver.config import BusConfig, LockConfig
from locker_driver.errors import CommandError
from locker_driver.protocols.checks import xor8
from locker_driver.protocols.codec import Command, Frame, FrameKind, Garbage, QueryBoard, QueryDoor, Release, Unlock
from locker_driver.protocols.wkly import Wkly
from tests.unit.locker_driver.protocols.hearing import answer, heard, kinds, opened

CONFIG = BusConfig("main", "/dev/none", (0,), family="wkly")
STRAY, ANSWER, REPORT = FrameKind.STRAY, FrameKind.ANSWER, FrameKind.REPORT
EVENT = "57 4B 4C 59 0A 00 85 01 01 86"


def codec(**settings: object) -> Wkly:
    return Wkly(replace(CONFIG, **settings))


def wkly(*data: int) -> bytes:
    """The frame with board, command and data `data`."""
    body = b"WKLY" + bytes((len(data) + 6, *data))
    return bytes((*body, xor8(body)))


def board_reply(*states: int) -> bytes:
    return wkly(0, 0x84, 0, len(states), *states)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (Unlock(0, 1), "57 4B 4C 59 09 00 82 01 83"),
        (QueryDoor(0, 1), "57 4B 4C 59 09 00 83 01 82"),
        (QueryBoard(0), "57 4B 4C 59 08 00 84 85"),
    ],
)
def test_requests_are_those_of_the_vendor(command: Command, expected: str) -> None:
    assert codec().encode(command).data == bytes.fromhex(expected)


@pytest.mark.parametrize("channel", [0, 25, 0xFF])
def test_a_channel_that_the_board_does_not_have_is_refused(channel: int) -> None:
    for command in (Unlock(0, channel), QueryDoor(0, channel)):
        with pytest.raises(CommandError, match="channel"):
            codec().encode(command)


@pytest.mark.parametrize("board", [-1, 32])
def test_a_board_that_cannot_be_set_is_refused(board: int) -> None:
    with pytest.raises(CommandError, match="board"):
        codec().encode(QueryBoard(board))


def test_outputs_cannot_be_held_so_none_is_released() -> None:
    assert not codec().releases
    with pytest.raises(CommandError):
        codec().encode(Release(0))


@given(board=st.integers(0, 31), channel=st.integers(1, 24))
def test_what_can_be_sent_unlocks_one_lock_or_asks(board: int, channel: int) -> None:
    for command, code in ((Unlock(board, channel), 0x82), (QueryDoor(board, channel), 0x83), (QueryBoard(board), 0x84)):
        data = codec().encode(command).data
        assert (data[4], data[5], data[6]) == (len(data), board, code)
        assert xor8(data) == 0


def test_the_unlock_answer_is_awaited_for_the_pulse_and_half_a_second() -> None:
    assert codec(lock=LockConfig(pulse_ms=300)).encode(Unlock(0, 1)).reply.timeout_s == pytest.approx(0.8)
    assert codec().encode(QueryBoard(0)).reply.timeout_s == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("command", "reply", "closed"),
    [
        (Unlock(0, 1), "57 4B 4C 59 0B 00 82 00 01 00 81", False),
        (QueryDoor(0, 1), "57 4B 4C 59 0B 00 83 00 01 00 80", False),
        (QueryDoor(0, 1), "57 4B 4C 59 0B 00 83 00 01 01 81", True),
    ],
)
def test_answers_about_one_door(command: Command, reply: str, closed: bool) -> None:
    frame = answer(codec(), command, reply)
    assert frame is not None
    assert (frame.closed, frame.refused) == ({1: closed}, "")
    inverted = answer(codec(polarity="open_when_shorted"), command, reply)
    assert inverted is not None
    assert inverted.closed == {1: not closed}


def test_a_board_answers_with_a_byte_for_each_door() -> None:
    all_open = bytes.fromhex("57 4B 4C 59 22 00 84 00 18" + "00" * 24 + "B7")
    assert opened(answer(codec(), QueryBoard(0), all_open)) == set(range(1, 25))
    second_closed = board_reply(0, 1, *[0] * 22)
    assert opened(answer(codec(), QueryBoard(0), second_closed)) == set(range(1, 25)) - {2}
    assert opened(answer(codec(polarity="open_when_shorted"), QueryBoard(0), second_closed)) == {2}


def test_a_board_may_have_fewer_or_more_doors_than_are_wired() -> None:
    frame = answer(codec(ways=12), QueryBoard(0), board_reply(*[1] * 24))
    assert frame is not None
    assert set(frame.closed) == set(range(1, 13))
    frame = answer(codec(ways=24), QueryBoard(0), board_reply(*[1] * 12))
    assert frame is not None
    assert set(frame.closed) == set(range(1, 13))


def test_a_state_that_is_a_failure_says_nothing_of_its_door() -> None:
    frame = answer(codec(ways=3), QueryBoard(0), board_reply(1, 0xFF, 0))
    assert frame is not None
    assert frame.closed == {1: True, 3: False}


@pytest.mark.parametrize("command", [Unlock(0, 1), QueryDoor(0, 1), QueryBoard(0)])
def test_a_failure_of_one_byte_is_a_refusal(command: Command) -> None:
    code = codec().encode(command).data[6]
    frame = answer(codec(), command, wkly(0, code, 0xFF))
    assert frame is not None
    assert frame.refused != ""
    assert not frame.closed


@pytest.mark.parametrize("status", [0xFF, 0x01])
def test_a_failure_with_a_state_is_a_refusal_and_its_state_means_nothing(status: int) -> None:
    frame = answer(codec(), Unlock(0, 1), wkly(0, 0x82, status, 1, 0))
    assert frame is not None
    assert frame.refused != ""
    assert not frame.closed


@pytest.mark.parametrize("command", [Unlock(0, 1), QueryDoor(0, 1), QueryBoard(0)])
def test_an_echo_is_never_an_answer(command: Command) -> None:
    """Some drivers list a failure 01, which with one byte of data would be the echo of a question about channel 1."""
    assert kinds(heard(codec(), command, codec().encode(command).data)) == [STRAY]


@pytest.mark.parametrize("command", [Unlock(0, 1), QueryDoor(0, 1), QueryBoard(0)])
def test_a_report_is_told_by_its_command_whenever_it_comes(command: Command) -> None:
    """In front of the answer, behind it, and when nothing was asked."""
    report = bytes.fromhex(EVENT)
    reply = wkly(0, codec().encode(command).data[6], 0, 1, 0)
    assert kinds(heard(codec(), command, report + reply)) == [REPORT, ANSWER]
    assert kinds(heard(codec(), command, reply + report)) == [ANSWER, REPORT]
    (idle,) = codec().feed(report, None)
    assert isinstance(idle, Frame)
    assert (idle.kind, idle.board, idle.closed) == (REPORT, 0, {1: True})


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (Unlock(0, 1), wkly(0, 0x82, 0, 2, 0)),  # another channel
        (Unlock(0, 1), wkly(1, 0x82, 0, 1, 0)),  # another board
        (Unlock(0, 1), wkly(0, 0x83, 0, 1, 0)),  # another question
        (Unlock(0, 1), wkly(0, 0x83, 0xFF)),
        (Unlock(0, 1), "57 4B 4C 59 09 00 80 00 80"),
        (Unlock(0, 1), "57 4B 4C 59 09 00 80 FF 7F"),
        (Unlock(0, 1), "57 4B 4C 59 0A 00 81 00 01 83"),
        (Unlock(0, 1), "57 4B 4C 59 09 00 86 00 86"),
        (Unlock(0, 1), "57 4B 4C 59 09 00 87 00 87"),
        (Unlock(0, 1), "57 4B 4C 59 09 00 88 01 89"),
        (QueryDoor(0, 1), board_reply(1, 1, 1)),
        (QueryBoard(0), wkly(0, 0x83, 0, 1, 0)),
        (QueryBoard(0), wkly(0, 0x84, 0, 4, 1, 1, 1)),  # its count is not that of its states
        (QueryBoard(0), wkly(0, 0x84, 0)),
        (Unlock(0, 1), wkly(0, 0x82, 0, 1, 0, 0)),  # more than is known of it
        (Unlock(0, 1), wkly(0, 0x81, 0, 1, 1)),
        (Unlock(0, 1), wkly(0, 0x85)),  # a report without a channel
    ],
)
def test_an_answer_to_another_question_is_a_stray_frame(command: Command, line: str | bytes) -> None:
    assert kinds(heard(codec(), command, line)) == [STRAY]


def test_a_frame_of_an_unknown_command_says_nothing_of_doors() -> None:
    (stray,) = codec().feed(wkly(0, 0x81, 0, 1, 1), None)
    assert isinstance(stray, Frame)
    assert not stray.closed


@pytest.mark.parametrize("head", ["57 4B 4C 59 06 0F", "57 4B 4C 59 23 00", "57 4B 4C 59 FF 00"])
def test_a_length_that_no_frame_has_does_not_hold_the_answer_up(head: str) -> None:
    under_test = codec()
    spec = under_test.encode(QueryBoard(0)).reply
    items = list(under_test.feed(bytes.fromhex(head) + board_reply(*[0] * 24), spec))
    assert kinds(items) == [None, ANSWER]


def test_a_wrong_published_frame_is_garbage() -> None:
    """The check of a published "hold" frame is one off: 88 in place of 89."""
    published = bytes.fromhex("57 4B 4C 59 0A 00 88 00 02 88")
    assert heard(codec(), Unlock(0, 1), published) == [Garbage(published, bad_check=True)]


states = st.lists(st.sampled_from([0, 1, 0xFF]), min_size=24, max_size=24)


@given(doors=states, place=st.integers(0, 33), flip=st.integers(1, 255))
def test_one_damaged_byte_never_gives_an_answer(doors: list[int], place: int, flip: int) -> None:
    damaged = bytearray(board_reply(*doors))
    damaged[place] ^= flip
    assert answer(codec(), QueryBoard(0), bytes(damaged)) is None


@given(doors=states, garbage=st.binary(max_size=20), cut=st.integers(0, 54))
def test_an_answer_is_found_behind_garbage_however_it_is_split(doors: list[int], garbage: bytes, cut: int) -> None:
    line = garbage + board_reply(*doors)
    under_test = codec()
    spec = under_test.encode(QueryBoard(0)).reply
    items = [*under_test.feed(line[:cut], spec), *under_test.feed(line[cut:], spec), *under_test.settle(spec)]
    frames = [item for item in items if isinstance(item, Frame) and item.kind is ANSWER]
    assert [frame.raw for frame in frames] == [board_reply(*doors)]


@given(noise=st.binary(max_size=80))
def test_no_byte_is_lost_or_invented(noise: bytes) -> None:
    for command in (QueryBoard(0), QueryDoor(0, 1), Unlock(0, 1)):
        assert b"".join(item.raw for item in heard(codec(), command, noise)) == noise
