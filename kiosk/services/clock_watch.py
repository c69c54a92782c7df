"""Lets trusted time move the kiosk's clock, and tells what became of it: journal, technician, screen."""

import asyncio
import logging
from collections.abc import Callable
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from kiosk.domain.kiosk_time import REFUSED, Claim, ClockState, Verdict
from kiosk.domain.pickup_clock import POWER
from kiosk.domain.record import Entry, Kind
from kiosk.ports import Journal
from kiosk.services.alarms import AlarmBook
from kiosk.services.facts import Facts
from kiosk.services.kiosk_clock import KioskClock

log = logging.getLogger(__name__)

HEARTBEAT_S: Final = 600.0
"""What a power cut may forget of the time, against the wear of a write."""
MAX_ROUND_TRIP_S: Final = 10.0
_JUMP_S: Final = 300.0
"""Of the machine's clock against the monotonic one. Time servers steer slowly or jump once at the start."""


class Source(StrEnum):
    """Whose word the backend's time is: another machine's over https, this one's own clock, or anybody's."""

    PEER = "peer"
    OWN = "own"
    NOBODY = "nobody"


def source_of(*, embedded: bool, url: str) -> Source:
    """Whose word a backend's time is. Loopback may lead to another machine, but nobody here can tell."""
    parts = urlsplit(url)
    if embedded or parts.hostname in {"localhost", "127.0.0.1", "::1"}:
        return Source.OWN
    return Source.PEER if parts.scheme == "https" else Source.NOBODY


class ClockWatch:
    """`heard` is told each answer of the backend; `run` looks at the machine's clock now and then."""

    def __init__(
        self,
        clock: KioskClock,
        journal: Journal,
        facts: Facts,
        committed: Callable[[], None],
        *,
        source: Source,
        trust_ntp: bool = False,
    ) -> None:
        self._clock = clock
        self._journal = journal
        self._facts = facts
        self._alarms = AlarmBook(facts, clock)
        self._committed = committed
        self._source = source
        self._trust_ntp = trust_ntp
        self._state: ClockState | None = None
        self._offset_s = self._offset()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await self._journal.heartbeat()
            await asyncio.sleep(HEARTBEAT_S)

    async def look(self) -> None:
        """Ask the machine, and tell what is different."""
        if self._trust_ntp and self._clock.synchronised():
            now = self._clock.reading()
            await self._hear(Claim(now.system_utc, 0.5, now.monotonic_s, own=True))
        await self._tell_state("machine")

    async def heard(self, server_utc: float, asked_s: float, answered_s: float) -> float:
        """The backend said `server_utc` at some moment between two monotonic times. Returns in how many seconds its
        next answer can confirm this one; inf where nothing waits for that.
        """
        error_s = answered_s - asked_s
        if self._source is not Source.NOBODY and error_s <= MAX_ROUND_TRIP_S:
            # A machine that follows a time server is a witness even where backend and kiosk share its clock.
            own = self._source is Source.OWN and not self._clock.synchronised()
            await self._hear(Claim(server_utc, error_s, answered_s, own=own))
        return self._clock.confirmed_in_s()

    async def _hear(self, claim: Claim) -> None:
        marked, before = self._clock.marked, self._clock.utc_s()
        verdict = self._clock.hear(claim)
        # No await between the adoption and the write that carries it: a crash keeps both or neither.
        if verdict is Verdict.ADOPTED:
            await self._adopted(self._clock.utc_s() - before, stopped=marked)
        elif verdict in REFUSED:
            await self._refused(verdict, claim.utc - before)
        await self._tell_state("heard")

    async def _adopted(self, jump_s: float, *, stopped: bool) -> None:
        self._state = self._clock.state
        entries = [self._changed(jump_s, "adopted")]
        if stopped and jump_s >= 1:
            # What kiosk time leaps over is time in which the machine was off: no deadline ran (ADR 0013).
            entries.append(Entry.of(Kind.PICKUP_CLOCK_STARTED, scope=POWER, stopped_s=round(jump_s)))
        self._facts.set(clock=self._state.value)
        await self._journal.append(*entries)
        self._committed()

    async def _refused(self, verdict: Verdict, off_s: float) -> None:
        if self._alarms.note("clock"):
            log.warning("clock: a time that is %.0f s off is not believed (%s)", off_s, verdict)
            await self._journal.append(self._changed(off_s, verdict.value))
            self._committed()

    async def _tell_state(self, cause: str) -> None:
        state, offset_s = self._clock.state, self._offset()
        jump_s, self._offset_s = offset_s - self._offset_s, offset_s
        jumped = abs(jump_s) > _JUMP_S
        if state is self._state and not jumped:
            return
        first, self._state = self._state is None, state
        self._facts.set(clock=state.value)
        if state is ClockState.UNTRUSTED and self._alarms.note("clock"):
            log.warning("clock: nobody knows what time it is; what depends on the date alone is refused")
        if not first or state is ClockState.UNTRUSTED:
            await self._journal.append(self._changed(jump_s if jumped else 0.0, "machine" if jumped else cause))
            self._committed()

    def _changed(self, jump_s: float, cause: str) -> Entry:
        return Entry.of(Kind.CLOCK_CHANGED, state=self._clock.state.value, jump_s=round(jump_s), cause=cause)

    def _offset(self) -> float:
        now = self._clock.reading()
        return now.system_utc - now.monotonic_s
