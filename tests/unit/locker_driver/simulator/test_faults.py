"""Every family with every fault of doors, boards and line."""

from dataclasses import replace

import pytest

from locker_driver.simulator.faults import GARBAGE, LATE_S, RESTART_S, BoardFault, DoorFault, LineFault
from tests.unit.locker_driver.simulator.hardware import FAMILIES, Hardware, Speech

OPENING = ("pulse", "opened")


@pytest.fixture(params=FAMILIES)
def speech(request: pytest.FixtureRequest) -> Speech:
    return FAMILIES[request.param]


@pytest.fixture
def hardware(speech: Speech) -> Hardware:
    return Hardware(speech.settings)


@pytest.fixture
def status(speech: Speech) -> bytes:
    return speech.frame(speech.status)


@pytest.fixture
def closed(speech: Speech) -> bytes:
    return speech.frame(speech.closed)


@pytest.fixture
def unlock(speech: Speech) -> bytes:
    return speech.frame(speech.unlock)


def differing_bits(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def test_without_faults(speech: Speech, hardware: Hardware, status: bytes, closed: bytes, unlock: bytes) -> None:
    assert hardware.ask(status) == closed
    assert hardware.ask(unlock) == speech.frame(speech.opened)
    assert hardware.events(*OPENING) == [("pulse", 103), ("opened", 103)]
    assert hardware.ask(status) == speech.frame(speech.third_open)
    hardware.wall.close(103, hardware.now_s)
    assert hardware.ask(status) == closed


def test_what_it_does_not_understand_it_ignores(speech: Speech, unlock: bytes) -> None:
    spoilt = [unlock[:-1], unlock[1:]]
    if speech.seal(b"\1\2") != b"\1\2":
        spoilt.append(unlock[:-1] + bytes((unlock[-1] ^ 1,)))
    if speech.board == "{0:02X}":
        spoilt.append(speech.frame(speech.unlock, board=2))
    for data in spoilt:
        hardware = Hardware(speech.settings)
        assert hardware.ask(data) == b""
        assert hardware.told == []


def test_an_unknown_lock_is_not_pulsed(speech: Speech, hardware: Hardware) -> None:
    answer = hardware.ask(speech.frame(speech.unknown))
    assert answer == b"" or answer[-4] & 0x80 or answer[-2] & 0x80  # Modbus boards say which exception
    assert hardware.events("pulse", "stray_pulse") == []


@pytest.mark.parametrize("name", [name for name, speech in FAMILIES.items() if speech.everything])
def test_a_frame_that_opens_everything_does(name: str) -> None:
    speech = FAMILIES[name]
    hardware = Hardware(speech.settings)
    hardware.ask(speech.frame(speech.everything), seconds=20)
    assert sorted(map(str, hardware.pulses())) == [str(100 + way) for way in range(1, 9)]
    (event,) = [event for event in hardware.told if event["event"] == "broadcast_unlock"]
    assert event["board"] == 1
    assert event["channels"] == list(range(1, speech.settings.ways + 1))


def test_jam(speech: Speech, hardware: Hardware, status: bytes, closed: bytes, unlock: bytes) -> None:
    hardware.wall.set_fault(103, DoorFault.JAM)
    assert hardware.ask(unlock) == speech.frame(speech.jammed)
    assert hardware.events(*OPENING) == [("pulse", 103)]
    assert hardware.ask(status) == closed


def test_tripped_tongue(speech: Speech, hardware: Hardware, status: bytes, closed: bytes, unlock: bytes) -> None:
    hardware.wall.set_fault(103, DoorFault.TRIPPED_TONGUE)
    assert hardware.ask(unlock) == speech.frame(speech.jammed)
    assert hardware.wall.doors[103].open
    assert hardware.ask(status) == closed
    hardware.wall.set_fault(103, DoorFault.NONE)
    assert hardware.ask(status) == speech.frame(speech.third_open)


def test_cut_wire(speech: Speech, hardware: Hardware, status: bytes) -> None:
    hardware.wall.set_fault(103, DoorFault.CUT_WIRE)
    # Never shorted: what that means is a matter of the wiring.
    reads = speech.third_open if speech.settings.closed_when_shorted else speech.closed
    assert hardware.ask(status) == speech.frame(reads)
    hardware.wall.open(103, hardware.now_s)
    assert hardware.ask(status) == speech.frame(reads)


@pytest.mark.parametrize("is_open", [False, True])
def test_stuck_switch(speech: Speech, hardware: Hardware, status: bytes, *, is_open: bool) -> None:
    if is_open:
        hardware.wall.open(103, hardware.now_s)
    before = hardware.ask(status)
    hardware.wall.set_fault(103, DoorFault.STUCK_SWITCH)
    (hardware.wall.close if is_open else hardware.wall.open)(103, hardware.now_s)
    assert hardware.ask(status) == before == speech.frame(speech.third_open if is_open else speech.closed)


def test_silent(hardware: Hardware, status: bytes, closed: bytes, unlock: bytes) -> None:
    hardware.board.set_fault(BoardFault.SILENT, count=2)
    assert hardware.ask(status) == b""
    assert hardware.ask(unlock) == b""
    assert hardware.events(*OPENING, "unlock_frame") == [("unlock_frame", None)]
    assert hardware.ask(status) == closed


def test_wrong_polarity(speech: Speech, hardware: Hardware, status: bytes) -> None:
    hardware.board.set_fault(BoardFault.WRONG_POLARITY)
    hardware.wall.open(103, hardware.now_s)
    inverted, right = hardware.ask(status), speech.frame(speech.third_open)
    body = len(right) - (len(speech.seal(b"xx")) - 2)
    assert len(inverted) == len(right)
    # Every contact reads the other way, and nothing else changes before the check.
    assert differing_bits(inverted[:body], right[:body]) == speech.settings.ways


def test_garbage_prefix(hardware: Hardware, status: bytes, closed: bytes) -> None:
    hardware.board.set_fault(BoardFault.GARBAGE_PREFIX)
    assert hardware.ask(status) == GARBAGE + closed


def test_late_reply(hardware: Hardware, status: bytes, closed: bytes) -> None:
    hardware.ask(status)
    usual_s = hardware.heard_s[0] - (hardware.now_s - 2.0)
    hardware.board.set_fault(BoardFault.LATE_REPLY)
    assert hardware.ask(status) == closed
    assert hardware.heard_s[0] - (hardware.now_s - 2.0) == pytest.approx(usual_s + LATE_S)


def test_dropped_reply(hardware: Hardware, status: bytes, unlock: bytes) -> None:
    hardware.board.set_fault(BoardFault.DROPPED_REPLY)
    assert hardware.ask(status) == b""
    assert hardware.ask(unlock) == b""
    assert hardware.events(*OPENING) == [("pulse", 103), ("opened", 103)]


def test_duplicate_reply(hardware: Hardware, status: bytes, closed: bytes) -> None:
    hardware.board.set_fault(BoardFault.DUPLICATE_REPLY)
    assert hardware.ask(status) == closed * 2


def test_wrong_address(speech: Speech, hardware: Hardware, status: bytes, closed: bytes) -> None:
    hardware.board.set_fault(BoardFault.WRONG_ADDRESS)
    assert hardware.ask(status) == speech.frame(speech.closed, board=2) != closed


def test_the_last_address_is_mistaken_for_the_one_before_it() -> None:
    speech = FAMILIES["8a"]
    hardware = Hardware(speech.settings, (99,))
    hardware.board.set_fault(BoardFault.WRONG_ADDRESS)
    assert hardware.ask(speech.frame(speech.status, board=99)) == speech.frame(speech.closed, board=98)


def test_corrupt_reply(hardware: Hardware, status: bytes, closed: bytes) -> None:
    hardware.board.set_fault(BoardFault.CORRUPT_REPLY)
    answers = {hardware.ask(status) for _ in range(8 * len(closed))}
    assert len(answers) == 8 * len(closed)
    assert {differing_bits(answer, closed) for answer in answers} == {1}


def test_truncated_reply(hardware: Hardware, status: bytes, closed: bytes) -> None:
    hardware.board.set_fault(BoardFault.TRUNCATED_REPLY)
    assert hardware.ask(status) == closed[: len(closed) // 2]


def test_chatter(speech: Speech, hardware: Hardware, status: bytes, closed: bytes) -> None:
    hardware.board.set_fault(BoardFault.CHATTER, count=7, at_s=hardware.now_s)
    hardware.run(3.0)
    words = speech.frame(speech.report) or GARBAGE
    assert hardware.heard[:4] == hardware.heard[-4:] == GARBAGE
    assert len(hardware.heard) == 4 * len(GARBAGE) + 3 * len(words)
    assert words in hardware.heard
    assert hardware.ask(status) == closed


def test_chatter_that_is_switched_on_twice_is_no_faster() -> None:
    hardware = Hardware(FAMILIES["dc"].settings)
    for _ in range(2):
        hardware.board.set_fault(BoardFault.CHATTER, at_s=hardware.now_s)
    hardware.run(0.3)
    assert hardware.heard == GARBAGE * 4


def test_questions_do_not_use_up_chatter() -> None:
    speech = FAMILIES["dc"]
    hardware = Hardware(speech.settings)
    hardware.board.set_fault(BoardFault.CHATTER, count=2, at_s=hardware.now_s)
    assert hardware.ask(speech.frame(speech.status)) == speech.frame(speech.closed) + GARBAGE * 2


def test_reports(speech: Speech) -> None:
    hardware = Hardware(replace(speech.settings, reports=True))
    hardware.wall.open(103, hardware.now_s)
    hardware.run(1.0)
    assert (hardware.heard != b"") == (speech.report != "")
    hardware.heard = b""
    hardware.wall.close(103, hardware.now_s)
    hardware.run(1.0)
    assert hardware.heard == speech.frame(speech.report)


def test_a_board_that_is_dead_or_starting_reports_nothing() -> None:
    hardware = Hardware(replace(FAMILIES["8a"].settings, reports=True))
    for fault in (BoardFault.SILENT, BoardFault.RESTART):
        hardware.board.set_fault(fault, at_s=hardware.now_s)
        hardware.wall.open(103, hardware.now_s)
        hardware.wall.close(103, hardware.now_s)
        hardware.run(0.5)
        assert hardware.heard == b""


def test_without_reports_a_board_is_quiet(hardware: Hardware) -> None:
    hardware.wall.open(103, hardware.now_s)
    hardware.run(1.0)
    assert hardware.heard == b""


def test_restart(hardware: Hardware, status: bytes, closed: bytes, unlock: bytes) -> None:
    hardware.ask(unlock, seconds=0.03)
    hardware.board.set_fault(BoardFault.RESTART, at_s=hardware.now_s)
    assert hardware.board.energised(hardware.now_s) == 0
    hardware.heard = b""
    hardware.run(RESTART_S - 0.5)
    assert hardware.ask(status, seconds=0.4) == b""
    assert hardware.board.fault is BoardFault.RESTART
    hardware.wall.close(103, hardware.now_s)
    hardware.run(0.2)
    assert hardware.ask(status) == closed
    assert hardware.board.fault is BoardFault.NONE


def test_twins_act_both_and_their_equal_answers_are_one(
    speech: Speech, hardware: Hardware, status: bytes, closed: bytes, unlock: bytes
) -> None:
    hardware.board.set_fault(BoardFault.TWIN)
    assert hardware.ask(status) == closed * (1 if speech.settings.paced else 2)
    hardware.ask(unlock)
    assert hardware.events("unlock_frame", "pulse") == [("unlock_frame", None), ("pulse", 103)]
    (stray,) = [event for event in hardware.told if event["event"] == "stray_pulse"]
    assert (stray["board"], stray["channel"], stray["twin"]) == (1, 3, True)


def test_different_answers_of_twins_merge(speech: Speech, hardware: Hardware, status: bytes, closed: bytes) -> None:
    hardware.board.set_fault(BoardFault.TWIN)
    hardware.wall.open(103, hardware.now_s)
    right = speech.frame(speech.third_open)
    both = bytes(one & other for one, other in zip(closed, right, strict=True))
    assert hardware.ask(status) == (both if speech.settings.paced else right + closed)


def test_echo(hardware: Hardware, status: bytes, closed: bytes) -> None:
    hardware.line.fault = LineFault.ECHO
    assert hardware.ask(status) == status + closed


def test_noise(hardware: Hardware, status: bytes, unlock: bytes) -> None:
    hardware.line.fault = LineFault.NOISE
    assert hardware.ask(status) == b""
    assert hardware.ask(unlock) == b""
    assert hardware.told == []


def test_noise_spoils_answers_too(hardware: Hardware, status: bytes, closed: bytes) -> None:
    hardware.board.set_fault(BoardFault.LATE_REPLY)
    hardware.ask(status, seconds=0.2)
    hardware.line.fault = LineFault.NOISE
    hardware.run(1.0)
    assert hardware.heard
    assert closed not in hardware.heard


def test_unplugged(hardware: Hardware, status: bytes, closed: bytes, unlock: bytes) -> None:
    hardware.line.fault = LineFault.UNPLUGGED
    assert hardware.ask(status) == b""
    assert hardware.ask(unlock) == b""
    assert hardware.told == []
    hardware.line.fault = LineFault.NONE
    assert hardware.ask(status) == closed
