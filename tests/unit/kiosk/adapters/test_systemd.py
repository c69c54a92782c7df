import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.adapters.systemd import Notifier


@pytest.fixture
def ear() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.setblocking(False)
        yield listener


def test_a_socket_in_the_file_system_hears_everything_in_order(ear: socket.socket, tmp_path: Path) -> None:
    ear.bind(str(tmp_path / "notify"))
    with Notifier.from_environment({"NOTIFY_SOCKET": str(tmp_path / "notify")}) as notifier:
        notifier.ready()
        notifier.status("serving")
        notifier.status("serving")
        notifier.ping()
        notifier.status("without camera")
    heard = [ear.recv(100) for _ in range(5)]
    assert heard == [b"READY=1", b"STATUS=serving", b"WATCHDOG=1", b"STATUS=without camera", b"STOPPING=1"]
    with pytest.raises(BlockingIOError):
        ear.recv(100)


def test_an_abstract_socket_is_named_with_an_at(ear: socket.socket) -> None:
    ear.bind("")
    Notifier("@" + ear.getsockname().decode()[1:]).ping()
    assert ear.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize(
    ("environ", "watchdog_s"),
    [
        ({"NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "20000000"}, 20.0),
        ({"NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "500000", "WATCHDOG_PID": str(os.getpid())}, 0.5),
        ({"NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "500000", "WATCHDOG_PID": "1"}, None),
        ({"NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "0"}, None),
        ({"NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "soon"}, None),
        ({"NOTIFY_SOCKET": "@x"}, None),
        ({"WATCHDOG_USEC": "20000000"}, None),
        ({}, None),
    ],
)
def test_only_who_is_watched_has_a_watchdog(environ: dict[str, str], watchdog_s: float | None) -> None:
    assert Notifier.from_environment(environ).watchdog_s == watchdog_s


def test_nobody_who_listens_is_no_trouble() -> None:
    Notifier("/nowhere/at/all").ping()
    Notifier().ready()
