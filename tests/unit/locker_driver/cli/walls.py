"""A simulated wall for the command line, and the command line run in this process."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from locker_driver.cli.main import main
from locker_driver.simulator.installation import Place
from locker_driver.simulator.pty_port import PtyPort
from locker_driver.simulator.server import Server
from locker_driver.simulator.settings import BoardSettings
from tests.unit.locker_driver.simulated import PULSE_S, Control

DOORS = 4


@dataclass
class Wall:
    """`said` keeps the JSON lines of the last command."""

    control: Control
    port: Path
    capsys: pytest.CaptureFixture[str]
    said: list[dict[str, object]]

    def run(self, command: str, *more: str, url: str | None = None) -> int:
        """The exit code; `more` may hold options that the bank does not need."""
        named = ["--url", url or str(self.port)]
        if command != "probe":
            named += ["--family", "8a", "--doors", str(DOORS), "--set", "poll_ms=100", "--set", "lock.pulse_ms=50"]
            named += ["--set", "lock.jam_after_s=0.3"]
        self.capsys.readouterr()
        code = main([command, *more, *named, "--json"])
        self.said = [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]
        return code

    def steps(self) -> list[tuple[object, object]]:
        return [(line["door"], line["step"]) for line in self.said]


@contextmanager
def wall(folder: Path, capsys: pytest.CaptureFixture[str], places: Mapping[int, Place] | None = None) -> Iterator[Wall]:
    """Doors 1 to 4 on board 1 unless `places` says otherwise. Everything is closed by hand."""
    wired = places or {number: Place(1, number) for number in range(1, DOORS + 1)}
    port = folder / "tty"
    server = Server(PtyPort(port), folder / "control", (1,), BoardSettings(pulse_s=PULSE_S), wired)
    thread = threading.Thread(target=server.run)
    thread.start()
    control = Control(folder / "control")
    try:
        yield Wall(control, port, capsys, [])
    finally:
        control.close()
        server.stop()
        thread.join()
