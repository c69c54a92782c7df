"""Boards, doors and line on virtual time."""

from dataclasses import replace

import pytest

from locker_driver.protocols.family_8a import with_check
from locker_driver.simulator.board import GARBAGE, LATE_S, BoardFault, BoardSettings
from locker_driver.simulator.installation import Installation, Place
from locker_driver.simulator.wall import SPRING_S, DoorFault, WallError

CHAR_S = 10 / 9600
THINK_S = 0.002
QUERY = with_check(0x80, 1, 0, 0x33)
UNLOCK_3 = with_check(0x8A, 1, 3, 0x11)
ALL_CLOSED = with_check(0x80, 1, 0xFF, 0xFF, 0xFF, 0x33)


class Bench:
    def __init__(self, **settings: object) -> None:
        self.now_s = 10.0
        self.heard = b""
        self.heard_s: list[float] = []
        self.told: list[dict[str, object]] = []
        places = {100 + way: Place(1, way) for way in range(1, 9)} | {200: Place(2, 1)}
        self.hardware = Installation(
            (1, 2),
            replace(BoardSettings(think_s=THINK_S), **settings),
            places,
            self._hear,
            self.told.append,
        )
        self.wall = self.hardware.wall
        self.board = self.hardware.boards[1]

    def _hear(self, data: bytes) -> None:
        self.heard += data
        self.heard_s.append(self.hardware_s)

    def ask(self, data: bytes, seconds: float = 1.0) -> bytes:
        """What the host hears within so long after it began to send."""
        self.heard = b""
        self.heard_s.clear()
        self.hardware.line.from_host(data, self.now_s)
        self.run(seconds)
        return self.heard

    def run(self, seconds: float) -> None:
        end_s = self.now_s + seconds
        while (next_s := self.hardware.timeline.next_s()) <= end_s:
            self.hardware_s = next_s
            self.hardware.timeline.run(next_s)
        self.now_s = end_s

    def names(self) -> list[tuple[object, object]]:
        return [(event["event"], event.get("door")) for event in self.told]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_bytes_take_their_time_in_both_directions(bench: Bench) -> None:
    assert bench.ask(QUERY) == ALL_CLOSED
    answered_s = 10.0 + 5 * CHAR_S + THINK_S
    expected = [answered_s + count * CHAR_S for count in range(1, 8)]
    assert bench.heard_s == pytest.approx(expected)


def test_an_unlock_springs_the_door_and_is_answered_after_the_pulse(bench: Bench) -> None:
    assert bench.ask(UNLOCK_3) == with_check(0x8A, 1, 3, 0x00)
    frame, pulse, opened = bench.told
    last_byte_s = 10.0 + 5 * CHAR_S
    assert frame == {
        "event": "unlock_frame",
        "board": 1,
        "channel": 3,
        "last_byte_s": pytest.approx(last_byte_s),
    }
    assert pulse == {"event": "pulse", "door": 103, "at_s": pytest.approx(last_byte_s + THINK_S)}
    assert opened == {"event": "opened", "door": 103, "at_s": pytest.approx(last_byte_s + THINK_S + SPRING_S)}
    assert bench.heard_s[-1] == pytest.approx(last_byte_s + THINK_S + 0.3 + 5 * CHAR_S)
    assert bench.ask(QUERY) == with_check(0x80, 1, 0xFF, 0xFF, 0xFB, 0x33)


def test_one_door_can_be_asked(bench: Bench) -> None:
    bench.wall.open(103, 10.0)
    assert bench.ask(with_check(0x80, 1, 3, 0x33)) == with_check(0x80, 1, 3, 0x00)
    assert bench.ask(with_check(0x80, 1, 4, 0x33)) == with_check(0x80, 1, 4, 0x11)


def test_the_other_wiring_reads_the_other_way() -> None:
    bench = Bench(closed_when_shorted=False)
    assert bench.ask(QUERY) == with_check(0x80, 1, 0, 0, 0, 0x33)


@pytest.mark.parametrize(
    "data",
    [
        UNLOCK_3[:-1] + b"\x00",  # bad check
        with_check(0x8A, 3, 3, 0x11),  # no such board
        with_check(0x8A, 1, 25, 0x11),  # no such lock
        with_check(0x8A, 1, 3, 0x33),  # another dialect
        UNLOCK_3[:4],
    ],
)
def test_what_a_board_does_not_understand_it_ignores(bench: Bench, data: bytes) -> None:
    assert bench.ask(data) == b""
    assert ("pulse", 103) not in bench.names()


