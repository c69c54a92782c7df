import asyncio
import random
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.domain.record import Entry, JsonValue, Kind, OutboxRow
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.journal import SqliteJournal
from kiosk.ports import Handover
from kiosk.services import outbox
from kiosk.services.activity import Activity
from kiosk.services.facts import Facts
from kiosk.services.outbox import OutboxPump
from tests.helpers.core import World, durable, intent, record, settle, until

AWAY = BackendAwayError("no route", retry_after_s=0.001)


@dataclass
class Pump:
    """A pump at work."""

    world: World
    journal: SqliteJournal
    pump: OutboxPump
    facts: Facts
    told: list[dict[str, JsonValue]]

    async def happen(self, *entries: Entry) -> None:
        await self.journal.append(*entries)
        self.pump.nudge()

    async def empty(self) -> None:
        """Wait until everything was acknowledged."""
        async with asyncio.timeout(5.0):
            while await self.journal.outbox_size():  # noqa: ASYNC110 - the journal tells nobody
                await asyncio.sleep(0.001)

    @property
    def heard(self) -> list[str]:
        """What the backend has, as kinds, in its order."""
        return [
            Kind.PARCEL_COLLECTED if isinstance(row, Handover) else row.event.kind for row in self.world.backend.told
        ]


def pumping(world: World, scenario: Callable[[Pump], Awaitable[None]]) -> None:
    async def main() -> None:
        told: list[dict[str, JsonValue]] = []
        facts = Facts(lambda: None)
        async with world.journal() as journal, asyncio.TaskGroup() as tasks:
            pump = OutboxPump(
                world.backend, journal, facts, activity=Activity(told.append), clock=world.clock, dice=random.Random(1)
            )
            journal.watch_outbox(pump.nudge)
            running = tasks.create_task(pump.run())
            await scenario(Pump(world, journal, pump, facts, told))
            running.cancel()

    asyncio.run(main())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def block(compartment: int) -> Entry:
    return Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=compartment, reason="dirty", actor="E-9")


async def events(world: World) -> list[str]:
    """Hashes of the chain, as another process reads them."""
    with closing(sqlite3.connect(world.path)) as connection:
        return [row[0] for row in connection.execute("SELECT hash FROM events ORDER BY seq")]


async def collect(journal: SqliteJournal, door: int = 7) -> None:
    decided = intent(door, actor="E-1", reference="PO-4711")
    await record(journal, decided, Kind.DOOR_OPENED, Kind.DOOR_CLOSED, Kind.PARCEL_COLLECTED)


def test_events_arrive_in_the_order_in_which_they_happened(world: World) -> None:
    async def scenario(pump: Pump) -> None:
        for door in (7, 8):
            await collect(pump.journal, door)
            await pump.journal.append(block(door))
        pump.pump.nudge()
        await pump.empty()
        assert pump.heard == [row["kind"] for row in durable(world.path)]
        numbers = [row.event.seq for row in world.backend.told if isinstance(row, OutboxRow)]
        assert numbers == sorted(numbers)

    pumping(world, scenario)


def test_more_than_one_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_BATCH", 3)

    async def scenario(pump: Pump) -> None:
        await pump.happen(*[block(number) for number in range(1, 9)])
        await pump.empty()
        rows = [row for row in world.backend.told if isinstance(row, OutboxRow)]
        assert [row.event.body["compartment"] for row in rows] == list(range(1, 9))

    pumping(world, scenario)


def test_a_nudge_sends_at_once(world: World) -> None:
    async def scenario(pump: Pump) -> None:
        await settle()
        await pump.happen(block(3))
        await pump.empty()

    pumping(world, scenario)


def test_a_hand_over_says_what_the_backend_must_know(world: World) -> None:
    async def scenario(pump: Pump) -> None:
        await collect(pump.journal)
        pump.pump.nudge()
        await pump.empty()
        [handover] = [row for row in world.backend.told if isinstance(row, Handover)]
        assert handover == Handover(
            id="S1-7-1",
            pickup="PICKUP01",
            parcel="parcel-7",
            compartment=7,
            opened_utc=4990.0,
            closed_utc=5000.0,
            credential="C1",
            actor="E-1",
            reference="PO-4711",
            offline=False,
            event_seq=4,
            chain_hash=(await events(world))[3],
            outbox_number=4,
        )

    pumping(world, scenario)


