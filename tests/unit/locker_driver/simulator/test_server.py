"""The simulator as a process: its socket, its terminal, its end."""

import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from locker_driver.errors import LinkError
from locker_driver.simulator.command import main
from locker_driver.simulator.pty_port import PtyPort
from locker_driver.transport.serial_thread import SerialLink
from tests.unit.locker_driver.simulated import Control, simulator

COMMAND = [sys.executable, "-m", "locker_driver.simulator"]


@contextmanager
def process(folder: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    arguments = [*COMMAND, "--link", str(folder / "tty"), "--control", str(folder / "control"), *options]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as started:
        try:
            assert started.stdout is not None
            assert '"ready"' in started.stdout.readline()
            yield started
        finally:
            started.kill()


def test_it_takes_options_and_ends_cleanly_on_sigterm(tmp_path: Path) -> None:
    with process(tmp_path, "--map", "14=1:19", "--fault", "door:14=jam", "--close-after", "2") as started:
        with closing(Control(tmp_path / "control")) as control:
            state = control.ask("state")
        assert state["doors"] == [
            {"door": 14, "open": False, "held": False, "fault": "jam", "pulses": 0, "parcel": False}
        ]
        assert state["person"] == {"closes_after_s": 2.0}
        started.terminate()
        assert started.wait(5) == 0
    assert list(tmp_path.iterdir()) == []


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    parent = (
        "import subprocess, sys\n"
        "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
    )
    options = ["--link", str(tmp_path / "tty"), "--control", str(tmp_path / "control"), "--die-with-parent"]
    done = subprocess.run(
        [sys.executable, "-c", parent, *COMMAND, *options], capture_output=True, text=True, check=True, timeout=20
    )
    with suppress(ProcessLookupError):
        pidfd = os.pidfd_open(int(done.stdout))
        assert select.select([pidfd], [], [], 5)[0]
        os.close(pidfd)
    assert not (tmp_path / "tty").exists()


def test_bad_options_end_with_one_line_and_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("precious")
    base = ["--control", str(tmp_path / "control")]
    for options, problem in (
        (["--link", str(tmp_path / "tty"), "--ways", "51", *base], "--ways: 51"),
        (["--link", str(tmp_path / "no" / "tty"), *base], "No such file"),
        (["--link", str(file), *base], "is no symbolic link"),
        (["--link", str(tmp_path / "tty"), "--control", str(file)], "Address already in use"),
        (["--link", str(tmp_path / "tty"), "--control", str(tmp_path / ("x" * 120))], "too long"),
    ):
        assert main(options) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert problem in line
    assert file.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [file]


def test_everyone_hears_every_event(tmp_path: Path) -> None:
    with simulator(tmp_path) as first, closing(Control(tmp_path / "control")) as second:
        second.ask("state")
        first.ask("open", door=3)
        assert [event["door"] for event in first.seen("opened")] == [3]
        assert second.wait_for("opened")["door"] == 3


def test_a_client_that_babbles_is_dropped(tmp_path: Path) -> None:
    with simulator(tmp_path) as control:
        with socket.socket(socket.AF_UNIX) as babbler:
            babbler.connect(str(tmp_path / "control"))
            babbler.settimeout(5)
            babbler.sendall(b"x" * 10_000)
            with suppress(ConnectionResetError):
                assert babbler.recv(100) == b""
        assert control.ask("open", door=3) == {"ok": True}


def test_a_client_that_does_not_wait_for_its_answers_does_no_harm(tmp_path: Path) -> None:
    def desert() -> None:
        with socket.socket(socket.AF_UNIX) as deserter:
            deserter.connect(str(tmp_path / "control"))
            deserter.sendall(b'{"do": "state"}\n' * 20)

    with simulator(tmp_path, before=desert) as control:
        assert control.ask("open", door=3) == {"ok": True}


def test_the_port_may_be_closed_and_opened_again(tmp_path: Path) -> None:
    with simulator(tmp_path):
        for _ in range(3):
            SerialLink(str(tmp_path / "tty"), 9600).close()


def test_the_port_has_one_owner_at_a_time(tmp_path: Path) -> None:
    port = str(tmp_path / "tty")
    with (
        simulator(tmp_path),
        closing(SerialLink(port, 9600)),
        pytest.raises(LinkError, match="unavailable"),
    ):
        SerialLink(port, 9600)


def test_the_terminal_does_not_echo_before_anybody_opens_it(tmp_path: Path) -> None:
    with closing(PtyPort(tmp_path / "tty")) as port:
        port.write(b"\x80\x01\n")
        assert select.select(port.readers(), [], [], 0.1)[0] == []
