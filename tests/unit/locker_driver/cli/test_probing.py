"""`probe` on simulated lines."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from locker_driver import DialectModbus
from locker_driver.cli.main import main
from locker_driver.families import Family
from locker_driver.simulator.host_port import HostPort
from locker_driver.simulator.installation import Place
from locker_driver.simulator.pty_port import PtyPort
from locker_driver.simulator.server import Server
from locker_driver.simulator.settings import BoardSettings
from locker_driver.simulator.tcp_port import TcpPort
from tests.unit.locker_driver.cli.walls import Wall, wall
from tests.unit.locker_driver.simulated import Control


@contextmanager
def line(folder: Path, port: HostPort, boards: tuple[int, ...], settings: BoardSettings) -> Iterator[Control]:
    server = Server(port, folder / "control", boards, settings, {1: Place(boards[0], 1)})
    thread = threading.Thread(target=server.run)
    thread.start()
    control = Control(folder / "control")
    try:
        yield control
    finally:
        control.close()
        server.stop()
        thread.join()


def probed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, object]]]:
    code = main(["probe", *arguments, "--json"])
    return code, [json.loads(text) for text in capsys.readouterr().out.splitlines()]


def found(lines: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [(line["family"], line["baud"], line["board"]) for line in lines if line.get("found") == "answer"]


def test_all_boards_of_a_family_are_found_and_nothing_moves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with line(tmp_path, PtyPort(tmp_path / "tty"), (1, 3), BoardSettings("wkly")) as control:
        arguments = ("--family", "8a", "--family", "wkly", "--board", "0-3")
        code, lines = probed(capsys, "--url", str(tmp_path / "tty"), *arguments)
        assert not control.seen("pulse")
    assert code == 0
    assert found(lines) == [("wkly", 9600, 1), ("wkly", 9600, 3)]


@pytest.mark.parametrize("framing", ["tcp", "rtu"])
def test_modbus_is_found_over_tcp(tmp_path: Path, capsys: pytest.CaptureFixture[str], framing: str) -> None:
    port = TcpPort("127.0.0.1", 0)
    dialect = DialectModbus(framing="tcp" if framing == "tcp" else "rtu")
    with line(tmp_path, port, (1,), BoardSettings("modbus-relay", dialect)):
        code, lines = probed(capsys, "--url", port.url, "--family", "modbus-relay", "--board", "1")
    assert (code, [(one["board"], one["framing"]) for one in lines if one.get("found") == "answer"]) == (
        0,
        [(1, framing)],
    )


@pytest.fixture
def here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Wall]:
    with wall(tmp_path, capsys) as built:
        yield built


FAMILY: Family = "8a"
NARROW = ("--family", FAMILY, "--board", "1", "--baud", "9600")


def test_an_echo_is_seen(here: Wall) -> None:
    here.control.ask("fault", line=True, fault="echo")
    assert here.run("probe", *NARROW) == 0
    assert [line.get("hint", line.get("echo")) for line in here.said] == [True, "strip_echo"]


def test_who_has_been_found_is_not_asked_at_other_speeds(here: Wall) -> None:
    assert here.run("probe", *NARROW, "--baud", "19200") == 0
    assert [line["baud"] for line in here.said] == [9600]


def test_nobody_there(here: Wall) -> None:
    here.control.ask("fault", board=1, fault="silent")
    assert here.run("probe", *NARROW, "--baud", "19200") == 4
    assert [line.get("hint", line.get("baud")) for line in here.said] == [9600, 19200, "silent"]


def test_noise_at_every_speed(here: Wall) -> None:
    here.control.ask("fault", board=1, fault="chatter")
    here.control.ask("fault", line=True, fault="noise")
    assert here.run("probe", *NARROW) == 4
    assert here.said[-1]["hint"] == "swapped"


def test_two_boards_with_one_address(here: Wall) -> None:
    here.control.ask("fault", board=1, fault="duplicate_reply")
    assert here.run("probe", *NARROW) == 0
    assert here.said[-1]["hint"] == "two_answers"


def test_the_readable_form(here: Wall) -> None:
    here.capsys.readouterr()
    assert main(["probe", "--url", str(here.port), *NARROW]) == 0
    assert here.capsys.readouterr().out == "8a             9600 baud  board 1   answers, up to 24 doors\n"


def test_a_port_that_is_away(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "--url", "/dev/there-is-no-such-port"]) == 4
    assert capsys.readouterr().err == "/dev/there-is-no-such-port: No such file or directory\n"


def test_the_speed_behind_a_transparent_serial_server_is_not_made_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = TcpPort("127.0.0.1", 0)
    with line(tmp_path, port, (1,), BoardSettings("8a")):
        code, lines = probed(capsys, "--url", port.url, "--family", "8a", "--board", "1")
        assert (code, found(lines)) == (0, [("8a", None, 1)])
        assert main(["probe", "--url", port.url, "--family", "8a", "--board", "1"]) == 0
    assert capsys.readouterr().out == "8a           board 1   answers, up to 24 doors\n"


def test_an_echo_is_one_at_every_speed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with line(tmp_path, PtyPort(tmp_path / "tty"), (1,), BoardSettings("8a")) as control:
        control.ask("fault", line=True, fault="echo")
        control.ask("fault", board=1, fault="silent")
        code, lines = probed(capsys, "--url", str(tmp_path / "tty"), "--family", "8a", "--board", "1")
    assert code == 4
    assert lines[-1]["hint"] == "echo_alone"
