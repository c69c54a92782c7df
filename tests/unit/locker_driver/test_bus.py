"""The scheduler against simulated boards on virtual time, over clean and faulty lines."""

import random

import pytest

from locker_driver.config import Channel
from locker_driver.doors import Doors
from locker_driver.job_queue import MAX_QUEUE
from locker_driver.jobs import LinkChange
from locker_driver.models import DoorChange, LinkState
from locker_driver.polling import Priority
from locker_driver.protocols.codec import QueryBoard, QueryDoor, Unlock
from locker_driver.protocols.family_8a import with_check
from locker_driver.simulator.board import BoardFault
from locker_driver.simulator.wall import DoorFault
from tests.unit.locker_driver.bench import CHAR_S, Bench

GAP_S = 3.5 * CHAR_S + 0.001
UNLOCK_3 = bytes.fromhex("8A 01 03 11 99")


@pytest.fixture
def bench() -> Bench:
    """An idle bus: the first poll is over, the next far away."""
    idle = Bench(poll_ms=60_000)
    idle.bus.link_up(idle.now_s)
    idle.run(0.1)
    idle.sent.clear()
    idle.events.clear()
    return idle


def test_every_board_is_read_as_soon_as_the_link_is_up() -> None:
    bench = Bench(boards=3)
    bench.bus.link_up(bench.now_s)
    bench.run(0.1)
    assert [reading.board for reading in bench.readings()[:3]] == [1, 2, 3]
    assert bench.sent[0] == (1000.0, bytes.fromhex("80 01 00 33 B2"))


def test_an_idle_bus_sends_at_once(bench: Bench) -> None:
    bench.submit(Unlock(1, 3))
    bench.run(0.0)
    assert bench.sent == [(bench.now_s, UNLOCK_3)]


def test_there_is_a_gap_before_every_request() -> None:
    bench = Bench(boards=4, poll_ms=50)
    bench.bus.link_up(bench.now_s)
    bench.hardware.boards[2].set_fault(BoardFault.SILENT)
    bench.submit(Unlock(1, 3))
    bench.run(2.0)
    assert len(bench.sent) > 10
    for at_s, _ in bench.sent[1:]:
        last_in_s = max(heard_s for heard_s in [*bench.heard_at, 0.0] if heard_s <= at_s)
        assert at_s - last_in_s >= GAP_S - 1e-9


def test_nothing_is_sent_while_a_board_pulses(bench: Bench) -> None:
    bench.submit(Unlock(1, 3))
    bench.run(0.05)
    bench.submit(QueryBoard(1), priority=Priority.CONFIRM)
    bench.submit(Unlock(1, 4))
    bench.run(2.0)
    (first_s, first), (second_s, second), *_ = bench.sent
    assert (first, second) == (UNLOCK_3, bytes.fromhex("8A 01 04 11 9E"))
    assert second_s - first_s > 0.3
    assert bench.hardware.line.collisions == 0


def test_the_urgent_goes_first(bench: Bench) -> None:
    bench.submit(QueryBoard(1))
    bench.run(0.001)
    bench.submit(QueryDoor(1, 7), priority=Priority.POLL)
    bench.submit(QueryDoor(1, 6), priority=Priority.CONFIRM)
    bench.submit(Unlock(1, 5))
    bench.run(3.0)
    asked = [data for _, data in bench.sent]
    assert asked[1] == bytes.fromhex("8A 01 05 11 9F")
    assert asked.index(with_check(0x80, 1, 6, 0x33)) < asked.index(with_check(0x80, 1, 7, 0x33))


def test_an_unlock_waits_for_one_poll_only() -> None:
    bench = Bench(boards=8)
    bench.bus.link_up(bench.now_s)
    bench.run(0.002)
    bench.submit(Unlock(1, 3))
    bench.run(0.1)
    assert [data[0] for _, data in bench.sent[:2]] == [0x80, 0x8A]


def test_an_answered_unlock_is_followed_by_a_reading_of_its_board(bench: Bench) -> None:
    bench.submit(Unlock(1, 3))
    bench.run(0.5)
    (result,) = bench.results
    assert result.answer is not None
    assert result.written_s is not None
    assert result.end_s - result.written_s == pytest.approx(0.3 + 0.002 + 10 * CHAR_S, abs=0.002)
    assert bench.readings()[0].closed is not None
    assert bench.readings()[0].closed[3] is False
    assert bench.readings()[0].asked_s - result.end_s < 0.01


@pytest.mark.parametrize("fault", [BoardFault.SILENT, BoardFault.DROPPED_REPLY])
def test_an_unlock_without_an_answer_is_never_sent_again(bench: Bench, fault: BoardFault) -> None:
    bench.hardware.boards[1].set_fault(fault)
    bench.submit(Unlock(1, 3))
    bench.run(30.0)
    assert [data for _, data in bench.sent].count(UNLOCK_3) == 1
    (result,) = bench.results
    assert result.answer is None
    assert result.written_s is not None
    assert result.end_s - result.written_s == pytest.approx(0.8 + 5 * CHAR_S, abs=0.001)


