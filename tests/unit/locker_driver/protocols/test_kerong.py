"""Vectors from Kerong's CU48 text v2.1 and from captures and drivers that users published."""

from typing import Any, Final

import pytest

from locker_driver.config import BusConfig
from locker_driver.dialects import DialectKerongIr
from locker_driver.errors import CommandError
from locker_driver.families import Family
from locker_driver.protocols.codec import Command, Frame, FrameKind, Garbage, QueryBoard, QueryDoor, Unlock
from locker_driver.protocols.kerong import Kerong

CU16: Final = "kerong-cu16"
CU48: Final = "kerong-cu48"
CU48B: Final = "kerong-cu48b"


def codec(family: Family, **settings: Any) -> Kerong:
    return Kerong(BusConfig("main", "/dev/none", (0,), family, **settings))


def hear(under_test: Kerong, command: Command, line: str) -> list[Frame | Garbage]:
    spec = under_test.encode(command).reply
    return [*under_test.feed(bytes.fromhex(line), spec), *under_test.flush()]


def answer_to(command: Command, reply: str, family: Family, **settings: Any) -> Frame:
    (answer,) = hear(codec(family, **settings), command, reply)
    assert isinstance(answer, Frame)
    assert answer.kind is FrameKind.ANSWER
    return answer


def closed(frame: Frame) -> set[int]:
    return {channel for channel, is_closed in frame.closed.items() if is_closed}


@pytest.mark.parametrize(
    ("family", "command", "expected"),
    [
        (CU16, QueryBoard(0), "02 00 30 03 35"),
        (CU16, QueryBoard(1), "02 10 30 03 45"),
        (CU16, Unlock(0, 1), "02 00 31 03 36"),
        (CU16, Unlock(0, 16), "02 0F 31 03 45"),
        (CU16, Unlock(1, 1), "02 10 31 03 46"),
        (CU16, Unlock(1, 4), "02 13 31 03 49"),
        (CU16, Unlock(9, 16), "02 9F 31 03 D5"),
        (CU48, QueryBoard(0), "02 00 00 50 03 55"),
        (CU48, Unlock(0, 1), "02 00 00 51 03 56"),
        (CU48, Unlock(0, 48), "02 00 2F 51 03 85"),
        (CU48B, QueryBoard(0), "02 00 00 60 03 65"),
        (CU48B, Unlock(0, 1), "02 00 00 61 03 66"),
        (CU48B, Unlock(0, 2), "02 00 01 61 03 67"),
        (CU48B, Unlock(0, 48), "02 00 2F 61 03 95"),
    ],
)
def test_requests_are_those_of_the_vendor(family: Family, command: Command, expected: str) -> None:
    assert codec(family).encode(command).data == bytes.fromhex(expected)


@pytest.mark.parametrize("family", [CU16, CU48, CU48B])
def test_unlocks_are_never_answered(family: Family) -> None:
    """The one driver that waited for an answer to 31 timed out, tried again and pulsed each lock three times."""
    reply = codec(family).encode(Unlock(0, 1)).reply
    assert (reply.expects, reply.timeout_s) == (False, 0.0)
    assert codec(family).encode(QueryBoard(0)).reply.expects


@pytest.mark.parametrize("family", [CU16, CU48, CU48B])
def test_one_door_is_read_with_its_board(family: Family) -> None:
    under_test = codec(family)
    assert under_test.encode(QueryDoor(3, 5)).data == under_test.encode(QueryBoard(3)).data


@pytest.mark.parametrize(
    ("family", "board", "channel"),
    [
        (CU16, 15, 1),  # F0: the whole bus
        (CU16, 10, 1),
        (CU16, 0, 17),  # would be lock 1 of board 1
        (CU16, 0, 0),
        (CU48, 0, 49),  # lock 30: all of the board
        (CU48, 0, 0),
        (CU48, 10, 1),  # 0A: the whole bus
        (CU48B, 0, 49),
        (CU48B, 10, 1),
    ],
)
def test_no_number_leads_to_all_locks_or_all_boards(family: Family, board: int, channel: int) -> None:
    with pytest.raises(CommandError):
        codec(family).encode(Unlock(board, channel))


def test_cu16_hooks() -> None:
    assert closed(answer_to(QueryBoard(0), "02 00 35 FF FF 00 00 03 38", CU16)) == set(range(1, 17))
    answer = answer_to(QueryBoard(0), "02 00 35 FE FF 01 00 03 38", CU16)
    assert closed(answer) == set(range(2, 17))
    assert answer.closed.keys() == set(range(1, 17))
    assert answer.occupied == {}


def test_a_12_way_board_tells_of_12_locks() -> None:
    assert answer_to(QueryBoard(0), "02 00 35 FF FF 00 00 03 38", CU16, ways=12).closed.keys() == set(range(1, 13))


def test_cu16_parcels() -> None:
    dialect = DialectKerongIr(parcel_sensors=True)
    answer = answer_to(QueryBoard(0), "02 00 35 FE FF 01 00 03 38", CU16, dialect=dialect)
    assert {channel for channel, occupied in answer.occupied.items() if occupied} == {1}
    assert answer.occupied.keys() == set(range(1, 17))


