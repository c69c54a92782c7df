import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

import pytest

from kiosk.domain import digest
from kiosk.domain.credential import CredentialKind
from kiosk.domain.decision import Reason
from kiosk.domain.record import Entry, Kind
from kiosk.flows import collect, service
from kiosk.flows.effects import CheckPin
from kiosk.flows.events import (
    CodeScanned,
    Deadline,
    DeadlinePassed,
    DoorClosed,
    Outcome,
    PinChecked,
    Pressed,
    PulseEnded,
    WalkWantsPulse,
)
from kiosk.flows.session import Checking, Idle, Refused, Session
from kiosk.journal import journal, ledger, list_apply, outbox
from kiosk.journal.database import transaction
from kiosk.ports import Door, DoorChange, Resolved, UnlockOutcome
from kiosk.services import sessions
from kiosk.services.checker import Checker
from kiosk.services.session_store import decode
from kiosk.services.sessions import RestartPulseError
from tests.helpers import stock
from tests.helpers.core import PATIENCE_S, Core, World, durable, intent, settle, until
from tests.helpers.fakes import FakeBank
from tests.helpers.flow_script import employee, pickup
from tests.helpers.stock import PICKUP, page, token

TOKEN = token().encode()
INTENT, OPENED, CLOSED = Kind.DOOR_INTENT, Kind.DOOR_OPENED, Kind.DOOR_CLOSED


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def serve(world: World, scenario: Callable[[Core], Awaitable[None]], *doors: int, watching: bool = True) -> None:
    """A core with one pickup in these compartments."""

    async def main() -> None:
        async with world.core(watching=watching) as core:
            await core.journal.apply_list(page(pickup(*(doors or (12,)), id=PICKUP)))
            await scenario(core)

    asyncio.run(main())


async def open_door(core: Core) -> None:
    core.runner.post(CodeScanned(TOKEN))
    await core.at(collect.DoorOpen)


async def take(core: Core, door: int) -> None:
    core.bank.change(door, DoorChange.CLOSED)
    await settle()


# --- the order of effects -----------------------------------------------------------------------------------------


def test_the_intent_is_durable_before_the_door_is_pulsed(world: World) -> None:
    seen: list[list[dict[str, object]]] = []

    async def look(_door: int) -> None:
        seen.append(durable(world.path, INTENT))

    async def scenario(core: Core) -> None:
        world.bank.pulsing = look
        await open_door(core)

    serve(world, scenario)
    [[decided]] = seen
    assert decided["compartment"] == 12
    assert decided["parcel"] == "parcel-12"
    assert (decided["pickup"], decided["credential"]) == (PICKUP, stock.UNIQUE_ID.hex())
    assert decided["decision"] == "token"


