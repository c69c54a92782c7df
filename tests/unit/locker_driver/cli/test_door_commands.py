import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from locker_driver import bank
from locker_driver.cli import door_commands, options
from locker_driver.cli.main import main
from locker_driver.simulator.installation import Place
from tests.unit.locker_driver.cli.walls import Wall, wall


@pytest.fixture
def doors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Wall]:
    with wall(tmp_path, capsys) as here:
        yield here


@pytest.fixture
def crossed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Wall]:
    """The locks of doors 1 and 2 are exchanged, their contacts are not."""
    places = {1: Place(1, 2, 1, 1), 2: Place(1, 1, 1, 2), 3: Place(1, 3), 4: Place(1, 4)}
    with wall(tmp_path, capsys, places) as here:
        yield here


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_commands, "READY_S", 0.5)
    monkeypatch.setattr(bank, "QUEUE_S", 0.5)


def test_status_says_what_every_contact_says(doors: Wall) -> None:
    doors.control.ask("open", door=2)
    assert doors.run("status") == 0
    states = ["closed", "open", "closed", "closed"]
    where = {"occupied": None, "bus": "line", "board": 1}
    assert doors.said == [
        {"door": number, "state": state, "channel": number} | where for number, state in enumerate(states, start=1)
    ]


@pytest.mark.allow_warnings
def test_status_of_nobody_is_unknown(doors: Wall) -> None:
    assert doors.run("status", url="/dev/there-is-no-such-port") == 4
    assert {line["state"] for line in doors.said} == {"unknown"}


def test_an_opened_door_is_told_step_by_step(doors: Wall) -> None:
    assert doors.run("open", "3") == 0
    assert doors.steps() == [(3, "written"), (3, "acknowledged"), (3, "opened")]
    assert doors.run("open", "3") == 0
    assert doors.steps()[-1] == (3, "already_open")
    assert len(doors.control.seen("pulse")) == 2


def test_a_jammed_door(doors: Wall) -> None:
    doors.control.ask("fault", door=3, fault="jam")
    assert doors.run("open", "3") == 3
    assert doors.steps() == [(3, "written"), (3, "acknowledged"), (3, "jammed")]


def test_a_board_that_does_not_answer(doors: Wall) -> None:
    doors.control.ask("fault", board=1, fault="silent")
    assert doors.run("open", "3") == 4
    assert doors.steps() == [(3, "unknown")]
    assert not doors.control.seen("pulse")


@pytest.mark.allow_warnings
def test_a_port_that_is_away(doors: Wall) -> None:
    assert doors.run("open", "3", url="/dev/there-is-no-such-port") == 4
    assert "port is disconnected" in str(doors.said[0]["cause"])


def test_another_door_that_opens_instead(crossed: Wall) -> None:
    assert crossed.run("open", "1") == 5
    assert crossed.steps() == [(1, "written"), (1, "acknowledged"), (1, "jammed"), (2, "opened_too")]


def test_another_door_that_opens_while_this_one_stood_open(crossed: Wall) -> None:
    crossed.control.ask("open", door=1)
    assert crossed.run("open", "1") == 5
    assert crossed.steps()[2:] == [(1, "already_open"), (2, "opened_too")]


def test_a_door_that_stood_open_before_is_not_blamed(doors: Wall) -> None:
    doors.control.ask("open", door=2)
    doors.control.ask("fault", door=1, fault="jam")
    assert doors.run("open", "1") == 3


def test_the_readable_form_is_short_and_aligned(doors: Wall) -> None:
    doors.capsys.readouterr()
    assert main(["status", "--url", str(doors.port), "--family", "8a", "--doors", "2"]) == 0
    assert doors.capsys.readouterr().out == "door    1  closed   line 1:1\ndoor    2  closed   line 1:2\n"
    assert main(["open", "2", "--url", str(doors.port), "--family", "8a", "--doors", "2"]) == 0
    lines = doors.capsys.readouterr().out.splitlines()
    words = ("written     ", "acknowledged", "opened      ")
    assert len(lines) == 3
    for line, word in zip(lines, words, strict=True):
        assert re.fullmatch(rf"door    2  {word}   \d\.\d{{3}} s", line)


def test_stats_count_and_show_frames(doors: Wall) -> None:
    assert doors.run("stats", "--seconds", "0.5") == 0
    (line,) = doors.said
    assert line["name"] == "line"
    assert line["state"] == "connected"
    assert line["received"] >= 3
    assert line["sent"] - line["received"] in {0, 1}, "one question may be under way"
    assert any("> 80 01 00 33 b2" in frame for frame in line["frames"])
    doors.control.ask("fault", board=1, fault="silent")
    assert doors.run("stats", "--seconds", "0.3") == 4


