"""What a bus asks first, what it believes, and what it leaves alone: on virtual time."""

from itertools import pairwise

import pytest

from locker_driver.config import LockConfig
from locker_driver.dialects import DialectModbus
from locker_driver.jobs import Reading, Result
from locker_driver.models import LinkState
from locker_driver.polling import LOST_AFTER, Priority
from locker_driver.protocols.checks import crc16
from locker_driver.protocols.codec import Frame, FrameKind, Garbage, QueryBoard, QueryDoor, Unlock
from locker_driver.protocols.family_8a import with_check
from locker_driver.simulator.faults import LATE_S, BoardFault, DoorFault, LineFault
from tests.unit.locker_driver.bench import CHAR_S, Bench

UNLOCK_3 = bytes.fromhex("8A 01 03 11 99")
ASK_1 = bytes.fromhex("80 01 00 33 B2")
ASK_2 = bytes.fromhex("80 02 00 33 B1")


def up(bench: Bench, seconds: float = 0.1) -> Bench:
    bench.bus.link_up(bench.now_s)
    bench.run(seconds)
    return bench


def sent(bench: Bench) -> list[bytes]:
    return [data for _, data in bench.sent]


# --- identity -----------------------------------------------------------------------------------------------------


def test_the_link_is_connected_when_a_board_has_answered() -> None:
    bench = Bench(boards=2)
    bench.hardware.boards[1].set_fault(BoardFault.SILENT)
    assert up(bench, 0.3).bus.state is LinkState.CONNECTING
    bench.run(0.5)
    assert bench.bus.state is LinkState.CONNECTED


def test_nothing_is_pulsed_before_its_board_has_answered() -> None:
    bench = Bench(boards=2)
    bench.hardware.boards[1].set_fault(BoardFault.SILENT)
    bench.bus.link_up(bench.now_s)
    bench.submit(Unlock(1, 3))
    bench.submit(Unlock(2, 3))
    bench.run(2.0)
    assert bench.pulses() == [27]
    assert UNLOCK_3 not in sent(bench)
    bench.hardware.boards[1].set_fault(BoardFault.NONE)
    bench.run(2.5)
    assert bench.pulses() == [27, 3]


def test_a_board_that_never_answers_ends_the_unlock_unwritten_and_says_why() -> None:
    bench = Bench()
    bench.hardware.boards[1].set_fault(BoardFault.SILENT)
    bench.bus.link_up(bench.now_s)
    bench.submit(Unlock(1, 3), deadline_s=2.0)
    bench.run(5.0)
    (result,) = bench.results
    assert (result.written_s, result.cause) == (
        None,
        "board 1 has not answered a status query since the port was opened",
    )
    assert result.end_s == pytest.approx(1002.0)
    assert set(sent(bench)) == {ASK_1}


def test_after_the_port_was_away_every_board_has_to_answer_anew() -> None:
    bench = up(Bench(boards=2))
    bench.bus.link_down(bench.now_s, "gone")
    bench.hardware.boards[1].set_fault(BoardFault.SILENT)
    bench.bus.link_up(bench.now_s)
    assert bench.bus.state is LinkState.CONNECTING
    bench.submit(Unlock(1, 3))
    bench.run(2.0)
    assert bench.pulses() == []


def test_a_board_without_contacts_is_not_asked_and_pulsed_once_another_has_answered() -> None:
    bench = Bench(boards=2, watched={1: (1, 2)})
    bench.bus.link_up(bench.now_s)
    bench.submit(Unlock(2, 3))
    bench.run(1.0)
    assert bench.pulses() == [27]
    assert ASK_2 not in sent(bench)


def test_who_waits_for_a_board_has_it_asked_soon() -> None:
    bench = Bench(poll_ms=60_000)
    bench.hardware.boards[1].set_fault(BoardFault.SILENT, count=LOST_AFTER)
    up(bench, 5.0)
    bench.submit(Unlock(1, 3))
    bench.run(1.0)
    assert bench.pulses() == [3]


def test_the_state_is_unreachable_when_the_port_thread_says_so() -> None:
    bench = up(Bench())
    bench.bus.link_down(bench.now_s, "gone")
    bench.bus.unreachable(bench.now_s)
    assert bench.bus.state is LinkState.UNREACHABLE
    assert bench.bus.figures().state == "unreachable"
    bench.submit(Unlock(1, 3))
    assert bench.results[0].cause == "port is unreachable"


