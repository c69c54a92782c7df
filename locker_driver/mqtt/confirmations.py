"""What a module's contacts say after pulses. Pure: no clock."""

import math
from typing import Final, Protocol

from locker_driver.models import AlarmKind
from locker_driver.mqtt.command_watch import Sent
from locker_driver.mqtt.contact_book import ContactBook, Place
from locker_driver.mqtt.dialects.dialect import Dialect
from locker_driver.mqtt.log import MqttLog
from locker_driver.mqtt.messages import Publication

MAX_ASKED: Final = 64


class Line(Protocol):
    """What a module needs of the line it is on."""

    log: MqttLog
    book: ContactBook

    def send(self, publication: Publication, now_s: float) -> Sent | None:
        """None: the broker is away and nothing was sent."""
        ...

    def alarm(self, kind: AlarmKind, board: int, detail: str) -> None: ...

    def confirm(self, place: Place, due_s: float) -> None:
        """Have a contact told again, from `due_s` on."""
        ...


class Confirmations:
    """Contacts of one module that are due to be told again: asked for, or by its silence if it cannot be asked."""

    def __init__(self, board: int, dialect: Dialect, line: Line) -> None:
        self._board = board
        self._dialect = dialect
        self._line = line
        self._due: list[tuple[float, int]] = []
        self._asked_s: dict[int, float] = {}

    def add(self, channel: int, due_s: float) -> None:
        self._due.append((due_s, channel))

    def asked_s(self, question: int, otherwise_s: float) -> float:
        """When the question was asked that an answer names."""
        return self._asked_s.pop(question, otherwise_s)

    def advance(self, now_s: float) -> None:
        due = sorted(each for each in self._due if each[0] <= now_s)
        self._due = [each for each in self._due if each[0] > now_s]
        for _, channel in due:
            self._confirm(channel, now_s)

    def wake_s(self) -> float:
        return min((due_s for due_s, _ in self._due), default=math.inf)

    def clear(self) -> None:
        """The module is away."""
        self._due.clear()
        self._asked_s.clear()

    def _confirm(self, channel: int, now_s: float) -> None:
        question = self._dialect.ask_contact(channel)
        if question is None:
            self._line.book.restate((self._board, channel), now_s)
        elif self._line.send(question.publication, now_s) is not None:
            if len(self._asked_s) >= MAX_ASKED:
                self._asked_s.clear()
            self._asked_s[question.id] = now_s
