"""Who else commands the modules: what is heard on command topics beside our own commands. Pure: no clock."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from locker_driver.models import AlarmKind
from locker_driver.mqtt.messages import Message, Publication

REMEMBERED: Final = 64
REPEAT_S: Final = 10.0
"""The same alarm of one module is not told again for so long: a flood of commands is one alarm."""
BUSY_S: Final = 1.0

Alarm = Callable[[AlarmKind, int, str], None]


@dataclass(slots=True, eq=False)
class Sent:
    """A command of ours. `echoed`: the broker passed it on, for we heard it as well."""

    publication: Publication
    echoed: bool = False


class CommandWatch:
    """The broker sends us what we publish, too: that shows that it was allowed, and everything else is not ours."""

    def __init__(self, alarm: Alarm) -> None:
        self._alarm = alarm
        self._sent: deque[Sent] = deque(maxlen=REMEMBERED)
        self._to_clear: dict[str, tuple[int, float]] = {}
        self._told_s: dict[tuple[AlarmKind, int], float] = {}

    def sent(self, publication: Publication) -> Sent:
        sent = Sent(publication)
        self._sent.append(sent)
        return sent

    def heard(self, board: int, message: Message, leave_retained_s: float, now_s: float) -> bool:
        """Whether it was our own. A retained command is due to be cleared after `leave_retained_s`."""
        for sent in self._sent:
            own = sent.publication
            if not sent.echoed and (own.topic, own.payload) == (message.topic, message.payload):
                sent.echoed = True
                return True
        if message.retained and message.payload:
            self._to_clear.setdefault(message.topic, (board, now_s + leave_retained_s))
            self._tell(AlarmKind.RETAINED_COMMAND, board, message, now_s)
        else:
            self._tell(AlarmKind.FOREIGN_COMMAND, board, message, now_s)
        return False

    def to_clear(self, now_s: float, busy: Callable[[int], bool]) -> list[Publication]:
        """Empty retained messages that are due. Not while the module pulses: they reach it, too."""
        due = {topic: board for topic, (board, due_s) in self._to_clear.items() if due_s <= now_s}
        for topic, board in due.items():
            if busy(board):
                self._to_clear[topic] = (board, now_s + BUSY_S)
            else:
                del self._to_clear[topic]
        return [Publication(topic, b"", retain=True) for topic in due if topic not in self._to_clear]

    def wake_s(self) -> float:
        return min((due_s for _, due_s in self._to_clear.values()), default=math.inf)

    def forget(self) -> None:
        """The broker is away; what it keeps it says again."""
        self._sent.clear()
        self._to_clear.clear()

    def _tell(self, kind: AlarmKind, board: int, message: Message, now_s: float) -> None:
        if now_s >= self._told_s.get((kind, board), -math.inf) + REPEAT_S:
            self._told_s[kind, board] = now_s
            payload = message.payload[:100].decode("utf-8", errors="backslashreplace")
            self._alarm(kind, board, f"{message.topic} {payload!r}")