# --- boards of other kinds ----------------------------------------------------------------------------------------


def relays(**options: object) -> Bench:
    return Bench(boards=2, ways=8, family="modbus-relay", poll_ms=60_000, **options)  # type: ignore[arg-type]


def test_outputs_are_released_once_a_board_is_known_and_before_it_pulses() -> None:
    bench = relays()
    bench.bus.link_up(bench.now_s)
    bench.submit(Unlock(1, 3))
    bench.run(2.0)
    functions = [(data[0], data[1:4]) for data in sent(bench)]
    release, flash = b"\x05\x00\xff", b"\x05\x02\x02"
    assert functions.index((1, release)) < functions.index((1, flash))
    assert functions[0] == (1, b"\x02\x00\x00")
    assert [board for board, function in functions if function == release] == [1, 2]
    assert bench.pulses() == [3]
    assert len(bench.results) == 1
    bench.bus.link_down(bench.now_s, "gone")
    bench.sent.clear()
    up(bench, 1.0)
    assert [data[0] for data in sent(bench) if data[1:4] == release] == [1, 2]


def test_a_relay_board_without_contacts_is_released_too() -> None:
    bench = relays(watched={1: (1,)})
    up(bench, 1.0)
    assert [data[0] for data in sent(bench) if data[1:4] == b"\x05\x00\xff"] == [1, 2]


def test_a_silent_unlock_is_over_when_it_is_written_and_its_board_rests_while_it_pulses() -> None:
    bench = Bench(boards=2, ways=48, family="kerong-cu48", poll_ms=60_000)
    up(bench)
    bench.sent.clear()
    bench.submit(Unlock(1, 3))
    bench.run(0.3)
    (result,) = bench.results
    assert (result.answer, result.cause, result.written_s) == (None, "", bench.sent[0][0])
    assert result.sent_s == result.end_s == pytest.approx(bench.sent[0][0] + 60 / 19200)
    bench.submit(QueryBoard(2), priority=Priority.CONFIRM)
    bench.run(0.1)
    assert [data[1] for data in sent(bench)] == [1, 2]
    bench.run(0.2)
    assert [data[1] for data in sent(bench)][2:4] == [1, 1]
    assert bench.sent[2][0] - result.end_s >= 0.5


def test_a_refused_question_is_no_reading_and_makes_nobody_known() -> None:
    """A Modbus gateway answers for a board that does not."""
    bench = Bench(ways=8, family="modbus-relay", poll_ms=60_000)
    bench.hardware.boards[1].set_fault(BoardFault.SILENT)
    bench.bus.link_up(bench.now_s)
    refusal = bytes((0x01, 0x82, 0x0B))
    bench.later(refusal + crc16(refusal), 0.05)
    bench.run(0.1)
    (reading,) = bench.readings()
    assert reading.closed is None
    assert bench.bus.log.received == 1
    assert bench.bus.state is LinkState.CONNECTING


def test_a_modbus_tcp_device_may_answer_at_once() -> None:
    """Its bytes need no time on a wire: an answer within a millisecond is one."""
    bench = Bench(ways=8, family="modbus-relay", poll_ms=60_000, dialect=DialectModbus(framing="tcp"))
    bench.bus.link_up(bench.now_s)
    bench.later(bytes.fromhex("00 01 00 00 00 04 01 02 01 FF"), 0.001)
    bench.run(0.1)
    (reading,) = bench.readings()
    assert reading.closed == dict.fromkeys(range(1, 9), True)


# --- late answers -------------------------------------------------------------------------------------------------


def test_the_first_answer_after_a_silence_is_not_taken_and_the_board_is_asked_anew() -> None:
    """The answers of a board that was slow once arrive each one question late; none of them may be believed."""
    bench = up(Bench(poll_ms=60_000))
    bench.sent.clear()
    bench.hardware.boards[1].set_fault(BoardFault.LATE_REPLY, count=2)
    bench.submit(QueryBoard(1))
    bench.run(LATE_S - 0.03)
    bench.submit(QueryBoard(1))
    bench.hardware.wall.open(3, bench.now_s)
    bench.run(3.0)
    late, good = bench.results
    assert (late.answer, late.cause) == (None, "no answer")
    assert good.answer is not None
    assert good.answer.closed[3] is False
    assert bench.bus.log.late_frames == 2
    assert [data for _, data in bench.sent] == [ASK_1] * 3
    rest_s = bench.sent[2][0] - bench.sent[1][0]
    assert rest_s >= bench.sent[1][0] - bench.sent[0][0]


