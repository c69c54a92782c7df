"""The thread that owns a port, over a socket pair instead of a port."""

import logging
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from locker_driver.bus import Bus
from locker_driver.config import BusConfig
from locker_driver.errors import LinkError
from locker_driver.jobs import Job, Result
from locker_driver.models import LinkState
from locker_driver.polling import Poller, Priority
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import Unlock
from locker_driver.transport import outage
from locker_driver.transport.port_thread import Link, PortThread
from locker_driver.transport.serial_thread import SerialLink

CONFIG = BusConfig("main", "/dev/none", (1,), poll_ms=60_000)


class SocketLink:
    """Like a serial port; an empty read is an unplugged adapter."""

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair()
        self.near.setblocking(False)
        self.closed = threading.Event()
        self.deaf = False

    def fileno(self) -> int:
        return self.near.fileno()

    def write(self, data: bytes) -> None:
        if self.deaf:
            raise LinkError("Input/output error")
        self.near.sendall(data)

    def read(self) -> bytes:
        data = self.near.recv(4096)
        if not data:
            raise LinkError("Input/output error")
        return data

    def close(self) -> None:
        self.near.close()
        self.far.close()
        self.closed.set()


class Ports:
    """Hands out links in turn; None is a port that is not there."""

    def __init__(self) -> None:
        self.links: queue.SimpleQueue[SocketLink | None] = queue.SimpleQueue()
        self.tries = 0

    def open(self, _wait_for: object = None) -> Link:
        self.tries += 1
        link = self.links.get(timeout=5) if not self.links.empty() else None
        if link is None:
            raise LinkError("No such file or directory")
        return link


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> Ports:
    monkeypatch.setattr(outage, "FIRST_BACK_OFF_S", 0.01)
    monkeypatch.setattr(outage, "MAX_BACK_OFF_S", 0.02)
    return Ports()


@pytest.fixture
def thread(ports: Ports) -> Iterator[PortThread]:
    events: list[object] = []
    bus = Bus(CONFIG, make_codec(CONFIG), Poller({1: (1, 2)}, 60.0), events.append)
    under_test = PortThread(bus, ports.open)
    yield under_test
    if under_test.is_alive():
        under_test.stop()


def until(holds: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.002)


def unlock(thread: PortThread) -> "queue.SimpleQueue[Result]":
    results: queue.SimpleQueue[Result] = queue.SimpleQueue()
    thread.submit(Job(Unlock(1, 2), Priority.UNLOCK, time.monotonic() + 5, results.put))
    return results


@pytest.mark.allow_warnings
def test_a_port_is_tried_again_for_ever_and_logged_once(
    thread: PortThread, ports: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    thread.start()
    until(lambda: ports.tries > 5)
    ports.links.put(SocketLink())
    until(lambda: thread.bus.state is LinkState.CONNECTED)
    levels = [record.levelname for record in caplog.records]
    assert levels == ["WARNING", "INFO"]


@pytest.mark.allow_warnings
def test_a_port_that_hangs_up_is_closed_and_opened_again(thread: PortThread, ports: Ports) -> None:
    first, second = SocketLink(), SocketLink()
    ports.links.put(first)
    thread.start()
    assert first.far.recv(100) == bytes.fromhex("80 01 00 33 B2")
    ports.links.put(second)
    first.far.shutdown(socket.SHUT_RDWR)
    assert first.closed.wait(5)
    assert second.far.recv(100) == bytes.fromhex("80 01 00 33 B2")


@pytest.mark.allow_warnings
def test_a_write_that_fails_may_have_reached_the_board(thread: PortThread, ports: Ports) -> None:
    link = SocketLink()
    ports.links.put(link)
    thread.start()
    link.far.recv(100)
    link.far.sendall(bytes.fromhex("80 01 FF FF FF 33 4D"))
    until(lambda: thread.bus.log.received == 1)
    link.deaf = True
    result = unlock(thread).get(timeout=5)
    assert result.written_s is not None
    assert result.link_lost


@pytest.mark.allow_warnings
def test_without_a_port_a_job_is_refused_while_the_thread_waits(
    thread: PortThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "FIRST_BACK_OFF_S", 60.0)
    thread.start()
    until(lambda: thread.bus.state is LinkState.DISCONNECTED)
    result = unlock(thread).get(timeout=5)
    assert result.written_s is None
    assert result.link_lost


@pytest.mark.allow_warnings
def test_stop_does_not_wait_for_the_back_off(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "FIRST_BACK_OFF_S", 60.0)
    under_test = PortThread(Bus(CONFIG, make_codec(CONFIG), Poller({}, 1.0), lambda _: None), ports.open)
    under_test.start()
    until(lambda: ports.tries == 1)
    stopper = threading.Thread(target=under_test.stop)
    stopper.start()
    stopper.join(5)
    assert not stopper.is_alive()


def test_what_waits_at_the_end_is_not_written(thread: PortThread, ports: Ports) -> None:
    link = SocketLink()
    ports.links.put(link)
    thread.start()
    link.far.recv(100)
    first, second = unlock(thread), unlock(thread)
    link.far.sendall(bytes.fromhex("80 01 FF FF FF 33 4D"))
    assert link.far.recv(5) == bytes.fromhex("8A 01 02 11 98")
    thread.stop()
    assert first.get(timeout=5).written_s is not None
    assert second.get(timeout=5).written_s is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_that_ends_the_thread_leaves_nobody_waiting(thread: PortThread, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_wait_for: object) -> Link:
        results.append(unlock(thread))
        raise ZeroDivisionError

    results: list[queue.SimpleQueue[Result]] = []
    monkeypatch.setattr(thread, "_open_link", broken)
    thread.start()
    until(lambda: bool(results))
    assert results[0].get(timeout=5).written_s is None
    assert thread.bus.state is LinkState.DISCONNECTED


def test_a_serial_port_that_is_not_there_is_a_link_error() -> None:
    with pytest.raises(LinkError, match="No such file"):
        SerialLink("/dev/there-is-no-such-port", 9600)
