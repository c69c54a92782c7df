"""A whole bus on a terminal or server that is pulled and plugged in again."""

import logging
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from locker_driver.config import BusConfig
from locker_driver.jobs import BusEvent, Reading
from locker_driver.models import LinkState
from locker_driver.transport import outage
from locker_driver.transport.com_port_link import NEGOTIATE_S
from locker_driver.transport.open_bus import open_bus
from locker_driver.transport.port_thread import PortThread
from tests.unit.locker_driver.transport.far_ends import (
    ANSWER,
    QUERY,
    THINK_S,
    Terminal,
    listener,
    receive,
    terminal,
    until,
)

pytestmark = pytest.mark.allow_warnings


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(outage, "FIRST_BACK_OFF_S", 0.01)
    monkeypatch.setattr(outage, "MAX_BACK_OFF_S", 0.02)
    caplog.set_level(logging.INFO)


@pytest.fixture
def events() -> list[BusEvent]:
    return []


@contextmanager
def bus_on(port: str | Path, events: list[BusEvent]) -> Iterator[PortThread]:
    config = BusConfig("main", str(port), (1,), baud=115200, poll_ms=50)
    thread = open_bus(config, {1: (1, 2)}, events.append)
    thread.start()
    try:
        yield thread
    finally:
        thread.stop()


def reads_doors(adapter: Terminal, events: list[BusEvent]) -> None:
    """Until the bus has told a reading that came through `adapter`."""
    adapter.answer()
    count = readings(events)
    while readings(events) == count:
        adapter.answer()


def readings(events: list[BusEvent]) -> int:
    return sum(isinstance(event, Reading) and event.closed is not None for event in events)


def state(thread: PortThread) -> str:
    return thread.figures().state


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.levelname for record in caplog.records]


def test_an_adapter_comes_back_as_another_device(
    tmp_path: Path, events: list[BusEvent], caplog: pytest.LogCaptureFixture
) -> None:
    link = tmp_path / "by-id" / "usb-adapter"
    link.parent.mkdir()
    with bus_on(link, events) as thread:
        for count in (1, 2, 3):
            until(lambda count=count: lines(caplog) == ["WARNING", "INFO"] * (count - 1) + ["WARNING"])
            with terminal() as adapter:
                link.symlink_to(adapter.name)
                reads_doors(adapter, events)
                until(lambda count=count: lines(caplog) == ["WARNING", "INFO"] * count)
                link.unlink()
        until(lambda: state(thread) == LinkState.DISCONNECTED)
    assert lines(caplog) == ["WARNING", "INFO"] * 3 + ["WARNING"]


def test_pulled_in_the_middle_of_an_answer(tmp_path: Path, events: list[BusEvent]) -> None:
    link = tmp_path / "tty"
    with terminal() as first, terminal() as second:
        link.symlink_to(first.name)
        with bus_on(link, events) as thread:
            assert first.read(5) == QUERY
            time.sleep(THINK_S)
            first.write(ANSWER[:4])
            link.unlink()
            first.unplug()
            until(lambda: state(thread) == LinkState.DISCONNECTED)
            assert readings(events) == 0
            # The rest of the old answer begins what the new adapter says; the whole of it answers nothing.
            link.symlink_to(second.name)
            assert second.read(5) == QUERY
            time.sleep(THINK_S)
            second.write(ANSWER[4:])
            reads_doors(second, events)
            assert state(thread) == LinkState.CONNECTED


def test_another_adapter_under_the_name_that_nobody_answers_on_is_not_connected(
    tmp_path: Path, events: list[BusEvent], caplog: pytest.LogCaptureFixture
) -> None:
    link = tmp_path / "tty"
    with terminal() as first, terminal() as stranger:
        link.symlink_to(first.name)
        with bus_on(link, events) as thread:
            reads_doors(first, events)
            link.unlink()
            link.symlink_to(stranger.name)
            first.unplug()
            assert stranger.read(10) == QUERY + QUERY
            assert state(thread) == LinkState.CONNECTING
    assert lines(caplog) == ["WARNING"]


def test_a_server_that_resets_is_connected_to_again(events: list[BusEvent], caplog: pytest.LogCaptureFixture) -> None:
    with listener() as (server, where), bus_on(f"tcp://{where}", events) as thread:
        for count in range(3):
            far, _ = server.accept()
            with far:
                answer_until(
                    far, lambda count=count: lines(caplog) == ["WARNING", "INFO"] * count and state_is_up(thread)
                )
                far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        until(lambda: len(lines(caplog)) == 5)
    assert lines(caplog) == ["WARNING", "INFO"] * 2 + ["WARNING"]


def state_is_up(thread: PortThread) -> bool:
    return state(thread) == LinkState.CONNECTED


def answer_until(far: socket.socket, holds: Callable[[], bool]) -> None:
    far.settimeout(5)
    while not holds():
        assert receive(far, 5) == QUERY
        time.sleep(THINK_S)
        far.sendall(ANSWER)


def test_a_server_that_takes_connections_and_says_nothing(
    events: list[BusEvent], caplog: pytest.LogCaptureFixture
) -> None:
    with listener() as (server, where):
        with bus_on(f"tcp://{where}", events) as thread:
            far, _ = server.accept()
            far.settimeout(5)
            assert receive(far, 10) == QUERY + QUERY
            assert state(thread) == LinkState.CONNECTING
        with far:
            assert set(iter(lambda: far.recv(5), b"")) <= {QUERY}
    assert lines(caplog) == []


def test_a_server_that_hangs_up_on_everyone_is_one_loss(
    events: list[BusEvent], caplog: pytest.LogCaptureFixture
) -> None:
    with listener() as (server, where), bus_on(f"tcp://{where}", events):
        for _ in range(5):
            server.accept()[0].close()
    assert lines(caplog) == ["WARNING"]


def test_stop_ends_a_half_open_negotiation_at_once(events: list[BusEvent], caplog: pytest.LogCaptureFixture) -> None:
    with listener() as (server, where):
        with bus_on(f"rfc2217://{where}", events):
            far, _ = server.accept()
            far.settimeout(5)
            assert receive(far, 3)
            begun_s = time.monotonic()
        assert time.monotonic() - begun_s < NEGOTIATE_S
        far.close()
    assert lines(caplog) == []
