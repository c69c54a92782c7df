"""Boards with ESPHome, by its MQTT component: a button pulses the relay, binary sensors tell relay and contact.

Topics as in ESPHome's documentation and `mqtt_button.cpp`. Channel n is `button/door_n`, `binary_sensor/relay_n` and
`binary_sensor/contact_n`; docs/door-modules has the device's file. There is nothing to ask: it is listened to.
"""

from collections.abc import Sequence

from locker_driver.mqtt.dialects.dialect import ListenOnly, ModuleSettings, NextId
from locker_driver.mqtt.dialects.payload import ON_OFF, channel_of, text_of
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


class EspHome(ListenOnly):
    leave_retained_s = 0.0
    silent_after_s = float("inf")

    def __init__(self, settings: ModuleSettings, _next_id: NextId) -> None:
        self._settings = settings
        prefix = settings.prefix
        self.state_filters = (f"{prefix}/status", f"{prefix}/binary_sensor/+/state")
        self.command_filters = (f"{prefix}/+/+/command",)

    def greet(self) -> Sequence[Publication]:
        return ()

    def unlock(self, channel: int, _now_s: float, /) -> Publication | None:
        topic = f"{self._settings.prefix}/button/door_{channel}/command"
        return Publication(topic, b"PRESS", expiry_s=COMMAND_LIFE_S)

    def release(self, _channel: int, /) -> Publication | None:
        return None

    def hear(self, message: Message, _now_s: float, /) -> Sequence[Meaning]:
        match message.topic.removeprefix(self._settings.prefix + "/").split("/"):
            case ["status"]:
                online = {"online": True, "offline": False}.get(text_of(message))
                return (Strange(late=False),) if online is None else (Presence(online),)
            case ["binary_sensor", name, "state"]:
                return self._sensor(name, message)
        return ()

    def _sensor(self, name: str, message: Message) -> Sequence[Meaning]:
        on = ON_OFF.get(text_of(message))
        contact = channel_of(name, "contact_", self._settings.ways)
        relay = channel_of(name, "relay_", self._settings.ways)
        if on is None:
            return (Strange(late=False),) if contact or relay else ()
        if contact:
            return (Contacts({contact: on}, live=not message.retained),)
        if relay and not message.retained:
            return (Accepted(relay, message.payload) if on else Pulsed(relay),)
        return ()
