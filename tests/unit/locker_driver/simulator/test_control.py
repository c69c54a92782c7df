import json
from math import inf

import pytest

from locker_driver.simulator.control import obey
from locker_driver.simulator.faults import BoardFault, DoorFault, LineFault
from locker_driver.simulator.installation import Installation, Place
from locker_driver.simulator.requests import read_request
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
        "boards": [{"board": 1, "fault": "silent"}],
        "energised": [],
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


@pytest.mark.parametrize(
    ("words", "request_"),
    [
        ("open 3", {"do": "open", "door": 3}),
        ("close 3", {"do": "close", "door": 3}),
        ("hold 3", {"do": "hold", "door": 3}),
        ("release 3", {"do": "release", "door": 3}),
        ("parcel 3 in", {"do": "parcel", "door": 3, "present": True}),
        ("parcel 3 out", {"do": "parcel", "door": 3, "present": False}),
        ("person 1.5", {"do": "person", "closes_after_s": 1.5}),
        ("person none", {"do": "person", "closes_after_s": None}),
        ("supply 3", {"do": "supply", "ampere": 3.0}),
        ("supply none", {"do": "supply", "ampere": None}),
        ("fault door 3 jam", {"do": "fault", "door": 3, "fault": "jam"}),
        ("fault board 1 silent", {"do": "fault", "board": 1, "fault": "silent"}),
        ("fault board 1 silent 2", {"do": "fault", "board": 1, "fault": "silent", "count": 2}),
        ("fault line echo", {"do": "fault", "line": True, "fault": "echo"}),
        ("unplug", {"do": "unplug"}),
        ("replug", {"do": "replug"}),
        ("  replug   /tmp/x \r", {"do": "replug", "link": "/tmp/x"}),
        ("state", {"do": "state"}),
        ("help", {"do": "help"}),
    ],
)
def test_words_say_the_same(words: str, request_: dict[str, object]) -> None:
    assert read_request(words.encode()) == request_
    assert read_request(json.dumps(request_).encode()) == request_


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("dance", "'dance' is not understood; try help"),
        ("open", "'open' is not understood; try help"),
        ("open x", "'x' is no whole number"),
        ("fault door 3", "'door 3' is not of the form"),
        ("fault board 1 silent x", "'x' is no whole number"),
        ("fault board 1 silent 0", "count: must be 1 or more"),
        ("person soon", "'soon' is no number, nor none"),
        ("supply nan", "ampere: ampere or null is expected"),
        ("supply -1", "ampere: ampere or null is expected"),
        ("fault line rust", "fault: 'rust' is none of none, echo, noise, unplugged"),
    ],
)
def test_words_that_make_no_sense(hardware: Installation, words: str, problem: str) -> None:
    answer = obey(words.encode(), hardware, 5.0)
    assert answer["ok"] is False
    assert problem in str(answer["error"])


def test_parcels_supply_and_line(hardware: Installation) -> None:
    for request_ in (
        {"do": "parcel", "door": 3, "present": True},
        {"do": "supply", "ampere": 3},
        {"do": "fault", "line": True, "fault": "echo"},
    ):
        assert ask(hardware, **request_) == {"ok": True}
    state = ask(hardware, do="state")
    assert state["doors"][0]["parcel"] is True
    assert state["supply"] == {"ampere": 3.0}
    assert state["line"] == {"fault": "echo"}
    assert ask(hardware, do="parcel", door=3, present=1) == {"ok": False, "error": "present: true or false is expected"}
    ask(hardware, do="supply", ampere=None)
    assert hardware.supply.ampere == inf


class Plug:
    def __init__(self) -> None:
        self.told: list[str | None] = []

    def unplug(self) -> None:
        self.told.append("unplug")

    def replug(self, name: str | None) -> str:
        if name == "/bad":
            raise OSError("no such place")
        self.told.append(name)
        return name or "/same"


def test_the_port_is_pulled_out_and_put_back_in(hardware: Installation) -> None:
    plug = Plug()

    def say(words: str) -> dict[str, object]:
        return obey(words.encode(), hardware, 5.0, plug)

    assert say("replug") == {"ok": False, "error": "the port is plugged in; unplug it first"}
    assert say("unplug") == say("unplug") == {"ok": True}
    assert hardware.line.fault is LineFault.UNPLUGGED
    assert say("replug /bad") == {"ok": False, "error": "no such place"}
    assert hardware.line.fault is LineFault.UNPLUGGED
    assert say("replug /other") == {"ok": True, "link": "/other"}
    assert hardware.line.fault is LineFault.NONE
    assert say("fault line unplugged") == {"ok": True}
    assert say("fault line noise") == {"ok": True, "link": "/same"}
    assert hardware.line.fault is LineFault.NOISE
    assert plug.told == ["unplug", "/other", "unplug", None]
    assert ask(hardware, do="unplug") == {"ok": True}
    assert ask(hardware, do="replug", link=7) == {"ok": False, "error": "link: a name is expected"}


def test_help_lists_everything(hardware: Installation) -> None:
    answer = obey(b"help", hardware, 5.0)
    assert answer["faults"] == {"door": list(DoorFault), "board": list(BoardFault), "line": list(LineFault)}


@pytest.mark.parametrize("line", [b"", b"[1]", b"{", b"\xff"])
def test_what_is_no_object_is_refused(hardware: Installation, line: bytes) -> None:
    assert obey(line, hardware, 5.0)["ok"] is False
