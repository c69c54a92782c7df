"""Our own contract for home-made boards; docs/door-modules/asyncapi.yaml defines it.

A command is good once, for two seconds, for the present start of the board: it names the board's boot id, the nonce
that the board gave last, and a moment on the board's own clock after which it must be refused. So neither a replay nor
a command that waited somewhere opens a door, and no clock needs to be set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from locker_driver.mqtt.dialects.dialect import ModuleSettings, NextId, Question
from locker_driver.mqtt.dialects.payload import Object, channel_of, number_of, object_of, pack, part_of
from locker_driver.mqtt.messages import (
    COMMAND_LIFE_S,
    Accepted,
    Contacts,
    Meaning,
    Message,
    Presence,
    Publication,
    Pulsed,
    Refused,
    Strange,
)

HEARTBEAT_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Invitation:
    """What the board said last of itself: a command must quote it. `uptime_ms` was heard at `heard_s`."""

    boot_id: str
    nonce: str
    uptime_ms: int
    heard_s: float


class OpenLuke:
    leave_retained_s = 0.0
    silent_after_s = 3 * HEARTBEAT_S
    answers_by_id = True
    ready = True

    def __init__(self, settings: ModuleSettings, next_id: NextId) -> None:
        self._settings = settings
        self._next_id = next_id
        self._asked: dict[int, int] = {}
        self._boot_id = ""
        self._invitation: _Invitation | None = None
        prefix = settings.prefix
        self._commands = f"{prefix}/command"
        self.state_filters = (f"{prefix}/presence", f"{prefix}/state", f"{prefix}/answer")
        self.command_filters = (self._commands,)

    def greet(self) -> Sequence[Publication]:
        return [self._command(self._next_id(), {"do": "hello"}, qos=1)]

    def unlock(self, channel: int, now_s: float, /) -> Publication | None:
        invitation, self._invitation = self._invitation, None
        if invitation is None:
            return None
        command_id = self._next_id()
        # Of each door only the last command counts: an answer to an earlier one is late.
        self._asked = {asked: door for asked, door in self._asked.items() if door != channel}
        self._asked[command_id] = channel
        known_ms = invitation.uptime_ms + int((now_s - invitation.heard_s) * 1000)
        fields: Object = {
            "do": "unlock",
            "door": channel,
            "boot_id": invitation.boot_id,
            "nonce": invitation.nonce,
            "not_after_ms": known_ms + COMMAND_LIFE_S * 1000,
        }
        return self._command(command_id, fields)

    def ask_contact(self, _channel: int, /) -> Question | None:
        question = self._next_id()
        return Question(question, self._command(question, {"do": "hello"}))

    def ask_output(self, _channel: int, /) -> Publication | None:
        """The board says by itself when a pulse is over."""
        return None

    def release(self, _channel: int, /) -> Publication | None:
        return None

    def hear(self, message: Message, now_s: float, /) -> Sequence[Meaning]:
        word = message.topic.removeprefix(self._settings.prefix + "/")
        if word not in {"presence", "state", "answer"} or word == message.topic:
            return ()
        frame = object_of(message)
        boot_id = frame.get("boot_id") if frame else None
        if frame is None or not isinstance(boot_id, str) or not 1 <= len(boot_id) <= 64:
            return (Strange(late=False),)
        if word == "presence":
            return self._presence(frame, boot_id, message.retained, now_s)
        if boot_id != self._boot_id:
            return (Strange(late=True),)
        if word == "state":
            return self._state(frame, live=not message.retained)
        return () if message.retained else self._answer(frame, message)

    def _presence(self, frame: Object, boot_id: str, retained: bool, now_s: float) -> Sequence[Meaning]:
        online = frame.get("online")
        if online is False:
            # The last will of an earlier start may arrive after the board is back.
            return (Presence(online=False, boot_id=boot_id),) if boot_id == self._boot_id else (Strange(late=True),)
        nonce, uptime_ms = frame.get("nonce"), number_of(frame.get("uptime_ms"))
        if online is not True or not isinstance(nonce, str) or not nonce or uptime_ms is None:
            return (Strange(late=False),)
        self._boot_id = boot_id
        # One that the broker kept says nothing about the board's clock now.
        self._invitation = None if retained else _Invitation(boot_id, nonce, uptime_ms, now_s)
        return (Presence(online=True, boot_id=boot_id),)

    def _state(self, frame: Object, *, live: bool) -> Sequence[Meaning]:
        shorted = {
            channel: value
            for name, value in part_of(frame, "shorted").items()
            if (channel := channel_of(name, "", self._settings.ways)) and isinstance(value, bool)
        }
        question = number_of(frame.get("answer_to")) or 0
        return (Contacts(shorted, live, question if live else 0),) if shorted else (Strange(late=False),)

    def _answer(self, frame: Object, message: Message) -> Sequence[Meaning]:
        command_id = number_of(frame.get("id"))
        channel = self._asked.get(command_id) if command_id is not None else None
        if command_id is None or channel is None:
            return (Strange(late=True),)
        match frame.get("result"):
            case "accepted":
                return (Accepted(channel, message.payload),)
            case "pulsed":
                del self._asked[command_id]
                return (Pulsed(channel),)
            case "refused":
                del self._asked[command_id]
                return (Refused(channel, str(frame.get("reason", "no reason"))[:200], message.payload),)
        return (Strange(late=False),)

    def _command(self, command_id: int, fields: Object, qos: int = 0) -> Publication:
        payload = pack({"id": command_id, **fields})
        return Publication(self._commands, payload, qos=qos, expiry_s=COMMAND_LIFE_S)
