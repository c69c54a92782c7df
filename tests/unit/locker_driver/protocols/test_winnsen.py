"""Vectors from Winnsen's text V202104 and from drivers that were tried on hardware."""

import pytest

from locker_driver.config import BusConfig, LockConfig
from locker_driver.errors import CommandError
from locker_driver.protocols.codec import Command, Frame, FrameKind, Garbage, QueryBoard, QueryDoor, Unlock
from locker_driver.protocols.winnsen import Winnsen

CONFIG = BusConfig("main", "/dev/none", (1,), "winnsen", lock=LockConfig(pulse_ms=400))


def hear(command: Command, line: str) -> list[Frame | Garbage]:
    codec = Winnsen(CONFIG)
    return [*codec.feed(bytes.fromhex(line), codec.encode(command).reply), *codec.flush()]


def answer_to(command: Command, line: str) -> Frame:
    (answer,) = hear(command, line)
    assert isinstance(answer, Frame)
    assert answer.kind is FrameKind.ANSWER
    return answer


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (Unlock(1, 1), "90 06 05 01 01 03"),
        (Unlock(255, 16), "90 06 05 FF 10 03"),
        (QueryBoard(1), "90 07 02 01 FF FF 03"),
        (QueryDoor(1, 5), "90 07 02 01 FF FF 03"),
    ],
)
def test_requests_are_those_of_the_vendor(command: Command, expected: str) -> None:
    assert Winnsen(CONFIG).encode(command).data == bytes.fromhex(expected)


@pytest.mark.parametrize(("board", "channel"), [(0, 1), (256, 1), (1, 0), (1, 17)])
def test_station_0_and_locks_that_are_not_there_cannot_be_named(board: int, channel: int) -> None:
    with pytest.raises(CommandError):
        Winnsen(CONFIG).encode(Unlock(board, channel))


def test_an_unlock_is_awaited_for_the_pulse_and_half_a_second() -> None:
    assert Winnsen(CONFIG).encode(Unlock(1, 1)).reply.timeout_s == pytest.approx(0.9)


@pytest.mark.parametrize("code", ["82", "A2"])
def test_a_set_bit_is_an_open_door(code: str) -> None:
    answer = answer_to(QueryBoard(1), f"90 07 {code} 01 05 80 03")
    assert {channel for channel, closed in answer.closed.items() if not closed} == {1, 3, 16}
    assert answer.closed.keys() == set(range(1, 17))


@pytest.mark.parametrize("code", ["85", "A5"])
@pytest.mark.parametrize("state", ["00", "01"])
def test_an_unlock_is_acknowledged_whatever_the_board_thinks_of_the_door(code: str, state: str) -> None:
    """Whether it opened, a later reading says."""
    answer = answer_to(Unlock(1, 3), f"90 07 {code} 01 03 {state} 03")
    assert (answer.closed, answer.refused) == ({}, "")


@pytest.mark.parametrize("line", ["90 07 85 01 03 02 03", "90 07 92 01 02 03 03"])
def test_a_cooling_lock_refuses(line: str) -> None:
    assert "cooling" in answer_to(Unlock(1, 3), line).refused


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (Unlock(1, 3), "90 07 85 01 04 01 03"),  # another lock
        (Unlock(1, 3), "90 07 85 02 03 01 03"),  # another station
        (Unlock(1, 3), "90 07 92 01 03 02 03"),  # the clone's answer about lock 2, whose state would be 3
        (Unlock(1, 3), "90 07 92 01 01 03 03"),  # what nobody asked
        (Unlock(1, 3), "90 07 82 01 03 02 03"),
        (QueryBoard(1), "90 07 85 01 03 01 03"),
        (QueryBoard(1), "90 07 92 01 01 03 03"),
        (QueryBoard(1), "90 07 82 02 05 80 03"),
        (QueryBoard(1), "90 07 02 01 FF FF 03"),  # an echo
    ],
)
def test_a_frame_that_is_not_the_answer_is_a_stray_one(command: Command, line: str) -> None:
    (stray,) = hear(command, line)
    assert isinstance(stray, Frame)
    assert stray.kind is FrameKind.STRAY


@pytest.mark.parametrize(
    "line",
    [
        "90 07 82 01 05 80 02",  # wrong end
        "90 06 82 01 05 80 03",  # wrong length
        "90 07 83 01 05 80 03",  # wrong function
        "90 07 82 00 05 80 03",  # no station
        "91 07 82 01 05 80 03",
    ],
)
def test_every_fixed_byte_has_to_be_right(line: str) -> None:
    (item,) = hear(QueryBoard(1), line)
    assert isinstance(item, Garbage)


def test_an_answer_behind_the_head_of_another_is_found() -> None:
    garbage, answer = hear(QueryBoard(1), "90 07 82 01 90 07 82 01 01 00 03")
    assert garbage.raw == bytes.fromhex("90 07 82 01")
    assert isinstance(answer, Frame)
    assert answer.kind is FrameKind.ANSWER