def test_a_board_that_is_always_late_ends_as_lost_and_the_figures_say_why() -> None:
    bench = up(Bench(poll_ms=200))
    bench.events.clear()
    bench.hardware.boards[1].set_fault(BoardFault.LATE_REPLY)
    bench.run(5.0)
    readings = bench.readings()
    assert [reading.closed for reading in readings[1:]] == [None] * (len(readings) - 1)
    assert len(readings) > LOST_AFTER
    assert bench.bus.log.late_frames >= LOST_AFTER


def test_the_others_are_asked_while_a_doubtful_board_rests() -> None:
    bench = up(Bench(boards=2, poll_ms=100))
    bench.hardware.boards[1].set_fault(BoardFault.DROPPED_REPLY, count=1)
    bench.sent.clear()
    bench.run(2.0)
    asked = [(at_s, data[1]) for at_s, data in bench.sent]
    ones = [at_s for at_s, board in asked if board == 1]
    rest_s, from_s = max((then - now, now) for now, then in pairwise(ones))
    assert rest_s > 0.4
    assert len([1 for at_s, board in asked if board == 2 and from_s < at_s < from_s + rest_s]) >= 3


def test_an_unlock_is_never_asked_anew_it_waits_for_a_second_answer() -> None:
    bench = up(Bench(poll_ms=60_000))
    bench.hardware.boards[1].set_fault(BoardFault.DROPPED_REPLY, count=1)
    bench.submit(Unlock(1, 3))
    bench.run(1.2)
    bench.submit(Unlock(1, 3))
    bench.run(3.0)
    assert sent(bench).count(UNLOCK_3) == 2
    assert [result.cause for result in bench.results] == ["no answer", "no answer"]
    bench.submit(Unlock(1, 4))
    bench.run(1.0)
    assert bench.results[2].answer is not None


def test_what_was_asked_before_the_port_was_lost_is_doubted_too() -> None:
    bench = up(Bench(poll_ms=60_000))
    bench.filter_in = lambda *_: None
    bench.submit(QueryBoard(1))
    bench.run(0.05)
    bench.bus.link_down(bench.now_s, "gone")
    bench.filter_in = bench.hear
    bench.bus.link_up(bench.now_s)
    bench.run(1.0)
    assert bench.bus.log.late_frames == 1


# --- echo and noise -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delay_s", [0.0, 0.004])
def test_stripped_echoes_are_counted(delay_s: float) -> None:
    bench = Bench(poll_ms=60_000, echo="strip")
    bench.hardware.line.fault = LineFault.ECHO
    if delay_s:
        bench.filter_in = lambda data, _: bench.later(data, delay_s)
    up(bench)
    bench.submit(Unlock(1, 3))
    bench.run(1.0)
    assert len(bench.sent) > 2
    assert bench.bus.log.echoes in {len(bench.sent), len(bench.sent) - 1}  # the last one may be under way
    assert bench.bus.log.garbage_bytes == bench.bus.log.late_frames == 0
    assert bench.results[0].end_s - bench.sent[1][0] > 0.3


def test_an_echo_is_counted_even_without_the_setting_and_answers_nothing() -> None:
    bench = Bench(poll_ms=60_000)
    bench.hardware.boards[1].set_fault(BoardFault.SILENT)
    bench.bus.link_up(bench.now_s)
    bench.later(ASK_1, 0.02)
    bench.run(0.5)
    assert bench.readings()[0].closed is None
    assert bench.bus.log.echoes == 1
    assert bench.bus.log.late_frames == 0


def test_an_echo_that_nobody_strips_is_counted_though_it_comes_byte_by_byte_and_an_acknowledgement_is_none() -> None:
    bench = Bench(poll_ms=60_000)
    bench.hardware.line.fault = LineFault.ECHO
    bench.bus.link_up(bench.now_s)
    bench.run(0.5)
    assert bench.bus.log.echoes == len(bench.sent) == 1
    assert bench.bus.log.garbage_bytes == len(ASK_1)
    bench.hardware.line.fault = LineFault.NONE
    bench.hardware.wall.set_fault(3, DoorFault.JAM)
    bench.submit(Unlock(1, 3))
    bench.later(UNLOCK_3, 0.02)
    bench.run(0.5)
    assert bench.results[0].answer is not None
    assert bench.bus.log.echoes == 1


