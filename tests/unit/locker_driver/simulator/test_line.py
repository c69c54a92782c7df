"""The line between host and boards: pacing, silence, collisions, speed."""

from dataclasses import replace

import pytest

from locker_driver.dialects import DialectModbus
from locker_driver.simulator.faults import BoardFault
from locker_driver.simulator.installation import Installation, Place
from locker_driver.simulator.settings import BoardSettings
from tests.unit.locker_driver.simulator.hardware import FAMILIES, THINK_S, Hardware

SERIAL = [name for name, speech in FAMILIES.items() if speech.settings.paced]
TIMED = ["modbus-flash", "modbus-momentary"]


@pytest.mark.parametrize("name", SERIAL)
def test_bytes_take_their_time_in_both_directions(name: str) -> None:
    speech = FAMILIES[name]
    hardware = Hardware(speech.settings)
    status, closed = speech.frame(speech.status), speech.frame(speech.closed)
    assert hardware.ask(status) == closed
    char_s = 10 / (19200 if name.startswith("kerong") else 9600)
    answered_s = 10.0 + len(status) * char_s + THINK_S
    assert hardware.heard_s == pytest.approx([answered_s + count * char_s for count in range(1, len(closed) + 1)])


def test_modbus_over_tcp_is_not_paced() -> None:
    speech = FAMILIES["modbus-tcp"]
    hardware = Hardware(speech.settings)
    hardware.ask(speech.frame(speech.status))
    assert hardware.heard_s == [10.0 + THINK_S]


def test_a_tcp_request_may_come_in_pieces() -> None:
    speech = FAMILIES["modbus-tcp"]
    hardware = Hardware(speech.settings)
    status = speech.frame(speech.status)
    assert hardware.ask(status[:5]) == b""
    assert hardware.ask(status[5:]) == speech.frame(speech.closed)


@pytest.mark.parametrize("name", SERIAL)
@pytest.mark.parametrize(("gap_chars", "understood"), [(3.4, True), (3.7, False)])
def test_a_pause_ends_a_frame(name: str, gap_chars: float, *, understood: bool) -> None:
    speech = FAMILIES[name]
    hardware = Hardware(speech.settings)
    status, char_s = speech.frame(speech.status), speech.settings.char_s
    hardware.ask(status[:3], seconds=(3 + gap_chars) * char_s)
    assert (hardware.ask(status[3:]) == speech.frame(speech.closed)) is understood


@pytest.mark.parametrize("name", SERIAL)
@pytest.mark.parametrize("gap_chars", [2.0, 4.0])
def test_modbus_boards_want_silence_before_a_request(name: str, gap_chars: float) -> None:
    speech = FAMILIES[name]
    hardware = Hardware(speech.settings)
    status, closed, char_s = speech.frame(speech.status), speech.frame(speech.closed), speech.settings.char_s
    hardware.ask(status, seconds=(len(status) + len(closed) + gap_chars) * char_s + THINK_S)
    understood = name not in TIMED or gap_chars > 3.5
    assert hardware.ask(status) == (closed if understood else b"")


def test_fast_modbus_lines_want_a_fixed_silence() -> None:
    speech = FAMILIES["modbus-flash"]
    for gap_s, understood in ((0.0016, False), (0.0019, True)):
        hardware = Hardware(replace(speech.settings, char_s=10 / 115200))
        status, closed = speech.frame(speech.status), speech.frame(speech.closed)
        hardware.ask(status, seconds=(len(status) + len(closed)) * 10 / 115200 + THINK_S + gap_s)
        assert (hardware.ask(status) == closed) is understood


@pytest.mark.parametrize("name", SERIAL)
def test_what_the_host_writes_in_pieces_leaves_one_after_the_other(name: str) -> None:
    speech = FAMILIES[name]
    hardware = Hardware(speech.settings)
    status = speech.frame(speech.status)
    hardware.line.from_host(status[:2], hardware.now_s)
    assert hardware.ask(status[2:]) == speech.frame(speech.closed)
    assert hardware.line.collisions == 0


