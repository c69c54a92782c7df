import math
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from hardware.scanner.feed import QUEUE_SIZE, ScanFeed
from hardware.scanner.source import Read, Scan, ScannerBlockedError, ScannerMissingError, ScannerState


class Scripted:
    """Plays reads and losses; then nothing comes any more."""

    def __init__(self, *script: bytes | Exception | threading.Event, opens: tuple[Exception, ...] = ()) -> None:
        self.script: Iterator[bytes | Exception | threading.Event] = iter(script)
        self.opens = iter(opens)
        self.over = threading.Event()
        self.opened = self.closed = 0

    def open(self) -> None:
        self.opened += 1
        error = next(self.opens, None)
        if error:
            raise error

    def read(self, timeout_s: float) -> list[Read]:
        step = next(self.script, None)
        if step is None:
            self.over.set()
            time.sleep(0.001)
        elif isinstance(step, Exception):
            raise step
        elif isinstance(step, threading.Event):
            step.wait(10)
        else:
            return [Read(step, "qr", "]Q1")]
        return []

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def start() -> Iterator[Callable[..., ScanFeed]]:
    started: list[ScanFeed] = []

    def build(device: Scripted, repeat_s: float = 3.0) -> ScanFeed:
        feed = ScanFeed(device, "test:", repeat_s=repeat_s, retry_s=(0.001, 0.01))
        started.append(feed)
        feed.start()
        return feed

    yield build
    for feed in started:
        feed.stop()


Start = Callable[..., ScanFeed]


def test_a_code_comes_with_all_that_is_known_of_it(start: Start) -> None:
    device, before_s = Scripted(b"A\x1dB"), time.monotonic()
    feed = start(device)
    assert device.over.wait(5)
    (scan,) = feed.take()
    assert scan == Scan(b"A\x1dB", "qr", "test:", scan.at_s, "]Q1")
    assert before_s < scan.at_s < time.monotonic()
    assert feed.take() == []
    assert feed.state() == (ScannerState.OK, "")


def test_the_same_code_counts_once_until_it_is_forgotten(start: Start) -> None:
    hold = threading.Event()
    device = Scripted(b"A", b"A", b"B", b"A", hold, b"A")
    feed = start(device)
    wait_for(lambda: len(feed._scans) == 2)
    feed.forget()
    hold.set()
    assert device.over.wait(5)
    assert [scan.payload for scan in feed.take()] == [b"A", b"B", b"A"]


def test_the_newest_are_kept_when_nobody_takes_them(start: Start) -> None:
    device = Scripted(*(b"%d" % number for number in range(100)))
    feed = start(device)
    assert device.over.wait(5)
    scans = feed.take()
    assert len(scans) == QUEUE_SIZE
    assert scans[-1].payload == b"99"


@pytest.mark.allow_warnings
def test_a_lost_scanner_is_opened_for_ever_with_one_line_a_loss_and_a_return(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    gone = ScannerMissingError("x: unplugged")
    still_gone = (gone,) * 4
    device = Scripted(b"A", gone, b"B", opens=(ScannerBlockedError("x: no right to use it"), *still_gone))
    feed = start(device)
    assert device.over.wait(5)
    assert [scan.payload for scan in feed.take()] == [b"A", b"B"]
    assert device.opened == 7
    assert device.closed == 6
    assert [record.getMessage() for record in caplog.records] == [
        "scanner test: blocked: x: no right to use it",
        "scanner test: is back",
        "scanner test: missing: x: unplugged",
        "scanner test: is back",
    ]


@pytest.mark.allow_warnings
def test_a_loss_is_a_state_with_its_reason(start: Start) -> None:
    feed = start(Scripted(opens=(ScannerBlockedError("x: no right to use it"),) * 10_000))
    wait_for(lambda: feed.state() is not None)
    assert feed.state() == (ScannerState.BLOCKED, "x: no right to use it")


@pytest.mark.allow_warnings
def test_tries_are_spaced_out_and_near_again_after_a_return(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    gone = ScannerMissingError("gone")
    device = Scripted(gone, opens=(gone,) * 6)
    feed = ScanFeed(device, "test:")
    monkeypatch.setattr(feed._stopping, "wait", lambda timeout: bool(waits.append(timeout)))
    feed.start()
    assert device.over.wait(5)
    assert waits == [1, 2, 4, 8, 10, 10, 1]
    feed.stop()


def test_no_code_reaches_the_log(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    device = Scripted(b"SECRET")
    start(device)
    assert device.over.wait(5)
    assert "SECRET" not in caplog.text


def test_stop_says_whether_the_thread_ended(start: Start) -> None:
    hang = threading.Event()
    feed = start(Scripted(hang))
    assert feed.stop(timeout_s=0.01) is False
    hang.set()
    assert feed.stop() is True


def test_how_long_the_device_has_been_silent(start: Start) -> None:
    hang = threading.Event()
    feed = start(Scripted(b"A", hang))
    wait_for(lambda: bool(feed._scans))
    time.sleep(0.05)
    assert 0.05 <= feed.silent_s() < 5
    hang.set()
    wait_for(lambda: feed.silent_s() < 0.05)
    assert ScanFeed(Scripted(), "test:").silent_s() == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died_of_a_bug_is_silent_for_ever(start: Start) -> None:
    feed = start(Scripted(ZeroDivisionError()))
    wait_for(lambda: math.isinf(feed.silent_s()))


def test_what_was_never_started_can_be_stopped() -> None:
    assert ScanFeed(Scripted(), "test:").stop() is True


def wait_for(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.001)
