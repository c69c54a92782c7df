"""Stops and starts the clock of pickups as doors, bank and hands come and go, durably (docs/adr/0013)."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from kiosk.domain.pickup import Pickup, PickupState
from kiosk.domain.pickup_clock import BANK, Stop, door_scope, extended, pickup_scope
from kiosk.domain.record import Entry, Kind
from kiosk.flows import collect
from kiosk.flows.session import Session
from kiosk.ports import Clock, Door, Journal
from kiosk.services.facts import Facts

QUIET_S: Final = 10.0
"""A line that comes and goes is not written down more often."""


class Hands:
    """Pickups that somebody is being handed, as entries for the commit that begins or ends it: no write of its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since_s: dict[str, float] = {}

    def resume(self, stops: Iterable[Stop]) -> None:
        """What stood already when the process before ended."""
        now_s, now_utc = self._clock.monotonic_s(), self._clock.utc_s()
        for stop in stops:
            kind, _, pickup = stop.scope.partition(":")
            if kind == "pickup":
                self._since_s[pickup] = now_s - (now_utc - stop.since_utc)

    def entries(self, held: frozenset[str]) -> list[Entry]:
        """For the commit that makes it so: pickups that are being handed out from now on, and no others."""
        now_s = self._clock.monotonic_s()
        entries = [
            Entry.of(Kind.PICKUP_CLOCK_STARTED, scope=pickup_scope(pickup), stopped_s=round(now_s - since_s))
            for pickup, since_s in self._since_s.items()
            if pickup not in held
        ]
        entries += [
            Entry.of(Kind.PICKUP_CLOCK_STOPPED, scope=pickup_scope(pickup))
            for pickup in sorted(held)
            if pickup not in self._since_s
        ]
        self._since_s = {pickup: self._since_s.get(pickup, now_s) for pickup in sorted(held)}
        return entries


def held_by(session: Session) -> frozenset[str]:
    """Pickups of which somebody has a door to open or to close now."""
    flow = session.flow
    if isinstance(flow, collect.Opening | collect.DoorOpen | collect.DoorFault | collect.NextDoor):
        return frozenset(claim.pickup for claim in flow.round.claims)
    return frozenset()


class PickupClock:
    """Watches what keeps people from their parcels: the whole bank, or the door of a compartment that holds one."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        facts: Facts,
        *,
        door: Callable[[int], Door],
        committed: Callable[[], None],
        hands: Hands,
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._facts = facts
        self._door = door
        self._committed = committed
        self._hands = hands
        self._since_s: dict[str, float] = {}
        self._news = asyncio.Event()

    def nudge(self) -> None:
        """Something at doors, flags or parcels is different."""
        self._news.set()

    async def recover(self, session: Session | None) -> None:
        """After a restart: what stood goes on standing until its cause is seen gone; hands that are gone let go."""
        now_s, now_utc = self._clock.monotonic_s(), self._clock.utc_s()
        stops = await self._journal.open_stops()
        self._hands.resume(stops)
        self._since_s = {
            stop.scope: now_s - (now_utc - stop.since_utc) for stop in stops if not stop.scope.startswith("pickup:")
        }
        entries = [] if session is not None else self._hands.entries(frozenset())
        if entries:
            await self._journal.append(*entries)
            self._committed()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(QUIET_S)
            await self._news.wait()
            self._news.clear()

    async def look(self) -> None:
        """Write down what has changed since the last look."""
        now_s, standing = self._clock.monotonic_s(), self._standing()
        gone = [scope for scope in self._since_s if scope not in standing]
        new = [scope for scope in sorted(standing) if scope not in self._since_s]
        entries = [
            Entry.of(Kind.PICKUP_CLOCK_STARTED, scope=scope, stopped_s=round(now_s - self._since_s[scope]))
            for scope in gone
        ]
        entries += [Entry.of(Kind.PICKUP_CLOCK_STOPPED, scope=scope) for scope in new]
        self._since_s = {scope: self._since_s.get(scope, now_s) for scope in sorted(standing)}
        if entries:
            await self._journal.append(*entries)
            self._committed()

    def _standing(self) -> frozenset[str]:
        facts = self._facts
        barred = {number for number, flags in facts.flags.items() if flags.suspect or flags.blocked_reason}
        closed = facts.holds_parcel & (barred | facts.unarmed)
        if facts.bank_down:
            # While no door answers, the bank's own stop counts: a line that comes back is two events, not two a door.
            return frozenset(map(door_scope, closed)) | {BANK}
        lost = {number for number in facts.holds_parcel if self._door(number) is Door.UNKNOWN}
        return frozenset(map(door_scope, closed | lost))


async def by_rule(journal: Journal, pickup: Pickup, ends_utc: float, now_utc: float) -> Pickup:
    """`pickup` under the kiosk's own rule of the deadline. Reads the journal only where it would be refused as late:
    `ends_utc` is when the credential ends with which it is asked for.
    """
    if now_utc <= min(ends_utc, pickup.not_after_utc) and pickup.state is not PickupState.EXPIRED:
        return pickup
    return extended(pickup, await journal.stops_of(pickup), now_utc)
