"""A Shelly of generation 2, as far as its RPC over MQTT goes. It obeys retained commands, as the real one does."""

from collections.abc import Sequence

from locker_driver.mqtt.dialects.payload import Object, number_of, object_of, pack, part_of
from locker_driver.mqtt.messages import Message, Publication
from locker_driver.mqtt.simulated.firmware import Firmware


class SimulatedShelly(Firmware):
    @property
    def filters(self) -> Sequence[str]:
        return (f"{self.prefix}/rpc",)

    @property
    def will(self) -> Publication:
        return Publication(f"{self.prefix}/online", b"false", retain=True)

    def birth(self) -> Sequence[Publication]:
        return (Publication(f"{self.prefix}/online", b"true", retain=True),)

    def hear(self, message: Message) -> None:
        frame = object_of(message)
        if frame is None or not isinstance(frame.get("src"), str):
            return
        params = part_of(frame, "params")
        channel = (number_of(params.get("id")) or 0) + 1
        answer: Object = {"id": frame.get("id"), "src": f"sim-{self.prefix}", "dst": frame["src"]}
        if channel not in self.doors:
            answer["error"] = {"code": -105, "message": f"Argument 'id', value {channel - 1} not found!"}
            self.say(f"{frame['src']}/rpc", pack(answer))
            return
        door = self.doors[channel]
        match frame.get("method"):
            case "Switch.Set":
                answer["result"] = {"was_on": door.relay}
                self.say(f"{frame['src']}/rpc", pack(answer))
                after_s = params.get("toggle_after")
                if params.get("on") is True:
                    self.energise(channel, float(after_s) if isinstance(after_s, int | float) else None)
                else:
                    self.switch_off(channel)
                return
            case "Input.GetStatus":
                answer["result"] = {"id": channel - 1, "state": door.closed}
            case "Switch.GetStatus":
                answer["result"] = {"id": channel - 1, "source": "MQTT", "output": door.relay}
            case _:
                answer["error"] = {"code": 404, "message": f"No handler for {frame.get('method')}"}
        self.say(f"{frame['src']}/rpc", pack(answer))

    def relay_says(self, channel: int, /) -> None:
        self._notify(
            f"switch:{channel - 1}", {"id": channel - 1, "output": self.doors[channel].relay, "source": "MQTT"}
        )

    def contact_says(self, channel: int, /) -> None:
        self._notify(f"input:{channel - 1}", {"id": channel - 1, "state": self.doors[channel].closed})

    def example(self, channel: int) -> Publication:
        frame: Object = {"id": 1, "src": "somebody", "method": "Switch.Set"}
        params: Object = {"id": channel - 1, "on": True, "toggle_after": 0.5}
        return Publication(f"{self.prefix}/rpc", pack({**frame, "params": params}))

    def _notify(self, component: str, status: Object) -> None:
        frame: Object = {"src": f"sim-{self.prefix}", "dst": f"{self.prefix}/events", "method": "NotifyStatus"}
        self.say(f"{self.prefix}/events/rpc", pack({**frame, "params": {"ts": 0, component: status}}))
