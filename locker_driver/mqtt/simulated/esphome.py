"""A board with the ESPHome configuration of docs/door-modules."""

from collections.abc import Sequence
from typing import Final

from locker_driver.mqtt.dialects.payload import channel_of
from locker_driver.mqtt.messages import Message, Publication
from locker_driver.mqtt.simulated.firmware import Firmware

PULSE_S: Final = 0.5


class SimulatedEspHome(Firmware):
    @property
    def filters(self) -> Sequence[str]:
        return (f"{self.prefix}/button/+/command",)

    @property
    def will(self) -> Publication:
        return Publication(f"{self.prefix}/status", b"offline", retain=True)

    def birth(self) -> Sequence[Publication]:
        states = [self._state(f"contact_{channel}", door.closed) for channel, door in self.doors.items()]
        return [*states, Publication(f"{self.prefix}/status", b"online", retain=True)]

    def hear(self, message: Message) -> None:
        channel = channel_of(message.topic.split("/")[-2], "door_", len(self.doors))
        if channel is not None and message.payload == b"PRESS":
            self.energise(channel, PULSE_S)

    def relay_says(self, channel: int, /) -> None:
        state = self._state(f"relay_{channel}", self.doors[channel].relay)
        self.say(state.topic, state.payload, retain=True)

    def contact_says(self, channel: int, /) -> None:
        state = self._state(f"contact_{channel}", self.doors[channel].closed)
        self.say(state.topic, state.payload, retain=True)

    def example(self, channel: int) -> Publication:
        return Publication(f"{self.prefix}/button/door_{channel}/command", b"PRESS")

    def _state(self, name: str, on: bool) -> Publication:
        return Publication(f"{self.prefix}/binary_sensor/{name}/state", b"ON" if on else b"OFF", retain=True)
