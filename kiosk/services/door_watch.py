"""Listens to the bank: tells the journey about its own door, and writes down what else doors and boards do."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.domain.life_safety import ALARM_S
from kiosk.domain.record import Entry, Kind
from kiosk.domain.recovery import opened_late
from kiosk.flows import collect, service
from kiosk.flows.events import DoorBack, DoorClosed, DoorLost, DoorOpened, WrongDoor
from kiosk.ports import BankAlarm, Clock, Door, DoorBank, DoorChange, Journal
from kiosk.services.alarms import AlarmBook
from kiosk.services.devices import DeviceWatch
from kiosk.services.facts import Facts
from kiosk.services.open_doors import OpenDoors
from kiosk.services.recovery import end_cycle
from kiosk.services.rescue import RescueRunner
from kiosk.services.sessions import SessionRunner

log = logging.getLogger(__name__)

_HEARD_SIZE: Final = 1024
"""More than every door of a large bank changing at once."""
_GIVEN_UP: Final = frozenset({"unknown", "jammed"})
KIOSK: Final = "kiosk"
"""The actor of what the kiosk does by itself."""


@dataclass(frozen=True, slots=True)
class _HeldOpen:
    number: int
    open_s: float


class DoorWatch:
    """One listener on the bank. `run` must be running before doors are unlocked."""

    def __init__(
        self,
        *,
        bank: DoorBank,
        journal: Journal,
        runner: SessionRunner,
        facts: Facts,
        devices: DeviceWatch,
        rescue: RescueRunner,
        alarms: AlarmBook,
        clock: Clock,
        committed: Callable[[], None],
    ) -> None:
        self._bank = bank
        self._journal = journal
        self._runner = runner
        self._facts = facts
        self._devices = devices
        self._rescue = rescue
        self._alarms = alarms
        self._clock = clock
        self._committed = committed
        self._open = OpenDoors(lambda number, open_s: self._heard.put_nowait(_HeldOpen(number, open_s)))
        self._heard: asyncio.Queue[tuple[int, DoorChange] | _HeldOpen | BankAlarm] = asyncio.Queue(_HEARD_SIZE)
        self._unseen: set[int] = set()
        bank.watch(self._hear)
        bank.watch_alarms(self._alarm)

    def _hear(self, number: int, change: DoorChange) -> None:
        self._heard.put_nowait((number, change))

    def _alarm(self, alarm: BankAlarm) -> None:
        # Whoever floods a broker must not flood log, journal or this queue.
        if self._alarms.note(alarm.kind, bus=alarm.bus, board=alarm.board):
            self._heard.put_nowait(alarm)

    async def run(self, numbers: tuple[int, ...]) -> None:
        """Until cancelled. `numbers` are all compartments of the bank."""
        self._look(numbers)
        while True:
            heard = await self._heard.get()
            match heard:
                case BankAlarm():
                    await self._alarmed(heard)
                case _HeldOpen(number, open_s):
                    await self._held_open(number, open_s)
                case number, change:
                    await self._changed(number, change)
            if self._heard.empty():
                self._look(numbers)

    async def _changed(self, number: int, change: DoorChange) -> None:
        match change:
            case DoorChange.CLOSED:
                await self._closed(number)
            case DoorChange.OPENED | DoorChange.OPENED_WITHOUT_COMMAND:
                await self._opened(number, change)
            case DoorChange.HELD_OPEN:
                self._alarms.note(DoorChange.HELD_OPEN, door=number)
            case DoorChange.LOST:
                self._lost(number)
            case DoorChange.BACK:
                self._back(number)

    async def _alarmed(self, alarm: BankAlarm) -> None:
        where = f"bus {alarm.bus}" + (f", board {alarm.board}" if alarm.board is not None else "")
        log.warning("%s: %s: %s", where, alarm.kind, alarm.detail)
        await self._write(Entry.of(Kind.BANK_ALARM, alarm=alarm.kind, bus=alarm.bus, board=alarm.board))

    async def _held_open(self, number: int, open_s: float) -> None:
        if self._bank.door(number) is not Door.OPEN:
            return
        self._facts.set(left_open=self._facts.left_open | {number})
        if open_s >= ALARM_S:
            self._alarms.note(DoorChange.HELD_OPEN, door=number)
        if _door_of(self._runner) != number:  # else the journey writes it, with the intent it belongs to
            held = Entry.of(Kind.DOOR_HELD_OPEN, intent="", compartment=number, open_s=open_s)
            await self._write(held)

    def _lost(self, number: int) -> None:
        if self._open.stands(number):
            self._unseen.add(number)
        if _door_of(self._runner) == number:
            self._runner.post(DoorLost(number, self._clock.utc_s()))

    def _back(self, number: int) -> None:
        """One that is closed by now is told as such; until then nobody saw it."""
        if self._bank.door(number) is not Door.OPEN:
            return
        self._unseen.discard(number)
        if _door_of(self._runner) == number:
            self._runner.post(DoorBack(number))

    async def _closed(self, number: int) -> None:
        own = _door_of(self._runner) == number
        if own:
            self._runner.post(DoorClosed(number))
        else:
            await self._end_cycle(number)
        self._unseen.discard(number)
        attended = own or isinstance(self._runner.session.flow, service.SignedIn)
        await self._rescue.closed(number, attended=attended)

    async def _end_cycle(self, number: int) -> None:
        """A door left open by somebody whose session has ended (restart, technician): its cycle ends here."""
        for open_intent in await self._journal.open_intents():
            if open_intent.intent.compartment == number and open_intent.state == "opened":
                await end_cycle(self._journal, open_intent, seen=number not in self._unseen)
                self._committed()

    async def _opened(self, number: int, change: DoorChange) -> None:
        self._rescue.opened(number)
        if isinstance(self._runner.session.flow, collect.DoorFault) and _door_of(self._runner) == number:
            self._runner.post(DoorOpened(number, self._clock.utc_s()))
        elif change is DoorChange.OPENED_WITHOUT_COMMAND:
            await self._uncommanded(number)
        else:
            await self._opened_late(number)

    async def _opened_late(self, number: int) -> None:
        """By a pulse that had been given up, of somebody who has gone on: nobody had seen the door closed after it, or
        it gave way at last. That is evidence of this opening, and its closing will be of the collection.
        """
        for pending in await self._journal.open_intents():
            if pending.intent.compartment == number and pending.state in _GIVEN_UP:
                log.info("door %d has opened by a pulse that had been given up", number)
                await self._write(opened_late(pending))

    async def _uncommanded(self, number: int) -> None:
        """Forced, or the wrong door of somebody's pulse: blocked until staff look, what is in it stays known."""
        flow = self._runner.session.flow
        pulsed = {wanted: intent for wanted, intent in self._runner.pulsed_now().items() if wanted != number}
        if isinstance(flow, service.Commission):
            # A walk looks for doors that are not where the file says, and tells its technician.
            self._alarms.note(DoorChange.OPENED_WITHOUT_COMMAND, door=number)
            await self._write(Entry.of(Kind.DOOR_FORCED, compartment=number))
        elif pulsed:
            await self._wrong_door(number, pulsed)
        else:
            log.warning("door %d opened without a command", number)
            self._alarms.note(DoorChange.OPENED_WITHOUT_COMMAND, door=number)
            entries = [Entry.of(Kind.DOOR_FORCED, compartment=number)]
            if not isinstance(flow, service.SignedIn):  # staff with a key look already
                entries.append(_blocked(number, "forced"))
            await self._write(*entries)

    async def _wrong_door(self, number: int, pulsed: Mapping[int, str]) -> None:
        log.error("door %d opened when %s was pulsed", number, ", ".join(map(str, sorted(pulsed))))
        self._alarms.note("wrong_door", door=number)
        entries = [_blocked(number, "wrong_door")]
        for wanted, intent in sorted(pulsed.items()):
            entries.append(Entry.of(Kind.DOOR_WRONG, compartment=number, wanted=wanted, intent=intent))
            entries.append(_blocked(wanted, "wrong_door"))
        await self._write(*entries)
        for wanted in sorted(pulsed):
            self._runner.post(WrongDoor(wanted))

    async def _write(self, *entries: Entry) -> None:
        await self._journal.append(*entries)
        self._committed()

    def _look(self, numbers: tuple[int, ...]) -> None:
        doors = [(number, self._bank.door(number)) for number in numbers]
        closed = self._open.read(doors)
        self._facts.set(left_open=self._facts.left_open - closed)
        lost = [number for number, door in doors if door is Door.UNKNOWN]
        self._facts.set(bank_down=len(lost) == len(numbers))
        self._devices.say("bank", "silent" if len(lost) == len(numbers) else "partly_silent" if lost else "")
        self._facts.changed()


def _blocked(number: int, reason: str) -> Entry:
    return Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=number, reason=reason, actor=KIOSK)


def _door_of(runner: SessionRunner) -> int | None:
    """The door the person at the kiosk is at, if any."""
    flow = runner.session.flow
    if isinstance(flow, collect.Opening | collect.DoorOpen | collect.DoorFault):
        return flow.round.compartment
    return None
