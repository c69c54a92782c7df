"""All door modules behind one broker. A state machine on the caller's clock; it never waits and has no thread."""

import itertools
import math
import re
import secrets
from collections.abc import Callable

from locker_driver.config import MqttConfig
from locker_driver.jobs import Job, LinkChange, Result
from locker_driver.models import AlarmKind, BankAlarm
from locker_driver.mqtt.command_watch import CommandWatch, Sent
from locker_driver.mqtt.contact_book import ContactBook, Place
from locker_driver.mqtt.dialects import DIALECTS
from locker_driver.mqtt.dialects.dialect import ModuleSettings
from locker_driver.mqtt.log import MqttLog
from locker_driver.mqtt.messages import (
    BrokerAway,
    BrokerUp,
    ClientEvent,
    Message,
    Publication,
    PublishRefused,
    Subscription,
)
from locker_driver.mqtt.module import Module
from locker_driver.mqtt.topics import matches
from locker_driver.port import Hear, Watched


def client_name(config: MqttConfig) -> str:
    """What our own topics begin with."""
    return "openluke-" + re.sub(r"[^A-Za-z0-9_-]", "-", config.name)


class ModuleLine:
    """`publish` returns False if nothing was sent. What the bank must know goes to `hear`."""

    def __init__(
        self, config: MqttConfig, watched: Watched, hear: Hear, publish: Callable[[Publication], bool]
    ) -> None:
        self.config = config
        self.log = MqttLog()
        self.up = False
        self._hear = hear
        self._publish = publish
        self.book = ContactBook(config.name, watched, config.polarity == "closed_when_shorted", hear)
        self._watch = CommandWatch(self.alarm)
        ids = itertools.count(secrets.randbelow(2**30) + 1)
        self._modules: dict[int, Module] = {}
        for board, prefix in zip(config.boards, config.modules, strict=True):
            channels = tuple(sorted(watched.get(board, ())))
            settings = ModuleSettings(prefix, client_name(config), config.ways, channels, config.lock.pulse_ms)
            dialect = DIALECTS[config.dialect](settings, ids.__next__)
            lock = config.lock
            self._modules[board] = Module(
                board, prefix, dialect, self, pulse_s=lock.pulse_s, jam_after_s=lock.jam_after_s
            )

    @property
    def subscriptions(self) -> list[Subscription]:
        states = {each: None for module in self._modules.values() for each in module.dialect.state_filters}
        commands = [each for module in self._modules.values() for each in module.dialect.command_filters]
        return [*(Subscription(each) for each in states), *(Subscription(each, commands=True) for each in commands)]

    @property
    def any_online(self) -> bool:
        return any(module.online for module in self._modules.values())

    def submit(self, job: Job, now_s: float) -> None:
        if not self.up:
            job.done(Result(now_s, cause="the broker is away"))
            return
        self._modules[job.command.board].submit(job, now_s)

    def take(self, event: ClientEvent, now_s: float) -> None:
        match event:
            case Message():
                self._message(event, now_s)
            case BrokerUp():
                self.up = True
                self._hear(LinkChange(self.config.name, up=True))
            case BrokerAway(cause):
                self._away(cause, now_s)
            case PublishRefused(topic, reason):
                self.log.refused(topic, reason, now_s)

    def advance(self, now_s: float) -> None:
        for module in self._modules.values():
            module.advance(now_s)
        for publication in self._watch.to_clear(now_s, lambda board: self._modules[board].busy):
            self.send(publication, now_s)

    def wake_s(self) -> float:
        modules = min((module.wake_s() for module in self._modules.values()), default=math.inf)
        return min(modules, self._watch.wake_s())

    def close(self, now_s: float) -> None:
        """Jobs that wait end unwritten; those that were written, without an answer."""
        self._away("the line is closed", now_s, tell=False)

    # --- for the modules ----------------------------------------------------------------------------------------

    def send(self, publication: Publication, now_s: float) -> Sent | None:
        # Remembered before it goes: its echo may be faster than this thread.
        sent = self._watch.sent(publication)
        if not self.up or not self._publish(publication):
            return None
        self.log.published(publication, now_s)
        return sent

    def alarm(self, kind: AlarmKind, board: int, detail: str) -> None:
        self._hear(BankAlarm(kind, self.config.name, board, detail))

    def confirm(self, place: Place, due_s: float) -> None:
        board, channel = place
        self._modules[board].confirm(channel, due_s)

    # --- inside -------------------------------------------------------------------------------------------------

    def _message(self, message: Message, now_s: float) -> None:
        self.log.heard(message, now_s)
        for module in self._modules.values():
            if any(matches(each, message.topic) for each in module.dialect.command_filters):
                leave_s = module.dialect.leave_retained_s
                self.log.echoes += self._watch.heard(module.board, message, leave_s, now_s)
            elif any(matches(each, message.topic) for each in module.dialect.state_filters):
                module.hear(message, now_s)

    def _away(self, cause: str, now_s: float, *, tell: bool = True) -> None:
        was_up, self.up = self.up, False
        for module in self._modules.values():
            module.gone(f"the broker is away: {cause}", now_s, tell=False)
        self.book.all_gone()
        self._watch.forget()
        if was_up and tell:
            self._hear(LinkChange(self.config.name, up=False))
