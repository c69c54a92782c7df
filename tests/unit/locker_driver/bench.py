"""A bus and simulated boards on one virtual clock: nothing here sleeps."""

from collections.abc import Callable
from dataclasses import replace

from locker_driver.bus import Bus
from locker_driver.config import BusConfig
from locker_driver.families import Family
from locker_driver.jobs import BusEvent, Job, Reading, Result
from locker_driver.polling import Poller, Priority
from locker_driver.port import Watched
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import Command
from locker_driver.simulator.installation import Installation, Place
from locker_driver.simulator.settings import BoardSettings

CHAR_S = 10 / 9600


class Bench:
    """`filter_in` may change, delay or drop what the line says to the host."""

    def __init__(
        self,
        boards: int = 1,
        ways: int = 24,
        think_s: float = 0.002,
        family: Family = "8a",
        watched: Watched | None = None,
        **config: object,
    ) -> None:
        self.now_s = 1000.0
        self.events: list[BusEvent] = []
        self.told: list[dict[str, object]] = []
        self.sent: list[tuple[float, bytes]] = []
        self.heard_at: list[float] = []
        self.results: list[Result] = []
        self.steps = 0
        self.filter_in: Callable[[bytes, float], None] = self.hear
        places = {board * ways + way: Place(board + 1, way) for board in range(boards) for way in range(1, ways + 1)}
        settings = BoardSettings(family=family, ways=ways, think_s=think_s)
        self.hardware = Installation(
            range(1, boards + 1), settings, places, lambda data: self.filter_in(data, self.now_s), self.told.append
        )
        addresses = tuple(range(1, boards + 1))
        self.config = replace(BusConfig("main", "/dev/none", addresses, family, ways=ways), **config)
        if watched is None:
            watched = {board: range(1, ways + 1) for board in self.config.boards}
        self.bus = Bus(
            self.config,
            make_codec(self.config),
            Poller(watched, self.config.poll_ms / 1000),
            self.events.append,
        )

    def hear(self, data: bytes, now_s: float) -> None:
        self.heard_at.append(now_s)
        self.bus.received(data, now_s)

    def later(self, data: bytes, after_s: float) -> None:
        """The host gets `data` after a while."""
        self.hardware.timeline.at(self.now_s + after_s, lambda when_s: self.hear(data, when_s))

    def submit(self, command: Command, deadline_s: float = 5.0, priority: Priority = Priority.UNLOCK) -> Job:
        job = Job(command, priority, self.now_s + deadline_s, self.results.append)
        self.bus.submit(job, self.now_s)
        return job

    def run(self, seconds: float) -> None:
        """Bus and boards for so long. Counts the wake-ups, so that a busy loop is seen."""
        end_s = self.now_s + seconds
        while True:
            self.steps += 1
            assert self.steps < 50_000, "the bus spins"
            self.bus.advance(self.now_s)
            data = self.bus.to_send(self.now_s)
            if data is not None:
                self.sent.append((self.now_s, data))
                self.bus.written(self.now_s)
                self.hardware.line.from_host(data, self.now_s)
            next_s = max(self.now_s, min(self.bus.wake_s(), self.hardware.timeline.next_s()))
            if next_s > end_s:
                break
            self.now_s = next_s
            self.hardware.timeline.run(self.now_s)
        self.now_s = end_s

    def readings(self) -> list[Reading]:
        return [event for event in self.events if isinstance(event, Reading)]

    def pulses(self) -> list[object]:
        return [event["door"] for event in self.told if event["event"] == "pulse"]
