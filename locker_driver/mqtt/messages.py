"""Words between the broker's client, the dialects and the modules: messages, and what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass

from locker_driver.jobs import Job

COMMAND_LIFE_S = 2
"""A command that a broker could not pass on for so long is dropped by it (MQTT 5 message expiry, whole seconds)."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A message for the broker. `expiry_s`: how long the broker may keep it for a receiver that is away; 0 for ever."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    expiry_s: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """A message from the broker. `retained`: it was kept by the broker, for who knows how long.

    On a command topic also one that was published just now with the retain flag.
    """

    topic: str
    payload: bytes
    retained: bool = False


@dataclass(frozen=True, slots=True)
class Subscription:
    """`commands`: of a command topic, where a retain flag that was just now set is of interest as well."""

    topic_filter: str
    commands: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are on the broker. `presence` is published when connected, if any; `gone` is the last will.

    `gone` is sent after an orderly leave-taking too.
    """

    client_id: str
    presence: Publication | None
    gone: Publication


@dataclass(frozen=True, slots=True)
class BrokerUp:
    """Logged in, and every subscription is made."""


@dataclass(frozen=True, slots=True)
class BrokerAway:
    """The connection ended, or none could be made. `cause` is English, for the log."""

    cause: str


@dataclass(frozen=True, slots=True)
class PublishRefused:
    """The broker acknowledged a QoS 1 message with a refusal (MQTT 5 reason code 0x80 or above)."""

    topic: str
    reason: str


ClientEvent = Message | BrokerUp | BrokerAway | PublishRefused
LineEvent = ClientEvent | Job


# --- what a dialect makes of messages -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Presence:
    """The module is there, or its last will says that it is gone. `boot_id`: of this start; empty if it tells none."""

    online: bool
    boot_id: str = ""


@dataclass(frozen=True, slots=True)
class Contacts:
    """What contacts say by channel: True is shorted. `live`: said now, not kept by the broker.

    `question`: the id of ours that it answers, 0 for none.
    """

    shorted: Mapping[int, bool]
    live: bool
    question: int = 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """The module began the pulse on this channel."""

    channel: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Pulsed:
    """The output of this channel is off (again)."""

    channel: int


@dataclass(frozen=True, slots=True)
class StillOn:
    """The output of this channel is on, said in answer to a question after the pulse."""

    channel: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The module did not pulse this channel, and says why."""

    channel: int
    reason: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Strange:
    """Nothing that this dialect has. `late`: an answer to something that is over; else it could not be read."""

    late: bool


Meaning = Presence | Contacts | Accepted | Pulsed | StillOn | Refused | Strange