def test_a_gap_ends_a_frame(bench: Bench) -> None:
    bench.ask(UNLOCK_3[:3], seconds=0.02)
    assert bench.ask(UNLOCK_3[3:]) == b""
    assert bench.ask(UNLOCK_3) != b""


def test_a_board_is_deaf_while_it_pulses(bench: Bench) -> None:
    bench.ask(UNLOCK_3, seconds=0.1)
    bench.ask(with_check(0x8A, 1, 4, 0x11))
    assert ("pulse", 104) not in bench.names()


def test_two_speakers_spoil_each_other(bench: Bench) -> None:
    bench.ask(QUERY, seconds=5 * CHAR_S + THINK_S + 2.5 * CHAR_S)
    bench.hardware.line.from_host(QUERY, bench.now_s)
    bench.run(0.1)
    assert bench.heard != ALL_CLOSED or bench.heard.count(ALL_CLOSED) != 2
    assert bench.hardware.line.collisions > 0


def test_a_jam_keeps_the_door_closed(bench: Bench) -> None:
    bench.wall.set_fault(103, DoorFault.JAM)
    assert bench.ask(UNLOCK_3) == with_check(0x8A, 1, 3, 0x11)
    assert bench.names() == [("unlock_frame", None), ("pulse", 103)]


def test_a_silent_board_neither_acts_nor_answers(bench: Bench) -> None:
    bench.board.set_fault(BoardFault.SILENT)
    assert bench.ask(UNLOCK_3) == b""
    assert bench.names() == [("unlock_frame", None)]
    assert bench.ask(with_check(0x8A, 2, 1, 0x11)) != b""


def test_a_dropped_reply_hides_what_was_done(bench: Bench) -> None:
    bench.board.set_fault(BoardFault.DROPPED_REPLY)
    assert bench.ask(UNLOCK_3) == b""
    assert ("opened", 103) in bench.names()


def test_a_late_reply(bench: Bench) -> None:
    bench.board.set_fault(BoardFault.LATE_REPLY)
    assert bench.ask(QUERY) == ALL_CLOSED
    assert bench.heard_s[0] == pytest.approx(10.0 + 5 * CHAR_S + THINK_S + LATE_S + CHAR_S)


def test_garbage_before_the_answer(bench: Bench) -> None:
    bench.board.set_fault(BoardFault.GARBAGE_PREFIX)
    assert bench.ask(QUERY) == GARBAGE + ALL_CLOSED


def test_wrong_polarity(bench: Bench) -> None:
    bench.board.set_fault(BoardFault.WRONG_POLARITY)
    assert bench.ask(QUERY) == with_check(0x80, 1, 0, 0, 0, 0x33)


def test_a_fault_may_cure_itself(bench: Bench) -> None:
    bench.board.set_fault(BoardFault.SILENT, count=2)
    assert [bench.ask(QUERY) for _ in range(3)] == [b"", b"", ALL_CLOSED]


def test_a_person_closes_what_opens(bench: Bench) -> None:
    bench.wall.person(1.5)
    bench.ask(UNLOCK_3, seconds=1.0)
    assert bench.wall.doors[103].open
    bench.run(1.0)
    assert not bench.wall.doors[103].open
    bench.wall.person(None)
    bench.ask(UNLOCK_3, seconds=10.0)
    assert bench.wall.doors[103].open


def test_a_held_door_stays_open_until_it_is_released(bench: Bench) -> None:
    bench.wall.person(1.0)
    bench.wall.hold(103)
    bench.ask(UNLOCK_3, seconds=5.0)
    assert bench.wall.doors[103].open
    with pytest.raises(WallError, match="held"):
        bench.wall.close(103, bench.now_s)
    bench.wall.release(103, bench.now_s)
    bench.run(1.0)
    assert not bench.wall.doors[103].open


def test_closing_and_opening_by_hand_is_told_once(bench: Bench) -> None:
    for _ in range(2):
        bench.wall.open(103, 11.0)
    for _ in range(2):
        bench.wall.close(103, 12.0)
    assert bench.names() == [("opened", 103), ("closed", 103)]
