"""The real pcscd and its virtual reader (Debian: pcscd, vsmartcard-vpcd), for tests with simulated cards."""

import fcntl
import os
import random
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

SOCKET = Path("/run/pcscd/pcscd.comm")
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
NEEDS_PCSCD = [
    pytest.mark.skipif(shutil.which("pcscd") is None, reason="pcscd is not installed"),
    pytest.mark.skipif(not DRIVER.exists(), reason="vsmartcard-vpcd is not installed"),
    pytest.mark.skipif(os.geteuid() != 0, reason="pcscd needs to be root"),
]
NAME = "Virtual PCD 00 00"
_NO_POLKIT = "--disable-polkit"


class Pcscd:
    """The daemon, with nothing but the virtual reader; there can be one of it on a machine."""

    def __init__(self, folder: Path) -> None:
        self.port = _two_free_ports()
        self._config = folder / "reader.conf"
        where = f"DEVICENAME /dev/null:{self.port:#x}\nCHANNELID {self.port:#x}\n"
        self._config.write_text(f'FRIENDLYNAME "Virtual PCD"\nLIBPATH {DRIVER}\n{where}')
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["pcscd", "--foreground", *_without_polkit(), "--config", str(self._config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


def _two_free_ports() -> int:
    """The lower of two neighbours: vpcd listens on one for each of its two slots, and has no reader if it cannot.

    Below those that the system gives to connections, which stay taken for a minute after their end.
    """
    while True:
        port = 2 * random.randrange(10_000, 16_000)
        with socket.socket() as one, socket.socket() as other, suppress(OSError):
            one.bind(("", port))
            other.bind(("", port + 1))
            return port


def _without_polkit() -> list[str]:
    """Since 2.0 it asks polkit who its clients are, and refuses all where no system bus runs, as in a container."""
    told = subprocess.run(["pcscd", "--help"], capture_output=True, text=True, timeout=10, check=False)
    return [_NO_POLKIT] if _NO_POLKIT in told.stdout + told.stderr else []


@contextmanager
def running_pcscd(folder: Path) -> Iterator[Pcscd]:
    """Skips the test where the machine has one running."""
    with (Path(tempfile.gettempdir()) / "openluke-test-pcscd.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if SOCKET.exists():
            pytest.skip("this machine's own pcscd is running")
        daemon = Pcscd(folder)
        try:
            yield daemon
        finally:
            daemon.stop()
