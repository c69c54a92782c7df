import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from hardware.camera.grabber import CameraState, Grabber
from hardware.camera.liveness import Liveness
from hardware.camera.source import CameraFrozenError, CameraMissingError, Frame, SourceEndedError

PIXELS = np.zeros((2, 2), np.uint8)


class Source:
    """Plays a script: a number of frames to deliver, an exception to raise, or an event to hang on."""

    def __init__(self, *script: int | Exception | threading.Event) -> None:
        self.steps: Iterator[int | Exception | threading.Event] = iter(script)
        self.left = 0
        self.opened = 0
        self.closed = 0

    def open(self) -> None:
        self.opened += 1

    def read(self) -> Frame:
        while self.left == 0:
            step = next(self.steps, None)
            if step is None:
                raise SourceEndedError("script over")
            if isinstance(step, Exception):
                raise step
            if isinstance(step, threading.Event):
                step.wait(10)
            else:
                self.left = step
        self.left -= 1
        return Frame(PIXELS, time.monotonic())

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def start() -> Iterator[Callable[..., Grabber]]:
    started: list[Grabber] = []

    def build(source: Source, frozen_after_s: float = 5.0) -> Grabber:
        grabber = Grabber(source, "test:", frozen_after_s=frozen_after_s, retry_s=(0.001, 0.01))
        started.append(grabber)
        grabber.start()
        return grabber

    yield build
    for grabber in started:
        grabber.stop()


def wait_for_state(grabber: Grabber, state: CameraState) -> str:
    """Its detail."""
    deadline_s = time.monotonic() + 5
    while time.monotonic() < deadline_s:
        known = grabber.state()
        if known and known[0] is state:
            return known[1]
        time.sleep(0.001)
    raise AssertionError(f"{grabber.state()} instead of {state}")


def test_newest_frame_wins(start: Callable[..., Grabber]) -> None:
    hold = threading.Event()
    grabber = start(Source(7, hold))
    grabber.newer_than(6, 5)
    grabbed = grabber.newer_than(0, 5)
    assert grabbed is not None
    assert grabbed.number == 7
    assert grabber.newer_than(7, 0.01) is None
    hold.set()


def test_waits_for_the_next_frame(start: Callable[..., Grabber]) -> None:
    hold = threading.Event()
    grabber = start(Source(1, hold, 1))
    assert grabber.newer_than(0, 5) is not None
    threading.Timer(0.02, hold.set).start()
    grabbed = grabber.newer_than(1, 5)
    assert grabbed is not None
    assert grabbed.number == 2


def test_nothing_is_known_before_the_first_frame_or_failure(start: Callable[..., Grabber]) -> None:
    hold = threading.Event()
    grabber = start(Source(hold, 1))
    assert grabber.state() is None
    hold.set()
    wait_for_state(grabber, CameraState.ENDED)


