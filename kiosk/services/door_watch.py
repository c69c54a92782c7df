"""Listens to the bank: tells the journey about its own door, and writes down what else doors and boards do."""

import asyncio
import logging
from typing import Final

from kiosk.domain.record import Entry, Kind
from kiosk.flows import collect
from kiosk.flows.events import DoorClosed, DoorOpened
from kiosk.ports import BankAlarm, Clock, Door, DoorBank, DoorChange, Journal
from kiosk.services.alarms import AlarmBook
from kiosk.services.devices import DeviceWatch
from kiosk.services.facts import Facts
from kiosk.services.recovery import end_cycle
from kiosk.services.sessions import SessionRunner

log = logging.getLogger(__name__)

_HEARD_SIZE: Final = 1024
"""More than every door of a large bank changing at once."""


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
        clock: Clock,
    ) -> None:
        self._bank = bank
        self._journal = journal
        self._runner = runner
        self._facts = facts
        self._devices = devices
        self._clock = clock
        self._alarms = AlarmBook(facts, clock)
        self._heard: asyncio.Queue[tuple[int, DoorChange] | BankAlarm] = asyncio.Queue(_HEARD_SIZE)
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
            if isinstance(heard, BankAlarm):
                await self._alarmed(heard)
            else:
                await self._changed(*heard)
            if self._heard.empty():
                self._look(numbers)

    async def _changed(self, number: int, change: DoorChange) -> None:
        match change:
            case DoorChange.CLOSED:
                await self._closed(number)
            case DoorChange.OPENED | DoorChange.OPENED_WITHOUT_COMMAND:
                await self._opened(number, change)
            case DoorChange.HELD_OPEN:
                await self._held_open(number)
            case DoorChange.LOST | DoorChange.BACK:
                pass

    async def _alarmed(self, alarm: BankAlarm) -> None:
        where = f"bus {alarm.bus}" + (f", board {alarm.board}" if alarm.board is not None else "")
        log.warning("%s: %s: %s", where, alarm.kind, alarm.detail)
        await self._journal.append(Entry.of(Kind.BANK_ALARM, alarm=alarm.kind, bus=alarm.bus, board=alarm.board))

    async def _held_open(self, number: int) -> None:
        self._alarms.note(DoorChange.HELD_OPEN, door=number)
        if _door_of(self._runner) != number:  # else the journey writes it, with the intent it belongs to
            await self._journal.append(Entry.of(Kind.DOOR_HELD_OPEN, intent="", compartment=number))

    async def _closed(self, number: int) -> None:
        if _door_of(self._runner) == number:
            self._runner.post(DoorClosed(number))
            return
        # A door left open by somebody whose session has ended (restart, technician): its cycle ends here.
        for open_intent in await self._journal.open_intents():
            if open_intent.intent.compartment == number and open_intent.state == "opened":
                await end_cycle(self._journal, open_intent)

    async def _opened(self, number: int, change: DoorChange) -> None:
        if isinstance(self._runner.session.flow, collect.DoorFault) and _door_of(self._runner) == number:
            self._runner.post(DoorOpened(number, self._clock.utc_s()))
        elif change is DoorChange.OPENED_WITHOUT_COMMAND:
            log.warning("door %d opened without a command", number)
            self._alarms.note(change, door=number)
            await self._journal.append(Entry.of(Kind.DOOR_FORCED, compartment=number))

    def _look(self, numbers: tuple[int, ...]) -> None:
        lost = [number for number in numbers if self._bank.door(number) is Door.UNKNOWN]
        self._facts.set(bank_down=len(lost) == len(numbers))
        self._devices.say("bank", "silent" if len(lost) == len(numbers) else "partly_silent" if lost else "")
        self._facts.changed()


def _door_of(runner: SessionRunner) -> int | None:
    """The door the person at the kiosk is at, if any."""
    flow = runner.session.flow
    if isinstance(flow, collect.Opening | collect.DoorOpen | collect.DoorFault):
        return flow.round.compartment
    return None
