"""The UI as the process it is, and what Python and Qt do to each other in it."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSize, Signal

from kiosk import messages as m
from tests.ui.fixtures import site, view
from ui.__main__ import main, size


class Emitter(QObject):
    told = Signal(bool)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="booleans are immortal")
def test_emitting_a_signal_drops_no_reference_of_true(qapp):
    emitter = Emitter()
    emitter.told.connect(str)
    before = sys.getrefcount(True)
    for _ in range(1000):
        emitter.told.emit(True)
    assert abs(sys.getrefcount(True) - before) < 50


def test_sizes_are_read_or_refused():
    assert size("1280x800") == QSize(1280, 800)
    for text in ("1280", "0x800", "ax b", "-1x5"):
        with pytest.raises(Exception, match="WIDTHxHEIGHT"):
            size(text)


def test_an_unknown_option_ends_with_2(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--socket", "x", "--colour", "red"])
    assert ended.value.code == 2
    assert "--colour" in capsys.readouterr().err


def accept(server: socket.socket) -> socket.socket:
    peer, _ = server.accept()
    peer.settimeout(10)
    hello = m.Hello(m.PROTOCOL_VERSION, "core", "test")
    for message in (hello, m.Welcome(site()), view("door_open", seq=7)):
        peer.sendall(m.line(message))
    return peer


def lines(peer: socket.socket):
    with peer.makefile("rb") as file:
        for raw in file:
            if (message := m.to_core.decode(raw)) != m.Alive():
                yield message


def test_the_process_draws_answers_its_puppet_and_returns_after_sigkill(tmp_path: Path):
    path, puppet = tmp_path / "core.sock", tmp_path / "puppet.sock"
    command = [sys.executable, "-m", "ui", "--socket", path, "--puppet", puppet, "--size", "540x960"]
    command += ["--die-with-parent", "--reduced-motion", "--grab", tmp_path / "shots"]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(path))
        server.listen()
        server.settimeout(20)
        for _ in range(2):
            with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
                try:
                    with closing(accept(server)) as peer:
                        heard = lines(peer)
                        assert isinstance(next(heard), m.Hello)
                        assert next(heard) == m.Painted(7)
                        assert ask(puppet, {"screen": True})["screen"] == "door"
                        peer.sendall(m.line(m.Beat()))
                        await_file(tmp_path / "shots" / "01-door.png")
                finally:
                    process.kill()
                assert process.communicate(timeout=10)[1] == ""


def test_the_process_tells_its_manager_that_it_has_drawn_and_then_that_it_turns(tmp_path: Path):
    """Without a core too: restarting the screen would not bring a core back."""
    command = [sys.executable, "-m", "ui", "--socket", tmp_path / "core.sock", "--size", "540x960"]
    command += ["--die-with-parent", "--reduced-motion"]
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(20)
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "NOTIFY_SOCKET": str(tmp_path / "notify")}
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
            try:
                told = [manager.recv(64) for _ in range(4)]
            finally:
                process.kill()
            assert process.communicate(timeout=10)[1] == ""
    assert told.count(b"READY=1") == 1
    assert told.count(b"WATCHDOG=1") == 3


def ask(path: Path, request: object) -> dict:
    with closing(socket.socket(socket.AF_UNIX)) as line:
        line.settimeout(10)
        line.connect(str(path))
        line.sendall(json.dumps(request).encode() + b"\n")
        with line.makefile() as file:
            return json.loads(file.readline())


def await_file(path: Path) -> None:
    deadline = time.monotonic() + 10
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert path.exists()
