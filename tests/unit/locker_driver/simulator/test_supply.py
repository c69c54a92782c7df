"""Brown-outs: more locks at once than the supply bears."""

from dataclasses import replace

import pytest

from locker_driver.simulator.faults import RESTART_S, BoardFault
from tests.unit.locker_driver.simulator.hardware import FAMILIES, Hardware

AT_ONCE = ["kerong-cu16", "kerong-cu48", "kerong-cu48b", "modbus-flash", "modbus-tcp"]


def pulse_of_two(name: str, ampere: float, apart_s: float) -> tuple[Hardware, list[dict[str, object]]]:
    speech = FAMILIES[name]
    hardware = Hardware(replace(speech.settings, supply_ampere=ampere), (1, 2))
    hardware.ask(speech.frame(speech.unlock), seconds=apart_s)
    second = speech.frame("02 22 31 03") if name == "kerong-cu16" else speech.frame(speech.unlock, board=2)
    hardware.ask(second, seconds=0.3)
    return hardware, [event for event in hardware.told if event["event"] == "brown_out"]


@pytest.mark.parametrize("name", AT_ONCE)
def test_two_locks_at_once_are_too_much_for_one(name: str) -> None:
    speech = FAMILIES[name]
    hardware, brown_outs = pulse_of_two(name, ampere=3.0, apart_s=0.2)
    assert [event["ampere"] for event in brown_outs] == [4.8]
    assert hardware.pulses() == [103]
    assert all(board.energised(hardware.now_s) == 0 for board in hardware.installation.boards.values())
    for board in (1, 2):
        assert hardware.ask(speech.frame(speech.status, board=board), seconds=0.3) == b""
    hardware.run(RESTART_S)
    assert hardware.ask(speech.frame(speech.status, board=2)) == speech.frame(speech.closed, board=2)


@pytest.mark.parametrize(("ampere", "apart_s"), [(4.8, 0.2), (3.0, 0.7)])
def test_what_the_supply_bears_is_no_brown_out(ampere: float, apart_s: float) -> None:
    for name in AT_ONCE:
        hardware, brown_outs = pulse_of_two(name, ampere, apart_s)
        assert brown_outs == []
        assert hardware.pulses() == [103, 203]


def test_twins_draw_current_both() -> None:
    speech = FAMILIES["8a"]
    hardware = Hardware(replace(speech.settings, supply_ampere=3.0))
    hardware.board.set_fault(BoardFault.TWIN)
    assert hardware.ask(speech.frame(speech.unlock)) == b""
    assert [event["ampere"] for event in hardware.told if event["event"] == "brown_out"] == [4.8]


def test_the_limit_may_change() -> None:
    speech = FAMILIES["8a"]
    hardware = Hardware(speech.settings)
    hardware.installation.supply.ampere = 2.0
    assert hardware.ask(speech.frame(speech.unlock)) == b""
    assert [event["ampere"] for event in hardware.told if event["event"] == "brown_out"] == [2.4]
