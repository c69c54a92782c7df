"""The scanners' process within its sandbox, on devices that speak the real protocols."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from hardware.scanner.simulated.card import SimulatedCard, VirtualReader
from hardware.scanner.simulated.serial_scanner import SimulatedSerialScanner
from kiosk.adapters.sandbox import landlock
from kiosk.adapters.sandbox.landlock import LandlockError
from kiosk.messages import ScannersStatus
from tests.helpers.core_socket import CoreSocket
from tests.helpers.pcscd import NAME, NEEDS_PCSCD, running_pcscd


@contextmanager
def scanners(core: CoreSocket, folder: Path, url: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Connected, with a device that is there."""
    command = [sys.executable, "-m", "kiosk.adapters.scanners", f"--socket={folder / 'core.sock'}", f"--scanner={url}"]
    environment = {**os.environ, "OPENLUKE_LOG": "INFO"}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stderr=log, env=environment)
    try:
        core.accept()
        core.until(lambda message: isinstance(message, ScannersStatus) and message.scanners[0].state == "ok")
        yield process
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def core(tmp_path: Path) -> Iterator[CoreSocket]:
    server = CoreSocket(tmp_path / "core.sock")
    yield server
    server.listener.close()
    server.close_connection()


def test_it_is_confined_before_the_first_device_is_touched_and_says_how(core: CoreSocket, tmp_path: Path) -> None:
    scanner = SimulatedSerialScanner(tmp_path / "scanner")
    scanner.plug_in()
    with scanners(core, tmp_path, f"serial:{tmp_path / 'scanner'}") as process:
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        in_force = (tmp_path / "log").read_text().partition(" sandbox: ")[2].partition(" in force")[0].split(", ")
        assert {"limits", "privileges"} <= set(in_force)
        assert (status["NoNewPrivs"], int(status["CapEff"], 16)) == ("1", 0)
        assert ("system calls" in in_force) is ("network" in in_force) is (status["Seccomp"] == "2")
        with suppress(LandlockError):
            landlock.version()
            assert "files" in in_force
        scanner.scan(b"A")
        assert core.code().payload == b"A"
    scanner.unplug()


@pytest.mark.allow_warnings
class TestCards:
    pytestmark = NEEDS_PCSCD

    def test_a_card_is_told_from_within_the_sandbox(self, core: CoreSocket, tmp_path: Path) -> None:
        with running_pcscd(tmp_path) as daemon:
            reader = VirtualReader(daemon.port)
            with scanners(core, tmp_path, f"pcsc:{NAME}"):
                reader.lay(SimulatedCard(bytes.fromhex("04A1B2C3D4E5F6")))
                assert core.code().payload == b"04A1B2C3D4E5F6"
            reader.lift()