@pytest.mark.parametrize(
    "trouble",
    [
        AWAY,
        *(BackendRefusedError(status, "no") for status in (401, 403, 404, 405, 409, 500)),
        BackendRefusedError(400, "blank"),  # a proxy's word, not the backend's
        BackendRefusedError(422, "blank"),
    ],
    ids=str,
)
def test_nothing_leaves_the_outbox_before_the_backend_has_it(
    world: World, trouble: BackendAwayError | BackendRefusedError, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "backoff_s", lambda *_args, **_options: 0.0)
    tries: list[int] = []

    async def counted() -> None:
        tries.append(1)

    async def scenario(pump: Pump) -> None:
        world.backend.trouble, world.backend.before_answer = trouble, counted
        await collect(pump.journal)
        pump.pump.nudge()
        await until(lambda: len(tries) >= 2)
        assert await pump.journal.outbox_size() == len(durable(world.path)) == 4
        assert (pump.facts.backend_away, pump.facts.outbox) == (True, 4)
        assert await pump.journal.set_aside_size() == 0
        assert pump.told == []
        world.backend.trouble = None
        await pump.empty()
        await until(lambda: pump.facts.outbox == 0)
        assert not pump.facts.backend_away
        assert pump.heard == [row["kind"] for row in durable(world.path)]
        [handover] = [row for row in world.backend.told if isinstance(row, Handover)]
        assert handover.offline

    pumping(world, scenario)


def test_what_was_acknowledged_is_not_sent_again_after_a_failure(world: World) -> None:
    async def fourth_fails() -> None:
        if len(world.backend.told) == 3:
            world.backend.trouble = AWAY
            world.backend.before_answer = None

    async def scenario(pump: Pump) -> None:
        world.backend.before_answer = fourth_fails
        for door in (7, 8):
            await collect(pump.journal, door)
        pump.pump.nudge()
        await until(lambda: world.backend.trouble)
        world.backend.trouble = None
        await pump.empty()
        assert sorted(pump.heard) == sorted(row["kind"] for row in durable(world.path))

    pumping(world, scenario)


def test_an_acknowledgement_that_is_lost_sends_the_same_hand_over_again(world: World) -> None:
    """The core dies between the backend's answer and the deletion: at least once, under the same id."""

    async def before(pump: Pump) -> None:
        async def dies(*_: object) -> None:
            raise asyncio.CancelledError

        pump.journal.sent = dies  # type: ignore[method-assign, assignment]
        await collect(pump.journal)
        pump.pump.nudge()
        await until(lambda: world.backend.told)

    async def after(pump: Pump) -> None:
        await pump.empty()

    with suppress(asyncio.CancelledError):
        pumping(world, before)
    first = len(world.backend.told)
    assert first
    pumping(world, after)
    again = [row.event.seq for row in world.backend.told[first:] if isinstance(row, OutboxRow)]
    assert again == [1, 2, 3]
    assert [row.id for row in world.backend.told if isinstance(row, Handover)][-1] == "S1-7-1"


def test_the_watcher_hears_what_the_backend_has_stored(world: World) -> None:
    async def scenario(pump: Pump) -> None:
        await pump.happen(block(3), Entry.of(Kind.CORE_STARTED, boot="b", version="1", clean=True))
        await pump.empty()
        await until(lambda: len(pump.told) == 2)
        assert [(event["answer"], event["doors"]) for event in pump.told] == [
            ("compartment.blocked", [3]),
            ("core.started", []),
        ]

    pumping(world, scenario)


def test_with_nothing_to_send_it_sleeps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_RETRY_CAP_S", 0.001)
    looked: list[int] = []

    async def scenario(pump: Pump) -> None:
        await pump.happen(block(3))
        await pump.empty()
        await settle()
        take = pump.journal.outbox

        async def counted(limit: int) -> Sequence[OutboxRow]:
            looked.append(limit)
            return await take(limit)

        monkeypatch.setattr(pump.journal, "outbox", counted)
        await settle()
        assert looked == []
        await pump.journal.append(block(4))  # nobody nudges but the journal itself
        await pump.empty()

    pumping(world, scenario)


