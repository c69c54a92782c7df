"""Boards on their ports for the commissioning walk: single questions, one pulse at a time, and what they say."""

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from locker_driver.cli.line import Line, open_line
from locker_driver.commissioning_words import Board, Contact, EchoMeasured, Pulsed, Seen
from locker_driver.config import BankConfig, BusConfig, LineConfig
from locker_driver.errors import LinkError
from locker_driver.jobs import BusEvent, Job, LinkChange, Reading, Result
from locker_driver.open_port import open_port
from locker_driver.polling import Priority
from locker_driver.probe import Heard, Sound, judge, question
from locker_driver.protocols.codec import Command, QueryBoard, QueryDoor, Unlock

ASK_S: Final = 2.0
"""Until a question has its answer or its time-out, the turns of others before it included."""
PULSE_S: Final = 15.0
LOOK_APART_S: Final = 0.1
SPRING_S: Final = 0.4
"""From the end of a pulse until the door has sprung and its switch has settled."""


class Bench:
    """Made by open_bench()."""

    def __init__(self, config: BankConfig) -> None:
        self._config = config
        self._told: dict[Board, dict[int, bool]] = {}
        self._lock = threading.Lock()
        self._silent: set[Board] = set()
        self.ports = {line.name: open_port(line, _watched(line), self._hear) for line in config.lines}

    def look(self, number: int) -> Seen:
        """Every board of the door's line anew, other lines as they were last heard, the door's contact alone."""
        time.sleep(LOOK_APART_S)
        place = self._config.channels[number]
        own, channel = place.contact
        line = _line(self._config, place.bus)
        closed = self._last_told()
        frames: tuple[str, ...] = ()
        garbled: set[Board] = set()
        single = None
        if isinstance(line, BusConfig):
            for board in line.boards:
                if board == own or (line.name, board) not in self._silent:
                    told = self._board(line, board, garbled)
                    closed |= {Contact(line.name, board, way): state for way, state in told[0].items()}
                    frames += told[1] if board == own else ()
            alone = self._ask(line, QueryDoor(own, channel))
            single = alone.answer.closed.get(channel) if alone.answer is not None else None
            frames += (alone.answer.raw.hex(" "),) if alone.answer is not None else ()
        return Seen(number, closed, single, frames, frozenset(garbled))

    def pulse(self, number: int) -> Pulsed:
        """Once. Returns when the door had the time to spring open."""
        place = self._config.channels[number]
        line = _line(self._config, place.bus)
        result = self._do(line, Unlock(place.board, place.channel), Priority.UNLOCK, PULSE_S, place.contact)
        if result.written_s is None:
            return Pulsed(number, False, problem=result.cause)
        over_s = max(result.end_s, result.written_s + line.lock.pulse_s) + SPRING_S
        time.sleep(max(0.0, over_s - time.monotonic()))
        return Pulsed(number, True, acknowledged=result.answer is not None and not result.answer.refused)

    def _board(self, line: BusConfig, board: int, garbled: set[Board]) -> tuple[dict[int, bool], tuple[str, ...]]:
        """What its contacts say, and the raw answer."""
        before = self.ports[line.name].figures()
        answer = self._ask(line, QueryBoard(board)).answer
        after = self.ports[line.name].figures()
        if answer is not None and not answer.refused:
            self._silent.discard((line.name, board))
            return dict(answer.closed), (answer.raw.hex(" "),)
        if (after.bad_checks, after.garbage_bytes) != (before.bad_checks, before.garbage_bytes):
            garbled.add((line.name, board))
        self._silent.add((line.name, board))
        return {}, ()

    def _ask(self, line: LineConfig, command: Command) -> Result:
        return self._do(line, command, Priority.CONFIRM, ASK_S)

    def _do(
        self,
        line: LineConfig,
        command: Command,
        priority: Priority,
        limit_s: float,
        contact: tuple[int, int] | None = None,
    ) -> Result:
        """How the command ended. A port that is away for `limit_s` leaves it unwritten."""
        deadline_s = time.monotonic() + limit_s
        while True:
            ended: queue.SimpleQueue[Result] = queue.SimpleQueue()
            self.ports[line.name].submit(Job(command, priority, deadline_s, ended.put, contact=contact))
            result = ended.get(timeout=limit_s + PULSE_S)
            if result.written_s is not None or not result.link_lost or time.monotonic() >= deadline_s:
                return result
            time.sleep(LOOK_APART_S)

    def _last_told(self) -> dict[Contact, bool]:
        with self._lock:
            return {
                Contact(bus, board, channel): closed
                for (bus, board), told in self._told.items()
                for channel, closed in told.items()
            }

    def _hear(self, event: BusEvent) -> None:
        with self._lock:
            if isinstance(event, Reading):
                told = self._told.setdefault((event.bus, event.board), {})
                if event.closed is None:
                    told.clear()
                else:
                    told.update(event.closed)
            elif isinstance(event, LinkChange) and not event.up:
                for board in [board for board in self._told if board[0] == event.bus]:
                    del self._told[board]


@contextmanager
def open_bench(config: BankConfig) -> Iterator[Bench]:
    bench = Bench(config)
    for port in bench.ports.values():
        port.start()
    try:
        yield bench
    finally:
        for port in bench.ports.values():
            port.stop()


def measure_echo(config: BankConfig, bus: str) -> EchoMeasured:
    """By a status query to each board on the port of `bus`, which must not be open."""
    line = _line(config, bus)
    assert isinstance(line, BusConfig)
    try:
        with open_line(line) as asked:
            heard = {board: _answer(asked, line, board) for board in line.boards}
    except LinkError:
        return EchoMeasured(bus, None)
    # Who hears nothing at all may be asking on the wrong port.
    decisive = [one.echo for one in heard.values() if one.echo or one.sound is Sound.ANSWER]
    doubled = tuple(board for board, one in heard.items() if one.answers > 1)
    return EchoMeasured(bus, any(decisive) if decisive else None, doubled)


def _answer(asked: Line, line: BusConfig, board: int) -> Heard:
    ask = question(line.family, line.baud, board, getattr(line.dialect, "framing", ""))
    return judge(ask, asked.ask(ask.request.data, ask.request.reply.timeout_s))


def _line(config: BankConfig, name: str) -> LineConfig:
    return next(line for line in config.lines if line.name == name)


def _watched(line: LineConfig) -> dict[int, range]:
    """Every contact there is: a misplaced one is on a channel without a door."""
    return {board: range(1, line.ways + 1) for board in line.boards}