def test_watch_tells_changes_until_it_is_interrupted(doors: Wall) -> None:
    command = [
        sys.executable,
        "-m",
        "locker_driver",
        "watch",
        "--url",
        str(doors.port),
        "--family",
        "8a",
        "--doors",
        "4",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().endswith("watching 4 doors\n")
        doors.control.ask("open", door=4)
        assert process.stdout.readline().endswith("door    4  opened_without_command\n")
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["status"], "--url: give --url and --family, or --config"),
        (["status", "--url", "/dev/ttyUSB0"], "--url: give --url and --family"),
        (["status", "--url", "ttyUSB0", "--family", "8a"], "--url: 'ttyUSB0' is neither"),
        (["status", "--url", "/dev/x", "--family", "8a", "--board", "a"], "--board: 'a' is not an address"),
        (["status", "--url", "/dev/x", "--family", "8a", "--board", "0"], "--board: addresses are 1 to 99"),
        (
            ["status", "--url", "/dev/x", "--family", "8a", "--doors", "25"],
            "--doors: '25' is not a number between 1 and 24",
        ),
        (["status", "--url", "/dev/x", "--family", "8a", "--set", "ways"], "--set: 'ways' is not KEY=VALUE"),
        (
            ["status", "--url", "/dev/x", "--family", "8a", "--set", "bauds=1"],
            "--set: Object contains unknown field `bauds`",
        ),
        (["status", "--url", "/dev/x", "--family", "8a", "--board", "3-1"], "--board: '3-1' ends before it begins"),
        (
            ["status", "--url", "/dev/x", "--family", "8a", "--set", "dialect.unlock_parameter=7"],
            "--set dialect.unlock_parameter: must be 0x11 or 0x33",
        ),
        (["open", "25", "--url", "/dev/x", "--family", "8a"], "the bank has no door 25"),
        (["status", "--config", "/none.toml"], "/none.toml: cannot be read"),
        (["status", "--config", "x.toml", "--family", "8a"], "--family: is in the bank file already"),
        (["probe", "--url", "/dev/x", "--family", "9b"], "--family: '9b' is not known"),
        (["probe", "--url", "/dev/x", "--baud", "300"], "--baud: 300 is not between"),
        (["probe", "--url", "x"], "--url: 'x' is neither"),
    ],
)
def test_wrong_options_end_with_2_and_one_line(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert problem in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["fly"], ["open", "three", "--url", "/dev/x", "--family", "8a"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_doors_of_a_bank_file_can_be_chosen(tmp_path: Path, doors: Wall) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(f'[[buses]]\nname = "main"\nport = "{doors.port}"\nboards = [1]\ndoors = {{ "11-14" = "1:1-4" }}\n')
    assert main(["status", "--config", str(path), "--doors", "12,14"]) == 0
    assert doors.capsys.readouterr().out == "door   12  closed   main 1:2\ndoor   14  closed   main 1:4\n"
    assert main(["status", "--config", str(path), "--doors", "1"]) == 2
    assert "--doors: the bank has no door 1" in doors.capsys.readouterr().err
    assert main(["status", "--config", str(path), "--doors", "x"]) == 2
    assert doors.capsys.readouterr().err.startswith("--doors: 'x'")


def test_a_bank_file_for_the_kiosks_own_simulator_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(__file__).parents[4] / "config" / "banks" / "demo-24.toml"
    assert main(["status", "--config", str(path)]) == 2
    assert capsys.readouterr().err.startswith(f"{path}: buses[0].port: 'sim:' is the kiosk's own simulator")


def test_a_password_file_that_is_not_there_is_told_with_the_bank_file(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(__file__).parents[4] / "config" / "banks" / "shelly.toml"
    assert main(["open", "1", "--config", str(path)]) == 2
    assert capsys.readouterr().err.startswith(f"{path}: mqtt annex: password_file: cannot be read")


def test_no_ways_are_the_usual_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["open", "25", "--url", "/dev/x", "--family", "8a", "--set", "ways=0"]) == 2
    assert "no door 25" in capsys.readouterr().err
    assert (
        len(options.bank(options.parse(["status", "--url", "/dev/x", "--family", "8a", "--set", "ways=0"])).channels)
        == 24
    )


@pytest.mark.parametrize("command", ["watch", "open"])
def test_a_reader_that_went_away_ends_the_command_quietly(doors: Wall, command: str) -> None:
    """As `… | head -1` does."""
    more = ["4"] if command == "open" else []
    words = [sys.executable, "-m", "locker_driver", command, *more, "--url", str(doors.port), "--family", "8a"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        if command == "watch":
            process.stdout.readline()
        process.stdout.close()
        if command == "watch":
            doors.control.ask("open", door=3)
        assert process.wait(timeout=10) == 141
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    committed = Path(__file__).parents[4] / "config" / "schema" / "bank.schema.json"
    assert capsys.readouterr().out == committed.read_text(encoding="utf-8")


def test_simulate_reads_its_own_options() -> None:
    assert main(["simulate", "--link", "/tmp/x", "--ways", "0", "--boards", "0"]) == 2
