import json

import pytest

from locker_driver.simulator.control import obey
from locker_driver.simulator.faults import BoardFault, DoorFault
from locker_driver.simulator.installation import Installation, Place
from locker_driver.simulator.settings import BoardSettings


@pytest.fixture
def hardware() -> Installation:
    return Installation((1,), BoardSettings(), {3: Place(1, 3)}, lambda _: None, lambda _: None)


def ask(hardware: Installation, **request: object) -> dict[str, object]:
    return obey(json.dumps(request).encode(), hardware, 5.0)


def test_doors_move_by_hand(hardware: Installation) -> None:
    assert ask(hardware, do="open", door=3) == {"ok": True}
    assert hardware.wall.doors[3].open
    assert ask(hardware, do="hold", door=3) == {"ok": True}
    assert ask(hardware, do="close", door=3) == {"ok": False, "error": "door 3 is held open"}
    assert ask(hardware, do="release", door=3) == {"ok": True}
    assert ask(hardware, do="close", door=3) == {"ok": True}
    assert not hardware.wall.doors[3].open


def test_faults_and_the_person(hardware: Installation) -> None:
    assert ask(hardware, do="fault", door=3, fault="jam") == {"ok": True}
    assert ask(hardware, do="fault", board=1, fault="silent", count=2) == {"ok": True}
    assert ask(hardware, do="person", closes_after_s=1.5) == {"ok": True}
    assert hardware.wall.doors[3].fault is DoorFault.JAM
    assert hardware.boards[1].fault is BoardFault.SILENT
    assert ask(hardware, do="state") == {
        "ok": True,
        "doors": [{"door": 3, "open": False, "held": False, "fault": "jam", "pulses": 0, "parcel": False}],
        "boards": [{"board": 1, "fault": "silent", "energised": []}],
        "line": {"fault": "none"},
        "supply": {"ampere": None},
        "person": {"closes_after_s": 1.5},
        "collisions": 0,
    }


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ({"do": "dance"}, "do: 'dance' is not known"),
        ({}, "do: None is not known"),
        ({"do": "close"}, "door: a whole number is expected"),
        ({"do": "close", "door": "3"}, "door: a whole number is expected"),
        ({"do": "close", "door": 4}, "there is no door 4"),
        (
            {"do": "fault", "door": 3, "fault": "rust"},
            "fault: 'rust' is none of none, jam, tripped_tongue, cut_wire, stuck_switch",
        ),
        ({"do": "fault", "board": 2, "fault": "silent"}, "there is no board 2"),
        ({"do": "person", "closes_after_s": -1}, "closes_after_s: seconds or null is expected"),
    ],
)
def test_a_bad_request_is_answered_with_its_problem(
    hardware: Installation, request_: dict[str, object], problem: str
) -> None:
    assert ask(hardware, **request_) == {"ok": False, "error": problem}


@pytest.mark.parametrize("line", [b"", b"[1]", b"{", b"\xff"])
def test_what_is_no_object_is_refused(hardware: Installation, line: bytes) -> None:
    assert obey(line, hardware, 5.0)["ok"] is False
