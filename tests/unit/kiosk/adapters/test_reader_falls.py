"""A reader that is felled by what it looks at comes back by itself and reads the next code, under the real supervisor.

Each harm is done once, from within the decode loop, as a decoder of C++ would do it.
"""

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import segno

from kiosk.supervisor import Child, Supervisor
from tests.helpers.core_socket import CoreSocket
from tests.unit.kiosk.adapters.test_reader import in_state

TEXT = "PK1:COMES BACK"
TRAPPED = """
import ctypes, os, signal, sys
from pathlib import Path
from kiosk.adapters import reader

harm, done = sys.argv.pop(1), Path(sys.argv.pop(1))
standard, reader.STUCK_S = reader.standard_ladder, 1.0

class Trap:
    def __init__(self, symbologies):
        self.ladder = standard(symbologies)

    @property
    def plain(self):
        return self.ladder.plain

    def glance(self, half):
        return self.ladder.glance(half)

    def read(self, gray, *, search):
        codes = self.ladder.read(gray, search=search)
        if codes and not done.exists():
            done.touch()
            HARMS[harm]()
        return codes

def bomb():
    hoard = []
    while True:
        hoard.append(bytearray(64 << 20))

HARMS = {
    "segfault": lambda: ctypes.string_at(0),
    "abort": os.abort,
    "spins and holds the GIL": lambda: sum(range(10**12)),
    "memory bomb": bomb,
    "stops": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "is killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
}
reader.standard_ladder = Trap
sys.exit(reader.main())
"""


@contextmanager
def supervised(child: Child) -> Iterator[list[int]]:
    """Runs in a thread of its own, as the core's loop is not this one; the pids that were started."""
    pids: list[int] = []
    loop = asyncio.new_event_loop()
    supervisor = Supervisor(lambda _name, pid: pids.append(pid))
    task = loop.create_task(supervisor.run([child]))

    def run() -> None:
        with pytest.raises(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield pids
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)


@pytest.fixture
def felled(tmp_path: Path) -> Callable[[str], Child]:
    (tmp_path / "photos").mkdir()
    segno.make_qr(TEXT).save(str(tmp_path / "photos" / "code.png"), scale=8, border=4)

    def child(harm: str) -> Child:
        scratch = tmp_path / "scratch"
        arguments = [f"--camera=still:{tmp_path}/photos/code.png", f"--socket={tmp_path}/core.sock"]
        arguments += [f"--preview={tmp_path}/preview", f"--scratch={scratch}", "--die-with-parent"]
        return Child("reader", [sys.executable, "-c", TRAPPED, harm, str(scratch / "done"), *arguments], watchdog_s=2.0)

    return child


HARMS = ["segfault", "abort", "spins and holds the GIL", "memory bomb", "stops", "is killed"]


@pytest.mark.allow_warnings
@pytest.mark.parametrize("harm", HARMS)
def test_it_comes_back_and_reads(harm: str, felled: Callable[[str], Child], tmp_path: Path) -> None:
    core = CoreSocket(tmp_path / "core.sock")
    with supervised(felled(harm)) as pids:
        core.accept()
        start_s = time.monotonic()
        with pytest.raises((EOFError, ConnectionResetError)):
            core.until(lambda _: False)
        core.accept()
        assert core.code().payload == TEXT.encode()
        assert time.monotonic() - start_s < 10
        core.until(in_state("ok"))
    assert len(pids) == 2
    assert core.connection is not None
    core.connection.close()
    core.listener.close()
