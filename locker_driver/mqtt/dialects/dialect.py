"""What one kind of door module says and hears over MQTT. Pure: no connection, no clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from locker_driver.mqtt.messages import Meaning, Message, Publication

NextId = Callable[[], int]
"""Numbers for commands and questions, never one twice on a broker."""


@dataclass(frozen=True, slots=True)
class ModuleSettings:
    """One module. `prefix`: its topic prefix. `client`: what our own topics begin with. `channels` with a contact."""

    prefix: str
    client: str
    ways: int
    channels: Sequence[int]
    pulse_ms: int

    @property
    def pulse_s(self) -> float:
        return self.pulse_ms / 1000


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the id that its answer will carry."""

    id: int
    publication: Publication


class Dialect(Protocol):
    """One per module. What greet() says is said again until it is `ready` and each contact is known.

    `state_filters`: where the module speaks. `command_filters`: where it hears commands; whoever else publishes there
    can open its doors. `leave_retained_s`: how long a retained command must stay before it may be cleared, because
    the clearing itself is a message to the module. `silent_after_s`: silence after which the module counts as gone.
    `answers_by_id`: an answer names its command, so that a late one is never taken for that of the next command.
    """

    @property
    def state_filters(self) -> Sequence[str]: ...

    @property
    def command_filters(self) -> Sequence[str]: ...

    @property
    def leave_retained_s(self) -> float: ...

    @property
    def silent_after_s(self) -> float: ...

    @property
    def answers_by_id(self) -> bool: ...

    @property
    def ready(self) -> bool:
        """Whether the module has confirmed the settings in greet(), if it has to."""
        ...

    def greet(self) -> Sequence[Publication]:
        """For a module that has come: settings and first questions. Opens nothing and may arrive twice (QoS 1)."""
        ...

    def unlock(self, channel: int, now_s: float, /) -> Publication | None:
        """The command, QoS 0 and never retained. None: the module must say something first, wait."""
        ...

    def ask_contact(self, channel: int, /) -> Question | None:
        """None: such modules are only listened to."""
        ...

    def ask_output(self, channel: int, /) -> Publication | None:
        """Whether the output is off; answered by Pulsed or StillOn. None: such modules are only listened to."""
        ...

    def release(self, channel: int, /) -> Publication | None:
        """Switch the output off, as a last resort. Opens nothing."""
        ...

    def hear(self, message: Message, now_s: float, /) -> Sequence[Meaning]:
        """A message on a topic of `state_filters`; empty for topics of others."""
        ...


class ListenOnly:
    """For dialects in which nothing may be asked, and answers name no command."""

    answers_by_id = False

    @property
    def ready(self) -> bool:
        return True

    def ask_contact(self, _channel: int, /) -> Question | None:
        return None

    def ask_output(self, _channel: int, /) -> Publication | None:
        return None
