"""Devices with Tasmota, by its default topics `cmnd/`, `stat/` and `tele/`.

Channel n is relay n (POWERn) and switch n. PulseTime, set when the device comes, makes Tasmota end the pulse. Reading
Power while it runs cancels that and leaves the solenoid energised (Tasmota issues 4093, 7810, 9325: "as designed"), so
Power is never asked for. An empty message on a command topic is such a question too: see `leave_retained_s`.
Without PulseTime an output stays on: nothing is pulsed until the device has said that it is set.
"""

import math
from collections.abc import Sequence

from locker_driver.mqtt.dialects.dialect import ListenOnly, ModuleSettings, NextId
from locker_driver.mqtt.dialects.payload import ON_OFF, Object, channel_of, object_of, text_of
from locker_driver.mqtt.messages import (
    COMMAND_LIFE_S,
    Accepted,
    Contacts,
    Meaning,
    Message,
    Presence,
    Publication,
    Pulsed,
    Strange,
)


class Tasmota(ListenOnly):
    silent_after_s = float("inf")

    def __init__(self, settings: ModuleSettings, _next_id: NextId) -> None:
        self._settings = settings
        name = settings.prefix
        self._telemetry = f"tele/{name}/"
        self._answers = f"stat/{name}/"
        self._commands = f"cmnd/{name}/"
        self.state_filters = (f"{self._telemetry}+", f"{self._answers}+")
        self.command_filters = (f"{self._commands}#",)
        # A retained ON may have started a pulse at this very moment; clearing it would ask for Power in the middle.
        self.leave_retained_s = settings.pulse_s + 5.0
        # PulseTime has slots 1 to 8, which relays 9 and up share with the first ones.
        self._slots = range(1, min(settings.ways, 8) + 1)
        self._set: set[int] = set()

    @property
    def ready(self) -> bool:
        return self._set == set(self._slots)

    def greet(self) -> Sequence[Publication]:
        pulse = str(pulse_time(self._settings.pulse_ms)).encode()
        pulses = [Publication(f"{self._commands}PulseTime{slot}", pulse, qos=1) for slot in self._slots]
        return [*pulses, Publication(f"{self._commands}STATUS", b"10", qos=1)] if self._settings.channels else pulses

    def unlock(self, channel: int, _now_s: float, /) -> Publication | None:
        if (channel - 1) % 8 + 1 not in self._set:
            return None
        return Publication(f"{self._commands}POWER{channel}", b"ON", expiry_s=COMMAND_LIFE_S)

    def release(self, channel: int, /) -> Publication | None:
        return Publication(f"{self._commands}POWER{channel}", b"OFF", expiry_s=COMMAND_LIFE_S)

    def hear(self, message: Message, _now_s: float, /) -> Sequence[Meaning]:
        topic = message.topic
        if topic == f"{self._telemetry}LWT":
            self._set.clear()
            online = {"Online": True, "Offline": False}.get(text_of(message))
            return (Strange(late=False),) if online is None else (Presence(online),)
        if not topic.startswith((self._telemetry, self._answers)):
            return ()
        word = topic.rpartition("/")[2]
        frame = object_of(message)
        if frame is None:
            return self._said(word, text_of(message), message)
        # stat/…/SWITCH1 {"Action":"ON"} names its switch in the topic, every other answer inside.
        named: Object = {word: frame} if word.upper().startswith("SWITCH") else frame
        self._note_pulse_times(named)
        sensors = named.get("StatusSNS")
        fields: Object = sensors if isinstance(sensors, dict) else named
        return [meaning for key, value in fields.items() for meaning in self._said(key, _state(value), message)]

    def _note_pulse_times(self, said: Object) -> None:
        """`{"PulseTime1": {"Set": 5, "Remaining": 0}}`, in old versions `{"PulseTime1": "5"}`."""
        for slot in self._slots:
            value = said.get(f"PulseTime{slot}")
            told = value.get("Set") if isinstance(value, dict) else value
            if told is None:
                continue
            if str(told) == str(pulse_time(self._settings.pulse_ms)):
                self._set.add(slot)
            else:
                self._set.discard(slot)

    def _said(self, key: str, state: str, message: Message) -> Sequence[Meaning]:
        on = ON_OFF.get(state)
        name = key.upper()
        switch = channel_of(name, "SWITCH", self._settings.ways)
        # A device with one relay calls it POWER.
        relay = 1 if name == "POWER" else channel_of(name, "POWER", self._settings.ways)
        if on is None:
            return ()
        if switch:
            return (Contacts({switch: on}, live=not message.retained),)
        if relay and not message.retained:
            return (Accepted(relay, message.payload) if on else Pulsed(relay),)
        return ()


def pulse_time(pulse_ms: int) -> int:
    """Tasmota's PulseTime: 1 to 111 are tenths of a second, from 112 on it is seconds plus 100."""
    tenths = math.ceil(pulse_ms / 100)
    return max(1, tenths) if tenths <= 111 else 100 + math.ceil(pulse_ms / 1000)


def _state(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("Action", value.get("STATE"))
    return value if isinstance(value, str) else ""
