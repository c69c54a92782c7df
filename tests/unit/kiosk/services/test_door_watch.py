import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.flows import collect, service, session
from kiosk.flows.events import CodeScanned, Pressed
from kiosk.flows.session import Session
from kiosk.ports import BankAlarm, Door, DoorChange, UnlockOutcome
from kiosk.services import door_watch as module
from kiosk.services import open_doors
from tests.helpers.core import NUMBERS, Core, World, durable, intent, record, settle, until
from tests.helpers.every_flow import SESSIONS
from tests.helpers.flow_script import employee, pickup
from tests.helpers.stock import PICKUP, page, token


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def serve(world: World, scenario: Callable[[Core], Awaitable[None]]) -> None:
    async def main() -> None:
        async with world.core() as core:
            await core.journal.apply_list(page(pickup(12, id=PICKUP)))
            await scenario(core)

    asyncio.run(main())


async def move(core: Core, door: int, change: DoorChange) -> None:
    core.bank.change(door, change)
    await settle()


def test_the_persons_own_door_ends_their_journey(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorOpen)
        await move(core, 3, DoorChange.CLOSED)
        await core.at(collect.DoorOpen)
        await move(core, 12, DoorChange.CLOSED)
        await core.at(collect.Done)

    serve(world, scenario)
    assert len(durable(world.path, Kind.PARCEL_COLLECTED)) == 1


def test_a_door_that_opens_late_goes_on_with_the_journey(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.bank.outcomes[12] = [UnlockOutcome.JAMMED]
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorFault)
        await move(core, 12, DoorChange.OPENED)
        await core.at(collect.DoorOpen)

    serve(world, scenario)
    assert [row["late"] for row in durable(world.path, Kind.DOOR_OPENED)] == [True]


@pytest.mark.allow_warnings
def test_a_door_that_opens_without_a_command_is_written_and_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(core: Core) -> None:
        await move(core, 3, DoorChange.OPENED_WITHOUT_COMMAND)
        await move(core, 4, DoorChange.OPENED)

    serve(world, scenario)
    assert [row["compartment"] for row in durable(world.path, Kind.DOOR_FORCED)] == [3]
    assert "door 3 opened without a command" in caplog.text


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_doors, "_STEPS_S", (0.3, 0.6))
    monkeypatch.setattr(module, "ALARM_S", 0.6)


@pytest.mark.usefixtures("short_waits")
def test_a_door_that_stands_open_is_asked_for_after_a_minute_and_told_after_five(world: World) -> None:
    async def scenario(core: Core) -> None:
        await move(core, 3, DoorChange.OPENED)
        assert core.facts.left_open == frozenset()
        await until(lambda: core.facts.left_open == {3})
        assert core.facts.alarms == ()
        await until(lambda: core.facts.alarms)
        [alarm] = core.facts.alarms
        assert (alarm.kind, alarm.door, alarm.at_s) == ("held_open", 3, core.clock.monotonic)
        await settle()
        await move(core, 3, DoorChange.CLOSED)
        assert core.facts.left_open == frozenset()

    serve(world, scenario)
    held = [(row["compartment"], row["intent"], row["open_s"]) for row in durable(world.path, Kind.DOOR_HELD_OPEN)]
    assert held == [(3, "", 0.3), (3, "", 0.6)]


