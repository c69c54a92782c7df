"""The line of a broker as a bank's port: one thread that owns the state, fed by the client's callbacks and by jobs."""

import logging
import secrets
import threading
import time
from collections.abc import Sequence
from typing import Final

from locker_driver.config import MqttConfig
from locker_driver.jobs import Job
from locker_driver.models import BusFigures, LinkState
from locker_driver.mqtt.access import access_of
from locker_driver.mqtt.client import BackOff, Client
from locker_driver.mqtt.line import ModuleLine, client_name
from locker_driver.mqtt.mailbox import Mailbox
from locker_driver.mqtt.messages import ClientEvent, Identity, LineEvent, Publication, PublishRefused
from locker_driver.port import Hear, Watched

UNREACHABLE_AFTER_S: Final = 60.0
MAX_WAIT_S: Final = 60.0

_log = logging.getLogger(__name__)


class MqttPort:
    """A locker_driver.port.Port. Raises ConfigError for files that cannot be used."""

    def __init__(self, config: MqttConfig, watched: Watched, hear: Hear, back_off: BackOff | None = None) -> None:
        self._mailbox: Mailbox[LineEvent] = Mailbox()
        self.line = ModuleLine(config, watched, hear, self._publish)
        own = client_name(config)
        identity = Identity(
            # A stable name would let two kiosks with equal settings throw each other out for ever.
            client_id=f"{own}-{secrets.token_hex(4)}",
            presence=Publication(f"{own}/status", b"online", qos=1, retain=True),
            gone=Publication(f"{own}/status", b"offline", retain=True),
        )
        self._client = Client(
            access_of(config), identity, self.line.subscriptions, self._mailbox.put, back_off=back_off
        )
        self._stopping = threading.Event()
        self._away_since_s = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=f"modules-{config.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._client.start()

    def submit(self, job: Job) -> None:
        self._mailbox.put(job, always=True)

    def stop(self) -> None:
        self._client.stop()
        self._stopping.set()
        self._mailbox.wake()
        self._thread.join()

    def is_alive(self) -> bool:
        return self._thread.is_alive() and self._client.is_alive()

    def figures(self) -> BusFigures:
        log = self.line.log
        return BusFigures(
            name=self.line.config.name,
            port=self.line.config.url,
            state=self._state(),
            sent=log.sent,
            received=log.received,
            timeouts=log.timeouts,
            bad_checks=log.unreadable,
            garbage_bytes=log.unreadable_bytes,
            late_frames=log.late,
            echoes=log.echoes,
        )

    def frames(self) -> Sequence[str]:
        return self.line.log.frames()

    def _state(self) -> LinkState:
        if self.line.up:
            return LinkState.CONNECTED if self.line.any_online else LinkState.CONNECTING
        away_s = time.monotonic() - self._away_since_s
        return LinkState.DISCONNECTED if away_s < UNREACHABLE_AFTER_S else LinkState.UNREACHABLE

    def _publish(self, publication: Publication) -> bool:
        return self._client.publish(publication)

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                wait_s = min(max(0.0, self.line.wake_s() - time.monotonic()), MAX_WAIT_S)
                self._take(self._mailbox.take(wait_s))
                self.line.advance(time.monotonic())
        finally:
            # Also when a bug ends this thread: nobody may wait for an answer that cannot come.
            self.line.close(time.monotonic())
            while (event := self._mailbox.take(0)) is not None:
                if isinstance(event, Job):
                    self._take(event)

    def _take(self, event: ClientEvent | Job | None) -> None:
        if isinstance(event, Job):
            self.line.submit(event, time.monotonic())
        elif event is not None:
            if isinstance(event, PublishRefused):
                _log.error("mqtt %s: we may not publish to %s: %s", self.line.config.name, event.topic, event.reason)
            was_up = self.line.up
            self.line.take(event, time.monotonic())
            if was_up and not self.line.up:
                self._away_since_s = time.monotonic()


def open_mqtt(config: MqttConfig, watched: Watched, hear: Hear) -> MqttPort:
    """The port of one broker and the door modules behind it; not started. Raises ConfigError."""
    return MqttPort(config, watched, hear)
