"""One input of a fuzzer: a script of what comes in over a line, to a codec alone or to a whole bus with an unlock.

Whatever comes in: no exception, and nothing is claimed of a door that a second reading of the bytes does not bear out.
"""

from dataclasses import replace
from typing import Final

from locker_driver.bus import Bus
from locker_driver.config import Channel
from locker_driver.doors import Doors
from locker_driver.families import Family
from locker_driver.jobs import BusEvent, Job, Reading, Result
from locker_driver.models import DoorState, UnlockOutcome
from locker_driver.polling import Poller, Priority
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import QueryBoard, QueryDoor, Unlock
from locker_driver.unlocking import UnlockWatch
from tests.fuzz.script import Script
from tests.fuzz.wire import Wire, wires_of
from tests.fuzz.witness import Witness

BOARD: Final = 1
CHANNEL: Final = 3
DOOR: Final = 1
CHANNELS: Final = {DOOR: Channel("main", BOARD, CHANNEL), 2: Channel("main", 2, 5)}
COMMANDS: Final = (Unlock(BOARD, CHANNEL), QueryBoard(BOARD), QueryDoor(BOARD, CHANNEL))
START_S: Final = 1000.0
WIRE_S: Final = 0.01
"""Longer than any question takes to leave at 9600 baud: what comes in now can be its answer."""
MAX_STEPS: Final = 10_000


def one_input(family: Family, data: bytes) -> int:
    """How many bytes came in over the line. Raises AssertionError for what must not happen."""
    script = Script(data)
    wires = wires_of(family)
    wire = wires[script.byte() % len(wires)]
    options = script.byte()
    if options % 4 == 0:
        return feed_codec(wire, script)
    config = replace(wire.config, echo="strip" if options % 4 == 1 else "off")
    return FuzzedBus(replace(wire, config=config), script).run()


def feed_codec(wire: Wire, script: Script) -> int:
    codec = Witness(make_codec(wire.config), wire)
    while script.goes_on:
        choice = script.byte()
        spec = codec.encode(COMMANDS[choice % 3]).reply if choice < 0xC0 else None
        for piece in script.pieces(script.line(wire, codec.asked)):
            codec.feed(piece, spec)
        if spec is not None and choice & 1:
            codec.settle(spec)
        if choice & 2:
            codec.flush()
    codec.flush()
    return codec.fed


class FuzzedBus:
    """A bus on virtual time with one unlock waiting; the script plays the boards."""

    def __init__(self, wire: Wire, script: Script) -> None:
        self._wire = wire
        self._script = script
        self._now_s = START_S
        self._codec = Witness(make_codec(wire.config), wire)
        poller = Poller({BOARD: [CHANNEL], 2: [5]}, poll_s=0.5)
        self._bus = Bus(wire.config, self._codec, poller, self._hear)
        self._doors = Doors(CHANNELS)
        self._watch = UnlockWatch(DoorState.UNKNOWN, wire.config.lock.pulse_s, wire.config.lock.jam_after_s)
        self._came_in = 0
        self._unlocks_sent = 0
        self._is_judged = False
        self._since_question = bytearray()
        self._since_unlock = bytearray()

    def run(self) -> int:
        self._bus.link_up(self._now_s)
        unlock = Job(Unlock(BOARD, CHANNEL), Priority.UNLOCK, self._now_s + 60, self._pulsed)
        self._bus.submit(unlock, self._now_s)
        self._send()
        while self._script.goes_on:
            if self._script.byte() % 2:
                self._pass(WIRE_S)
                self._receive(self._script.answer(self._wire, self._codec.asked[-1]))
            for piece in self._script.pieces(self._script.line(self._wire, self._codec.asked)):
                self._pass(self._script.wait_s())
                self._receive(piece)
        self._bus.link_down(self._now_s, "the script is over")
        assert self._codec.pending == 0
        return self._came_in

    def _receive(self, data: bytes) -> None:
        if data:
            self._came_in += len(data)
            self._since_question += data
            self._since_unlock += data
            self._bus.received(data, self._now_s)
            self._send()

    def _pass(self, wait_s: float) -> None:
        """Let time go by as the thread of a port does."""
        until_s = self._now_s + wait_s
        for _ in range(MAX_STEPS):
            wake_s = max(self._bus.wake_s(), self._now_s)
            if wake_s > until_s:
                self._now_s = until_s
                return
            self._now_s = wake_s
            self._bus.advance(self._now_s)
            self._send()
        raise AssertionError("the bus wants to be called again and again")

    def _send(self) -> None:
        data = self._bus.to_send(self._now_s)
        if data is None:
            return
        self._since_question.clear()
        command = next(command for command, sent in reversed(self._codec.asked) if sent == data)
        if isinstance(command, Unlock):
            self._unlocks_sent += 1
            assert self._unlocks_sent == 1, "a second pulse"
            assert (command.board, command.channel) == (BOARD, CHANNEL), "another door"
            self._since_unlock.clear()
        self._bus.written(self._now_s)

    def _pulsed(self, result: Result) -> None:
        assert (result.written_s is not None) == (self._unlocks_sent == 1)
        self._watch.pulsed(result)
        self._judge()

    def _hear(self, event: BusEvent) -> None:
        if not isinstance(event, Reading):
            return
        self._doors.read(event)
        if event.closed is None:
            return
        assert event.asked_s <= event.read_s
        assert self._is_backed(event.board, event.closed), "a reading that the bytes do not tell"
        if event.board == BOARD:
            self._watch.read(self._doors.certain(DOOR), event.asked_s, event.read_s)
            self._judge()

    def _is_backed(self, board: int, closed: dict[int, bool]) -> bool:
        return any(
            all(is_closed is not self._wire.is_open(bits, channel) for channel, is_closed in closed.items())
            for bits in self._wire.statuses(bytes(self._since_question), board)
        )

    def _judge(self) -> None:
        """What is claimed of the unlock must stand in the bytes that came in after its command was written."""
        report = self._watch.report
        if report is None or report.outcome is UnlockOutcome.UNKNOWN or self._is_judged:
            return
        assert self._unlocks_sent == 1
        told = {self._wire.is_open(bits, CHANNEL) for bits in self._wire.statuses(bytes(self._since_unlock), BOARD)}
        wanted = report.outcome is not UnlockOutcome.JAMMED
        assert wanted in told, f"{report.outcome} was invented"
        self._is_judged = True
