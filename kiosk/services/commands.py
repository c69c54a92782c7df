"""Remote commands: judged at one desk whatever brought them, and fetched from a backend that has any.

Nothing is kept for later. A command is judged once, while nobody is in the middle of something; that it was is written
down in the transaction of its intent, so that it never acts twice (invariants A5, A6).
"""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.domain import command as commands
from kiosk.domain.command import Command, Moment, Rejection, SignedCommand
from kiosk.domain.pickup import ParcelState, PickupState
from kiosk.domain.record import Entry, Kind
from kiosk.errors import BackendAwayError, BackendRefusedError, IntentRefusedError
from kiosk.flows import collect
from kiosk.flows.events import Outcome
from kiosk.flows.session import Idle, Refused
from kiosk.ports import Clock, CommerceBackend, Door, DoorBank, Journal
from kiosk.services.alarms import AlarmBook
from kiosk.services.bulk_guard import BulkGuard
from kiosk.services.facts import Facts
from kiosk.services.sessions import SessionRunner
from kiosk.services.sync import backoff_s

log = logging.getLogger(__name__)

_QUIET_S: Final = 60.0
"""Refusals that cost nobody a signature are written down once a minute and reason: a flood must not wear the disk."""
_NO_SUCH_ROUTE: Final = frozenset({404, 405, 501})
_AT_ONCE: Final = 8
_UNDER_WAY: Final = 16
_ENDS: Final = {
    Outcome.OPENED: "opened",
    Outcome.ALREADY_OPEN: "opened",
    Outcome.JAMMED: "not_opened",
    Outcome.UNKNOWN: "unknown",
}
_ENDS_OF_STATES: Final = {"opened": "opened", "closed": "opened", "jammed": "not_opened"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rejection` None: accepted, the door is being pulsed. `command` is empty where nobody can be believed."""

    command: str
    rejection: Rejection | None


@dataclass(frozen=True, slots=True)
class Identity:
    """To whom commands are addressed, and who may give them. `boot` is this start of the core."""

    terminal: str
    boot: str
    genuine: Callable[[SignedCommand], bool]


class CommandDesk:
    """`trusted_utc_s` is None while nobody vouches for the time. `fresh_nonce` gives 128 bits in hex."""

    def __init__(
        self,
        identity: Identity,
        *,
        journal: Journal,
        bank: DoorBank,
        runner: SessionRunner,
        guard: BulkGuard,
        facts: Facts,
        clock: Clock,
        trusted_utc_s: Callable[[], float | None],
        fresh_nonce: Callable[[], str],
    ) -> None:
        self._identity = identity
        self._journal = journal
        self._bank = bank
        self._runner = runner
        self._guard = guard
        self._facts = facts
        self._alarms = AlarmBook(facts, clock)
        self._clock = clock
        self._trusted_utc_s = trusted_utc_s
        self._fresh_nonce = fresh_nonce
        self._nonce = fresh_nonce()
        self._told_s: dict[Rejection, float] = {}
        self._pulses: asyncio.Queue[tuple[Command, asyncio.Task[Outcome]]] = asyncio.Queue(_UNDER_WAY)
        self._ready = self._pulsing = False

    @property
    def boot(self) -> str:
        """This start of the core."""
        return self._identity.boot

    def fresh_nonce(self) -> str:
        """From now on only a command that answers this one acts. It is used up by the first that does."""
        self._nonce = self._fresh_nonce()
        return self._nonce

    async def run(self) -> None:
        """Tell how accepted commands ended, those of an earlier start of the core too. Until cancelled."""
        for left in await self._journal.unended_commands():
            await self._end(left.command, _ENDS_OF_STATES.get(left.state, "unknown"))
        self._ready = True
        while True:
            command, pulse = await self._pulses.get()
            outcome = await pulse
            self._pulsing = False
            await self._end(command.id, _ENDS[outcome])

    async def offer(self, raw: bytes, *, retained: bool = False) -> Verdict:
        """Judge what was brought, and do it. `retained`: the transport says that it was kept or sent before."""
        if not self._ready:
            return await self._refuse(None, Rejection.STARTING)
        signed = commands.parse(raw)
        if signed is None:
            return await self._refuse(None, Rejection.MALFORMED)
        if not self._identity.genuine(signed):
            return await self._refuse(None, Rejection.SIGNATURE)
        return await self._runner.between(lambda: self._judge(signed.command, retained=retained))

    async def _judge(self, command: Command, *, retained: bool) -> Verdict:
        now = Moment(
            terminal=self._identity.terminal,
            boot=self._identity.boot,
            nonce=self._nonce,
            utc_s=self._trusted_utc_s(),
            trace=await self._journal.command_trace(command.id),
            retained=retained,
        )
        consumed = commands.is_answer(command, now) and not now.trace.known
        if consumed:
            self.fresh_nonce()
        rejection = commands.judge(command, now) or await self._hindrance(command)
        if rejection is not None:
            return await self._refuse(command, rejection, consumed=consumed)
        accepted = _judged(command, "", consumed=True)
        self._pulsing = True
        try:
            pulse = await self._runner.open_by_command(commands.intent(command), accepted)
        except IntentRefusedError:
            self._pulsing = False
            return await self._refuse(command, Rejection.PARCEL, consumed=consumed)
        self._pulses.put_nowait((command, pulse))
        log.info("command %s opens door %d", command.id, command.compartment)
        return Verdict(command.id, None)

    async def _hindrance(self, command: Command) -> Rejection | None:
        """What stands against it here and now: people first, then the door, the parcel, the limit."""
        if self._pulsing or not isinstance(self._runner.session.flow, Idle | Refused | collect.Done):
            return Rejection.BUSY
        if not await self._may_open(command.compartment):
            return Rejection.DOOR
        if not await self._parcel_is_there(command):
            return Rejection.PARCEL
        return Rejection.BULK_LIMIT if self._guard.wait_s(commands.intent(command)) > 0 else None

    async def _may_open(self, door: int) -> bool:
        """Seen closed, proved to be wired as it says, and nothing against it. Others are for staff on site."""
        if door in self._facts.unarmed or door in await self._journal.compartments():
            return False
        try:
            return self._bank.door(door) is Door.CLOSED
        except KeyError:
            return False

    async def _parcel_is_there(self, command: Command) -> bool:
        """A compartment that holds something opens for that parcel by name only, an empty one for none."""
        if not command.parcel:
            return command.compartment not in await self._journal.occupied()
        pickup = await self._journal.pickup(command.pickup)
        if pickup is None or pickup.state is PickupState.CANCELLED:
            return False
        here = {parcel.id for parcel in pickup.parcels if parcel.compartment == command.compartment}
        gone = {parcel.id for parcel in pickup.parcels if parcel.state is ParcelState.COLLECTED}
        return command.parcel in here - gone

    async def _refuse(self, command: Command | None, rejection: Rejection, *, consumed: bool = False) -> Verdict:
        door = command.compartment if command else None
        self._alarms.note("command_rejected", door=door)
        if rejection is Rejection.BULK_LIMIT:
            self._alarms.note("bulk_limit", door=door)
        if consumed or self._is_news(rejection):
            log.warning("a remote command was refused: %s", rejection)
            await self._journal.append(_judged(command, rejection, consumed=consumed))
        return Verdict(command.id if command else "", rejection)

    def _is_news(self, rejection: Rejection) -> bool:
        now_s = self._clock.monotonic_s()
        last_s = self._told_s.get(rejection)
        if last_s is not None and now_s - last_s < _QUIET_S:
            return False
        self._told_s[rejection] = now_s
        return True

    async def _end(self, command: str, outcome: str) -> None:
        await self._journal.append(Entry.of(Kind.COMMAND_ENDED, command, command=command, outcome=outcome))


class CommandPoll:
    """Asks the backend for commands, one long question after the other. A backend without any is asked once a start."""

    def __init__(
        self, desk: CommandDesk, backend: CommerceBackend, clock: Clock, dice: random.Random, *, wait_s: float
    ) -> None:
        self._desk = desk
        self._backend = backend
        self._clock = clock
        self._dice = dice
        self._wait_s = wait_s

    async def run(self) -> None:
        """Until cancelled, or the backend says that it has no such route."""
        tries = 0
        while True:
            asked_s = self._clock.monotonic_s()
            try:
                heard = await self._once()
            except BackendRefusedError as error:
                if error.status in _NO_SUCH_ROUTE:
                    log.info("this backend has no remote commands")
                    return
                heard = False
            except BackendAwayError:
                heard = False
            waited = self._clock.monotonic_s() - asked_s >= self._wait_s / 2
            # An empty answer at once, over and over, would be a busy loop between two machines.
            tries = 0 if heard or waited else tries + 1
            if tries:
                await asyncio.sleep(max(1.0, backoff_s(tries, self._dice)))

    async def _once(self) -> bool:
        """One question. The nonce lives as long as it: whatever comes later is too late."""
        try:
            found = await self._backend.commands(self._desk.boot, self._desk.fresh_nonce(), self._wait_s)
            for raw in found[:_AT_ONCE]:
                await self._desk.offer(raw)
            return bool(found)
        finally:
            self._desk.fresh_nonce()


def _judged(command: Command | None, rejection: str, *, consumed: bool) -> Entry:
    return Entry.of(
        Kind.COMMAND_JUDGED,
        command.id if command else "",
        command=command.id if command else "",
        verdict="rejected" if rejection else "accepted",
        reason=str(rejection),
        compartment=command.compartment if command else None,
        actor=command.actor if command else "",
        counter=command.counter if command else 0,
        consumed=consumed,
    )
