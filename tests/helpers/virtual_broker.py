"""A broker in nothing: one module's firmware and the kiosk's line, on virtual time, with the retained store of MQTT."""

import heapq
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from locker_driver.config import Channel, LockConfig, MqttConfig, MqttDialect
from locker_driver.doors import Change, Doors
from locker_driver.jobs import BusEvent, Job, LinkChange, Reading, Result
from locker_driver.models import AlarmKind, BankAlarm, UnlockReport
from locker_driver.mqtt.line import ModuleLine
from locker_driver.mqtt.messages import BrokerAway, BrokerUp, Message, Publication
from locker_driver.mqtt.simulated.module import FIRMWARES
from locker_driver.mqtt.topics import matches
from locker_driver.polling import Priority
from locker_driver.protocols.codec import Command, Unlock
from locker_driver.unlocking import UnlockWatch

DELAY_S = 0.004
JAM_AFTER_S = 0.8


@dataclass
class Attempt:
    """One unlock as a bank follows it."""

    watch: UnlockWatch
    job: Job
    results: list[Result] = field(default_factory=list)

    @property
    def report(self) -> UnlockReport:
        return self.watch.give_up("nothing could be read")


class VirtualSite:
    """`now_s` starts at 1000. Everything published is delivered DELAY_S later to who has subscribed."""

    def __init__(self, dialect: MqttDialect, ways: int = 1, pulse_ms: int = 500) -> None:
        self.now_s = 1000.0
        self.events: list[BusEvent] = []
        self.changes: list[Change] = []
        self.world: list[tuple[str, int]] = []
        self.commands: list[Publication] = []
        self.attempts: list[Attempt] = []
        self._retained: dict[str, bytes] = {}
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self.broker_up = self.module_up = False
        self._session = 0
        lock = LockConfig(pulse_ms=pulse_ms, jam_after_s=JAM_AFTER_S)
        self.config = MqttConfig(
            "annex", "mqtts://broker", dialect, ("door-a",), ways=ways, username="kiosk", lock=lock
        )
        self._channels = {number: Channel("annex", 1, number) for number in range(1, ways + 1)}
        self.doors = Doors(self._channels, {"annex": 0.0})
        self.line = ModuleLine(self.config, {1: tuple(self._channels)}, self._hear, self._from_line)
        self.firmware = FIRMWARES[dialect]("door-a", ways, self._from_module, lambda *what: self.world.append(what))
        self.firmware.advance(self.now_s)

    # --- what a test does ---------------------------------------------------------------------------------------

    def connect(self) -> "VirtualSite":
        """The kiosk reaches the broker."""
        self.broker_up = True
        self._session += 1
        self._to_line(BrokerUp())
        for subscription in self.line.subscriptions:
            for topic, payload in self._retained.items():
                if matches(subscription.topic_filter, topic):
                    self._to_line(Message(topic, payload, retained=True))
        return self

    def disconnect(self, cause: str = "cut") -> None:
        self.broker_up = False
        self._session += 1
        self.line.take(BrokerAway(cause), self.now_s)

    def power_on(self) -> "VirtualSite":
        self.module_up = True
        for topic, payload in list(self._retained.items()):
            if any(matches(each, topic) for each in self.firmware.filters):
                self._to_module(Message(topic, payload, retained=True))
        for publication in self.firmware.birth():
            self._from_module(publication)
        return self

    def power_off(self) -> None:
        will = self.firmware.will
        self._publish(will)
        self.module_up = False
        self.firmware.reboot()

    def start(self) -> "VirtualSite":
        """Everything is there and settled."""
        self.connect().power_on().run(1.0)
        self.events.clear()
        self.changes.clear()
        self.commands.clear()
        return self

    def publish(self, publication: Publication) -> None:
        """As a stranger."""
        self._publish(publication)

    def unlock(self, channel: int = 1, command: Command | None = None) -> Attempt:
        watch = UnlockWatch(self.doors.last_known(channel), self.config.lock.pulse_s, JAM_AFTER_S)
        job = Job(command or Unlock(1, channel), Priority.UNLOCK, self.now_s + 5.0, _unset)
        attempt = Attempt(watch, job)

        def ended(result: Result) -> None:
            attempt.results.append(result)
            watch.pulsed(result)

        job.done = ended
        self.attempts.append(attempt)
        self.doors.commanded(channel, self.now_s)
        self.line.submit(job, self.now_s)
        return attempt

    def run(self, duration_s: float) -> None:
        end_s = self.now_s + duration_s
        for turn in itertools.count():
            assert turn < 100 + 1000 * duration_s, "the line does not sleep"
            due_s = self._due[0][0] if self._due else math.inf
            next_s = min(due_s, self.line.wake_s(), self.firmware.wake_s())
            if next_s > end_s:
                break
            self.now_s = max(self.now_s, next_s)
            self.firmware.advance(self.now_s)
            while self._due and self._due[0][0] <= self.now_s:
                heapq.heappop(self._due)[2]()
            self.line.advance(self.now_s)
        self.now_s = end_s
        self.firmware.advance(end_s)
        self.line.advance(end_s)

    def alarms(self, kind: AlarmKind) -> Sequence[BankAlarm]:
        return [each for each in self.events if isinstance(each, BankAlarm) and each.kind is kind]

    @property
    def retained(self) -> dict[str, bytes]:
        return dict(self._retained)

    @property
    def pulses(self) -> int:
        return sum(door.pulses for door in self.firmware.doors.values())

    # --- inside -------------------------------------------------------------------------------------------------

    def at(self, due_s: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._due, (due_s, next(self._count), action))

    def _hear(self, event: BusEvent) -> None:
        self.events.append(event)
        if isinstance(event, LinkChange):
            self.changes += [] if event.up else self.doors.link_lost(event.bus)
        if isinstance(event, Reading):
            self.changes += self.doors.read(event)
            for attempt in self.attempts:
                number = attempt.job.command.channel if isinstance(attempt.job.command, Unlock) else 0
                if event.closed is None:
                    attempt.watch.lost()
                elif number in event.closed:
                    attempt.watch.read(self.doors.certain(number), event.asked_s, event.read_s, tells=True)

    def _from_line(self, publication: Publication) -> bool:
        if self.broker_up:
            self.commands.append(publication)
            self._publish(publication)
        return self.broker_up

    def _from_module(self, publication: Publication) -> None:
        if self.module_up:
            self._publish(publication)

    def _publish(self, publication: Publication) -> None:
        if publication.retain and publication.payload:
            self._retained[publication.topic] = publication.payload
        elif publication.retain:
            self._retained.pop(publication.topic, None)
        topic = publication.topic
        for subscription in self.line.subscriptions:
            if self.broker_up and matches(subscription.topic_filter, topic):
                retained = publication.retain and subscription.commands
                self._to_line(Message(topic, publication.payload, retained))
        if self.module_up and any(matches(each, topic) for each in self.firmware.filters):
            self._to_module(Message(topic, publication.payload, publication.retain))

    def _to_line(self, event: Message | BrokerUp) -> None:
        session = self._session

        def deliver() -> None:
            if session == self._session:
                self.line.take(event, self.now_s)

        self.at(self.now_s + DELAY_S, deliver)

    def _to_module(self, message: Message) -> None:
        def deliver() -> None:
            if self.module_up:
                self.firmware.hear(message)

        self.at(self.now_s + DELAY_S, deliver)


def _unset(_result: Result) -> None:
    raise AssertionError