@contextmanager
def counted_commits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Every write transaction of the journal from now on."""
    commits: list[int] = []

    @contextmanager
    def counting(connection: Connection) -> Iterator[None]:
        with transaction(connection):
            yield
        commits.append(1)

    with monkeypatch.context() as patch:
        for module in (journal, ledger, outbox, list_apply):
            patch.setattr(module, "transaction", counting)
        yield commits


def test_one_commit_lies_between_a_code_and_the_pulse(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    at_pulse: list[int] = []

    async def scenario(core: Core) -> None:
        with counted_commits(monkeypatch) as commits:

            async def look(_door: int) -> None:
                at_pulse.append(len(commits))

            core.bank.pulsing = look
            await open_door(core)

    serve(world, scenario)
    assert at_pulse == [1]
    assert [row["kind"] for row in durable(world.path)][1:3] == [Kind.SESSION_STARTED, INTENT]


def test_the_outcome_is_durable_before_the_journey_hears_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[list[str]] = []
    step = collect.step

    def spying(session: str, state: collect.Collecting, event: object) -> collect.Step:
        if isinstance(event, PulseEnded):
            heard.append([row["kind"] for row in durable(world.path, INTENT, OPENED)])
        return step(session, state, event)  # type: ignore[arg-type]

    monkeypatch.setattr(collect, "step", spying)
    serve(world, open_door)
    assert heard == [[INTENT, OPENED]]


@pytest.mark.parametrize(
    ("outcome", "kind", "screen"),
    [
        (UnlockOutcome.OPENED, OPENED, collect.DoorOpen),
        (UnlockOutcome.ALREADY_OPEN, OPENED, collect.DoorOpen),
        (UnlockOutcome.JAMMED, Kind.DOOR_JAMMED, collect.DoorFault),
        (UnlockOutcome.UNKNOWN, Kind.DOOR_UNKNOWN, collect.DoorFault),
    ],
)
def test_each_outcome_is_written_as_what_it_is(
    world: World, outcome: UnlockOutcome, kind: Kind, screen: type[object]
) -> None:
    async def scenario(core: Core) -> None:
        core.bank.outcomes[12] = [outcome]
        core.runner.post(CodeScanned(TOKEN))
        await core.at(screen)
        failed = {} if kind is OPENED else {12: 1}
        assert core.facts.failures == failed
        assert core.facts.last_opened_s == ({12: 100.0} if kind is OPENED else {})

    serve(world, scenario)
    outcomes = durable(world.path, OPENED, Kind.DOOR_JAMMED, Kind.DOOR_UNKNOWN)
    assert [row["kind"] for row in outcomes] == [kind]
    assert outcomes[0].get("already_open", False) == (outcome is UnlockOutcome.ALREADY_OPEN)


def test_a_whole_collection_of_two_parcels(world: World) -> None:
    async def scenario(core: Core) -> None:
        await open_door(core)
        await take(core, 5)
        await core.at(collect.DoorOpen)
        await take(core, 12)
        await core.at(collect.Done)
        collected = durable(core.path, Kind.PARCEL_COLLECTED)
        assert [row["compartment"] for row in collected] == [5, 12]
        assert {event["answer"] for event in core.told if event["event"] == "answer"} == {"opens"}
        await core.play(Pressed("home"))
        assert core.told[-1]["event"] == "idle"
        core.runner.post(CodeScanned(TOKEN))
        await core.at(Refused)

    serve(world, scenario, 12, 5)
    assert world.bank.pulses == [5, 12]


def test_a_door_that_was_closed_before_its_outcome_was_durable_is_not_lost(world: World) -> None:
    async def slam(door: int) -> None:
        """The closing is seen while the opening is still on its way to the disk."""
        asyncio.get_running_loop().call_soon(world.bank.change, door, DoorChange.CLOSED)

    async def scenario(core: Core) -> None:
        core.bank.pulsing = slam
        core.runner.post(CodeScanned(TOKEN))
        await core.at(collect.Done)

    serve(world, scenario)
    assert len(durable(world.path, Kind.PARCEL_COLLECTED)) == 1


def test_a_pulse_that_never_returns_is_unknown_after_the_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_UNLOCK_LIMIT_S", 0.02)

    async def forever(_door: int) -> None:
        await asyncio.Event().wait()

    async def scenario(core: Core) -> None:
        core.bank.pulsing = forever
        core.runner.post(CodeScanned(TOKEN))
        await core.at(collect.DoorFault)

    serve(world, scenario)
    assert [row["cause"] for row in durable(world.path, Kind.DOOR_UNKNOWN)] == ["no_evidence"]
    assert world.bank.pulses == [12]


def test_a_commit_is_told(world: World) -> None:
    async def scenario(core: Core) -> None:
        await core.play(CodeScanned(b""))
        assert core.commits == [1]

    serve(world, scenario)


def test_a_refusal_is_written_in_one_commit_with_its_attempt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(core: Core) -> None:
        with counted_commits(monkeypatch) as commits:
            core.runner.post(CodeScanned(b"nobody's"))
            await core.at(Refused)
            assert len(commits) == 1

    serve(world, scenario)
    expected = [Kind.PARCEL_DEPOSITED, Kind.SESSION_STARTED, Kind.CODE_REFUSED, Kind.ATTEMPT_FAILED]
    assert [row["kind"] for row in durable(world.path)] == expected
    assert "nobody" not in str(durable(world.path))


# --- answers that come late ---------------------------------------------------------------------------------------


class Post:
    """A backend whose answers are kept back until they are let go, in the order in which they were asked for."""

    def __init__(self) -> None:
        self.waiting: list[asyncio.Event] = []

    async def hold(self) -> None:
        self.waiting.append(asyncio.Event())
        await self.waiting[-1].wait()


def test_an_answer_that_comes_late_never_answers_the_next_code(world: World) -> None:
    """The first person's code is answered when the second person's is being checked: nothing may open."""
    post = Post()
    world.backend.before_answer = post.hold

    async def scenario(core: Core) -> None:
        world.backend.known["FIRST"] = Resolved(stock.code(digest.scanned("FIRST")), pickup(12, id=PICKUP))
        core.runner.post(CodeScanned(b"FIRST"))
        await until(lambda: len(post.waiting) == 1)
        await core.play(DeadlinePassed(Deadline.ANSWER), Pressed("home"))
        core.runner.post(CodeScanned(b"SECOND"))
        await until(lambda: len(post.waiting) == 2)
        post.waiting[0].set()
        await settle()
        assert isinstance(core.runner.session.flow, Checking)
        post.waiting[1].set()
        await core.at(Refused)

    serve(world, scenario)
    assert world.bank.pulses == []


def test_a_pin_that_was_right_for_somebody_who_left_lets_nobody_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()

    async def slow(_checker: Checker, effect: CheckPin) -> PinChecked:
        await post.hold()
        return PinChecked(right=effect.employee == "E-1")

    async def scenario(core: Core) -> None:
        monkeypatch.setattr(Checker, "check_pin", slow)
        badges = [stock.badge(f"B-{who}", who, CredentialKind.TECHNICIAN) for who in ("E-1", "E-2")]
        await core.journal.apply_list(page(employee(id="E-1"), employee(id="E-2"), *badges))
        core.runner.post(CodeScanned(b"B-E-1"))
        await core.at(service.Pin)
        await core.play(*[Pressed("key", "1")] * 6)
        await until(lambda: post.waiting)
        await core.play(Pressed("home"))
        core.runner.post(CodeScanned(b"B-E-2"))
        await core.at(service.Pin)
        post.waiting[0].set()
        await settle()
        assert isinstance(core.runner.session.flow, service.Pin)

    serve(world, scenario)
    assert Kind.TECHNICIAN_IN not in [row["kind"] for row in durable(world.path)]


# --- floods -------------------------------------------------------------------------------------------------------


@pytest.mark.allow_warnings
def test_a_flood_loses_touches_and_never_doors(world: World, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(core: Core) -> None:
        await open_door(core)
        for _ in range(500):
            core.runner.post(Pressed("more_time"))
            core.runner.post(CodeScanned(b"again"))
        core.runner.post(DoorClosed(12))
        await core.at(collect.Done)

    serve(world, scenario, watching=False)
    dropped = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert dropped
    assert all("dropped" in record.getMessage() and "again" not in record.getMessage() for record in dropped)


# --- restarts -----------------------------------------------------------------------------------------------------


CLAIMS = tuple(collect.Claim("C1", "PICKUP01", f"parcel-{door}", door, "token") for door in (7, 9))
OPEN_7 = Session("S1", "nb", collect.DoorOpen(collect.Round(CLAIMS), 1, "S1-7-1", 4990.0))


async def opened_7(world: World) -> None:
    """Door 7 was opened, then the core died."""
    async with world.journal() as before:
        await before.intend(intent(7))
        await before.append(Entry.of(OPENED, "S1", intent="S1-7-1", compartment=7, already_open=False))


def test_recovery_that_would_pulse_ends_the_core_instead(world: World) -> None:
    async def main() -> None:
        await opened_7(world)
        async with world.core(OPEN_7, (DoorClosed(7),)):
            await settle()

    with pytest.raises(ExceptionGroup) as raised:
        asyncio.run(main())
    assert raised.group_contains(RestartPulseError, depth=2)
    assert world.bank.pulses == []
    assert len(durable(world.path, INTENT)) == 1


def test_a_door_that_closed_while_the_core_was_away_is_collected_and_the_next_waits_for_a_touch(world: World) -> None:
    async def main() -> None:
        await opened_7(world)
        async with world.core(OPEN_7, (DoorClosed(7, while_away=True),)) as core:
            await core.at(collect.NextDoor)
            assert world.bank.pulses == []
            core.runner.post(Pressed("open_next"))
            await core.at(collect.DoorOpen)
            assert world.bank.pulses == [9]

    asyncio.run(main())
    assert [row["compartment"] for row in durable(world.path, Kind.PARCEL_COLLECTED)] == [7]


def test_a_restored_session_has_its_deadlines_again(world: World) -> None:
    async def main() -> None:
        async with world.core(OPEN_7) as core:
            assert core.runner.deadlines.left_s(Deadline.HELD) is not None
            assert core.runner.deadlines.left_s(Deadline.IDLE) is None

    asyncio.run(main())


async def saved(core: Core) -> Session | None:
    state = await core.journal.load_session()
    return None if state is None else decode(state, core.clock.utc)


def test_the_screen_is_saved_with_what_it_shows_and_forgotten_when_the_person_has_gone(world: World) -> None:
    async def scenario(core: Core) -> None:
        await open_door(core)
        await settle()
        assert await saved(core) == core.runner.session
        await take(core, 12)
        await core.at(collect.Done)
        await settle()
        assert await saved(core) == core.runner.session
        await core.play(Pressed("home"))
        assert isinstance(core.runner.session.flow, Idle)
        assert await core.journal.load_session() is None

    serve(world, scenario)


def test_a_screen_without_an_event_is_saved_too_but_not_every_key(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(core: Core) -> None:
        await core.play(Pressed("type_code"), Pressed("language", "en"))
        found = await saved(core)
        assert found is not None
        assert (found.language, found.id) == ("en", core.runner.session.id)
        with counted_commits(monkeypatch) as commits:
            await core.play(Pressed("key", "7"), Pressed("key", "K"), Pressed("erase"))
        assert commits == []
        await core.play(Pressed("help"))
        found = await saved(core)
        assert found is not None
        assert found.help is not None

    serve(world, scenario)


def test_a_restored_screen_is_forgotten_when_the_person_goes(world: World) -> None:
    async def main() -> None:
        async with world.core() as core:
            await core.play(Pressed("type_code"))
            left = core.runner.session
        async with world.core(left) as core:
            await core.play(Pressed("home"))
            assert await core.journal.load_session() is None

    asyncio.run(main())


def test_only_a_permit_of_the_journal_moves_a_door(world: World) -> None:
    """The fake bank redeems permits as the real one does: this fails when a pulse is made any other way."""
    other = FakeBank()

    async def scenario(core: Core) -> None:
        core.bank.issuer = other.issuer
        await open_door(core)

    with pytest.raises(ExceptionGroup):
        serve(world, scenario)
    assert world.bank.doors[12] is Door.CLOSED


@pytest.mark.parametrize("trouble", ["bank_down", "disk_full"])
@pytest.mark.parametrize(("text", "screen"), [(TOKEN, Refused), (b"B-E-9", service.Pin)])
def test_while_the_whole_bank_is_down_or_the_disk_full_only_technicians_are_let_in(
    world: World, text: bytes, screen: type[object], trouble: str
) -> None:
    async def scenario(core: Core) -> None:
        badge = stock.badge("B-E-9", "E-9", CredentialKind.TECHNICIAN)
        await core.journal.apply_list(page(pickup(12, id=PICKUP), employee(id="E-9", account=""), badge))
        core.facts.set(**{trouble: True})
        core.runner.post(CodeScanned(text))
        await core.at(screen)
        refused = core.runner.session.flow
        assert not isinstance(refused, Refused) or refused.refusal.reason is Reason.BANK_DOWN

    serve(world, scenario)
    assert world.bank.pulses == []


def test_on_a_slow_disk_the_person_is_told_to_wait_and_everything_else_goes_on(world: World) -> None:
    disk = threading.Event()

    async def scenario(core: Core) -> None:
        await core.journal.apply_list(page(pickup(12, id=PICKUP)))

        async def commit_takes_long() -> None:
            await core.journal._writer.run(lambda _: disk.wait(PATIENCE_S))

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(commit_takes_long())
            await asyncio.sleep(0)
            core.runner.post(CodeScanned(TOKEN))
            await core.at(Checking)  # what the screen shows: wait
            await asyncio.sleep(0.03)  # never settles before the disk does
            assert isinstance(core.runner.session.flow, Checking)
            assert world.bank.pulses == []
            disk.set()
        await until(lambda: world.bank.pulses == [12])

    serve(world, scenario)


def test_a_commissioning_walk_is_told_what_the_technician_says_and_pulses_only_through_the_journal(
    world: World,
) -> None:
    seen: list[list[dict[str, object]]] = []

    async def look(_door: int) -> None:
        seen.append(durable(world.path, INTENT))

    async def scenario(core: Core) -> None:
        world.bank.pulsing = look
        doors = service.Doors(employee(id="E-9", account=""))
        core.runner.session = Session("S1", "nb", doors)
        await core.play(Pressed("commission"), WalkWantsPulse(7), Pressed("select_door", number=8))
        await core.play(Pressed("walk_confirm"), Pressed("walk_skip"), Pressed("doors_page"), WalkWantsPulse(9))
        await until(lambda: ("pulsed", 7) in core.commissioning.told)
        assert [told for told in core.commissioning.told if told != ("pulsed", 7)] == [
            ("begin", "E-9"),
            ("door", 8),
            ("confirmed", 0),
            ("skip", 0),
            ("stop",),
        ]

    serve(world, scenario)
    assert world.bank.pulses == [7]
    [[decided]] = seen
    assert (decided["compartment"], decided["actor"], decided["reference"]) == (7, "E-9", "commissioning")


# --- what has changed since the decision --------------------------------------------------------------------------


@pytest.mark.allow_warnings
def test_a_token_revoked_between_two_doors_opens_no_second_one_and_loses_nothing_of_the_first(world: World) -> None:
    async def scenario(core: Core) -> None:
        await open_door(core)
        revoked = stock.code("revoked", id=stock.UNIQUE_ID.hex(), digest="", revoked=True)
        await core.journal.apply_list(page(pickup(7, 12, id=PICKUP), revoked))
        await take(core, 7)
        await core.at(collect.Done)
        done = core.runner.session.flow
        assert isinstance(done, collect.Done)
        assert (done.round.collected, done.round.missed) == ((7,), (12,))

    serve(world, scenario, 7, 12)
    assert world.bank.pulses == [7]
    assert [row["compartment"] for row in durable(world.path, INTENT)] == [7]
    assert [row["compartment"] for row in durable(world.path, CLOSED, Kind.PARCEL_COLLECTED)] == [7, 7]
    (refused,) = durable(world.path, Kind.CODE_REFUSED)
    assert (refused["entry"], refused["reason"]) == ("intent", "revoked")


@pytest.mark.allow_warnings
def test_a_rescue_that_the_journal_withholds_is_no_opening(world: World) -> None:
    async def scenario(core: Core) -> None:
        blocked = Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=3, reason="dirty", actor="t")
        await core.journal.append(blocked)
        assert await core.runner.pulse_for_rescue(intent(3)) is Outcome.UNKNOWN

    serve(world, scenario)
    assert world.bank.pulses == []