def test_polarity_turns_hooks_and_leaves_parcels() -> None:
    dialect = DialectKerongIr(parcel_sensors=True)
    reply = "02 00 35 FE FF 01 00 03 38"
    answer = answer_to(QueryBoard(0), reply, CU16, dialect=dialect, polarity="open_when_shorted")
    assert closed(answer) == {1}
    assert answer.occupied[1] is True


def test_cu48_hooks() -> None:
    answer = answer_to(QueryBoard(0), "02 00 00 65 07 00 00 00 00 C0 03 31", CU48)
    assert closed(answer) == {1, 2, 3, 47, 48}
    assert answer.closed.keys() == set(range(1, 49))


def test_cu48_answers_of_several_boards_are_told_apart() -> None:
    line = "02 00 00 65 07 00 00 00 00 C0 03 31 02 01 00 65 00 00 80 00 00 00 03 EB"
    stray, answer = hear(codec(CU48), QueryBoard(1), line)
    assert isinstance(stray, Frame)
    assert isinstance(answer, Frame)
    assert (stray.kind, stray.board) == (FrameKind.STRAY, 0)
    assert (answer.kind, answer.board, closed(answer)) == (FrameKind.ANSWER, 1, {24})


@pytest.mark.parametrize(
    ("reply", "shut", "parcels"),
    [
        ("02 00 00 75 00 00 00 00 00 00 00 00 00 00 00 00 03 7A", set(), set()),
        ("02 00 00 75 00 20 00 00 00 00 00 00 00 00 00 00 03 9A", {14}, set()),
        ("02 00 00 75 01 00 00 00 00 00 01 00 00 00 00 00 03 7C", {1}, {1}),
    ],
)
def test_cu48b_hooks_and_parcels(reply: str, shut: set[int], parcels: set[int]) -> None:
    answer = answer_to(QueryBoard(0), reply, CU48B, dialect=DialectKerongIr(parcel_sensors=True))
    assert closed(answer) == shut
    assert {channel for channel, occupied in answer.occupied.items() if occupied} == parcels


@pytest.mark.parametrize("command", [Unlock(0, 1), QueryBoard(0)])
def test_the_77_of_a_cu48b_hints_at_something_and_says_nothing(command: Command) -> None:
    (frame,) = hear(codec(CU48B), command, "02 00 0A 77 01 00 00 00 00 00 01 00 00 00 00 00 03 88")
    assert isinstance(frame, Frame)
    assert (frame.kind, frame.board, frame.closed) == (FrameKind.REPORT, 0, {})


def test_a_77_means_nothing_on_a_cu48() -> None:
    (item,) = hear(codec(CU48), QueryBoard(0), "02 00 0A 77 01 00 00 00 00 00 03 87")
    assert isinstance(item, Garbage)


@pytest.mark.parametrize(
    ("published", "command"),
    [("02 10 30 03 3E", QueryBoard(1)), ("02 0F 31 03 49", Unlock(1, 4))],
)
def test_wrong_published_frames_are_garbage(published: str, command: Command) -> None:
    assert hear(codec(CU16), command, published) == [Garbage(bytes.fromhex(published), bad_check=True)]


@pytest.mark.parametrize(
    ("line", "bad_check"),
    [
        ("02 00 35 FF FF 00 00 04 39", True),  # another end, and a sum that fits it
        ("02 F0 35 FF FF 00 00 03 28", False),  # no answer comes from the whole bus
    ],
)
def test_frames_that_cannot_be_are_garbage(line: str, bad_check: bool) -> None:
    assert hear(codec(CU16), QueryBoard(0), line) == [Garbage(bytes.fromhex(line), bad_check)]


def test_only_the_damaged_of_two_runs_of_garbage_has_a_bad_check() -> None:
    first, _, second = hear(codec(CU16), QueryBoard(0), "02 00 30 03 36 02 00 35 FF FF 00 00 03 38 99")
    assert first == Garbage(bytes.fromhex("02 00 30 03 36"), bad_check=True)
    assert second == Garbage(b"\x99", bad_check=False)


@pytest.mark.parametrize(
    "line",
    [
        "02 10 36 00 00 00 00 03 4B",  # answer to the question to all boards, which is never asked
        "02 11 35 FF FF 00 00 03 49",  # no answer comes from a lock
    ],
)
def test_what_was_not_asked_is_no_answer(line: str) -> None:
    items = hear(codec(CU16), QueryBoard(1), line)
    assert not any(isinstance(item, Frame) and item.kind is FrameKind.ANSWER for item in items)


@pytest.mark.parametrize("family", [CU16, CU48, CU48B])
def test_the_echo_of_a_question_is_a_stray_frame(family: Family) -> None:
    under_test = codec(family)
    for command in (QueryBoard(0), Unlock(0, 3)):
        request = under_test.encode(command)
        (echo,) = under_test.feed(request.data, request.reply)
        assert isinstance(echo, Frame)
        assert echo.kind is FrameKind.STRAY