def test_the_line_is_left_alone_for_a_while_after_a_lost_answer(bench: Bench) -> None:
    bench.hardware.boards[1].set_fault(BoardFault.SILENT)
    bench.submit(QueryBoard(1))
    bench.run(0.3)
    bench.submit(Unlock(1, 3))
    bench.run(1.0)
    assert bench.sent[1][0] - bench.sent[0][0] == pytest.approx(0.25 + 0.1 + 5 * CHAR_S, abs=0.001)


def test_a_late_answer_does_not_answer_the_next_question(bench: Bench) -> None:
    bench.filter_in = lambda *_: None
    bench.submit(QueryBoard(1))
    bench.run(0.26)
    bench.filter_in = bench.hear
    bench.later(with_check(0x80, 1, 0, 0, 0, 0x33), 0.05)
    bench.submit(QueryBoard(1))
    bench.run(1.0)
    assert bench.results[0].answer is None
    assert bench.results[1].answer is not None
    assert all(bench.results[1].answer.closed.values())
    assert bench.bus.log.late_frames == 2  # the late one, and the answer that it made doubtful


def test_what_arrives_while_we_still_speak_is_no_answer(bench: Bench) -> None:
    bench.later(with_check(0x80, 1, 0, 0, 0, 0x33), 4 * CHAR_S)
    bench.submit(QueryBoard(1))
    bench.run(1.0)
    (result,) = bench.results
    assert result.answer is not None
    assert all(result.answer.closed.values())
    assert bench.bus.log.late_frames == 1


def test_a_report_brings_the_poll_forward_but_is_not_believed(bench: Bench) -> None:
    bench.later(with_check(0x82, 1, 3, 0x00), 1.0)
    bench.run(1.5)
    (reading,) = bench.readings()
    assert reading.closed is not None
    assert reading.closed[3] is True


def test_noise_from_before_the_question_does_not_delay_its_answer(bench: Bench) -> None:
    bench.later(b"\x80\x01\x33", 1.0)
    bench.run(1.0 + 0.006)
    bench.submit(QueryBoard(1))
    bench.run(1.0)
    (result,) = bench.results
    assert result.end_s - bench.sent[0][0] == pytest.approx(12 * CHAR_S + 0.002, abs=0.001)


def test_an_answer_behind_garbage_is_found(bench: Bench) -> None:
    bench.hardware.boards[1].set_fault(BoardFault.GARBAGE_PREFIX)
    bench.submit(QueryBoard(1))
    bench.run(0.5)
    assert bench.results[0].answer is not None
    assert bench.bus.log.garbage_bytes == 4
    assert bench.bus.log.timeouts == 0


@pytest.mark.parametrize("echo", ["off", "strip"])
def test_a_line_that_echoes_needs_its_setting(echo: str) -> None:
    bench = Bench(poll_ms=60_000, echo=echo)
    bench.bus.link_up(bench.now_s)
    bench.run(0.1)
    bench.hardware.wall.set_fault(3, DoorFault.JAM)
    bench.submit(Unlock(1, 3))
    bench.run(0.001)
    bench.later(UNLOCK_3, 6 * CHAR_S)
    bench.run(2.0)
    (result,) = bench.results
    assert result.written_s is not None
    if echo == "strip":
        assert result.end_s - result.written_s > 0.3
    else:
        assert result.end_s - result.written_s < 0.3


def test_one_byte_at_a_time_with_pauses(bench: Bench) -> None:
    """As an adapter that hands bytes over in bursts: no pause within a frame ends it."""
    line: list[int] = []

    def slow(data: bytes, now_s: float) -> None:
        line.append(len(line))
        bench.later(data, 0.015 * len(line))

    bench.filter_in = slow
    bench.submit(QueryBoard(1))
    bench.run(1.0)
    assert bench.results[0].answer is not None


def test_a_lossy_line_moves_no_door() -> None:
    """Two damages that cancel out pass the XOR check: single readings lie, but no two in a row tell the same lie."""
    dice = random.Random(7)
    bench = Bench(poll_ms=50)

    def lossy(data: bytes, now_s: float) -> None:
        roll = dice.random()
        if roll < 0.03:
            return
        bench.hear(bytes((data[0] ^ 0x40,)) if roll < 0.06 else data, now_s)

    bench.filter_in = lossy
    bench.bus.link_up(bench.now_s)
    bench.run(60.0)
    doors = Doors({way: Channel("main", 1, way) for way in range(1, 25)})
    changes = {change for reading in bench.readings() for _, change in doors.read(reading)}
    assert len([reading for reading in bench.readings() if reading.closed is not None]) > 30
    assert changes <= {DoorChange.LOST, DoorChange.BACK}
    assert bench.bus.log.timeouts > 10
    assert bench.bus.log.bad_checks > 0


