"""The thread that owns a port, over socket pairs instead of ports."""

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
from locker_driver.jobs import BusEvent, Job, LinkChange, Result
from locker_driver.models import LinkState
from locker_driver.polling import Poller, Priority
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import Unlock
from locker_driver.transport import outage
from locker_driver.transport.link import Link, PortBlockedError, WaitFor
from locker_driver.transport.port_thread import PortThread
from tests.unit.locker_driver.transport.far_ends import ANSWER, QUERY, THINK_S, receive, running, until

CONFIG = BusConfig("main", "/dev/none", (1,), baud=115200, poll_ms=60_000)
UNLOCK = bytes.fromhex("8A 01 02 11 98")


class SocketLink:
    """Like a serial port; an empty read is an unplugged adapter."""

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair()
        self.near.setblocking(False)
        self.far.settimeout(5)
        self.closed = threading.Event()
        self.deaf = False

    def fileno(self) -> int:
        return self.near.fileno()

    def write(self, data: bytes) -> None:
        if self.deaf:
            raise LinkError("Input/output error")
        try:
            self.near.sendall(data)
        except OSError as error:
            raise LinkError("Bad file descriptor") from error

    def read(self) -> bytes:
        try:
            data = self.near.recv(4096)
        except OSError as error:
            raise LinkError("Bad file descriptor") from error
        if not data:
            raise LinkError("Input/output error")
        return data

    def close(self) -> None:
        self.near.close()
        self.far.close()
        self.closed.set()

    def board_answers(self) -> bytes:
        """Answer questions up to the first frame that is none."""
        while (frame := receive(self.far, 5)) == QUERY:
            time.sleep(THINK_S)
            self.far.sendall(ANSWER)
        return frame

    def answer(self) -> None:
        assert receive(self.far, 5) == QUERY
        time.sleep(THINK_S)
        self.far.sendall(ANSWER)

    def hang_up(self) -> None:
        self.far.shutdown(socket.SHUT_RDWR)


class Ports:
    """Hands out links in turn; while there is none, opening fails with `failure`."""

    def __init__(self) -> None:
        self.links: queue.SimpleQueue[SocketLink] = queue.SimpleQueue()
        self.made: list[SocketLink] = []
        self.tries = 0
        self.failure = LinkError("No such file or directory")

    def open(self, _wait_for: WaitFor) -> Link:
        self.tries += 1
        if self.links.empty():
            raise self.failure
        return self.links.get()

    def put(self) -> SocketLink:
        link = SocketLink()
        self.made.append(link)
        self.links.put(link)
        return link


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ports]:
    monkeypatch.setattr(outage, "FIRST_BACK_OFF_S", 0.01)
    monkeypatch.setattr(outage, "MAX_BACK_OFF_S", 0.02)
    here = Ports()
    yield here
    for link in here.made:
        link.close()


@pytest.fixture
def events() -> list[BusEvent]:
    return []


@pytest.fixture
def thread(ports: Ports, events: list[BusEvent]) -> Iterator[PortThread]:
    bus = Bus(CONFIG, make_codec(CONFIG), Poller({1: (1, 2)}, 60.0), events.append)
    under_test = PortThread(bus, ports.open)
    yield under_test
    if under_test.is_alive():
        under_test.stop()


def unlock(thread: PortThread, channel: int = 2) -> "queue.SimpleQueue[Result]":
    results: queue.SimpleQueue[Result] = queue.SimpleQueue()
    thread.submit(Job(Unlock(1, channel), Priority.UNLOCK, time.monotonic() + 5, results.put))
    return results


def refused(thread: PortThread) -> None:
    result = unlock(thread).get(timeout=5)
    assert result.written_s is None
    assert result.link_lost


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """What the log says, without how long anything took."""
    return [(record.levelname, record.getMessage().partition(" after ")[0]) for record in caplog.records]


def stops_soon(thread: PortThread) -> None:
    with running(thread.stop):
        pass


LOSS = ("WARNING", "bus main: port /dev/none is away: No such file or directory")
RETURN = ("INFO", "bus main: port /dev/none is back")


