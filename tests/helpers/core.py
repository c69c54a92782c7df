"""The core's services on a real journal, with doors, backend and clock that the test holds in its hand."""

import asyncio
import json
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from kiosk.domain.breaker import BulkLimit
from kiosk.domain.record import DoorIntent, Entry, JsonValue, Kind
from kiosk.domain.typed_code import ALPHABET
from kiosk.flows import session as flow
from kiosk.flows.events import Event
from kiosk.journal import SqliteJournal
from kiosk.journal.connection import Connection
from kiosk.journal.database import open_database
from kiosk.journal.thread import WriterThread
from kiosk.ports import Permit
from kiosk.services.activity import Activity
from kiosk.services.alarms import AlarmBook
from kiosk.services.bulk_guard import BulkGuard
from kiosk.services.checker import Checker
from kiosk.services.devices import DeviceWatch
from kiosk.services.door_watch import DoorWatch
from kiosk.services.facts import Facts
from kiosk.services.patience import Patience
from kiosk.services.rescue import RescueRunner
from kiosk.services.sessions import SessionRunner
from kiosk.services.sign_ins import SignIns
from kiosk.services.visits import Visits
from tests.helpers import stock
from tests.helpers.fake_trade import FakeTrade
from tests.helpers.fakes import FakeBackend, FakeBank, FakeCommissioning, SetClock
from tests.helpers.flow_script import SITE

T = TypeVar("T")

PATIENCE_S = 15.0
QUIET_TURNS = 15
NUMBERS = tuple(range(1, 25))
NO_LIMIT = BulkLimit(doors=1000)


def fresh_id() -> str:
    """As the core makes them."""
    return "".join(random.choice(ALPHABET) for _ in range(10))


async def until(condition: Callable[[], object], limit_s: float = PATIENCE_S) -> None:
    """Let the others run until `condition` holds."""
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.001)


class WatchedWriter(WriterThread):
    """A journal's thread that tells how much it was given and has not answered yet."""

    given = 0
    unanswered = 0

    async def run(self, work: Callable[[Connection], T]) -> T:
        """As `WriterThread.run`, counted."""
        WatchedWriter.given += 1
        WatchedWriter.unanswered += 1
        try:
            return await super().run(work)
        finally:
            WatchedWriter.unanswered -= 1


async def settle() -> None:
    """Let everything run that could run, the journal's thread included, on however slow a machine.

    Quiet is a row of turns of the event loop in which nothing was asked of a journal and nothing is open there.
    """
    async with asyncio.timeout(PATIENCE_S):
        quiet = 0
        while quiet < QUIET_TURNS:
            given = WatchedWriter.given
            await asyncio.sleep(0.001)
            at_rest = given == WatchedWriter.given and not WatchedWriter.unanswered
            quiet = quiet + 1 if at_rest else 0


@dataclass
class Core:
    """What a test may hold of a core. `told` is what the activity's watcher heard."""

    journal: SqliteJournal
    bank: FakeBank
    backend: FakeBackend
    clock: SetClock
    facts: Facts
    checker: Checker
    runner: SessionRunner
    devices: DeviceWatch
    commissioning: FakeCommissioning
    path: Path
    told: list[dict[str, JsonValue]]
    commits: list[int]
    guard: BulkGuard
    rescue: RescueRunner
    alarms: AlarmBook

    async def at(self, kind: type[object]) -> None:
        """Wait until the person is on this flow."""
        await until(lambda: isinstance(self.runner.session.flow, kind))

    async def play(self, *events: Event) -> None:
        """Post events, and let them be handled."""
        for event in events:
            self.runner.post(event)
            await settle()

    @property
    def kinds(self) -> list[str]:
        """What is durable by now."""
        return [row["kind"] for row in durable(self.path)]


