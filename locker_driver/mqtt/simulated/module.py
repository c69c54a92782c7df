"""A simulated module on a real broker: one thread for its clock and its words."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Final

from locker_driver.config import MqttDialect
from locker_driver.mqtt.access import Access
from locker_driver.mqtt.client import BackOff, Client
from locker_driver.mqtt.mailbox import Mailbox
from locker_driver.mqtt.messages import BrokerUp, ClientEvent, Identity, Message, Publication, Subscription
from locker_driver.mqtt.simulated.esphome import SimulatedEspHome
from locker_driver.mqtt.simulated.firmware import Firmware
from locker_driver.mqtt.simulated.openluke import SimulatedOpenLuke
from locker_driver.mqtt.simulated.shelly import SimulatedShelly
from locker_driver.mqtt.simulated.tasmota import SimulatedTasmota

FIRMWARES: Final[Mapping[MqttDialect, type[Firmware]]] = {
    "shelly": SimulatedShelly,
    "esphome": SimulatedEspHome,
    "tasmota": SimulatedTasmota,
    "openluke": SimulatedOpenLuke,
}
MAX_WAIT_S: Final = 60.0

Event = ClientEvent | Callable[[], None]
Tell = Callable[[str, str, int], None]
"""Module, what happened, channel (0: the module itself)."""


class SimulatedModule:
    """`do` runs something on the module's own thread, where its firmware may be touched."""

    def __init__(
        self,
        dialect: MqttDialect,
        prefix: str,
        access: Access,
        tell: Tell,
        *,
        ways: int = 1,
        closes_after_s: float = 0.0,
    ) -> None:
        self.prefix = prefix
        self._access = access
        self._tell = tell
        self._mailbox: Mailbox[Event] = Mailbox()
        self._client: Client | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"module-{prefix}", daemon=True)
        self.firmware = FIRMWARES[dialect](
            prefix, ways, self.publish, lambda what, channel: tell(prefix, what, channel), closes_after_s=closes_after_s
        )

    def start(self) -> None:
        self.firmware.advance(time.monotonic())
        self._connect()
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._mailbox.wake()
        self._thread.join()
        self._disconnect()

    def do(self, action: Callable[[], None], timeout_s: float = 5.0) -> None:
        """Returns when it is done."""
        done = threading.Event()

        def act() -> None:
            try:
                action()
            finally:
                done.set()

        self._mailbox.put(act)
        if not done.wait(timeout_s):
            raise TimeoutError(f"module {self.prefix} does not answer")

    def offline(self) -> None:
        """Its power is cut, or its network is."""
        self.do(self._disconnect)

    def online(self) -> None:
        self.do(self._connect)

    def reboot(self) -> None:
        """Power away and back."""

        def turn() -> None:
            self._disconnect()
            self.firmware.reboot()
            self._connect()

        self.do(turn)

    def publish(self, publication: Publication) -> bool:
        return self._client is not None and self._client.publish(publication)

    def _connect(self) -> None:
        firmware = self.firmware
        # As a device does: one that comes back takes its own place, and its old will cannot come after its new word.
        identity = Identity(self.prefix, None, firmware.will)
        subscriptions = [Subscription(each, commands=True) for each in firmware.filters]
        self._client = Client(
            self._access, identity, subscriptions, self._mailbox.put, back_off=BackOff(0.2, 5.0, refused_s=5.0)
        )
        self._client.start()

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.stop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            wait_s = min(max(0.0, self.firmware.wake_s() - time.monotonic()), MAX_WAIT_S)
            event = self._mailbox.take(wait_s)
            self.firmware.advance(time.monotonic())
            if isinstance(event, BrokerUp):
                for publication in self.firmware.birth():
                    self.publish(publication)
                self._tell(self.prefix, "online", 0)
            elif isinstance(event, Message):
                self.firmware.hear(event)
            elif callable(event):
                event()