@pytest.mark.allow_warnings
def test_a_port_is_tried_again_for_ever_and_logged_once(
    thread: PortThread, ports: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    thread.start()
    until(lambda: ports.tries > 5)
    assert thread.figures().state is LinkState.DISCONNECTED
    link = ports.put()
    link.answer()
    until(lambda: len(lines(caplog)) == 2)
    assert lines(caplog) == [LOSS, RETURN]
    assert thread.figures().state is LinkState.CONNECTED


@pytest.mark.allow_warnings
def test_a_port_is_not_back_before_a_board_has_answered(
    thread: PortThread, ports: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    thread.start()
    until(lambda: ports.tries > 1)
    link = ports.put()
    assert receive(link.far, 10) == QUERY + QUERY
    assert thread.figures().state is LinkState.CONNECTING
    assert lines(caplog) == [LOSS]


@pytest.mark.allow_warnings
def test_a_port_that_flaps_is_one_loss(thread: PortThread, ports: Ports, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    thread.start()
    until(lambda: ports.tries > 1)
    for _ in range(4):
        link = ports.put()
        assert receive(link.far, 5) == QUERY
        link.hang_up()
        assert link.closed.wait(5)
    link = ports.put()
    with running(link.board_answers):
        until(lambda: len(lines(caplog)) > 1)
        unlock(thread)
    assert lines(caplog) == [LOSS, RETURN]


@pytest.mark.allow_warnings
def test_each_loss_and_each_return_has_its_line(
    thread: PortThread, ports: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    thread.start()
    for count in (1, 2, 3):
        until(lambda count=count: len(lines(caplog)) == 2 * count - 1)
        link = ports.put()
        with running(link.board_answers):
            until(lambda count=count: len(lines(caplog)) == 2 * count)
            unlock(thread)
        link.hang_up()
    until(lambda: len(lines(caplog)) == 7)
    assert [level for level, _ in lines(caplog)] == ["WARNING", "INFO"] * 3 + ["WARNING"]


@pytest.mark.allow_warnings
def test_that_somebody_must_help_is_told_once(
    thread: PortThread, ports: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    thread.start()
    until(lambda: ports.tries > 2)
    ports.failure = PortBlockedError("no permission; join the group")
    tries = ports.tries
    until(lambda: ports.tries > tries + 5)
    help_wanted = ("WARNING", "bus main: port /dev/none is away: no permission; join the group")
    assert lines(caplog) == [LOSS, help_wanted]


@pytest.mark.allow_warnings
def test_a_port_that_stays_away_becomes_unreachable_and_comes_back(
    thread: PortThread, ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "UNREACHABLE_AFTER_S", 0.05)
    monkeypatch.setattr(outage, "UNREACHABLE_RETRY_S", 0.01)
    thread.start()
    until(lambda: thread.figures().state is LinkState.UNREACHABLE)
    refused(thread)
    tries = ports.tries
    until(lambda: ports.tries > tries + 2)
    assert thread.figures().state is LinkState.UNREACHABLE
    link = ports.put()
    link.answer()
    until(lambda: thread.figures().state is LinkState.CONNECTED)


@pytest.mark.allow_warnings
def test_the_bank_hears_of_one_end_for_each_beginning(thread: PortThread, ports: Ports, events: list[BusEvent]) -> None:
    thread.start()
    until(lambda: ports.tries > 3)
    link = ports.put()
    assert receive(link.far, 5) == QUERY
    link.hang_up()
    assert link.closed.wait(5)
    tries = ports.tries
    until(lambda: ports.tries > tries + 3)
    assert events == [LinkChange("main", up=False), LinkChange("main", up=True), LinkChange("main", up=False)]


@pytest.mark.allow_warnings
def test_a_port_that_hangs_up_is_closed_and_opened_again(thread: PortThread, ports: Ports) -> None:
    first, second = ports.put(), ports.put()
    thread.start()
    assert receive(first.far, 5) == QUERY
    first.hang_up()
    assert first.closed.wait(5)
    assert receive(second.far, 5) == QUERY


@pytest.mark.allow_warnings
def test_a_descriptor_that_was_closed_is_a_lost_link(thread: PortThread, ports: Ports) -> None:
    first, second = ports.put(), ports.put()
    thread.start()
    assert receive(first.far, 5) == QUERY
    first.near.close()
    unlock(thread)
    assert first.closed.wait(5)
    assert receive(second.far, 5) == QUERY


@pytest.mark.allow_warnings
def test_a_link_without_a_descriptor_is_lost(thread: PortThread, ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ports.put(), ports.put()
    monkeypatch.setattr(first, "fileno", lambda: -1)
    thread.start()
    assert first.closed.wait(5)
    second.answer()


@pytest.mark.allow_warnings
def test_a_port_that_was_open_for_long_begins_a_new_absence(
    thread: PortThread, ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "STEADY_S", 0.0)
    monkeypatch.setattr(outage, "UNREACHABLE_AFTER_S", 0.3)
    monkeypatch.setattr(outage, "UNREACHABLE_RETRY_S", 0.01)
    thread.start()
    until(lambda: thread.figures().state is LinkState.UNREACHABLE)
    link = ports.put()
    assert receive(link.far, 5) == QUERY
    link.hang_up()
    until(lambda: thread.figures().state is LinkState.DISCONNECTED)


@pytest.mark.allow_warnings
def test_a_write_that_fails_may_have_reached_the_board(thread: PortThread, ports: Ports) -> None:
    link = ports.put()
    thread.start()
    with running(link.board_answers):
        until(lambda: thread.figures().state is LinkState.CONNECTED)
        unlock(thread).get(timeout=5)
    link.deaf = True
    result = unlock(thread).get(timeout=5)
    assert result.written_s is not None
    assert result.link_lost


@pytest.mark.allow_warnings
def test_an_unlock_in_flight_when_the_port_goes_is_not_repeated(thread: PortThread, ports: Ports) -> None:
    first, second = ports.put(), ports.put()
    thread.start()
    result = unlock(thread)
    assert first.board_answers() == UNLOCK
    first.hang_up()
    assert result.get(timeout=5).written_s is not None
    until(lambda: thread.figures().state is LinkState.CONNECTING)
    unlock(thread, channel=1)
    assert second.board_answers() == bytes.fromhex("8A 01 01 11 9B")


@pytest.mark.allow_warnings
def test_without_a_port_a_job_is_refused_while_the_thread_waits(
    thread: PortThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "FIRST_BACK_OFF_S", 60.0)
    monkeypatch.setattr(thread, "_outage", outage.Outage())
    thread.start()
    until(lambda: thread.figures().state is LinkState.DISCONNECTED)
    refused(thread)


@pytest.mark.allow_warnings
def test_stop_does_not_wait_for_the_back_off(thread: PortThread, ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "FIRST_BACK_OFF_S", 60.0)
    monkeypatch.setattr(thread, "_outage", outage.Outage())
    thread.start()
    until(lambda: ports.tries == 1)
    stops_soon(thread)


@pytest.fixture
def slow_to_open(
    thread: PortThread, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Callable[[int, WaitFor], None]], None]]:
    """Lets the thread open a port by waiting for a descriptor that is never ready."""
    ours, theirs = socket.socketpair()

    def opening(wait: Callable[[int, WaitFor], None]) -> None:
        def open_link(wait_for: WaitFor) -> Link:
            wait(ours.fileno(), wait_for)
            raise AssertionError("it was ready")

        monkeypatch.setattr(thread, "_open_link", open_link)

    yield opening
    if thread.is_alive():
        thread.stop()
    ours.close()
    theirs.close()


def test_stop_does_not_wait_for_a_connection(
    thread: PortThread,
    slow_to_open: Callable[[Callable[[int, WaitFor], None]], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def wait(fd: int, wait_for: WaitFor) -> None:
        waiting.set()
        wait_for(fd, time.monotonic() + 60)

    waiting = threading.Event()
    slow_to_open(wait)
    thread.start()
    assert waiting.wait(5)
    refused(thread)
    stops_soon(thread)
    assert lines(caplog) == []


@pytest.mark.allow_warnings
def test_a_connection_has_a_deadline(
    thread: PortThread,
    slow_to_open: Callable[[Callable[[int, WaitFor], None]], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    slow_to_open(lambda fd, wait_for: wait_for(fd, time.monotonic() + 0.02))
    thread.start()
    until(lambda: len(lines(caplog)) == 1)
    assert "timed out" in lines(caplog)[0][1]


def test_what_waits_at_the_end_is_not_written(thread: PortThread, ports: Ports) -> None:
    link = ports.put()
    thread.start()
    first, second = unlock(thread), unlock(thread)
    assert link.board_answers() == UNLOCK
    thread.stop()
    assert first.get(timeout=5).written_s is not None
    assert second.get(timeout=5).written_s is None
    assert link.closed.is_set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_that_ends_the_thread_leaves_nobody_waiting(thread: PortThread, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_wait_for: WaitFor) -> Link:
        results.append(unlock(thread))
        raise ZeroDivisionError

    results: list[queue.SimpleQueue[Result]] = []
    monkeypatch.setattr(thread, "_open_link", broken)
    thread.start()
    until(lambda: bool(results))
    assert results[0].get(timeout=5).written_s is None
    until(lambda: not thread.is_alive())
    assert thread.figures().state is LinkState.DISCONNECTED


def test_frames_are_those_of_the_bus(thread: PortThread, ports: Ports) -> None:
    link = ports.put()
    thread.start()
    link.answer()
    until(lambda: len(thread.frames()) >= 2)
    assert [line.partition(" ")[2] for line in thread.frames()[:2]] == ["> 80 01 00 33 b2", "< 80 01 ff ff ff 33 4d"]
