"""The simulator as a process: its socket, its terminal, its end."""

import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from locker_driver.errors import LinkError
from locker_driver.simulator.command import main
from locker_driver.simulator.pty_port import PtyPort
from locker_driver.simulator.tcp_port import TcpPort
from locker_driver.transport.serial_link import SerialLink
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


def test_another_ones_link_is_left_alone(tmp_path: Path) -> None:
    first = PtyPort(tmp_path / "tty")
    with closing(PtyPort(tmp_path / "tty")):
        first.close()
        assert (tmp_path / "tty").is_symlink()
    assert not (tmp_path / "tty").is_symlink()


def test_the_terminal_does_not_echo_before_anybody_opens_it(tmp_path: Path) -> None:
    with closing(PtyPort(tmp_path / "tty")) as port:
        port.write(b"\x80\x01\n")
        assert select.select(port.readers(), [], [], 0.1)[0] == []


class Console:
    """The simulator as a person at a terminal has it."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen([*COMMAND, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.ready = self.line()

    def line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        assert select.select([self.process.stdout], [], [], 10)[0]
        return json.loads(self.process.stdout.readline())

    def say(self, words: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(words.encode() + b"\n")
        self.process.stdin.flush()
        while "event" in (answer := self.line()):
            pass
        return answer

    def end(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(10)


@pytest.fixture
def console() -> Iterator[Callable[..., Console]]:
    started: list[Console] = []

    def start(*options: str) -> Console:
        started.append(Console(*options))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        with one.process:
            pass


STATUS = bytes.fromhex("80 01 00 33 B2")
ALL_CLOSED = bytes.fromhex("80 01 FF FF FF 33 4D")


def talk(connection: socket.socket, data: bytes, answer_bytes: int) -> bytes:
    connection.settimeout(5)
    connection.sendall(data)
    heard = b""
    while len(heard) < answer_bytes and (more := connection.recv(100)):
        heard += more
    return heard


def test_words_on_standard_input(tmp_path: Path, console: Callable[..., Console]) -> None:
    simulated = console("--link", str(tmp_path / "tty"))
    assert simulated.ready == {"event": "ready", "url": str(tmp_path / "tty"), "link": str(tmp_path / "tty")}
    assert simulated.say("fault door 3 jam") == {"ok": True}
    assert simulated.say('{"do": "open", "door": 4}') == {"ok": True}
    assert [door["door"] for door in simulated.say("state")["doors"] if door["open"]] == [4]
    assert simulated.say("open 99") == {"ok": False, "error": "there is no door 99"}
    assert simulated.end() == 0
    assert list(tmp_path.iterdir()) == []


def test_events_come_on_standard_output(tmp_path: Path, console: Callable[..., Console]) -> None:
    simulated = console("--link", str(tmp_path / "tty"), "--close-after", "0.01")
    assert simulated.process.stdin is not None
    simulated.process.stdin.write(b"open 4\n")
    simulated.process.stdin.flush()
    lines = [simulated.line() for _ in range(3)]
    assert [line.get("event") for line in lines] == ["opened", None, "closed"]


def test_a_last_line_needs_no_end(tmp_path: Path, console: Callable[..., Console]) -> None:
    simulated = console("--link", str(tmp_path / "tty"))
    assert simulated.process.stdin is not None
    simulated.process.stdin.write(b"open 99")
    assert simulated.end() == 0
    assert simulated.line() == {"ok": False, "error": "there is no door 99"}


def test_with_a_control_socket_the_end_of_the_input_is_not_the_end(
    tmp_path: Path, console: Callable[..., Console]
) -> None:
    simulated = console("--link", str(tmp_path / "tty"), "--control", str(tmp_path / "control"))
    assert simulated.say("open 3") == {"ok": True}
    assert simulated.process.stdin is not None
    simulated.process.stdin.close()
    with closing(Control(tmp_path / "control")) as control:
        for _ in range(3):
            assert control.ask("open", door=3) == {"ok": True}


def test_without_standard_input_it_goes_on(tmp_path: Path) -> None:
    arguments = [*COMMAND, "--tcp", "0"]
    with subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as started:
        try:
            assert started.stdout is not None
            port = json.loads(started.stdout.readline())["port"]
            with socket.create_connection(("127.0.0.1", port), 5) as connection:
                assert talk(connection, STATUS, 7) == ALL_CLOSED
            assert started.poll() is None
        finally:
            started.kill()


def test_a_tcp_port_has_one_client_at_a_time_and_can_be_pulled_out(console: Callable[..., Console]) -> None:
    simulated = console("--tcp", "0")
    port = simulated.ready["port"]
    address = ("127.0.0.1", port)
    assert simulated.ready["url"] == f"tcp://127.0.0.1:{port}"
    with socket.create_connection(address, 5) as first:
        assert talk(first, STATUS, 7) == ALL_CLOSED
        with socket.create_connection(address, 5) as second:
            second.settimeout(5)
            assert second.recv(1) == b""
        assert talk(first, STATUS, 7) == ALL_CLOSED
    with socket.create_connection(address, 5) as third:
        assert talk(third, STATUS, 7) == ALL_CLOSED
        assert simulated.say("unplug") == {"ok": True}
        with pytest.raises(ConnectionResetError):
            third.recv(1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, 5)
    assert simulated.say("replug x") == {"ok": False, "error": "'x' is no TCP port"}
    assert simulated.say("replug") == {"ok": True, "link": simulated.ready["url"]}
    with socket.create_connection(address, 5) as fourth:
        assert talk(fourth, STATUS, 7) == ALL_CLOSED


def test_a_client_may_hang_up_and_call_again_at_once() -> None:
    with closing(TcpPort("127.0.0.1", 0)) as port:
        address = ("127.0.0.1", int(port.url.rpartition(":")[2]))
        listener = port.readers()[0]
        for _ in range(3):
            with socket.create_connection(address, 5) as client:
                assert port.read(listener) == b""
                port.write(b"hello")
                assert client.recv(5) == b"hello"


def test_modbus_over_tcp(console: Callable[..., Console]) -> None:
    simulated = console("--tcp", "0", "--family", "modbus-relay", "--dialect", "framing=tcp", "--fault", "door 3 jam")
    with socket.create_connection(("127.0.0.1", simulated.ready["port"]), 5) as connection:
        request = bytes.fromhex("00 01 00 00 00 06 01 02 00 00 00 08")
        assert talk(connection, request, 10).hex() == "00010000000401" + "0201ff"


def test_a_terminal_that_is_pulled_out(tmp_path: Path) -> None:
    port = tmp_path / "tty"
    with simulator(tmp_path) as control, closing(SerialLink(str(port), 9600)) as link:
        assert control.ask("unplug") == {"ok": True}
        assert not port.is_symlink()
        with pytest.raises(LinkError, match="Input/output error"):
            link.write(STATUS)
        with pytest.raises(LinkError, match="No such file"):
            SerialLink(str(port), 9600)
        other = tmp_path / "other"
        assert control.ask("replug", link=str(other)) == {"ok": True, "link": str(other)}
        assert not port.is_symlink()
        with closing(SerialLink(str(other), 9600)) as back:
            assert asked(back) == ALL_CLOSED


def test_the_hosts_speed_matters(tmp_path: Path) -> None:
    with simulator(tmp_path):
        for baud, answer in ((9600, ALL_CLOSED), (19200, b""), (9600, ALL_CLOSED)):
            with closing(SerialLink(str(tmp_path / "tty"), baud)) as link:
                assert asked(link) == answer


def asked(link: SerialLink) -> bytes:
    link.write(STATUS)
    heard = b""
    while len(heard) < len(ALL_CLOSED) and select.select([link.fileno()], [], [], 0.2)[0]:
        heard += link.read()
    return heard
