"""Boards on a line: bytes in, pulses and bytes out. They speak as `locker_driver.simulator` does, not as its codecs."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from kiosk.simulation.facts import ContactRead, Fact, Pulsed
from kiosk.simulation.wall import Wall
from locker_driver.config import BankConfig, BusConfig
from locker_driver.simulator.families import make_speaker
from locker_driver.simulator.families.speaker import Ask, Order, Speaker, View
from locker_driver.simulator.faults import LATE_S, BoardFault, spoilt
from locker_driver.simulator.settings import BoardSettings

THINK_S: Final = 0.002


@dataclass(slots=True)
class Board:
    """`locks` and `contacts`: door numbers by channel, as they are wired in truth."""

    address: int
    locks: dict[int, int]
    contacts: dict[int, int]
    fault: BoardFault = BoardFault.NONE
    spoils: int = 0
    deaf_until_s: float = 0.0
    read: dict[int, bool] = field(default_factory=dict)
    on_until_s: dict[int, float] = field(default_factory=dict)


class Line:
    """One line with its boards. `unplugged`: the adapter is not there."""

    def __init__(self, config: BusConfig, bank: BankConfig, wall: Wall, tell: Callable[[Fact], None]) -> None:
        self.config = config
        self.unplugged = False
        self._loop = asyncio.get_running_loop()
        self._wall = wall
        self._tell = tell
        self._settings = BoardSettings(
            family=config.family,
            dialect=config.dialect,
            ways=config.ways,
            pulse_s=config.lock.pulse_s,
            char_s=config.char_s,
            closed_when_shorted=config.polarity == "closed_when_shorted",
        )
        self._speaker: Speaker = make_speaker(self._settings)
        self.boards = {address: _board(address, config.name, bank) for address in config.boards}

    def transmit(self, data: bytes) -> tuple[float, bytes]:
        """The line carries a request. Returns after how long an answer ends, and its bytes; none when there is none."""
        order = self._speaker.understand(data)
        if order is None or order.address is None:
            return 0.0, b""
        board = self.boards.get(order.address)
        now_s = self._loop.time()
        if board is None or board.fault is BoardFault.SILENT or now_s < board.deaf_until_s:
            return 0.0, b""
        self._act(board, order, now_s)
        answer = self._speaker.answer(order, self._view(board, now_s))
        if not answer:
            return 0.0, b""
        late_s = LATE_S if board.fault is BoardFault.LATE_REPLY else 0.0
        if self._speaker.deaf_while_pulsing and order.ask is Ask.UNLOCK:
            late_s += self._settings.pulse_s
        if board.fault is not BoardFault.NONE:
            answer = spoilt(answer, board.fault, board.spoils)
            board.spoils += 1
        return THINK_S + len(answer) * self.config.char_s + late_s, answer

    def restart(self, board: Board, deaf_s: float) -> None:
        """In the middle of a pulse, too: every output falls."""
        board.on_until_s.clear()
        board.deaf_until_s = self._loop.time() + deaf_s

    def _act(self, board: Board, order: Order, now_s: float) -> None:
        if order.ask is Ask.OFF:
            for channel in order.channels:
                board.on_until_s.pop(channel, None)
        if order.ask is Ask.READ:
            self._note(board, now_s)
        if order.ask is not Ask.UNLOCK:
            return
        pulse_s = self._settings.pulse_s if order.pulse_s is None else order.pulse_s
        for channel in order.channels:
            door = board.locks.get(channel)
            board.on_until_s[channel] = now_s + pulse_s
            self._tell(Pulsed(now_s, self.config.name, board.address, channel, door, pulse_s))
            if door is not None:
                self._wall.pulse(door)

    def _note(self, board: Board, now_s: float) -> None:
        """Whoever asks is told the state of every contact; the witness hears of what is new in it."""
        for door in board.contacts.values():
            closed = self._wall.leaves[door].reads_closed
            if board.read.get(door) != closed:
                board.read[door] = closed
                self._tell(ContactRead(now_s, door, closed))

    def _view(self, board: Board, now_s: float) -> View:
        leaves, closed_when_shorted = self._wall.leaves, bool(self._settings.closed_when_shorted)

        def shorted(channel: int) -> bool:
            door = board.contacts.get(channel)
            return closed_when_shorted if door is None else leaves[door].reads_closed == closed_when_shorted

        def occupied(channel: int) -> bool:
            door = board.contacts.get(channel)
            return door is not None and bool(leaves[door].parcels)

        def energised(channel: int) -> bool:
            return board.on_until_s.get(channel, -1.0) > now_s

        return View(board.address, shorted, occupied, energised)


def _board(address: int, bus: str, bank: BankConfig) -> Board:
    places = [(number, place) for number, place in bank.channels.items() if place.bus == bus]
    return Board(
        address,
        locks={place.channel: number for number, place in places if place.board == address},
        contacts={place.contact[1]: number for number, place in places if place.contact[0] == address},
    )
