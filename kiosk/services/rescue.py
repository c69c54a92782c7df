"""Runs the rescue layer: beside the session, on the same way to a lock (durable intent, permit, one pulse, outcome)."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.domain.life_safety import suspicious
from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.flows import rescue
from kiosk.flows.effects import ClearDeadline, Effect, Pulse, Record, SetDeadline
from kiosk.flows.events import DeadlinePassed, DoorClosed, DoorOpened, PulseEnded
from kiosk.messages import Intent
from kiosk.ports import Door, DoorBank, Journal
from kiosk.services.alarms import AlarmBook
from kiosk.services.deadlines import Deadlines
from kiosk.services.facts import Facts
from kiosk.services.sessions import SessionRunner

log = logging.getLogger(__name__)

_QUEUE_SIZE: Final = 256
_ACTIONS: Final = frozenset({"rescue", "rescue_door", "rescue_clear"})


@dataclass(frozen=True, slots=True)
class _Asked:
    """A touch on its way: what is known of its door is read when its turn comes."""

    action: str
    number: int


class RescueRunner:
    """Owns the state of the rescue layer. `child_sized` are the doors it is about."""

    def __init__(
        self,
        *,
        journal: Journal,
        bank: DoorBank,
        sessions: SessionRunner,
        facts: Facts,
        alarms: AlarmBook,
        child_sized: frozenset[int],
        committed: Callable[[], None],
        fresh_id: Callable[[], str],
    ) -> None:
        self.state = rescue.Rescue()
        self.child_sized = child_sized
        self._journal = journal
        self._bank = bank
        self._sessions = sessions
        self._facts = facts
        self._alarms = alarms
        self._committed = committed
        self._fresh_id = fresh_id
        self._events: asyncio.Queue[rescue.Event | _Asked] = asyncio.Queue(_QUEUE_SIZE)
        self._deadlines = Deadlines(lambda name: self.post(DeadlinePassed(name)))
        self._tasks: asyncio.TaskGroup | None = None

    def takes(self, intent: Intent, *, on_screen: bool) -> bool:
        """Whether this touch is for the rescue layer, which then has it. `on_screen`: the layer is what one sees."""
        if not self.child_sized or not (intent.action in _ACTIONS or (on_screen and intent.action == "back")):
            return False
        if self._events.qsize() < _QUEUE_SIZE // 2:  # a broken touch screen must not crowd out the doors
            self.post(_Asked(intent.action, intent.number))
        return True

    def post(self, event: rescue.Event | _Asked) -> None:
        """Hand over an event."""
        self._events.put_nowait(event)

    def stop(self) -> None:
        """No wait passes any more."""
        self._deadlines.clear_all()

    async def run(self) -> None:
        """Until cancelled. What was under suspicion when the core stopped still is."""
        await self._sessions.ready.wait()
        async with asyncio.TaskGroup() as self._tasks:
            self.told(await self._journal.entrapments())
            while True:
                event = await self._events.get()
                await self._handle(await self._touch(event) if isinstance(event, _Asked) else event)

    async def _touch(self, asked: _Asked) -> rescue.Touched:
        page = self.state.page
        number = asked.number or (page.number if isinstance(page, rescue.Asked) else 0)
        if number not in self.child_sized:
            return rescue.Touched(asked.action, number)
        open_ = self._bank.door(number) is Door.OPEN
        return rescue.Touched(asked.action, number, fits=True, empty=await self._empty(number), open=open_)

    async def _empty(self, number: int) -> bool:
        """By the ledger, and nobody doubts it."""
        flags = (await self._journal.compartments()).get(number)
        return number not in await self._journal.occupied() and not (flags and flags.suspect)

    async def _handle(self, event: rescue.Event) -> None:
        after, effects = rescue.step(self.state, event, self._fresh_id())
        if after == self.state and not effects:
            return
        entries = [effect.entry for effect in effects if isinstance(effect, Record)]
        pulses = [effect.intent for effect in effects if isinstance(effect, Pulse)]
        if entries and not pulses:
            await self._journal.append(*entries)
            self._committed()
        self.state = after
        for intent in pulses:
            assert self._tasks is not None
            self._tasks.create_task(self._open(intent, *entries))
        self._tell(entries)
        self._wait(effects)
        self._facts.changed()

    async def _open(self, intent: DoorIntent, *entries: Entry) -> None:
        outcome = await self._sessions.pulse_for_rescue(intent, *entries)
        self.post(PulseEnded(intent.compartment, outcome))

    def _tell(self, entries: list[Entry]) -> None:
        for entry in entries:
            if entry.kind in {Kind.ENTRAPMENT_SUSPECTED, Kind.RESCUE_CALLED}:
                number = entry.body["compartment"]
                log.error("somebody may be inside %s", f"compartment {number}" if number else "a compartment")
                self._alarms.note("entrapment", door=number if isinstance(number, int) else None)

    def _wait(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            match effect:
                case SetDeadline(name, after_s):
                    self._deadlines.set(name, after_s)
                case ClearDeadline(name):
                    self._deadlines.clear(name)
                case _:
                    pass

    # --- what doors do ---

    async def closed(self, number: int, *, attended: bool) -> None:
        """A door has closed, and what that means for the ledger is durable."""
        if number not in self.child_sized:
            return
        if suspicious(child_sized=True, empty=await self._empty(number), attended=attended):
            self.post(rescue.Suspected(number, "closed_unattended"))
        else:
            self.post(DoorClosed(number))

    def opened(self, number: int) -> None:
        """A door has opened, whoever did it."""
        if number in self.child_sized:
            self.post(DoorOpened(number))

    def told(self, suspects: frozenset[int]) -> None:
        """What the journal says now: a technician may have cleared a door."""
        if (suspects := suspects & self.child_sized) != frozenset(self.state.suspects):
            for number in sorted(suspects - {*self.state.suspects}):
                self._alarms.note("entrapment", door=number)
            self.post(rescue.Told(suspects))
