"""What one broker has seen: counters since start and the last messages."""

from collections import deque
from typing import Final

from locker_driver.mqtt.messages import Message, Publication

KEPT: Final = 20
SHOWN_BYTES: Final = 300


class MqttLog:
    """Written by the thread of the line, read by anyone: single assignments, no locks needed."""

    def __init__(self) -> None:
        self.sent = 0
        self.received = 0
        self.timeouts = 0
        self.unreadable = 0
        self.unreadable_bytes = 0
        self.late = 0
        self.echoes = 0
        self.refusals = 0
        self._lines: deque[str] = deque(maxlen=KEPT)

    def published(self, publication: Publication, now_s: float) -> None:
        self.sent += 1
        self._keep(">", publication.topic, publication.payload, now_s)

    def heard(self, message: Message, now_s: float) -> None:
        self.received += 1
        self._keep("r" if message.retained else "<", message.topic, message.payload, now_s)

    def unread(self, message: Message) -> None:
        self.unreadable += 1
        self.unreadable_bytes += len(message.payload)

    def refused(self, topic: str, reason: str, now_s: float) -> None:
        """The broker acknowledged what we published with a refusal."""
        self.refusals += 1
        self._lines.append(f"{now_s:.3f} ! {topic} {reason}")

    def frames(self) -> tuple[str, ...]:
        """The last messages, oldest first: monotonic seconds, > sent, < heard, r heard retained, topic, payload."""
        return tuple(self._lines.copy())

    def _keep(self, direction: str, topic: str, payload: bytes, now_s: float) -> None:
        text = payload[:SHOWN_BYTES].decode("utf-8", errors="backslashreplace")
        self._lines.append(f"{now_s:.3f} {direction} {topic} {text!r}")