# --- what the backend says ----------------------------------------------------------------------------------------


def test_only_what_the_answer_names_is_forgotten(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "backoff_s", lambda *_args, **_options: 0.0)

    async def scenario(pump: Pump) -> None:
        world.backend.forgets = {2}
        await pump.happen(block(1), block(2), block(3))
        await until(lambda: pump.facts.backend_away)
        assert [row.event.seq for row in await pump.journal.outbox(10)] == [2]
        world.backend.forgets = set()
        await pump.empty()
        numbers = [row.event.seq for row in world.backend.told if isinstance(row, OutboxRow)]
        assert numbers == [1, 3, 2]

    pumping(world, scenario)


@pytest.mark.allow_warnings
@pytest.mark.parametrize("poison", [{1}, {4}, {7}, {1, 7}, {3, 4}, set(range(1, 8))], ids=str)
def test_an_event_that_is_refused_for_good_holds_up_no_other(world: World, poison: set[int]) -> None:
    async def scenario(pump: Pump) -> None:
        world.backend.poison = set(poison)
        await pump.happen(*[block(number) for number in range(1, 8)])
        await pump.empty()
        stored = [row.event for row in world.backend.told if isinstance(row, OutboxRow)]
        assert [event.seq for event in stored if event.seq < 8] == [seq for seq in range(1, 8) if seq not in poison]
        told = [event.body for event in stored if event.kind is Kind.EVENT_SET_ASIDE]
        assert [body["event_seq"] for body in told] == sorted(poison)
        assert {(body["status"], body["code"]) for body in told} == {(422, "invalid-request")}
        assert pump.facts.set_aside == await pump.journal.set_aside_size() == len(poison)
        assert [alarm.kind for alarm in pump.facts.alarms] == ["event_set_aside"]
        assert not pump.facts.backend_away

        world.backend.poison = set()
        assert await pump.journal.requeue_set_aside() == len(poison)
        await pump.empty()
        sent = [row.event.seq for row in world.backend.told if isinstance(row, OutboxRow)]
        assert sorted(sent) == sorted(set(sent))
        assert set(range(1, 8)) <= set(sent)

    pumping(world, scenario)


@pytest.mark.allow_warnings
def test_a_backend_that_refuses_everything_sets_aside_slowly(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_IN_A_ROW", 3)
    monkeypatch.setattr(outbox, "backoff_s", lambda *_args, **_options: 3600.0)

    async def scenario(pump: Pump) -> None:
        world.backend.poison = set(range(1, 100))
        await pump.happen(*[block(number) for number in range(1, 10)])
        await until(lambda: pump.facts.backend_away)
        assert await pump.journal.set_aside_size() == 3
        pump.pump.backend_back()
        await until(lambda: pump.facts.set_aside == 4)
        await settle()
        assert await pump.journal.set_aside_size() == 4

    pumping(world, scenario)


@pytest.mark.allow_warnings
def test_what_a_backend_calls_its_refusal_enters_no_record_unless_it_is_a_code(world: World) -> None:
    async def scenario(pump: Pump) -> None:
        world.backend.trouble = BackendRefusedError(413, "Kari Nordmann has moved")
        await pump.happen(block(1))
        await until(lambda: pump.facts.set_aside)
        assert durable(world.path, Kind.EVENT_SET_ASIDE)[0]["code"] == "unnamed"

    pumping(world, scenario)


@pytest.mark.allow_warnings
def test_a_conflict_is_an_incident_and_the_hand_over_is_acknowledged(world: World) -> None:
    async def scenario(pump: Pump) -> None:
        world.backend.conflicts = {"parcel-7": "already_collected"}
        await collect(pump.journal, 7)
        await collect(pump.journal, 8)
        await pump.empty()
        [conflict] = durable(world.path, Kind.HANDOVER_CONFLICT)
        assert {name: conflict[name] for name in ("intent", "pickup", "parcel", "reason")} == {
            "intent": "S1-7-1",
            "pickup": "PICKUP01",
            "parcel": "parcel-7",
            "reason": "already_collected",
        }
        assert [(alarm.kind, alarm.door) for alarm in pump.facts.alarms] == [("handover_conflict", 7)]
        assert len([row for row in world.backend.told if isinstance(row, Handover)]) == 2
        assert Kind.HANDOVER_CONFLICT in pump.heard

    pumping(world, scenario)


@pytest.mark.allow_warnings
def test_another_event_known_under_our_number_is_an_alarm_once(world: World) -> None:
    async def scenario(pump: Pump) -> None:
        world.backend.forked = {1, 2, 3, 4}
        for number in (1, 2, 3):
            await pump.happen(block(number))
            await pump.empty()
        [told] = durable(world.path, Kind.JOURNAL_ROLLED_BACK)
        assert (told["known_seq"], told["cause"]) == (1, "other_event")
        assert [alarm.kind for alarm in pump.facts.alarms] == ["journal_rolled_back"]

    pumping(world, scenario)


# --- how long it waits --------------------------------------------------------------------------------------------


def waits(world: World, trouble: BackendAwayError, scenario: Callable[[Pump], Awaitable[None]]) -> None:
    """A pump with something to send and a backend that is away."""

    async def trying(pump: Pump) -> None:
        world.backend.trouble = trouble
        await pump.happen(block(1))
        await until(lambda: pump.facts.backend_away)
        world.backend.trouble = None
        await scenario(pump)

    pumping(world, trying)


def test_a_backend_that_answers_again_ends_the_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "backoff_s", lambda *_args, **_options: 3600.0)

    async def scenario(pump: Pump) -> None:
        await pump.happen(block(2))
        await settle()
        assert world.backend.told == []  # a new event is no reason to try
        pump.pump.backend_back()
        await pump.empty()

    waits(world, BackendAwayError("no route"), scenario)


