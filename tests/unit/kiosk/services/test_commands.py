"""The desk for remote commands in the running core, and the poll that fetches them."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.breaker import BulkLimit
from kiosk.domain.command import Command, Rejection
from kiosk.domain.decision import Reason, Refusal
from kiosk.domain.pickup import PickupState
from kiosk.domain.record import Entry, Kind
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.flows import typed_code
from kiosk.flows.events import CodeScanned
from kiosk.flows.session import Refused, Session
from kiosk.ports import Door, DoorChange, UnlockOutcome
from kiosk.services import commands
from kiosk.services.commands import CommandDesk, CommandPoll, Identity, Verdict
from kiosk.services.recovery import recover
from tests.helpers.commands import BOOT, TERMINAL, VERIFIER, command, signed
from tests.helpers.core import Core, World, durable, settle, until
from tests.helpers.flow_script import pickup
from tests.helpers.stock import PICKUP, page, token

pytestmark = pytest.mark.allow_warnings


@dataclass
class Served:
    """A desk at work."""

    core: Core
    desk: CommandDesk
    nonces: list[str]

    def command(self, **changes: object) -> Command:
        """A good command for this very moment."""
        number = len(self.nonces)
        return command(**{"nonce": self.nonces[-1], "counter": number, "id": f"{number:032x}"} | changes)

    async def give(self, **changes: object) -> Verdict:
        return await self.desk.offer(signed(self.command(**changes)))

    async def ended(self, count: int = 1) -> list[str]:
        """Outcomes, once there are so many."""
        await until(lambda: len(durable(self.core.path, Kind.COMMAND_ENDED)) >= count)
        return [row["outcome"] for row in durable(self.core.path, Kind.COMMAND_ENDED)]

    def judged(self) -> list[tuple[str, str]]:
        return [(row["verdict"], row["reason"]) for row in durable(self.core.path, Kind.COMMAND_JUDGED)]


def desk_of(world: World, core: Core, nonces: list[str], boot: str = BOOT, **changes: Any) -> CommandDesk:
    def fresh() -> str:
        nonces.append(f"{random.getrandbits(128):032x}")
        return nonces[-1]

    return CommandDesk(
        Identity(TERMINAL, boot, VERIFIER.verify),
        **{
            "journal": core.journal,
            "bank": core.bank,
            "runner": core.runner,
            "guard": core.guard,
            "facts": core.facts,
            "clock": core.clock,
            "trusted_utc_s": world.clock.utc_s,
            "fresh_nonce": fresh,
        }
        | changes,
    )


@asynccontextmanager
async def at_work(world: World, restored: Session | None = None, **changes: Any) -> AsyncIterator[Served]:
    nonces: list[str] = []
    async with world.core(restored) as core, asyncio.TaskGroup() as tasks:
        await core.journal.apply_list(page(pickup(12, id=PICKUP)))
        desk = desk_of(world, core, nonces, **changes)
        running = tasks.create_task(desk.run())
        await settle()
        yield Served(core, desk, nonces)
        running.cancel()


def serve(
    world: World, scenario: Callable[[Served], Awaitable[None]], restored: Session | None = None, **changes: Any
) -> None:
    async def main() -> None:
        async with at_work(world, restored, **changes) as served:
            await scenario(served)

    asyncio.run(main())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (UnlockOutcome.OPENED, "opened"),
        (UnlockOutcome.ALREADY_OPEN, "opened"),
        (UnlockOutcome.JAMMED, "not_opened"),
        (UnlockOutcome.UNKNOWN, "unknown"),
    ],
)
def test_an_accepted_command_opens_its_door_once_and_tells_how_it_ended(
    world: World, outcome: UnlockOutcome, word: str
) -> None:
    async def scenario(served: Served) -> None:
        world.bank.outcomes[3] = [outcome]
        given = served.command()
        assert await served.desk.offer(signed(given)) == Verdict(given.id, None)
        assert await served.ended() == [word]
        assert world.bank.pulses == [3]
        assert served.judged() == [("accepted", "")]
        [decided] = durable(world.path, Kind.DOOR_INTENT)
        assert (decided["decision"], decided["actor"], decided["session"]) == ("remote", "E-9", given.id)
        assert (await served.desk.offer(signed(given))).rejection is Rejection.NONCE
        assert world.bank.pulses == [3]

    serve(world, scenario)


def test_the_counter_goes_on_over_a_restart(world: World) -> None:
    async def first(served: Served) -> None:
        assert (await served.give(counter=7)).rejection is None
        await served.ended()

    async def second(served: Served) -> None:
        assert (await served.give(counter=7, id="7" * 32)).rejection is Rejection.COUNTER
        assert (await served.give(counter=8, id="8" * 32)).rejection is None

    serve(world, first)
    world.bank.change(3, DoorChange.CLOSED)
    serve(world, second)


def test_verdict_and_intent_are_one_transaction(world: World) -> None:
    """What the journal refuses to write down is not known as judged, and no door moves."""

    async def scenario(served: Served) -> None:
        await served.give()
        await served.ended()

    serve(world, scenario)
    kinds = [row["kind"] for row in durable(world.path)]
    place = kinds.index(Kind.COMMAND_JUDGED)
    assert kinds[place : place + 2] == [Kind.COMMAND_JUDGED, Kind.DOOR_INTENT]


def test_a_parcel_that_is_named_is_handed_out_on_the_evidence_of_its_door(world: World) -> None:
    async def scenario(served: Served) -> None:
        given = {"compartment": 12, "pickup": PICKUP, "parcel": "parcel-12"}
        assert (await served.give(**given)).rejection is None
        await served.ended()
        served.core.bank.change(12, DoorChange.CLOSED)
        await until(lambda: durable(world.path, Kind.PARCEL_COLLECTED))
        assert (await served.give(**given)).rejection is Rejection.PARCEL  # it is gone

    serve(world, scenario)


@pytest.mark.parametrize(
    ("changes", "rejection"),
    [
        ({"compartment": 12}, Rejection.PARCEL),
        ({"compartment": 12, "pickup": PICKUP, "parcel": "parcel-13"}, Rejection.PARCEL),
        ({"compartment": 3, "pickup": PICKUP, "parcel": "parcel-12"}, Rejection.PARCEL),
        ({"compartment": 12, "pickup": "00000000", "parcel": "parcel-12"}, Rejection.PARCEL),
        ({"compartment": 25}, Rejection.DOOR),
        ({"terminal": "/sites/4/kiosks/other"}, Rejection.TERMINAL),
        ({"boot": "f" * 16}, Rejection.BOOT),
        ({"nonce": "1" * 32}, Rejection.NONCE),
        ({"counter": 0}, Rejection.COUNTER),
        ({"issued_at_ms": 0, "not_after_ms": 15_000}, Rejection.LATE),
    ],
    ids=str,
)
def test_what_is_refused_opens_nothing_and_is_told(
    world: World, changes: dict[str, object], rejection: Rejection
) -> None:
    async def scenario(served: Served) -> None:
        assert (await served.give(**changes)).rejection is rejection
        await settle()
        assert world.bank.pulses == []
        assert served.judged() == [("rejected", rejection.value)]
        assert [alarm.kind for alarm in served.core.facts.alarms] == ["command_rejected"]

    serve(world, scenario)


def test_a_cancelled_pickup_is_not_handed_out_from_afar(world: World) -> None:
    async def scenario(served: Served) -> None:
        await served.core.journal.apply_list(page(pickup(12, id=PICKUP, state=PickupState.CANCELLED, version=2)))
        rejection = (await served.give(compartment=12, pickup=PICKUP, parcel="parcel-12")).rejection
        assert rejection is Rejection.PARCEL

    serve(world, scenario)


@pytest.mark.parametrize("state", [Door.OPEN, Door.UNKNOWN])
def test_a_door_that_is_not_seen_closed_is_left_alone(world: World, state: Door) -> None:
    async def scenario(served: Served) -> None:
        world.bank.doors[3] = state
        assert (await served.give()).rejection is Rejection.DOOR

    serve(world, scenario)


def test_a_blocked_or_unproven_door_is_for_staff_on_site(world: World) -> None:
    async def scenario(served: Served) -> None:
        await served.core.journal.append(Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=3, reason="dirty", actor="E-9"))
        assert (await served.give()).rejection is Rejection.DOOR
        served.core.facts.set(unarmed=frozenset({4}))
        assert (await served.give(compartment=4)).rejection is Rejection.DOOR

    serve(world, scenario)


def test_nothing_acts_while_somebody_is_in_the_middle_of_something(world: World) -> None:
    async def scenario(served: Served) -> None:
        assert (await served.give()).rejection is Rejection.BUSY

    serve(world, scenario, Session("S1", "nb", typed_code.Typing("7K")))


def test_a_command_refused_to_the_operator_does_not_act_when_the_person_has_left(world: World) -> None:
    async def scenario(served: Served) -> None:
        served.core.runner.post(CodeScanned(token().encode()))
        await until(lambda: world.bank.pulses == [12])
        given = served.command()
        assert (await served.desk.offer(signed(given))).rejection is Rejection.BUSY
        served.core.bank.change(12, DoorChange.CLOSED)
        await settle()
        nonce = served.desk.fresh_nonce()
        # The same order under the new nonce would be another signature; the id is known all the same.
        assert (await served.desk.offer(signed(replace(given, nonce=nonce)))).rejection is Rejection.REPEATED
        assert world.bank.pulses == [12]

    serve(world, scenario)


def test_somebody_who_was_refused_and_calls_for_help_can_be_helped(world: World) -> None:
    async def scenario(served: Served) -> None:
        assert (await served.give()).rejection is None

    serve(world, scenario, Session("S1", "nb", Refused(Refusal(Reason.EXPIRED))))


def test_one_pulse_at_a_time(world: World) -> None:
    async def scenario(served: Served) -> None:
        release = asyncio.Event()

        async def hold(_door: int) -> None:
            await release.wait()

        world.bank.pulsing = hold
        assert (await served.give()).rejection is None
        assert (await served.give(compartment=4)).rejection is Rejection.BUSY
        release.set()
        assert await served.ended() == ["opened"]
        assert world.bank.pulses == [3]

    serve(world, scenario)


def test_a_hostile_operator_opens_three_doors_a_minute(world: World) -> None:
    world.bulk_limit = BulkLimit(3, 60.0)

    async def scenario(served: Served) -> None:
        for door in range(1, 12):
            await served.give(compartment=door)
            await settle()
        assert world.bank.pulses == [1, 2, 3]
        assert served.judged()[3:] == [("rejected", "bulk_limit")] * 8
        assert {alarm.kind for alarm in served.core.facts.alarms} == {"command_rejected", "bulk_limit"}

    serve(world, scenario)


def test_without_trusted_time_the_nonce_has_to_do(world: World) -> None:
    async def scenario(served: Served) -> None:
        assert (await served.give(issued_at_ms=0, not_after_ms=15_000)).rejection is None

    serve(world, scenario, trusted_utc_s=lambda: None)


def test_what_a_transport_has_kept_is_refused_and_used_up(world: World) -> None:
    async def scenario(served: Served) -> None:
        given = served.command()
        assert (await served.desk.offer(signed(given), retained=True)).rejection is Rejection.RETAINED
        assert (await served.desk.offer(signed(given))).rejection is Rejection.NONCE
        assert world.bank.pulses == []

    serve(world, scenario)


def test_strangers_use_nothing_up_and_cannot_fill_the_disk(world: World) -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))

    async def scenario(served: Served) -> None:
        good = served.command()
        for number in range(50):
            forged = signed(replace(good, counter=10**6 + number), stranger)
            assert await served.desk.offer(forged) == Verdict("", Rejection.SIGNATURE)
            assert await served.desk.offer(b"rubbish") == Verdict("", Rejection.MALFORMED)
            # Genuine, but for another terminal, with a counter that would lock this one out.
            other = signed(replace(good, terminal="/sites/9/kiosks/other", counter=10**6))
            assert (await served.desk.offer(other)).rejection is Rejection.TERMINAL
        assert len(served.judged()) == 3
        assert not any(row["consumed"] for row in durable(world.path, Kind.COMMAND_JUDGED))
        assert (await served.desk.offer(signed(good))).rejection is None
        world.clock.monotonic += 61
        await served.desk.offer(b"rubbish")
        assert len(served.judged()) == 5

    serve(world, scenario)


def test_nothing_acts_before_the_core_is_ready(world: World) -> None:
    async def main() -> None:
        nonces: list[str] = []
        async with world.core() as core:
            desk = desk_of(world, core, nonces)
            offered = await desk.offer(signed(command(nonce=nonces[-1])))
            assert offered.rejection is Rejection.STARTING
            assert world.bank.pulses == []

    asyncio.run(main())


@pytest.mark.parametrize("opened", [False, True])
def test_a_core_that_dies_in_the_pulse_tells_the_outcome_after_its_restart_and_pulses_nothing(
    world: World, opened: bool
) -> None:
    given = command(nonce="")

    async def before() -> None:
        async with at_work(world) as served:

            async def dies(_door: int) -> None:
                raise asyncio.CancelledError

            world.bank.pulsing = dies
            nonlocal given
            given = served.command()
            await served.desk.offer(signed(given))
            await settle()

    async def after() -> None:
        async with world.journal() as journal:
            await recover(journal, world.bank, world.clock)
        async with at_work(world, boot="f" * 16) as served:
            assert await served.ended() == ["opened" if opened else "unknown"]
            again = replace(given, boot="f" * 16, nonce=served.nonces[-1])
            assert (await served.desk.offer(signed(given))).rejection is Rejection.BOOT
            assert (await served.desk.offer(signed(again))).rejection is Rejection.REPEATED
            assert (await served.give(boot="f" * 16, counter=given.counter, id="e" * 32)).rejection is Rejection.COUNTER

    asyncio.run(before())
    pulses = list(world.bank.pulses)
    if opened:
        world.bank.doors[3] = Door.OPEN
    world.bank.pulsing = None
    asyncio.run(after())
    assert world.bank.pulses == pulses
    assert len(durable(world.path, Kind.COMMAND_ENDED)) == 1


# --- the poll -----------------------------------------------------------------------------------------------------


class Asked:
    """A backend that is asked for commands; `answers` are what it says, one after the other, then it holds the line."""

    def __init__(self, *answers: Sequence[bytes] | Exception | Callable[[str], Sequence[bytes]]) -> None:
        self.answers = list(answers)
        self.nonces: list[str] = []

    async def commands(self, boot: str, nonce: str, wait_s: float) -> Sequence[bytes]:
        self.nonces.append(nonce)
        if not self.answers:
            await asyncio.sleep(3600)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer(nonce) if callable(answer) else answer


def poll(world: World, backend: Asked, scenario: Callable[[Served], Awaitable[None]], monkeypatch: Any) -> None:
    monkeypatch.setattr(commands, "backoff_s", lambda *_: 0.0)

    async def main() -> None:
        async with at_work(world) as served, asyncio.TaskGroup() as tasks:
            asking = CommandPoll(served.desk, backend, world.clock, random.Random(1), wait_s=45.0)  # type: ignore[arg-type]
            running = tasks.create_task(asking.run())
            await scenario(served)
            running.cancel()

    asyncio.run(main())


def test_a_command_that_answers_the_open_question_acts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Asked(lambda nonce: [signed(command(nonce=nonce))])

    async def scenario(served: Served) -> None:
        assert await served.ended() == ["opened"]
        await until(lambda: len(backend.nonces) == 2)

    poll(world, backend, scenario, monkeypatch)
    assert world.bank.pulses == [3]
    assert len(set(backend.nonces)) == 2


def test_what_was_made_for_an_earlier_question_never_acts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Held back by anybody for a second or for 30 days: the next question has another nonce."""
    kept: list[bytes] = []

    def keep(nonce: str) -> Sequence[bytes]:
        kept.append(signed(command(nonce=nonce)))
        raise BackendAwayError("the answer is lost")

    backend = Asked(keep, lambda _: kept)

    async def scenario(served: Served) -> None:
        await until(lambda: len(backend.nonces) == 3, limit_s=10.0)
        assert served.judged() == [("rejected", "nonce")]

    poll(world, backend, scenario, monkeypatch)
    assert world.bank.pulses == []


def test_two_commands_in_one_answer_are_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def several(nonce: str) -> Sequence[bytes]:
        return [signed(command(nonce=nonce, compartment=door, counter=door, id=f"{door:032x}")) for door in (1, 2, 3)]

    async def scenario(served: Served) -> None:
        await served.ended()

    poll(world, Asked(several), scenario, monkeypatch)
    assert world.bank.pulses == [1]


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_backend_without_commands_is_asked_once_a_start(
    world: World, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = Asked(BackendRefusedError(status, "not-found"))

    async def scenario(_served: Served) -> None:
        await asyncio.sleep(1.2)

    poll(world, backend, scenario, monkeypatch)
    assert len(backend.nonces) == 1


@pytest.mark.parametrize(
    "answer", [[], BackendAwayError("no route"), BackendRefusedError(401, "unauthorised")], ids=str
)
def test_an_answer_at_once_that_brings_nothing_is_not_asked_for_in_a_loop(
    world: World, answer: Sequence[bytes] | Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = Asked(*[answer] * 50)

    async def scenario(_served: Served) -> None:
        await asyncio.sleep(1.2)

    poll(world, backend, scenario, monkeypatch)
    assert len(backend.nonces) == 2