@pytest.mark.allow_warnings
def test_lost_camera_is_opened_again_for_ever_with_one_line_a_change(
    start: Callable[..., Grabber], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    hold = threading.Event()
    gone = [CameraMissingError("video0: unplugged")] * 4
    source = Source(1, *gone, 2, CameraFrozenError("video0: delivers no frames"), 1, hold)
    grabber = start(source)
    assert grabber.newer_than(3, 5) is not None
    assert wait_for_state(grabber, CameraState.OK) == ""
    assert source.opened == 6
    assert source.closed == 5
    assert [record.getMessage() for record in caplog.records] == [
        "camera test: missing: video0: unplugged",
        "camera test: is back",
        "camera test: frozen: video0: delivers no frames",
        "camera test: is back",
    ]
    hold.set()


@pytest.mark.allow_warnings
def test_retries_back_off_to_a_limit(start: Callable[..., Grabber], monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    failures = [CameraMissingError("gone")] * 6
    grabber = Grabber(Source(*failures, 1, CameraMissingError("gone")), "test:")
    monkeypatch.setattr(grabber._stopping, "wait", lambda timeout: bool(waits.append(timeout)))
    grabber.start()
    wait_for_state(grabber, CameraState.ENDED)
    assert waits == [1, 2, 4, 8, 10, 10, 1]


@pytest.mark.allow_warnings
def test_a_source_that_hangs_is_frozen_until_it_delivers(
    start: Callable[..., Grabber], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    hang, hold = threading.Event(), threading.Event()
    grabber = start(Source(1, hang, 1, hold), frozen_after_s=0.05)
    assert "no frame for 0.05 s" in wait_for_state(grabber, CameraState.FROZEN)
    assert grabber.silent_s() > 0.05
    assert grabber.fps() == 0
    hang.set()
    assert grabber.newer_than(1, 5) is not None
    hold.set()
    assert [record.levelname for record in caplog.records][:2] == ["WARNING", "INFO"]


def test_an_ended_source_stays_ended(start: Callable[..., Grabber]) -> None:
    source = Source(2)
    grabber = start(source)
    assert wait_for_state(grabber, CameraState.ENDED) == "script over"
    grabbed = grabber.newer_than(0, 0)
    assert grabbed is not None
    assert grabbed.number == 2
    assert (source.opened, source.closed) == (1, 1)


def test_fps_is_measured(start: Callable[..., Grabber], monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source(30)
    times = (1000 + i / 20 for i in range(30))
    monkeypatch.setattr(source, "read", lambda: Frame(PIXELS, next_time(times)))
    monkeypatch.setattr(time, "monotonic", lambda: 1001.5)
    grabber = Grabber(source, "test:")
    with pytest.raises(SourceEndedError):
        grabber._deliver()
    assert grabber.fps() == pytest.approx(20)


def next_time(times: Iterator[float]) -> float:
    for time_s in times:
        return time_s
    raise SourceEndedError("over")


def test_stop_says_whether_the_thread_ended() -> None:
    hang = threading.Event()
    grabber = Grabber(Source(hang, 1), "test:")
    grabber.start()
    assert grabber.stop(timeout_s=0.01) is False
    hang.set()
    assert grabber.stop() is True


class ExposableSource(Source):
    """A frame's exposure is what was last asked for; `able` False refuses every change."""

    def __init__(self, *script: int | Exception | threading.Event, able: bool = True) -> None:
        super().__init__(*script)
        self.able = able
        self.asked: list[float] = []
        self.factor = 1.0

    def open(self) -> None:
        super().open()
        self.factor = 1.0

    def expose(self, factor: float) -> bool:
        self.asked.append(factor)
        self.factor = factor if self.able else self.factor
        return self.able

    def read(self) -> Frame:
        return Frame(super().read().pixels, time.monotonic(), self.factor)


def test_exposure_changes_between_two_frames_and_only_then(start: Callable[..., Grabber]) -> None:
    hold, stay = threading.Event(), threading.Event()
    source = ExposableSource(1, hold, 3, stay)
    grabber = start(source)
    first = grabber.newer_than(0, 5)
    assert first is not None
    assert first.frame.exposure == 1.0
    grabber.expose(0.3)
    assert source.asked == []
    hold.set()
    last = grabber.newer_than(3, 5)
    assert last is not None
    assert last.frame.exposure == 0.3
    assert source.asked == [0.3]
    grabber.expose(1.0)
    grabber.stop(timeout_s=0)
    stay.set()


def test_the_sensor_is_put_back_when_the_grabber_stops(start: Callable[..., Grabber]) -> None:
    source = ExposableSource(100_000)
    grabber = start(source)
    assert grabber.newer_than(0, 5) is not None
    grabber.expose(0.3)
    wait_until(lambda: source.asked == [0.3])
    assert grabber.stop()
    assert source.asked == [0.3, 1.0]


@pytest.mark.allow_warnings
def test_a_camera_that_comes_back_begins_at_its_normal_exposure(start: Callable[..., Grabber]) -> None:
    hold, stay = threading.Event(), threading.Event()
    source = ExposableSource(1, hold, 2, CameraMissingError("unplugged"), 1, stay, 2)
    grabber = start(source)
    assert grabber.newer_than(0, 5) is not None
    grabber.expose(0.3)
    hold.set()
    back = grabber.newer_than(3, 5)
    assert source.asked == [0.3]
    assert back is not None
    assert back.frame.exposure == 1.0
    grabber.expose(0.3)  # the same as before the loss, and not yet told to this opening
    stay.set()
    wait_until(lambda: source.asked == [0.3, 0.3])


def test_a_camera_that_cannot_is_asked_once(start: Callable[..., Grabber], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    source = ExposableSource(100_000, able=False)
    grabber = start(source)
    assert grabber.newer_than(0, 5) is not None
    for factor in (0.3, 0.5, 0.3):
        grabber.expose(factor)
        number = grabber._newest_number()
        assert grabber.newer_than(number + 2, 5) is not None
    grabber.stop()
    assert len(source.asked) == 1
    assert [record.getMessage() for record in caplog.records] == ["camera test: cannot change its exposure"]


def wait_until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.001)


class Repeating(Source):
    """A new picture with each opening from the third on; the first two show the same, bit for bit."""

    def read(self) -> Frame:
        time.sleep(0.002)
        level = 50 if self.opened < 3 else time.monotonic_ns() % 100 + 50
        return Frame(np.full((8, 8), level, np.uint8), time.monotonic())


@pytest.mark.allow_warnings
def test_a_camera_that_repeats_a_frame_is_frozen_and_opened_again_until_it_does_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    source = Repeating()
    grabber = Grabber(source, "test:", retry_s=(0.001, 0.01), liveness=Liveness(same_after_s=0.05), reopen_s=0.1)
    grabber.start()
    assert "same frame" in wait_for_state(grabber, CameraState.FROZEN)
    wait_until(lambda: source.opened == 3)
    wait_for_state(grabber, CameraState.OK)
    grabber.stop()
    assert [record.getMessage() for record in caplog.records] == [
        "camera test: frozen: delivers the same frame again and again",
        "camera test: is back",
    ]


@pytest.mark.allow_warnings
def test_a_black_camera_has_a_state_of_its_own_and_is_not_opened_again() -> None:
    source = Source(100_000)
    read = source.read

    def black() -> Frame:
        time.sleep(0.002)
        return Frame(read().pixels, time.monotonic())

    source.read = black  # type: ignore[method-assign]
    grabber = Grabber(source, "test:", liveness=Liveness(black_after_s=0.05, same_after_s=0.05), reopen_s=0.05)
    grabber.start()
    assert wait_for_state(grabber, CameraState.BLACK) == "delivers nothing but black"
    time.sleep(0.1)
    grabber.stop()
    assert source.opened == 1


@pytest.mark.allow_warnings
def test_a_camera_whose_frames_have_no_size_is_frozen(start: Callable[..., Grabber]) -> None:
    source = Source(100_000)
    source.read = lambda: Frame(np.zeros((720, 1), np.uint8), time.monotonic())  # type: ignore[method-assign]
    grabber = start(source)
    assert "no size" in wait_for_state(grabber, CameraState.FROZEN)
    assert grabber.newer_than(0, 0) is None
