"""Shelly devices of generation 2 and later, by RPC over MQTT.

Topics and frames as in the vendor's API documentation (RPC channels, RPC protocol, Switch, Input, MQTT). Channel n is
switch n-1 and input n-1. The device itself times the pulse (`toggle_after`); its input is of type "switch", detached.
"""

from collections.abc import Sequence
from typing import Final, Literal

from locker_driver.mqtt.dialects.dialect import ModuleSettings, NextId, Question
from locker_driver.mqtt.dialects.payload import Object, number_of, object_of, pack, part_of, text_of
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
    StillOn,
    Strange,
)

MAX_ASKED: Final = 64
Kind = Literal["unlock", "input", "output", "release"]


class Shelly:
    leave_retained_s = 0.0
    silent_after_s = float("inf")
    answers_by_id = True
    ready = True

    def __init__(self, settings: ModuleSettings, next_id: NextId) -> None:
        self._settings = settings
        self._next_id = next_id
        self._asked: dict[int, tuple[Kind, int]] = {}
        self._latest: dict[tuple[Kind, int], int] = {}
        prefix = settings.prefix
        self._commands = f"{prefix}/rpc"
        self._answers = f"{settings.client}/rpc"
        self.state_filters = (f"{prefix}/online", f"{prefix}/events/rpc", f"{prefix}/status/+", self._answers)
        self.command_filters = (self._commands, f"{prefix}/command/#")

    def greet(self) -> Sequence[Publication]:
        return [self._call("input", channel, "Input.GetStatus", qos=1)[1] for channel in self._settings.channels]

    def unlock(self, channel: int, _now_s: float, /) -> Publication | None:
        return self._call("unlock", channel, "Switch.Set", on=True, toggle_after=self._settings.pulse_s)[1]

    def ask_contact(self, channel: int, /) -> Question | None:
        return Question(*self._call("input", channel, "Input.GetStatus"))

    def ask_output(self, channel: int, /) -> Publication | None:
        return self._call("output", channel, "Switch.GetStatus")[1]

    def release(self, channel: int, /) -> Publication | None:
        return self._call("release", channel, "Switch.Set", on=False)[1]

    def hear(self, message: Message, _now_s: float, /) -> Sequence[Meaning]:
        if message.topic == self._answers:
            return self._answer(message)
        rest = message.topic.removeprefix(self._settings.prefix + "/")
        if rest == message.topic:
            return ()
        if rest == "online":
            online = {"true": True, "false": False}.get(text_of(message))
            return (Strange(late=False),) if online is None else (Presence(online),)
        frame = object_of(message)
        if frame is None:
            return (Strange(late=False),)
        if rest == "events/rpc":
            params = part_of(frame, "params") if frame.get("method") in {"NotifyStatus", "NotifyFullStatus"} else {}
            return [meaning for key in params for meaning in self._status(key, part_of(params, key), message.retained)]
        return self._status(rest.removeprefix("status/"), frame, message.retained)

    def _call(self, kind: Kind, channel: int, method: str, qos: int = 0, **params: object) -> tuple[int, Publication]:
        call_id = self._next_id()
        self._asked[call_id] = (kind, channel)
        self._latest[kind, channel] = call_id
        if len(self._asked) > MAX_ASKED:
            del self._asked[next(iter(self._asked))]
        frame: Object = {"id": call_id, "src": self._settings.client, "method": method}
        payload = pack({**frame, "params": {"id": channel - 1, **params}})
        return call_id, Publication(self._commands, payload, qos=qos, expiry_s=COMMAND_LIFE_S)

    def _answer(self, message: Message) -> Sequence[Meaning]:
        """The topic of answers is the same for all modules: an id that is none of ours is another module's."""
        frame = object_of(message)
        if frame is None:
            return (Strange(late=False),)
        call_id = number_of(frame.get("id"))
        asked = self._asked.pop(call_id, None) if call_id is not None else None
        if call_id is None or asked is None or message.retained:
            return ()
        kind, channel = asked
        if kind != "input" and self._latest[asked] != call_id:
            return (Strange(late=True),)
        error = part_of(frame, "error")
        result = part_of(frame, "result")
        if kind == "unlock" and error:
            return (Refused(channel, f"error {error.get('code')}: {error.get('message')}"[:200], message.payload),)
        if kind == "unlock":
            return (Accepted(channel, message.payload),)
        if kind == "input":
            state = result.get("state")
            return (Contacts({channel: state}, live=True, question=call_id),) if isinstance(state, bool) else ()
        if kind == "output" and isinstance(result.get("output"), bool):
            return (StillOn(channel) if result["output"] else Pulsed(channel),)
        return ()

    def _status(self, key: str, status: Object, retained: bool) -> Sequence[Meaning]:
        component, _, number = key.partition(":")
        if not number.isascii() or not number.isdigit() or int(number) >= self._settings.ways:
            return ()
        channel = int(number) + 1
        state = status.get("state" if component == "input" else "output")
        if component == "input" and isinstance(state, bool):
            return (Contacts({channel: state}, live=not retained),)
        # Only "off" is news here: that the switch is on, the answer to the command says.
        return (Pulsed(channel),) if component == "switch" and state is False and not retained else ()