@pytest.mark.parametrize("name", SERIAL)
def test_a_question_that_meets_the_end_of_an_answer(name: str) -> None:
    speech = FAMILIES[name]
    hardware = Hardware(speech.settings)
    status, closed, char_s = speech.frame(speech.status), speech.frame(speech.closed), speech.settings.char_s
    hardware.ask(status, seconds=(len(status) + len(closed) - 0.5) * char_s + THINK_S)
    hardware.line.from_host(status, hardware.now_s)
    hardware.run(1.0)
    assert hardware.line.collisions == 2


@pytest.mark.parametrize("name", SERIAL)
def test_a_question_that_meets_an_answer_is_lost_with_it(name: str) -> None:
    speech = FAMILIES[name]
    hardware = Hardware(speech.settings)
    status, closed, char_s = speech.frame(speech.status), speech.frame(speech.closed), speech.settings.char_s
    hardware.ask(status, seconds=(len(status) + 1.5) * char_s + THINK_S)
    hardware.line.from_host(status, hardware.now_s)
    hardware.run(1.0)
    assert closed not in hardware.heard
    assert hardware.line.collisions > 0


def test_a_late_answer_meets_the_next_one() -> None:
    speech = FAMILIES["8a"]
    hardware = Hardware(speech.settings, (1, 2))
    status = speech.frame(speech.status)
    hardware.board.set_fault(BoardFault.LATE_REPLY)
    hardware.line.from_host(status, hardware.now_s)
    hardware.run(0.4)
    assert hardware.ask(speech.frame(speech.status, board=2)) not in {speech.frame(speech.closed, board=2), b""}


def test_a_busy_board_is_deaf_but_its_neighbours_are_not() -> None:
    speech = FAMILIES["8a"]
    hardware = Hardware(speech.settings, (1, 2))
    hardware.ask(speech.frame(speech.unlock), seconds=0.1)
    assert hardware.ask(speech.frame(speech.status), seconds=0.1) == b""
    assert hardware.ask(speech.frame(speech.status, board=2), seconds=0.05) == speech.frame(speech.closed, board=2)


@pytest.mark.parametrize("name", ["kerong-cu16", "kerong-cu48", "kerong-cu48b", "modbus-flash", "modbus-tcp"])
def test_boards_that_answer_at_once_answer_while_they_pulse(name: str) -> None:
    speech = FAMILIES[name]
    hardware = Hardware(speech.settings)
    hardware.ask(speech.frame(speech.unlock), seconds=0.2)
    assert hardware.board.energised(hardware.now_s) == 1
    assert hardware.ask(speech.frame(speech.status)) == speech.frame(speech.third_open)


@pytest.mark.parametrize("name", ["8a", "winnsen", "wkly", "dc"])
def test_the_others_answer_after_the_pulse(name: str) -> None:
    speech = FAMILIES[name]
    hardware = Hardware(speech.settings)
    hardware.ask(speech.frame(speech.unlock))
    (frame,) = [event for event in hardware.told if event["event"] == "unlock_frame"]
    expected_s = frame["last_byte_s"] + THINK_S + speech.settings.pulse_s + speech.settings.char_s
    assert hardware.heard_s[0] == pytest.approx(expected_s)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_host_at_another_speed_says_and_hears_nonsense(name: str) -> None:
    speech = FAMILIES[name]
    hardware = Hardware(speech.settings)
    hardware.line.mismatched = True
    if speech.settings.paced:
        assert hardware.ask(speech.frame(speech.status)) == b""
    else:
        assert hardware.ask(speech.frame(speech.status)) == speech.frame(speech.closed)


def test_a_contact_on_another_board() -> None:
    heard: list[bytes] = []
    settings = BoardSettings("modbus-relay", DialectModbus(), reports=True)
    hardware = Installation((1, 2), settings, {7: Place(1, 1, 2, 3)}, heard.append, lambda _: None)
    hardware.wall.open(7, 5.0)
    speech = FAMILIES["modbus-flash"]
    hardware.line.from_host(speech.frame(speech.status, board=2), 5.0)
    hardware.timeline.run(6.0)
    assert b"".join(heard) == speech.frame(speech.third_open, board=2)
    hardware.wall.close(7, 6.0)
    hardware.line.from_host(speech.frame("BB 05 02 00 00 05"), 6.0)
    hardware.timeline.run(7.0)
    assert hardware.wall.doors[7].pulses == 1
