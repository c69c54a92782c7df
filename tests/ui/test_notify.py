"""Whoever started the UI hears that it runs."""

import os
import socket
from contextlib import closing

import pytest

from ui.notify import Notifier


@pytest.fixture(params=["path", "abstract"])
def manager(request, tmp_path):
    """A manager's socket, and its name as $NOTIFY_SOCKET has it."""
    name = str(tmp_path / "notify") if request.param == "path" else f"@openluke-{os.getpid()}-{tmp_path.name}"
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as ear:
        ear.bind(name.replace("@", "\0"))
        ear.settimeout(5)
        yield ear, name


def test_ready_and_alive_are_datagrams_of_their_own(manager, monkeypatch):
    ear, name = manager
    monkeypatch.setenv("NOTIFY_SOCKET", name)
    with closing(Notifier.from_environment()) as notifier:
        notifier.ready()
        notifier.alive()
        assert [ear.recv(64), ear.recv(64)] == [b"READY=1", b"WATCHDOG=1"]


@pytest.mark.parametrize("address", [None, ""])
def test_without_a_manager_nothing_is_said(address, caplog):
    with closing(Notifier(address)) as notifier:
        notifier.ready()
        notifier.alive()
    assert caplog.records == []


@pytest.mark.allow_warnings
def test_a_manager_that_is_gone_is_told_of_once_and_heard_again_when_it_is_back(tmp_path, caplog):
    path = str(tmp_path / "notify")
    with closing(Notifier(path)) as notifier:
        notifier.alive()
        notifier.alive()
        assert len(caplog.records) == 1
        with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as ear:
            ear.bind(path)
            ear.settimeout(5)
            notifier.alive()
            assert ear.recv(64) == b"WATCHDOG=1"
        notifier.alive()
        assert len(caplog.records) == 2


@pytest.mark.allow_warnings
def test_a_manager_that_does_not_read_never_holds_up_the_screen(tmp_path, caplog):
    """Its queue is full after some pings: a blocking send would hang the loop that draws."""
    path = str(tmp_path / "notify")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as ear, closing(Notifier(path)) as notifier:
        ear.bind(path)
        for _ in range(3000):
            notifier.alive()
        assert len(caplog.records) == 1