def test_a_delayed_line_still_answers_each_question(bench: Bench) -> None:
    bench.filter_in = lambda data, _: bench.later(data, 0.2)
    for _ in range(3):
        bench.submit(QueryBoard(1))
    bench.run(2.0)
    assert [result.answer is not None for result in bench.results] == [True] * 3


def test_a_job_whose_turn_comes_too_late_is_not_written(bench: Bench) -> None:
    bench.submit(Unlock(1, 4))
    bench.submit(Unlock(1, 3), deadline_s=0.1)
    bench.run(2.0)
    assert UNLOCK_3 not in [data for _, data in bench.sent]
    late = bench.results[0]
    assert late.written_s is None
    assert late.end_s == pytest.approx(1000.1 + 0.1, abs=0.01)


def test_a_withdrawn_job_is_not_written(bench: Bench) -> None:
    bench.submit(Unlock(1, 4))
    bench.submit(Unlock(1, 3)).withdrawn = True
    bench.run(2.0)
    assert UNLOCK_3 not in [data for _, data in bench.sent]
    assert len(bench.results) == 2


def test_a_command_that_cannot_be_encoded_ends_unwritten(bench: Bench) -> None:
    bench.submit(Unlock(1, 0))
    bench.run(1.0)
    (result,) = bench.results
    assert result.written_s is None
    assert "channel 0" in result.cause
    assert bench.sent == []


def test_the_queue_is_bounded(bench: Bench) -> None:
    for _ in range(MAX_QUEUE + 1):
        bench.submit(QueryBoard(1))
    assert [result.cause for result in bench.results] == ["too many jobs wait"]


def test_no_job_survives_the_loss_of_the_port(bench: Bench) -> None:
    bench.submit(Unlock(1, 3))
    bench.submit(Unlock(1, 4))
    bench.run(0.01)
    bench.bus.link_down(bench.now_s, "gone")
    written, waited = bench.results
    assert written.written_s is not None
    assert waited.written_s is None
    assert (written.link_lost, waited.link_lost) == (True, True)
    bench.bus.link_up(bench.now_s)
    bench.run(5.0)
    assert [data[0] for _, data in bench.sent].count(0x8A) == 1
    assert len(bench.results) == 2


def test_without_a_port_a_job_ends_at_once() -> None:
    bench = Bench()
    assert bench.bus.state is LinkState.CONNECTING
    bench.submit(Unlock(1, 3))
    assert bench.results[0].written_s is None
    bench.run(1.0)
    assert bench.sent == []


def test_the_link_is_told() -> None:
    bench = Bench()
    bench.bus.link_up(bench.now_s)
    bench.bus.link_down(bench.now_s, "gone")
    assert bench.events == [LinkChange("main", up=True), LinkChange("main", up=False)]


def test_waiting_costs_no_wake_ups(bench: Bench) -> None:
    bench.steps = 0
    bench.hardware.boards[1].set_fault(BoardFault.SILENT)
    bench.submit(QueryBoard(1))
    bench.later(b"\x80\x01\x55", 0.05)
    bench.run(50.0)
    assert bench.steps < 25


def test_the_last_frames_are_kept(bench: Bench) -> None:
    for _ in range(30):
        bench.submit(QueryBoard(1))
    bench.run(2.0)
    frames = bench.bus.log.frames()
    assert len(frames) == 20
    assert frames[-2].endswith("> 80 01 00 33 b2")
    assert frames[-1].endswith("< 80 01 ff ff ff 33 4d")


def test_an_answer_counts_though_the_write_was_told_late(bench: Bench) -> None:
    """A busy machine may not let the thread go on before the board has answered."""
    bench.submit(QueryBoard(1))
    asked_s = bench.now_s
    assert bench.bus.to_send(asked_s) is not None
    bench.bus.written(asked_s + 0.013)
    bench.bus.received(with_check(0x80, 1, 0xFF, 0xFF, 0xFF, 0x33), asked_s + 0.0131)
    assert [result.answer is not None for result in bench.results] == [True]


def test_no_answer_counts_before_its_question_can_have_left(bench: Bench) -> None:
    bench.submit(QueryBoard(1))
    assert bench.bus.to_send(bench.now_s) is not None
    bench.bus.written(bench.now_s)
    bench.bus.received(with_check(0x80, 1, 0xFF, 0xFF, 0xFF, 0x33), bench.now_s + 4.5 * CHAR_S)
    assert bench.results == []