def test_a_door_that_is_closed_in_time_is_nobodys_business(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # Long enough for a busy machine to close the door in.
    monkeypatch.setattr(open_doors, "_STEPS_S", (1.0, 1.2))
    monkeypatch.setattr(module, "ALARM_S", 1.2)

    async def scenario(core: Core) -> None:
        await move(core, 3, DoorChange.OPENED)
        await move(core, 3, DoorChange.CLOSED)
        await asyncio.sleep(1.4)
        assert core.facts.left_open == frozenset()

    serve(world, scenario)
    assert durable(world.path, Kind.DOOR_HELD_OPEN) == []


@pytest.mark.usefixtures("short_waits")
def test_a_door_that_was_open_before_the_start_counts_from_there(world: World) -> None:
    world.bank.doors[3] = Door.OPEN

    async def scenario(core: Core) -> None:
        await until(lambda: core.facts.left_open == {3})

    serve(world, scenario)


@pytest.mark.usefixtures("short_waits")
def test_a_door_that_its_person_holds_open_is_written_by_the_journey_alone(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorOpen)
        core.bank.change(3, DoorChange.BACK)  # the driver tells of a commanded opening in the outcome
        await until(lambda: [alarm.door for alarm in core.facts.alarms] == [12])

    serve(world, scenario)
    assert durable(world.path, Kind.DOOR_HELD_OPEN) == []


def test_what_the_driver_calls_held_open_is_shown_to_the_technician(world: World) -> None:
    async def scenario(core: Core) -> None:
        await move(core, 3, DoorChange.HELD_OPEN)
        assert [(alarm.kind, alarm.door) for alarm in core.facts.alarms] == [("held_open", 3)]

    serve(world, scenario)


@pytest.mark.allow_warnings
def test_a_forced_compartment_is_blocked_and_its_parcel_stays_known(world: World) -> None:
    async def scenario(core: Core) -> None:
        await move(core, 12, DoorChange.OPENED_WITHOUT_COMMAND)
        await move(core, 12, DoorChange.CLOSED)
        assert await core.journal.occupied() == {12}
        assert (await core.journal.compartments())[12].blocked_reason == "forced"
        core.runner.post(CodeScanned(token().encode()))
        await core.at(session.Refused)
        assert core.bank.pulses == []

    serve(world, scenario)
    [blocked] = durable(world.path, Kind.COMPARTMENT_BLOCKED)
    assert (blocked["compartment"], blocked["actor"]) == (12, "kiosk")


@pytest.mark.allow_warnings
def test_a_door_that_staff_open_with_their_key_is_written_but_not_blocked(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.runner.session = SESSIONS["doors"]
        await move(core, 12, DoorChange.OPENED_WITHOUT_COMMAND)

    serve(world, scenario)
    assert len(durable(world.path, Kind.DOOR_FORCED)) == 1
    assert durable(world.path, Kind.COMPARTMENT_BLOCKED) == []


def test_a_walk_may_find_wrong_doors_without_blocking_them(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.runner.session = SESSIONS["commission"]
        await move(core, 12, DoorChange.OPENED_WITHOUT_COMMAND)

    serve(world, scenario)
    assert len(durable(world.path, Kind.DOOR_FORCED)) == 1
    assert durable(world.path, Kind.COMPARTMENT_BLOCKED) == []


@pytest.mark.allow_warnings
def test_another_door_that_opens_while_one_is_pulsed_is_a_wrong_door(world: World) -> None:
    async def scenario(core: Core) -> None:
        async def crossed(_: int) -> None:
            core.bank.change(5, DoorChange.OPENED_WITHOUT_COMMAND)
            await settle()

        core.bank.pulsing = crossed
        core.bank.outcomes[12] = [UnlockOutcome.JAMMED]
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorFault)
        core.bank.pulsing = None
        await core.play(Pressed("retry"))
        assert core.bank.pulses == [12]
        assert [alarm.kind for alarm in core.facts.alarms] == ["wrong_door"]
        flags = await core.journal.compartments()
        assert [(number, flags[number].blocked_reason) for number in (5, 12)] == [(5, "wrong_door"), (12, "wrong_door")]
        assert await core.journal.occupied() == {12}

    serve(world, scenario)
    [wrong] = durable(world.path, Kind.DOOR_WRONG)
    [intended] = durable(world.path, Kind.DOOR_INTENT)
    assert (wrong["compartment"], wrong["wanted"], wrong["intent"]) == (5, 12, intended["intent"])
    assert durable(world.path, Kind.DOOR_OPENED, Kind.PARCEL_COLLECTED, Kind.DOOR_FORCED) == []
    assert [row["parcel"] for row in durable(world.path, Kind.PARCEL_SUSPECT)] == ["parcel-12"]


@pytest.mark.allow_warnings
@pytest.mark.parametrize(("later_s", "kind"), [(1.9, Kind.DOOR_WRONG), (2.0, Kind.DOOR_FORCED)])
def test_the_window_of_a_pulse_ends_two_seconds_after_it(world: World, later_s: float, kind: Kind) -> None:
    async def scenario(core: Core) -> None:
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorOpen)
        core.clock.monotonic += later_s
        await move(core, 5, DoorChange.OPENED_WITHOUT_COMMAND)

    serve(world, scenario)
    assert [row["kind"] for row in durable(world.path, Kind.DOOR_WRONG, Kind.DOOR_FORCED)] == [kind]


@pytest.mark.allow_warnings
def test_an_alarm_of_the_bank_is_logged_and_written_once_and_again_after_a_quiet_hour(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    alarm = BankAlarm("brown_out", "main", 2, "boards fell silent after a pulse")

    async def scenario(core: Core) -> None:
        for _ in range(3):
            core.bank.alarm(alarm)
        core.bank.alarm(BankAlarm("brown_out", "main", 3, "boards fell silent after a pulse"))
        await until(lambda: core.kinds.count(Kind.BANK_ALARM) == 2)
        assert [kept.board for kept in core.facts.alarms] == [3, 2]
        core.clock.monotonic += 3601.0
        core.bank.alarm(alarm)
        await until(lambda: core.kinds.count(Kind.BANK_ALARM) == 3)
        assert [(kept.board, kept.at_s) for kept in core.facts.alarms] == [(2, 3701.0), (3, 100.0)]

    serve(world, scenario)
    written = durable(world.path, Kind.BANK_ALARM)
    assert [(row["alarm"], row["bus"], row["board"]) for row in written] == [
        ("brown_out", "main", board) for board in (2, 3, 2)
    ]
    assert caplog.text.count("bus main, board 2: brown_out: boards fell silent after a pulse") == 2


@pytest.mark.allow_warnings
def test_a_flood_of_alarms_keeps_no_more_than_the_last(world: World) -> None:
    async def scenario(core: Core) -> None:
        for board in range(20):
            core.bank.alarm(BankAlarm("foreign_command", "annex", board, "somebody else"))
            core.bank.alarm(BankAlarm("foreign_command", "annex", board, "somebody else"))
        assert [kept.board for kept in core.facts.alarms] == list(range(19, 11, -1))
        await until(lambda: core.kinds.count(Kind.BANK_ALARM) == 20)
        await settle()

    serve(world, scenario)
    assert len(durable(world.path, Kind.BANK_ALARM)) == 20


def test_a_door_whose_person_has_gone_ends_its_cycle_when_it_is_closed(world: World) -> None:
    async def scenario(core: Core) -> None:
        await record(core.journal, intent(7), Kind.DOOR_OPENED)
        await record(core.journal, intent(8))
        await move(core, 9, DoorChange.CLOSED)
        await move(core, 8, DoorChange.CLOSED)
        assert durable(core.path, Kind.DOOR_CLOSED) == []
        await move(core, 7, DoorChange.CLOSED)
        await move(core, 7, DoorChange.CLOSED)

    serve(world, scenario)
    closed, collected = durable(world.path, Kind.DOOR_CLOSED, Kind.PARCEL_COLLECTED)
    assert (closed["kind"], closed["compartment"]) == (Kind.DOOR_CLOSED, 7)
    assert (collected["kind"], collected["parcel"]) == (Kind.PARCEL_COLLECTED, "parcel-7")


@pytest.mark.parametrize(
    ("reference", "reserved", "expected"),
    [
        ("load", True, [Kind.PARCEL_DEPOSITED]),
        ("load", False, []),
        ("remove_parcel", False, [Kind.PARCEL_REMOVED]),
        ("remove_parcel", True, []),
        ("inspect", True, []),
        ("inspect", False, []),
    ],
)
def test_a_technician_puts_in_or_takes_out_what_the_door_is_opened_for(
    world: World, reference: str, reserved: bool, expected: list[Kind]
) -> None:
    decided = intent(
        7, pickup="", parcel="", credential="", decision="technician", actor="E-9", reference=reference, consumes=False
    )

    async def scenario(core: Core) -> None:
        if reserved:
            await core.journal.apply_list(page(pickup(0, id="PICKUP01")))
            await core.journal.append(
                Entry.of(Kind.COMPARTMENT_RESERVED, pickup="PICKUP01", parcel="parcel-0", compartment=7)
            )
        else:
            await core.journal.apply_list(page(pickup(7, id="PICKUP01")))
        await record(core.journal, decided, Kind.DOOR_OPENED)
        await move(core, 7, DoorChange.CLOSED)
        if reference == "load" and reserved:
            held = await core.journal.pickup("PICKUP01")
            assert held is not None
            assert held.parcels[0].compartment == 7, "it can be collected from there now"

    serve(world, scenario)
    written = durable(world.path, Kind.PARCEL_DEPOSITED, Kind.PARCEL_REMOVED)
    by_staff = [row for row in written if row.get("actor") == "E-9"]
    assert [row["kind"] for row in by_staff] == expected
    assert all(row["intent"] == decided.intent for row in by_staff)


@pytest.mark.parametrize("reserved", [True, False])
def test_loading_is_offered_where_the_ledger_keeps_a_place(world: World, reserved: bool) -> None:
    async def main() -> None:
        at_work = service.Doors(employee(id="E-9"), selected=7)
        async with world.core(Session("S1", "nb", at_work)) as core:
            await core.journal.apply_list(page(pickup(0 if reserved else 7, id="PICKUP01")))
            if reserved:
                await core.journal.append(
                    Entry.of(Kind.COMPARTMENT_RESERVED, pickup="PICKUP01", parcel="parcel-0", compartment=7)
                )
            await core.play(Pressed("open_door"))
            answered = replace(at_work, asking="open_reason", reserved=reserved)
            await until(lambda: core.runner.session.flow == answered)
            await core.play(Pressed("reason", "load"))
            await until(lambda: core.bank.pulses == ([7] if reserved else []))

    asyncio.run(main())


def test_the_bank_is_down_when_no_door_answers(world: World) -> None:
    async def scenario(core: Core) -> None:
        for number in NUMBERS[:-1]:
            core.bank.change(number, DoorChange.LOST)
        await settle()
        seen = [core.facts.bank_down]
        for number, change in ((NUMBERS[-1], DoorChange.LOST), (1, DoorChange.BACK)):
            await move(core, number, change)
            seen.append(core.facts.bank_down)
        assert seen == [False, True, False]

    serve(world, scenario)


def test_a_bank_that_never_answered_is_down_from_the_start(world: World) -> None:
    world.bank.doors = dict.fromkeys(NUMBERS, Door.UNKNOWN)

    async def scenario(core: Core) -> None:
        await settle()
        assert core.facts.bank_down

    serve(world, scenario)


def test_doors_that_do_not_answer_are_told_as_a_device_that_is_lost(world: World) -> None:
    async def scenario(core: Core) -> None:
        await move(core, 1, DoorChange.LOST)
        core.clock.monotonic += 60.0
        await core.devices.look()
        await move(core, 1, DoorChange.BACK)
        await core.devices.look()

    serve(world, scenario)
    lost, back = durable(world.path, Kind.DEVICE_LOST, Kind.DEVICE_BACK)
    assert (lost["device"], lost["detail"]) == ("bank", "partly_silent")
    assert (back["kind"], back["away_s"]) == (Kind.DEVICE_BACK, 60)


async def given_up(core: Core, outcome: UnlockOutcome) -> None:
    """Somebody saw door 12 not open, and has gone."""
    core.bank.outcomes[12] = [outcome]
    core.runner.post(CodeScanned(token().encode()))
    await core.at(collect.DoorFault)
    core.runner.post(Pressed("home"))
    await core.at(session.Idle)


@pytest.mark.parametrize("outcome", [UnlockOutcome.UNKNOWN, UnlockOutcome.JAMMED])
def test_a_door_that_opens_by_a_pulse_that_was_given_up_is_an_opening_and_its_closing_a_collection(
    world: World, outcome: UnlockOutcome
) -> None:
    async def scenario(core: Core) -> None:
        await given_up(core, outcome)
        await move(core, 12, DoorChange.OPENED)
        assert durable(world.path, Kind.PARCEL_COLLECTED) == []
        await move(core, 12, DoorChange.CLOSED)

    serve(world, scenario)
    [opened] = durable(world.path, Kind.DOOR_OPENED)
    [decided] = durable(world.path, Kind.DOOR_INTENT)
    assert (opened["intent"], opened["late"], opened["recovered"]) == (decided["intent"], True, True)
    assert [row["intent"] for row in durable(world.path, Kind.PARCEL_COLLECTED)] == [decided["intent"]]
    assert durable(world.path, Kind.DOOR_FORCED) == []


@pytest.mark.allow_warnings
def test_a_door_that_the_pulse_does_not_explain_stays_in_doubt(world: World) -> None:
    async def scenario(core: Core) -> None:
        await given_up(core, UnlockOutcome.UNKNOWN)
        await move(core, 12, DoorChange.OPENED_WITHOUT_COMMAND)
        await move(core, 12, DoorChange.CLOSED)

    serve(world, scenario)
    assert [row["compartment"] for row in durable(world.path, Kind.DOOR_FORCED)] == [12]
    assert durable(world.path, Kind.DOOR_OPENED) == durable(world.path, Kind.PARCEL_COLLECTED) == []


def test_an_opening_that_was_told_already_is_not_told_again(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorOpen)
        await move(core, 12, DoorChange.OPENED)

    serve(world, scenario)
    assert len(durable(world.path, Kind.DOOR_OPENED)) == 1


def test_who_is_at_a_door_whose_board_falls_silent_is_told_and_let_go_and_its_closing_is_theirs(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorOpen)
        await move(core, 3, DoorChange.BACK)  # the driver tells of a commanded opening in the outcome
        await move(core, 12, DoorChange.LOST)
        flow = core.runner.session.flow
        assert isinstance(flow, collect.DoorOpen)
        assert flow.unseen_utc is not None
        core.runner.post(Pressed("skip"))
        await core.at(collect.Done)
        core.runner.post(Pressed("home"))
        await core.at(session.Idle)
        assert durable(world.path, Kind.PARCEL_COLLECTED) == []
        assert [one.state for one in await core.journal.open_intents()] == ["opened"]
        await move(core, 12, DoorChange.CLOSED)

    serve(world, scenario)
    [decided] = durable(world.path, Kind.DOOR_INTENT)
    [collected] = durable(world.path, Kind.PARCEL_COLLECTED)
    [closed] = durable(world.path, Kind.DOOR_CLOSED)
    assert collected["intent"] == decided["intent"]
    assert (collected["recovered"], closed["recovered"]) == (True, True), "nobody saw when"
    assert [row["compartment"] for row in durable(world.path, Kind.DOOR_UNSEEN)] == [12]


def test_a_board_that_comes_back_with_the_door_still_open(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorOpen)
        await move(core, 3, DoorChange.BACK)
        await move(core, 12, DoorChange.LOST)
        core.bank.change(12, DoorChange.BACK)
        core.bank.doors[12] = Door.OPEN
        await settle()
        flow = core.runner.session.flow
        assert isinstance(flow, collect.DoorOpen)
        assert flow.unseen_utc is None
        await move(core, 12, DoorChange.CLOSED)
        await core.at(collect.Done)

    serve(world, scenario)
    assert "recovered" not in durable(world.path, Kind.PARCEL_COLLECTED)[0]


def test_a_door_of_another_board_is_nobodys_loss(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorOpen)
        await move(core, 3, DoorChange.LOST)
        flow = core.runner.session.flow
        assert isinstance(flow, collect.DoorOpen)
        assert flow.unseen_utc is None

    serve(world, scenario)
