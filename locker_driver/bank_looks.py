"""What a commissioning walk sees through a bank that is open: looks made of raw readings, and whether a line echoes.

For the walk on a screen, whose bank keeps running. A performer that has the ports to itself can also ask a contact
alone, and boards without a contact of ours.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from locker_driver.bank import DoorBank
from locker_driver.commissioning_words import Board, Contact, EchoMeasured, Seen
from locker_driver.config import BankConfig, BusConfig, LineConfig
from locker_driver.jobs import LinkChange, Reading
from locker_driver.models import BusFigures
from locker_driver.polling import LOST_AFTER

LOOK_APART_S: Final = 0.1
LOOK_POLLS: Final = 2
"""Each board is asked once in a poll interval, after the others."""
ANSWERS_S: Final = 1.0
"""For time-outs of boards that are asked before."""
ECHO_ANSWERS: Final = 3
MAX_WAITING: Final = 1024


class BankLooks:
    """Made when the bank is opened; all methods belong to the event loop's thread."""

    def __init__(self, bank: DoorBank, config: BankConfig) -> None:
        self._bank = bank
        self._config = config
        self._told: dict[Board, dict[int, bool]] = {}
        self._lost: dict[Board, int] = {}
        self._listener: _Readings | None = None
        bank.watch_readings(self._heard)

    async def look(self, number: int) -> Seen:
        """Every board of the door's bus in a reading that was asked for from now on, every channel of it, as it came.

        What is behind brokers and on other buses is as it was last heard. Takes up to two poll intervals, and a second
        more where a board is silent; one that has long been so is waited for only if it is the door's own. `frames`:
        answers on the bus meanwhile. One look at a time.
        """
        await asyncio.sleep(LOOK_APART_S)
        line = _line(self._config, self._config.channels[number].bus)
        if not isinstance(line, BusConfig):
            return Seen(number, self._last_told())
        earlier = set(self._bank.frames()[line.name])
        fresh, garbled = await self._fresh(line, self._awaited(number))
        elsewhere = {contact: closed for contact, closed in self._last_told().items() if contact.bus != line.name}
        lines = [frame for frame in self._bank.frames()[line.name] if frame not in earlier]
        answers = tuple(frame.partition(" < ")[2] for frame in lines if " < " in frame)
        return Seen(number, elsewhere | fresh, frames=answers, garbled=frozenset(garbled))

    async def measure_echo(self, bus: str) -> EchoMeasured:
        """From the polls of an open bank; `present` None if nothing answers. Boards that answer twice are not found."""
        line = _line(self._config, bus)
        assert isinstance(line, BusConfig)
        before = self._figures(bus).echoes
        answered = 0
        with self._listening(line, ECHO_ANSWERS) as readings:
            async for reading in readings:
                answered += reading.closed is not None
                if answered == ECHO_ANSWERS:
                    break
        if self._figures(bus).echoes > before:
            return EchoMeasured(bus, present=True)
        return EchoMeasured(bus, present=False if answered else None)

    def _awaited(self, number: int) -> set[int]:
        """The boards of the door's bus that will be heard of soon, and its own."""
        bus = self._config.channels[number].bus
        asked = {place.contact[0] for place in self._config.channels.values() if place.bus == bus}
        lost = {board for board in asked if self._lost.get((bus, board), 0) >= LOST_AFTER}
        return asked - lost | {self._config.channels[number].contact[0]}

    async def _fresh(self, line: BusConfig, awaited: set[int]) -> tuple[dict[Contact, bool], set[Board]]:
        """What the boards say, and those that were lost while damaged bytes came."""
        told: dict[Contact, bool] = {}
        garbled: set[Board] = set()
        damage = self._damage(line.name)
        with self._listening(line) as readings:
            async for reading in readings:
                before, damage = damage, self._damage(line.name)
                if reading.closed is not None:
                    told |= {Contact(line.name, reading.board, way): is_so for way, is_so in reading.closed.items()}
                elif damage != before:
                    garbled.add((line.name, reading.board))
                awaited = awaited - {reading.board}
                if not awaited:
                    break
        return told, garbled

    @contextmanager
    def _listening(self, line: BusConfig, polls: int = 0) -> Iterator["_Readings"]:
        limit_s = (LOOK_POLLS + polls) * line.poll_ms / 1000 + ANSWERS_S
        self._listener = _Readings(line.name, limit_s)
        try:
            yield self._listener
        finally:
            self._listener = None

    def _heard(self, event: Reading | LinkChange) -> None:
        if isinstance(event, LinkChange):
            for board in [board for board in self._told if board[0] == event.bus and not event.up]:
                del self._told[board]
            return
        board = (event.bus, event.board)
        if event.closed is None:
            self._lost[board] = self._lost.get(board, 0) + 1
            self._told.pop(board, None)
        else:
            self._lost[board] = 0
            self._told[board] = (self._told.get(board, {}) if event.partial else {}) | event.closed
        if self._listener is not None:
            self._listener.hear(event)

    def _last_told(self) -> dict[Contact, bool]:
        return {
            Contact(bus, board, channel): closed
            for (bus, board), told in self._told.items()
            for channel, closed in told.items()
        }

    def _figures(self, bus: str) -> BusFigures:
        return next(figures for figures in self._bank.figures() if figures.name == bus)

    def _damage(self, bus: str) -> tuple[int, int]:
        figures = self._figures(bus)
        return figures.bad_checks, figures.garbage_bytes


class _Readings:
    """Those of one bus that were asked for from now on; ends after `limit_s`."""

    def __init__(self, bus: str, limit_s: float) -> None:
        self._bus = bus
        self._from_s = asyncio.get_running_loop().time()
        self._until_s = self._from_s + limit_s
        self._waiting: asyncio.Queue[Reading] = asyncio.Queue(MAX_WAITING)

    def hear(self, reading: Reading) -> None:
        if reading.bus == self._bus and reading.asked_s >= self._from_s and not self._waiting.full():
            self._waiting.put_nowait(reading)

    def __aiter__(self) -> "_Readings":
        return self

    async def __anext__(self) -> Reading:
        try:
            async with asyncio.timeout_at(self._until_s):
                return await self._waiting.get()
        except TimeoutError:
            raise StopAsyncIteration from None


def _line(config: BankConfig, name: str) -> LineConfig:
    return next(line for line in config.lines if line.name == name)
