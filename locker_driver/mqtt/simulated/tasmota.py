"""A device with Tasmota, its trap included: reading Power during a pulse cancels the end of the pulse."""

from collections.abc import Sequence

from locker_driver.mqtt.dialects.payload import channel_of, pack
from locker_driver.mqtt.messages import Message, Publication
from locker_driver.mqtt.simulated.firmware import Firmware


class SimulatedTasmota(Firmware):
    pulse_time: int = 0

    @property
    def filters(self) -> Sequence[str]:
        return (f"cmnd/{self.prefix}/#",)

    @property
    def will(self) -> Publication:
        return Publication(f"tele/{self.prefix}/LWT", b"Offline", retain=True)

    def birth(self) -> Sequence[Publication]:
        return (Publication(f"tele/{self.prefix}/LWT", b"Online", retain=True),)

    def hear(self, message: Message) -> None:
        command = message.topic.rpartition("/")[2].upper()
        text = message.payload.decode("utf-8", errors="replace").strip().upper()
        relay = 1 if command == "POWER" else channel_of(command, "POWER", len(self.doors))
        if relay is not None:
            self._power(relay, text)
        elif command.startswith("PULSETIME") and text.isdigit():
            self.pulse_time = int(text)
            slot = command.removeprefix("PULSETIME") or "1"
            self.say(f"stat/{self.prefix}/RESULT", pack({f"PulseTime{slot}": {"Set": int(text), "Remaining": 0}}))
        elif command == "STATUS" and text == "10":
            switches: dict[str, object] = {f"Switch{n}": _word(door.closed) for n, door in self.doors.items()}
            self.say(f"stat/{self.prefix}/STATUS10", pack({"StatusSNS": {"Time": "2026-11-22T12:00:00", **switches}}))

    def relay_says(self, channel: int, /) -> None:
        state = _word(self.doors[channel].relay)
        self.say(f"stat/{self.prefix}/RESULT", pack({f"POWER{channel}": state}))
        self.say(f"stat/{self.prefix}/POWER{channel}", state.encode())

    def contact_says(self, channel: int, /) -> None:
        action = pack({"Action": _word(self.doors[channel].closed)})
        self.say(f"stat/{self.prefix}/SWITCH{channel}", action)

    def example(self, channel: int) -> Publication:
        return Publication(f"cmnd/{self.prefix}/POWER{channel}", b"ON")

    def _power(self, channel: int, text: str) -> None:
        if text in {"ON", "1"}:
            tenths = self.pulse_time
            seconds = tenths / 10 if tenths <= 111 else float(tenths - 100)
            self.energise(channel, seconds if tenths else None)
        elif text in {"OFF", "0"}:
            self.switch_off(channel)
        else:
            # A question. If it comes during a pulse, the pulse does not end any more.
            self.forget_end(channel)
            self.relay_says(channel)


def _word(on: bool) -> str:
    return "ON" if on else "OFF"
