"""Small stand-ins for what lies outside the core: clocks, backend, doors. They satisfy the protocols of kiosk.ports."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from kiosk.domain.record import OutboxRow
from kiosk.domain.site_list import Mark, SiteListPage, checksum_of, marks
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.ports import (
    BankAlarm,
    BusFigures,
    Door,
    DoorChange,
    Handover,
    LockPlace,
    Permit,
    Resolved,
    SiteFacts,
    Stored,
    UnlockOutcome,
    WalkNow,
)
from locker_driver import PermitIssuer

NOW_UTC = 5000.0
"""Within the dates of `flow_script.pickup()`."""


@dataclass
class SetClock:
    """Stands still until it is set."""

    utc: float = NOW_UTC
    monotonic: float = 100.0

    def monotonic_s(self) -> float:
        return self.monotonic

    def utc_s(self) -> float:
        return self.utc


@dataclass
class FakeBackend:
    """Knows `known` by code. While `trouble` holds an error every call raises it. Remembers what it was asked.

    Of events it refuses `poison`, names the rest but for `forgets`, and knows others under `forked` (all seqs);
    hand-overs of the parcels in `conflicts` should not have happened.
    """

    known: dict[str, Resolved] = field(default_factory=dict)
    pages: list[SiteListPage] = field(default_factory=list)
    trouble: BackendAwayError | BackendRefusedError | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)
    told: list[OutboxRow | Handover] = field(default_factory=list)
    poison: set[int] = field(default_factory=set)
    forgets: set[int] = field(default_factory=set)
    forked: set[int] = field(default_factory=set)
    conflicts: dict[str, str] = field(default_factory=dict)
    other_sites: dict[int, str] = field(default_factory=lambda: {5: "Nord"})
    capabilities: frozenset[str] = frozenset()
    listed: tuple[Mark, ...] = ()
    epoch: str = ""
    before_answer: Callable[[], Awaitable[None]] | None = None

    async def site(self) -> SiteFacts:
        await self._answer()
        return SiteFacts("Sentrum", "22 00 11 22", NOW_UTC, self.other_sites, capabilities=self.capabilities)

    async def site_list(self, cursor: str) -> SiteListPage:
        self.cursors.append(cursor)
        await self._answer()
        page = self.pages.pop(0) if self.pages else SiteListPage(cursor or "c0", full=not cursor, server_utc=NOW_UTC)
        return self._sealed(page, cursor)

    def _sealed(self, page: SiteListPage, cursor: str) -> SiteListPage:
        """As a backend that counts right would send it; a page with a checksum is sent as it is."""
        held = {} if page.full else {(mark.kind, mark.id): mark for mark in self.listed}
        for mark in page.removed:
            held.pop((mark.kind, mark.id), None)
        held |= {(mark.kind, mark.id): mark for mark in marks(page)}
        self.listed = tuple(held.values())
        if page.full:
            self.epoch = page.epoch
        if page.checksum:
            return page
        base = "" if page.full else cursor
        return replace(page, base=base, epoch=self.epoch, checksum=checksum_of(self.listed))

    async def resolve(self, code: str, entry: str) -> Resolved | None:
        self.asked.append((code, entry))
        await self._answer()
        return self.known.get(code)

    async def hand_over(self, handover: Handover) -> str:
        await self._answer()
        self.told.append(handover)
        return self.conflicts.get(handover.parcel, "")

    async def upload(self, rows: Sequence[OutboxRow]) -> Stored:
        await self._answer()
        seqs = frozenset(row.event.seq for row in rows)
        if self.poison & seqs:
            raise BackendRefusedError(422, "invalid-request")
        known = seqs - self.forgets
        self.told += [row for row in rows if row.event.seq in known]
        return Stored(known, seqs & self.forked)

    async def commands(self, boot: str, nonce: str, wait_s: float) -> Sequence[bytes]:
        await self._answer()
        return []

    async def _answer(self) -> None:
        if self.before_answer is not None:
            await self.before_answer()
        if self.trouble is not None:
            raise self.trouble


class FakeBank:
    """Doors that open when they are told to. Redeems permits as the real bank does, so nothing else moves a door.

    `outcomes` says what the next pulses of a door come to (OPENED or ALREADY_OPEN where nothing is said); `pulsing`
    is awaited between the permit and the pulse.
    """

    def __init__(self, *numbers: int, issuer: PermitIssuer | None = None) -> None:
        self.issuer = issuer or PermitIssuer()
        self.doors = dict.fromkeys(numbers or range(1, 25), Door.CLOSED)
        self.outcomes: dict[int, list[UnlockOutcome]] = {}
        self.pulsing: Callable[[int], Awaitable[None]] | None = None
        self.pulses: list[int] = []
        self.buses: tuple[BusFigures, ...] = ()
        self._heard: list[Callable[[int, DoorChange], None]] = []
        self._alarmed: list[Callable[[BankAlarm], None]] = []

    def place(self, number: int) -> LockPlace:
        return LockPlace("main", 1, number)

    def door(self, number: int) -> Door:
        return self.doors[number]

    async def unlock(self, number: int, permit: Permit) -> UnlockOutcome:
        self.issuer.redeem(permit, number)
        self.pulses.append(number)
        if self.pulsing is not None:
            await self.pulsing(number)
        outcomes = self.outcomes.get(number)
        usual = UnlockOutcome.ALREADY_OPEN if self.doors[number] is Door.OPEN else UnlockOutcome.OPENED
        outcome = outcomes.pop(0) if outcomes else usual
        if outcome in {UnlockOutcome.OPENED, UnlockOutcome.ALREADY_OPEN}:
            self.doors[number] = Door.OPEN
        return outcome

    def watch(self, heard: Callable[[int, DoorChange], None]) -> None:
        self._heard.append(heard)

    def watch_alarms(self, heard: Callable[[BankAlarm], None]) -> None:
        self._alarmed.append(heard)

    def figures(self) -> Sequence[BusFigures]:
        return self.buses

    def frames(self, bus: str) -> Sequence[str]:
        return ()

    def alarm(self, alarm: BankAlarm) -> None:
        """Something is wrong with a bus."""
        for heard in self._alarmed:
            heard(alarm)

    def change(self, number: int, change: DoorChange) -> None:
        """Somebody moves a door, or a board comes or goes."""
        states = {DoorChange.CLOSED: Door.CLOSED, DoorChange.BACK: Door.CLOSED, DoorChange.LOST: Door.UNKNOWN}
        self.doors[number] = states.get(change, Door.OPEN)
        for heard in self._heard:
            heard(number, change)


@dataclass
class FakeCommissioning:
    """Remembers what it was told; `walk` is what the screen sees."""

    walk: WalkNow | None = None
    told: list[tuple[str | int, ...]] = field(default_factory=list)

    def now(self) -> WalkNow | None:
        return self.walk

    def begin(self, actor: str) -> None:
        self.told.append(("begin", actor))

    def answer(self, answer: str, number: int) -> None:
        self.told.append((answer, number))

    def pulsed(self, number: int) -> None:
        self.told.append(("pulsed", number))

    def stop(self) -> None:
        self.told.append(("stop",))