def test_a_begun_echo_that_nobody_strips_is_garbage_once() -> None:
    bench = Bench(poll_ms=60_000)
    bench.hardware.boards[1].set_fault(BoardFault.SILENT)
    bench.bus.link_up(bench.now_s)
    bench.later(ASK_1[:3], 0.02)
    bench.run(1.0)
    assert (bench.bus.log.echoes, bench.bus.log.garbage_bytes) == (0, 3)


def test_the_echo_of_a_question_is_no_answer_whatever_a_codec_says(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = up(Bench(poll_ms=60_000))
    bench.hardware.boards[1].set_fault(BoardFault.SILENT)
    echo = Frame(FrameKind.ANSWER, 1, {3: False}, ASK_1)
    monkeypatch.setattr(bench.bus._codec, "feed", lambda _, spec: [echo] if spec is not None else [])
    bench.submit(QueryBoard(1))
    bench.later(ASK_1, 0.02)
    bench.run(0.5)
    assert bench.results[0].answer is None


def test_the_echo_of_a_silent_unlock_is_stripped_after_it_is_over() -> None:
    bench = Bench(ways=48, family="kerong-cu48", poll_ms=60_000, echo="strip")
    bench.hardware.line.fault = LineFault.ECHO
    up(bench)
    bench.submit(Unlock(1, 3))
    bench.run(1.5)
    assert bench.pulses() == [3]
    assert bench.bus.log.echoes == len(bench.sent)
    assert bench.bus.log.garbage_bytes == 0


def test_a_line_that_is_never_quiet_loses_its_boards_and_is_not_written_to() -> None:
    bench = up(Bench(boards=2, poll_ms=100))
    bench.sent.clear()
    bench.events.clear()

    def babble(when_s: float) -> None:
        bench.hear(b"\x55", when_s)
        if when_s < 1010.0:
            bench.hardware.timeline.at(when_s + 0.002, babble)

    babble(bench.now_s)
    bench.submit(Unlock(1, 3), deadline_s=3.0)
    bench.run(5.0)
    lost = [reading.board for reading in bench.readings() if reading.closed is None]
    assert lost.count(1) >= LOST_AFTER
    assert lost.count(2) >= LOST_AFTER
    assert sent(bench) == []
    assert bench.results[0].written_s is None
    bench.run(8.0)
    assert bench.readings()[-1].closed is not None


def test_a_board_that_reports_without_end_does_not_starve_the_others() -> None:
    bench = up(Bench(boards=2, poll_ms=300))
    for step in range(200):
        bench.later(with_check(0x82, 1, 3, 0x00), 0.05 * step)
    bench.events.clear()
    bench.run(10.0)
    read = [reading.board for reading in bench.readings() if reading.closed is not None]
    assert read.count(2) >= 15


# --- figures ------------------------------------------------------------------------------------------------------


def test_the_efficiency_is_the_share_of_bytes_in_the_time_of_answered_questions() -> None:
    bench = up(Bench(think_s=0.0), 5.0)
    assert bench.bus.figures().efficiency == pytest.approx(1.0, abs=0.01)
    slow = up(Bench(think_s=12 * CHAR_S), 5.0)
    assert slow.bus.figures().efficiency == pytest.approx(0.5, abs=0.01)
    assert Bench().bus.figures().efficiency == 0.0


def test_every_figure_is_told() -> None:
    bench = up(Bench())
    log = bench.bus.log
    log.garbage(Garbage(b"\x80\x01", bad_check=True), 0.0)
    figures = bench.bus.figures()
    assert (figures.name, figures.port, figures.state) == ("main", "/dev/none", "connected")
    assert (figures.sent, figures.received, figures.bad_checks, figures.garbage_bytes) == (1, 1, 1, 2)


def test_a_contact_elsewhere_is_what_an_unlock_is_confirmed_by() -> None:
    bench = up(Bench(boards=2, poll_ms=60_000, lock=LockConfig(pulse_ms=300)))
    bench.hardware.wall.set_fault(3, DoorFault.JAM)
    bench.sent.clear()
    job = bench.submit(Unlock(1, 3))
    job.contact = (2, 5)
    bench.run(0.5)
    assert [data[1] for data in sent(bench)][1:] == [2] * (len(bench.sent) - 1)
    assert isinstance(bench.results[0], Result)
    assert isinstance(bench.readings()[-1], Reading)
    bench.submit(QueryDoor(2, 5))