@dataclass
class World:
    """What stays when a core dies: the disk, the doors, the backend, the time."""

    folder: Path
    bank: FakeBank = field(default_factory=FakeBank)
    backend: FakeBackend = field(default_factory=FakeBackend)
    trade: FakeTrade = field(default_factory=FakeTrade)
    capabilities: frozenset[str] = frozenset()
    clock: SetClock = field(default_factory=SetClock)
    unarmed: frozenset[int] = frozenset()
    bulk_limit: BulkLimit = NO_LIMIT
    child_sized: frozenset[int] = frozenset()

    @property
    def path(self) -> Path:
        return self.folder / "journal.sqlite3"

    @asynccontextmanager
    async def journal(self) -> AsyncIterator[SqliteJournal]:
        issue = self.bank.issuer.issue
        writer = WatchedWriter(partial(open_database, self.path))
        async with SqliteJournal.on(writer, boot="boot", clock=self.clock, issue=issue) as journal:
            yield journal

    def checker(self, journal: SqliteJournal) -> Checker:
        return Checker(
            stock.SITE, stock.SITE_KEY, journal, self.backend, stock.VERIFIER, self.clock, lambda: self.unarmed
        )

    @asynccontextmanager
    async def core(
        self, restored: flow.Session | None = None, first: tuple[Event, ...] = (), *, watching: bool = True
    ) -> AsyncIterator[Core]:
        """Serving for as long as the block lasts."""
        async with self.journal() as journal, asyncio.TaskGroup() as tasks:
            core = self._core(journal)
            await core.guard.restore(journal)
            work = [tasks.create_task(core.runner.run(restored, first))]
            if watching:
                doors = DoorWatch(
                    bank=self.bank,
                    journal=journal,
                    runner=core.runner,
                    facts=core.facts,
                    devices=core.devices,
                    rescue=core.rescue,
                    alarms=core.alarms,
                    clock=self.clock,
                    committed=lambda: core.commits.append(1),
                )
                work += [tasks.create_task(doors.run(NUMBERS)), tasks.create_task(core.rescue.run())]
            await asyncio.sleep(0)
            yield core
            for task in work:
                task.cancel()

    def _core(self, journal: SqliteJournal) -> Core:
        told: list[dict[str, JsonValue]] = []
        commits: list[int] = []
        facts = Facts(lambda: None, capabilities=self.capabilities)
        devices = DeviceWatch(journal, self.clock, lambda: commits.append(1))
        checker = self.checker(journal)
        commissioning = FakeCommissioning()
        patience = Patience(self.clock)
        visits = Visits(self.trade, patience, lambda: facts.capabilities)
        guard = BulkGuard(self.bulk_limit, self.clock)
        runner = SessionRunner(
            site=SITE,
            journal=journal,
            bank=self.bank,
            commissioning=commissioning,
            checker=checker,
            visits=visits,
            sign_ins=SignIns(
                self.trade, patience, checker, visits, clock=self.clock, out_of_service=facts.out_of_service
            ),
            clock=self.clock,
            facts=facts,
            activity=Activity(told.append),
            committed=lambda: commits.append(1),
            fresh_id=fresh_id,
            guard=guard,
        )
        alarms = AlarmBook(facts, self.clock)
        rescue = RescueRunner(
            journal=journal,
            bank=self.bank,
            sessions=runner,
            facts=facts,
            alarms=alarms,
            child_sized=self.child_sized,
            committed=lambda: commits.append(1),
            fresh_id=fresh_id,
        )
        return Core(
            journal,
            self.bank,
            self.backend,
            self.clock,
            facts,
            checker,
            runner,
            devices,
            commissioning,
            self.path,
            told,
            commits,
            guard,
            rescue,
            alarms,
        )


def intent(compartment: int = 7, **values: object) -> DoorIntent:
    """The decision to open one door for a customer."""
    fields: dict[str, object] = {
        "intent": f"S1-{compartment}-1",
        "session": "S1",
        "credential": "C1",
        "pickup": "PICKUP01",
        "parcel": f"parcel-{compartment}",
        "compartment": compartment,
        "actor": "",
        "decision": "token",
        "pulse": 1,
    }
    return DoorIntent(**{**fields, **values})  # type: ignore[arg-type]


async def record(journal: SqliteJournal, decided: DoorIntent, *kinds: Kind) -> Permit:
    """The intent, and what became of it."""
    permit = await journal.intend(decided)
    body: dict[str, JsonValue] = {
        "intent": decided.intent,
        "compartment": decided.compartment,
        "pickup": decided.pickup,
        "parcel": decided.parcel,
        "credential": decided.credential,
        "actor": decided.actor,
        "reference": decided.reference,
        "opened_utc": 4990.0,
    }
    await journal.append(*(Entry(kind, body, decided.session) for kind in kinds))
    return permit


def durable(path: Path, *kinds: Kind) -> list[dict[str, Any]]:
    """All events (of these kinds) as another process finds them in the file now."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT kind, session, body FROM events ORDER BY seq").fetchall()
    rows = [{**json.loads(body), "kind": kind, "session": session} for kind, session, body in found]
    return [row for row in rows if not kinds or row["kind"] in kinds]