def test_a_wait_that_the_backend_asked_for_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "backoff_s", lambda *_args, **_options: 0.0)

    async def scenario(pump: Pump) -> None:
        begun_s = asyncio.get_running_loop().time()
        pump.pump.backend_back()
        await settle()
        assert world.backend.told == []
        await pump.empty()
        assert asyncio.get_running_loop().time() - begun_s > 0.25

    waits(world, BackendAwayError("busy", retry_after_s=0.3), scenario)


def list_first(world: World, scenario: Callable[[OutboxPump, SqliteJournal], Awaitable[None]]) -> None:
    """A pump with something to send, after a start."""

    async def main() -> None:
        facts = Facts(lambda: None)
        async with world.journal() as journal, asyncio.TaskGroup() as tasks:
            pump = OutboxPump(
                world.backend,
                journal,
                facts,
                activity=Activity(),
                clock=world.clock,
                dice=random.Random(1),
                list_first=True,
            )
            await journal.append(block(1))
            running = tasks.create_task(pump.run())
            await settle()
            await scenario(pump, journal)
            running.cancel()

    asyncio.run(main())


def test_after_a_start_nothing_is_told_before_the_list_was_heard(world: World) -> None:
    async def scenario(pump: OutboxPump, journal: SqliteJournal) -> None:
        assert world.backend.told == []
        pump.backend_back()
        await settle()
        assert await journal.outbox_size() == 0

    list_first(world, scenario)


def test_a_list_that_never_comes_holds_no_event_back_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_LIST_FIRST_S", 0.001)

    async def scenario(_pump: OutboxPump, journal: SqliteJournal) -> None:
        assert await journal.outbox_size() == 0

    list_first(world, scenario)


@pytest.mark.parametrize("turns", range(6))
def test_it_ends_when_it_is_cancelled_at_the_very_moment_of_a_nudge(world: World, turns: int) -> None:
    async def main() -> None:
        async with world.journal() as journal, asyncio.timeout(5.0), asyncio.TaskGroup() as tasks:
            pump = OutboxPump(
                world.backend,
                journal,
                Facts(lambda: None),
                activity=Activity(),
                clock=world.clock,
                dice=random.Random(1),
            )
            running = tasks.create_task(pump.run())
            await settle()
            pump.nudge()
            for _ in range(turns):
                await asyncio.sleep(0)
            running.cancel()

    asyncio.run(main())
