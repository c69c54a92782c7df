"""The switches of board, line, person and backend."""

from locker_driver.simulator.faults import BoardFault, LineFault
from ui.stage import narrator


def test_a_fault_of_the_board_is_switched_on_and_off(qtbot, stage, bank):
    switches = stage.model.switches
    told = []
    switches.switched.connect(told.append)
    for fault in ("silent", "wrong_polarity", "garbage_prefix", "late_reply", "none"):
        switches.setBoardFault(fault)
        qtbot.waitUntil(lambda fault=fault: switches.boardFault == fault)
        assert bank.ask("state")["boards"] == [{"board": 1, "fault": fault}]
    switches.setBoardFault("none")
    assert told == ["silent", "wrong_polarity", "garbage_prefix", "late_reply", "none"]


def test_a_fault_of_the_line_is_switched_on_and_off_and_told(qtbot, stage, bank):
    switches = stage.model.switches
    for fault in ("echo", "noise", "unplugged", "none"):
        switches.setLineFault(fault)
        qtbot.waitUntil(lambda fault=fault: switches.lineFault == fault)
        assert bank.ask("state")["line"] == {"fault": fault}
    switches.setLineFault("none")
    assert [line.text for line in stage.story._kept] == [
        "The line works again",
        "The adapter is unplugged",
        "The line is all noise: two speeds on one line",
        "The line returns what the kiosk sends",
    ]


def test_the_switches_of_the_window_are_faults_of_the_simulator():
    known = {fault.value for fault in BoardFault} | {f"line_{fault.value}" for fault in LineFault}
    assert narrator._FAULTS.keys() <= known
    assert {f"line_{fault.value}" for fault in LineFault} <= narrator._FAULTS.keys()


def test_somebody_closes_doors_after_a_second_and_a_half(qtbot, stage, bank):
    switches = stage.model.switches
    switches.setSomebodyCloses(True)
    qtbot.waitUntil(lambda: switches.somebodyCloses)
    assert bank.ask("state")["person"] == {"closes_after_s": 1.5}
    switches.setSomebodyCloses(False)
    qtbot.waitUntil(lambda: not switches.somebodyCloses)
    assert bank.ask("state")["person"] == {"closes_after_s": None}


def test_the_backend_is_away_when_the_point_says_so(qtbot, stage, point):
    model = stage.model.point
    model.setBackend(True)
    model.setBackend(False)
    assert model.backendUp
    qtbot.waitUntil(lambda: not model.backendUp)
    model.setBackend(True)
    qtbot.waitUntil(lambda: model.backendUp)
    assert point.requests == [{"do": "backend", "up": False}, {"do": "backend", "up": True}]
