"""`commission` with a person who closes doors and says what they see, on simulated boards."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from locker_driver import Channel
from locker_driver.cli import bench
from locker_driver.cli.main import main
from locker_driver.cli.walk import read_answer
from locker_driver.commissioning_words import (
    Ask,
    Confirmed,
    DoorSeen,
    Event,
    NoneSeen,
    Question,
    Redo,
    SeveralSeen,
    Skipped,
    Stopped,
)
from locker_driver.proof_file import load_proof
from locker_driver.simulator.installation import Place
from tests.unit.locker_driver.cli.walls import DOORS, Wall, wall


@dataclass
class Person(io.StringIO):
    """Standing in front of the wall; `answers` come before what they see."""

    wall: Wall
    answers: dict[tuple[object, object], str] = field(default_factory=dict)
    said: list[dict[str, object]] = field(default_factory=list)

    def readline(self, _size: int = -1, /) -> str:
        self.said += [json.loads(line) for line in self.wall.capsys.readouterr().out.splitlines()]
        ask = self.said[-1]
        answer = self.answers.pop((ask["ask"], ask["door"]), None)
        return (self.see() if ask["ask"] == "which_opened" else self.close()) + "\n" if answer is None else answer

    def open_doors(self) -> list[int]:
        doors = self.wall.control.ask("state")["doors"]
        assert isinstance(doors, list)
        return [door["door"] for door in doors if door["open"]]

    def see(self) -> str:
        opened = self.open_doors()
        return "n" if not opened else "s" if len(opened) > 1 else str(opened[0])

    def close(self) -> str:
        for number in self.open_doors():
            self.wall.control.ask("close", door=number)
        return ""


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    return tmp_path / "proof.json"


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "LOOK_APART_S", 0.0)
    monkeypatch.setattr(bench, "SPRING_S", 0.3)


Commission = Callable[..., tuple[int, list[dict[str, object]]]]


@pytest.fixture
def commission(proof: Path, monkeypatch: pytest.MonkeyPatch) -> Commission:
    def run(here: Wall, *more: str, answers: dict[tuple[object, object], str] | None = None) -> tuple[int, list]:
        person = Person(wall=here, answers=answers or {})
        monkeypatch.setattr(sys, "stdin", person)
        code = here.run("commission", "--proof", str(proof), "--by", "Kari", *more)
        told = [line for line in person.said + here.said if "ask" not in line]
        return code, told

    return run


def test_a_wall_that_is_wired_right_is_proven_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], proof: Path, commission: Commission
) -> None:
    with wall(tmp_path, capsys) as here:
        code, told = commission(here)
        assert (code, told[-1]) == (0, {"proven": [1, 2, 3, 4], "not_walked": []})
        assert len(here.control.seen("pulse")) == DOORS
        door = load_proof(proof).doors[3]
        assert door.by == "Kari"
        assert door.at.endswith("+00:00")
        assert door.opened.frames[:2] == (
            "80 01 ff ff fb 33 4d".replace("4d", f"{0x80 ^ 1 ^ 0xFB ^ 0x33:02x}"),
            "80 01 03 00 82",
        )
        assert commission(here) == (0, []), "nothing is left to walk"
        assert len(here.control.seen("pulse")) == DOORS
        # With another setting the proof does not hold.
        code, told = commission(here, "--set", "ways=12", answers={("close_all", None): "stop\n"})
        assert (code, told[-1]) == (1, {"proven": [], "not_walked": [1, 2, 3, 4]})


def test_crossed_wires_are_found_and_the_map_is_proposed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], commission: Commission
) -> None:
    with wall(tmp_path, capsys, {1: Place(1, 2), 2: Place(1, 1), 3: Place(1, 3, 1, 9), 4: Place(1, 4)}) as here:
        code, told = commission(here)
    assert code == 1
    assert [(line["door"], line["finding"]) for line in told if "finding" in line] == [
        (1, "other_opened"),
        (2, "other_opened"),
        (3, "sensor_elsewhere"),
    ]
    proposals = {
        line["proposal"]: Channel(
            *(line[name] for name in ("bus", "board", "channel", "sensor_board", "sensor_channel"))
        )
        for line in told
        if "proposal" in line
    }
    assert proposals == {1: Channel("line", 1, 2), 2: Channel("line", 1, 1), 3: Channel("line", 1, 3, 1, 9)}
    assert told[-1]["proven"] == [4]


@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        ({"board": 1, "fault": "wrong_polarity"}, "polarity"),
        ({"board": 1, "fault": "silent"}, "board_silent"),
        ({"board": 1, "fault": "corrupt_reply"}, "board_garbled"),
        ({"board": 1, "fault": "duplicate_reply"}, "board_garbled"),
        ({"line": True, "fault": "echo"}, "echo"),
        ({"door": 1, "fault": "jam"}, "nothing_opened"),
        ({"door": 1, "fault": "stuck_switch"}, "no_feedback"),
        ({"door": 1, "fault": "cut_wire"}, "no_feedback"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_faults_are_found_at_the_first_door(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    commission: Commission,
    fault: dict[str, object],
    finding: str,
) -> None:
    with wall(tmp_path, capsys) as here:
        here.control.ask("fault", **fault)
        code, told = commission(here, answers={("close_all", None): "redo 99\n", ("which_opened", 2): "stop\n"})
    assert code == 1
    assert told[0]["finding"] == finding


@pytest.mark.allow_warnings
def test_a_port_that_is_away_proves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], commission: Commission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "ASK_S", 0.1)
    with wall(tmp_path, capsys) as here:
        here.control.ask("unplug")
        code, told = commission(here)
    assert (code, told[0]["finding"]) == (1, "board_silent")


def test_a_door_that_fails_when_walked_again_loses_its_proof(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], proof: Path, commission: Commission
) -> None:
    bank = tmp_path / "bank.toml"
    bank.write_text(
        f'[[buses]]\nname = "main"\nport = "{tmp_path}/tty"\nboards = [1]\nlock = {{ pulse_ms = 50 }}\n'
        'doors = { "1-4" = "1:1-4" }\n'
    )
    arguments = ["commission", "--config", str(bank), "--proof", str(proof), "--doors", "2-3", "--json"]
    with wall(tmp_path, capsys) as here, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", Person(wall=here))
        assert main(arguments) == 0
        assert sorted(load_proof(proof).doors) == [2, 3]
        here.control.ask("fault", door=3, fault="jam")
        assert main(arguments) == 1
        assert sorted(load_proof(proof).doors) == [2]


def test_the_end_of_the_input_ends_the_walk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], commission: Commission
) -> None:
    with wall(tmp_path, capsys) as here:
        code, told = commission(here, answers={("which_opened", 1): ""})
    assert (code, told[-1]) == (1, {"proven": [], "not_walked": [1, 2, 3, 4]})


def test_a_damaged_proof_is_not_overwritten(tmp_path: Path, proof: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof.write_text("{}")
    assert main(["commission", "--url", "/dev/x", "--family", "8a", "--proof", str(proof)]) == 2
    assert "is not a proof of commissioning" in capsys.readouterr().err
    assert proof.read_text() == "{}"


def test_a_proof_that_cannot_be_kept_is_told_before_the_walk(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["commission", "--url", "/dev/x", "--family", "8a", "--proof", "/none/proof.json"]) == 2
    assert capsys.readouterr() == ("", "/none/proof.json: cannot be written: No such file or directory\n")


@pytest.mark.parametrize(
    ("question", "typed", "event"),
    [
        (Question.WHICH_OPENED, "7", DoorSeen(7)),
        (Question.WHICH_OPENED, "none", NoneSeen()),
        (Question.WHICH_OPENED, "s", SeveralSeen()),
        (Question.WHICH_OPENED, "", None),
        (Question.WHICH_OPENED, "x", None),
        (Question.CLOSE, "", Confirmed()),
        (Question.CLOSE, "7", None),
        (Question.STILL_OPEN, "skip", Skipped()),
        (Question.WHICH_OPENED, "redo 3", Redo(3)),
        (Question.WHICH_OPENED, "redo", None),
        (Question.CLOSE_ALL, "stop", Stopped()),
    ],
)
def test_what_a_person_types(question: Question, typed: str, event: Event | None) -> None:
    assert read_answer(Ask(question, 3), typed) == event
