"""A board that keeps docs/door-modules/asyncapi.yaml to the letter: the model for firmware of your own."""

import secrets
from collections.abc import Sequence
from typing import Final

from locker_driver.mqtt.dialects.openluke import HEARTBEAT_S
from locker_driver.mqtt.dialects.payload import Object, number_of, object_of, pack
from locker_driver.mqtt.messages import Message, Publication
from locker_driver.mqtt.simulated.firmware import Firmware

PULSE_S: Final = 0.5


class SimulatedOpenLuke(Firmware):
    boot_id: str = ""
    nonce: str = ""
    booted_s: float = 0.0
    _beating: bool = False

    @property
    def filters(self) -> Sequence[str]:
        return (f"{self.prefix}/command",)

    @property
    def will(self) -> Publication:
        payload = pack({"online": False, "boot_id": self._boot()})
        return Publication(f"{self.prefix}/presence", payload, retain=True)

    def birth(self) -> Sequence[Publication]:
        if not self._beating:
            self._beating = True
            self.later(HEARTBEAT_S, self._beat)
        return (self._presence(), self._state())

    def reboot(self) -> None:
        super().reboot()
        self.boot_id = ""
        self._beating = False

    def hear(self, message: Message) -> None:
        frame = object_of(message)
        command_id = number_of(frame.get("id")) if frame else None
        if frame is None or command_id is None:
            return
        if frame.get("do") == "hello" and not message.retained:
            self._publish_now(self._presence())
            self._publish_now(self._state(answer_to=command_id))
            return
        reason = self._objection(frame, message.retained)
        if reason:
            self._answer(command_id, "refused", reason)
            return
        self.nonce = secrets.token_hex(8)
        self._answer(command_id, "accepted")
        self._publish_now(self._presence())
        channel = number_of(frame["door"]) or 0
        self.energise(channel, PULSE_S)
        self.later(PULSE_S, lambda: self._pulsed(channel, command_id))

    def relay_says(self, _channel: int, /) -> None:
        """The contract tells commands and contacts, not relays."""

    def contact_says(self, _channel: int, /) -> None:
        self._publish_now(self._state())

    def example(self, channel: int) -> Publication:
        fields: Object = {"id": 1, "do": "unlock", "door": channel, "boot_id": "old", "nonce": "old", "not_after_ms": 0}
        return Publication(f"{self.prefix}/command", pack(fields))

    def _objection(self, frame: Object, retained: bool) -> str:
        """The first reason of the contract not to obey; empty if there is none."""
        not_after_ms = number_of(frame.get("not_after_ms"))
        door = self.doors.get(number_of(frame.get("door")) or 0)
        checks = (
            (retained, "retained"),
            (frame.get("do") != "unlock" or not_after_ms is None, "malformed"),
            (frame.get("boot_id") != self._boot(), "boot_id"),
            (frame.get("nonce") != self.nonce, "nonce"),
            ((not_after_ms or 0) < self._uptime_ms(), "stale"),
            (door is None, "door"),
            (door is not None and door.relay, "busy"),
        )
        return next((reason for fails, reason in checks if fails), "")

    def _pulsed(self, channel: int, command_id: int) -> None:
        if not self.doors[channel].relay:
            self._answer(command_id, "pulsed")
            self._publish_now(self._state())

    def _answer(self, command_id: int, result: str, reason: str = "") -> None:
        fields: Object = {"id": command_id, "boot_id": self._boot(), "result": result}
        self.say(f"{self.prefix}/answer", pack({**fields, "reason": reason} if reason else fields))

    def _beat(self) -> None:
        self._publish_now(self._presence())
        self.later(HEARTBEAT_S, self._beat)

    def _presence(self) -> Publication:
        fields: Object = {"online": True, "boot_id": self._boot(), "nonce": self.nonce, "uptime_ms": self._uptime_ms()}
        return Publication(f"{self.prefix}/presence", pack(fields), retain=True)

    def _state(self, answer_to: int = 0) -> Publication:
        shorted = {str(channel): door.closed for channel, door in self.doors.items()}
        fields: Object = {"boot_id": self._boot(), "shorted": shorted}
        payload = pack({**fields, "answer_to": answer_to} if answer_to else fields)
        return Publication(f"{self.prefix}/state", payload, retain=True)

    def _publish_now(self, publication: Publication) -> None:
        self.say(publication.topic, publication.payload, retain=publication.retain)

    def _uptime_ms(self) -> int:
        return int((self.now_s - self.booted_s) * 1000)

    def _boot(self) -> str:
        if not self.boot_id:
            self.boot_id = secrets.token_hex(8)
            self.nonce = secrets.token_hex(8)
            self.booted_s = self.now_s
        return self.boot_id
