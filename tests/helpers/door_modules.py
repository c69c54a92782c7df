"""A kiosk's port, simulated modules and a stranger, all on one real broker."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from locker_driver.config import LockConfig, MqttConfig, MqttDialect
from locker_driver.jobs import BusEvent, Job, LinkChange, Reading, Result
from locker_driver.models import AlarmKind, BankAlarm
from locker_driver.mqtt.access import access_of
from locker_driver.mqtt.client import BackOff, Client
from locker_driver.mqtt.messages import BrokerUp, Identity, Message, Publication, Subscription
from locker_driver.mqtt.port import MqttPort
from locker_driver.mqtt.simulated.module import SimulatedModule
from locker_driver.polling import Priority
from locker_driver.protocols.codec import Unlock
from tests.helpers.broker import KIOSK, MALLORY, MODULES, Broker

PATIENCE_S = 8.0
QUICK = BackOff(0.05, 0.4, refused_s=0.5)


def settings(broker: Broker, dialect: MqttDialect = "openluke", **changes: object) -> MqttConfig:
    name = KIOSK[0]
    fields: dict[str, object] = {
        "name": "annex",
        "url": broker.url,
        "dialect": dialect,
        "modules": ("door-a",),
        "username": name,
        "password_file": str(broker.folder / f"{name}.password"),
        "ca_file": str(broker.ca_file) if broker.encrypted else "",
        "lock": LockConfig(jam_after_s=0.3, min_off_ms=0),
    }
    return MqttConfig(**{**fields, **changes})  # type: ignore[arg-type]


def as_user(broker: Broker, user: tuple[str, str], **changes: object) -> MqttConfig:
    return settings(broker, username=user[0], password_file=str(broker.folder / f"{user[0]}.password"), **changes)


def wait_for(holds: Callable[[], object], what: str) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end_s, f"not in time: {what}"
        time.sleep(0.01)


@dataclass
class Heard:
    """Everything that a bank would hear, oldest first."""

    events: list[BusEvent] = field(default_factory=list)

    def readings(self, board: int = 1) -> list[Reading]:
        return [each for each in list(self.events) if isinstance(each, Reading) and each.board == board]

    def closed(self, channel: int = 1, board: int = 1) -> bool | None:
        """The last word on a contact; None: nothing yet, or lost."""
        for each in reversed(self.readings(board)):
            if each.closed is None:
                return None
            if channel in each.closed:
                return each.closed[channel]
        return None

    def alarms(self, kind: AlarmKind) -> list[BankAlarm]:
        return [each for each in list(self.events) if isinstance(each, BankAlarm) and each.kind is kind]

    def links(self) -> list[bool]:
        return [each.up for each in list(self.events) if isinstance(each, LinkChange)]


@dataclass
class Ending:
    result: Result | None = None
    count: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def __call__(self, result: Result) -> None:
        self.result = result
        self.count += 1
        self.done.set()

    def wait(self) -> Result:
        assert self.done.wait(PATIENCE_S), "the job did not end"
        assert self.result is not None
        return self.result


@dataclass
class Site:
    broker: Broker
    port: MqttPort
    heard: Heard
    module: SimulatedModule
    world: list[tuple[str, str, int]]

    def unlock(self, channel: int = 1) -> Ending:
        ending = Ending()
        self.port.submit(Job(Unlock(1, channel), Priority.UNLOCK, time.monotonic() + 5.0, ending))
        return ending

    @property
    def pulses(self) -> int:
        return sum(door.pulses for door in self.module.firmware.doors.values())


@contextmanager
def running(config: MqttConfig, watched: Mapping[int, tuple[int, ...]]) -> Iterator[tuple[MqttPort, Heard]]:
    heard = Heard()
    port = MqttPort(config, watched, heard.events.append, QUICK)
    port.start()
    try:
        yield port, heard
    finally:
        port.stop()
        assert not port.is_alive()


@contextmanager
def site(broker: Broker, dialect: MqttDialect, ways: int = 1, **changes: object) -> Iterator[Site]:
    """One module and its kiosk; both are there, and every contact is known."""
    world: list[tuple[str, str, int]] = []
    access = access_of(as_user(broker, MODULES))
    module = SimulatedModule(dialect, "door-a", access, lambda *event: world.append(event), ways=ways)
    module.start()
    channels = tuple(range(1, ways + 1))
    config = settings(broker, dialect, ways=ways, **changes)
    try:
        with running(config, {1: channels}) as (port, heard):
            wait_for(lambda: all(heard.closed(channel) is not None for channel in channels), "the first readings")
            yield Site(broker, port, heard, module, world)
    finally:
        module.stop()


@contextmanager
def stranger(broker: Broker, user: tuple[str, str] = MALLORY) -> Iterator[Client]:
    """Somebody else on the broker. At the end all that was published has reached it, unless it is down."""
    up = threading.Event()
    passed = threading.Event()

    def hear(event: object) -> None:
        if isinstance(event, BrokerUp):
            up.set()
        elif isinstance(event, Message):
            passed.set()

    identity = Identity(user[0], None, Publication("stranger/status", b"gone"))
    access = access_of(as_user(broker, user))
    client = Client(
        access,
        identity,
        [Subscription("stranger/nothing")],
        hear,
        back_off=QUICK,
    )
    client.start()
    assert up.wait(PATIENCE_S)
    try:
        yield client
        # A broker takes what one client says in order: this last word comes back when the others are known.
        client.publish(Publication("stranger/nothing", b"over"))
        passed.wait(1.0)
    finally:
        client.stop()
