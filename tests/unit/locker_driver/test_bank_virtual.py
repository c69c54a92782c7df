"""The bank over simulated boards on virtual time: current, arming, alarms, contacts elsewhere, modules with MQTT."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from locker_driver import (
    AlarmKind,
    BankAlarm,
    BankConfig,
    BusConfig,
    Channel,
    DialectKerongIr,
    DoorBank,
    DoorChange,
    DoorState,
    LockConfig,
    MqttConfig,
    NotArmedError,
    Permit,
    PermitIssuer,
    Supply,
    UnknownDoorError,
    UnlockOutcome,
    UnlockReport,
)
from locker_driver.bank import QUEUE_S
from locker_driver.jobs import BusEvent, Job, LinkChange, Reading, Result
from locker_driver.models import BusFigures
from locker_driver.protocols.codec import Frame, FrameKind, Unlock
from locker_driver.simulator.faults import BoardFault, DoorFault, LineFault
from tests.unit.locker_driver.virtual import Site, hardware_of, on_site, run_virtually

LOCK = LockConfig(pulse_ms=300, min_off_ms=0)


def one_line(lock: LockConfig = LOCK, supplies: tuple[Supply, ...] = ()) -> BankConfig:
    """Doors 1 to 4 on board 1, 5 and 6 on board 2."""
    channels = {number: Channel("main", 1, number) for number in range(1, 5)}
    channels |= {number: Channel("main", 2, number) for number in (5, 6)}
    return BankConfig((BusConfig("main", "/dev/a", (1, 2), lock=lock),), channels, supplies=supplies)


def two_lines(lock: LockConfig, supplies: tuple[Supply, ...], other: LockConfig | None = None) -> BankConfig:
    """Doors 1 and 2 on line main, 11 and 12 on line annex."""
    main = BusConfig("main", "/dev/a", (1,), lock=lock)
    annex = BusConfig("annex", "/dev/b", (1,), lock=other or lock)
    channels = {n: Channel("main", 1, n) for n in (1, 2)} | {10 + n: Channel("annex", 1, n) for n in (1, 2)}
    return BankConfig((main, annex), channels, supplies=supplies)


async def together(site: Site, *numbers: int) -> list[UnlockReport]:
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(site.unlock(number)) for number in numbers]
    return [task.result() for task in running]


def outcomes(reports: list[UnlockReport]) -> set[UnlockOutcome]:
    return {report.outcome for report in reports}


# --- current ------------------------------------------------------------------------------------------------------


def test_without_a_supply_one_lock_of_the_bank_is_pulsed_at_a_time() -> None:
    async def scenario(site: Site) -> list[float]:
        assert outcomes(await together(site, 1, 11, 2, 12)) == {UnlockOutcome.OPENED}
        return sorted(site.hardware.of("pulse"))

    pulses = on_site(two_lines(LOCK, ()), scenario)
    assert all(later - earlier >= 0.3 for earlier, later in pairwise(pulses))


def test_a_supply_drives_as_many_as_it_gives() -> None:
    async def scenario(site: Site) -> list[float]:
        assert outcomes(await together(site, 1, 11)) == {UnlockOutcome.OPENED}
        return site.hardware.of("pulse")

    lock = replace(LOCK, supply="psu", ampere=2.4)
    first, second = on_site(two_lines(lock, (Supply("psu", 4.8),)), scenario)
    assert abs(second - first) < 0.1
    first, second = on_site(two_lines(lock, (Supply("psu", 4.7),)), scenario)
    assert abs(second - first) >= 0.3


def test_current_is_drawn_until_the_pulse_is_over_not_until_it_is_acknowledged() -> None:
    """Modbus boards acknowledge at once and pulse afterwards."""

    async def scenario(site: Site) -> list[float]:
        assert outcomes(await together(site, 1, 2)) == {UnlockOutcome.OPENED}
        return site.hardware.of("pulse")

    bus = BusConfig("main", "/dev/a", (1,), "modbus-relay", lock=replace(LOCK, pulse_ms=500))
    first, second = on_site(BankConfig((bus,), {n: Channel("main", 1, n) for n in (1, 2)}), scenario)
    assert second - first >= 0.5


def test_a_lock_rests_between_two_pulses() -> None:
    async def scenario(site: Site) -> list[float]:
        await site.unlock(1)
        assert (await site.unlock(1)).outcome is UnlockOutcome.ALREADY_OPEN
        return site.hardware.of("pulse", 1)

    first, second = on_site(one_line(replace(LOCK, min_off_ms=2000)), scenario)
    assert second - first >= 2.3


def test_who_waits_too_long_for_current_is_never_pulsed() -> None:
    async def scenario(site: Site) -> tuple[list[UnlockReport], list[float]]:
        site.line().boards[1].set_fault(BoardFault.SILENT)
        site.line().boards[2].set_fault(BoardFault.SILENT)
        started_s = site.loop.time()
        reports = await together(site, 1, 2, 3, 4, 5)
        assert site.loop.time() - started_s < 15
        await asyncio.sleep(30)
        return reports, site.hardware.of("pulse")

    slow = replace(LOCK, pulse_ms=2000)
    reports, pulses = on_site(one_line(slow), scenario)
    assert pulses == []
    unwritten = [report for report in reports if report.written_s is None]
    assert len(unwritten) == 3
    assert {report.outcome for report in reports} == {UnlockOutcome.UNKNOWN}
    assert {report.cause for report in unwritten} == {"no turn came to draw current for this lock"}


def test_a_wait_for_one_supply_keeps_no_other_waiting() -> None:
    async def scenario(site: Site) -> None:
        site.line("main").boards[1].set_fault(BoardFault.SILENT)
        async with asyncio.TaskGroup() as tasks:
            for number in (1, 2):
                tasks.create_task(site.unlock(number))
            asked_s = site.loop.time()
            assert (await site.unlock(11)).outcome is UnlockOutcome.OPENED
            assert site.loop.time() - asked_s < 0.5

    supplies = (Supply("left", 3.0), Supply("right", 3.0))
    config = two_lines(replace(LOCK, supply="left"), supplies, replace(LOCK, supply="right"))
    on_site(config, scenario)


def test_an_unknown_board_does_not_hold_the_current_that_others_want() -> None:
    async def scenario() -> None:
        site = Site(one_line(), hardware_of(one_line()))
        site.line().boards[1].set_fault(BoardFault.SILENT)
        async with asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(site.unlock(1))
            asked_s = site.loop.time()
            assert (await site.unlock(5)).outcome is UnlockOutcome.OPENED
            assert site.loop.time() - asked_s < 1.5
        assert waiting.result().cause == "board 1 has not answered since the port was opened"
        assert site.hardware.of("pulse", 1) == []
        assert site.loop.time() - asked_s == pytest.approx(QUEUE_S)

    run_virtually(scenario())


def test_who_gives_up_frees_the_current() -> None:
    async def scenario(site: Site) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(site.unlock(1))
            waiting = tasks.create_task(site.unlock(2))
            await asyncio.sleep(0.1)
            waiting.cancel()
        under_way = asyncio.get_running_loop().create_task(site.unlock(3))
        await asyncio.sleep(0.1)
        under_way.cancel()
        assert (await site.unlock(4)).outcome is UnlockOutcome.OPENED
        pulses = {number: site.hardware.of("pulse", number) for number in (1, 2, 3, 4)}
        assert [len(pulses[number]) for number in (1, 2, 3, 4)] == [1, 0, 1, 1]
        assert pulses[4][0] - pulses[3][0] >= 0.3

    on_site(one_line(), scenario)


# --- arming and several -------------------------------------------------------------------------------------------


def test_a_door_that_is_not_armed_is_not_pulsed() -> None:
    async def scenario(site: Site) -> None:
        permit = site.permit(2)
        with pytest.raises(NotArmedError, match="door 2"):
            await site.bank.unlock(2, permit)
        assert (await site.unlock(1)).outcome is UnlockOutcome.OPENED
        assert site.hardware.of("pulse") == site.hardware.of("pulse", 1)

    on_site(one_line(), scenario, armed=frozenset({1}))


def test_several_doors_one_after_the_other_until_somebody_leaves() -> None:
    asked: list[int] = []

    async def scenario(site: Site) -> list[int]:
        async def permit_for(number: int) -> Permit:
            asked.append(number)
            return site.permit(number)

        told = []
        site.line().wall.set_fault(2, DoorFault.JAM)
        several = site.bank.open_several((1, 2, 5, 3), permit_for)
        async for number, report in several:
            told.append((number, report.outcome))
            if number == 5:
                break
        await asyncio.sleep(10)
        assert told == [(1, UnlockOutcome.OPENED), (2, UnlockOutcome.JAMMED), (5, UnlockOutcome.OPENED)]
        with pytest.raises(UnknownDoorError):
            await anext(aiter(site.bank.open_several((1, 99), permit_for)))
        return [number for number in range(1, 7) if site.hardware.of("pulse", number)]

    assert on_site(one_line(), scenario) == [1, 2, 5]
    assert asked == [1, 2, 5]


def test_the_place_of_a_door() -> None:
    async def scenario(site: Site) -> None:
        assert site.bank.place(5) == Channel("main", 2, 5)
        for ask in (site.bank.place, site.bank.door, site.bank.occupied):
            with pytest.raises(UnknownDoorError):
                ask(99)

    on_site(one_line(), scenario)


# --- doors --------------------------------------------------------------------------------------------------------


def test_a_cut_wire_keeps_nobody_from_their_parcel() -> None:
    async def scenario(site: Site) -> None:
        site.line().wall.set_fault(1, DoorFault.CUT_WIRE)
        assert await site.until(lambda: site.bank.door(1) is DoorState.OPEN)
        assert (await site.unlock(1)).outcome is UnlockOutcome.ALREADY_OPEN
        assert len(site.hardware.of("opened", 1)) == 1

    on_site(one_line(), scenario)


def test_a_door_that_stands_open_is_told_once_until_it_closes() -> None:
    async def scenario(site: Site) -> None:
        await site.unlock(1)
        opened_s = site.loop.time()
        assert await site.until(lambda: (1, DoorChange.HELD_OPEN) in site.changes, 20)
        assert site.loop.time() - opened_s == pytest.approx(10.0, abs=0.1)
        await asyncio.sleep(60)
        assert site.changes.count((1, DoorChange.HELD_OPEN)) == 1
        site.close_door(1)
        await asyncio.sleep(15)
        await site.unlock(1)
        await asyncio.sleep(15)
        assert site.changes.count((1, DoorChange.HELD_OPEN)) == 2

    on_site(one_line(replace(LOCK, held_open_s=10.0)), scenario)


def test_a_contact_on_another_board() -> None:
    """Relay boards without inputs stand beside an input board; board 1 is never asked."""
    bus = BusConfig("main", "/dev/a", (1, 2), "modbus-relay", lock=LOCK)
    config = BankConfig((bus,), {n: Channel("main", 1, n, sensor_board=2, sensor_channel=9 - n) for n in (1, 2)})

    async def scenario(site: Site) -> None:
        report = await site.unlock(1)
        assert report.outcome is UnlockOutcome.OPENED
        assert report.opened_s is not None
        assert report.written_s is not None
        assert report.opened_s - report.written_s < 0.3
        assert (site.bank.door(1), site.bank.door(2)) == (DoorState.OPEN, DoorState.CLOSED)
        assert {data[0] for _, data in site.ports["main"].sent if data[1] == 2} == {2}

    on_site(config, scenario)


def test_parcel_sensors() -> None:
    bus = BusConfig("main", "/dev/a", (0,), "kerong-cu16", lock=LOCK, dialect=DialectKerongIr(parcel_sensors=True))
    config = BankConfig((bus,), {n: Channel("main", 0, n) for n in (1, 2)})

    async def scenario(site: Site) -> None:
        site.line().wall.put_parcel(2, present=True)
        assert await site.until(lambda: site.bank.occupied(2) is True)
        assert site.bank.occupied(1) is False
        site.line().boards[0].set_fault(BoardFault.SILENT)
        assert await site.until(lambda: site.bank.occupied(2) is None)

    on_site(config, scenario)
    on_site(one_line(), _nothing_known_of_parcels)


async def _nothing_known_of_parcels(site: Site) -> None:
    assert site.bank.occupied(1) is None


def test_a_silent_board_takes_down_its_own_doors_only() -> None:
    async def scenario(site: Site) -> None:
        site.line().boards[1].set_fault(BoardFault.SILENT)
        assert await site.until(lambda: site.bank.door(1) is DoorState.UNKNOWN)
        assert {site.bank.door(number) for number in (5, 6)} == {DoorState.CLOSED}
        assert (await site.unlock(5)).outcome is UnlockOutcome.OPENED

    on_site(one_line(), scenario)


# --- alarms -------------------------------------------------------------------------------------------------------


def test_a_supply_that_gives_way_is_told_once() -> None:
    async def scenario(site: Site) -> list[BankAlarm]:
        site.line().supply.ampere = 1.0
        assert (await site.unlock(1)).outcome is UnlockOutcome.UNKNOWN
        assert await site.bank.ready(10)
        return site.alarms

    (alarm,) = on_site(one_line(), scenario)
    assert (alarm.kind, alarm.bus, alarm.board) == (AlarmKind.BROWN_OUT, "main", None)
    assert "board 1" in alarm.detail


@pytest.mark.parametrize("fault", [BoardFault.DROPPED_REPLY, BoardFault.SILENT])
def test_one_bad_board_is_no_brown_out(fault: BoardFault) -> None:
    async def scenario(site: Site) -> list[BankAlarm]:
        site.line().boards[1].set_fault(fault, count=20)
        await site.unlock(1)
        await asyncio.sleep(20)
        return site.alarms

    assert on_site(one_line(), scenario) == []


def test_an_unplugged_port_is_no_brown_out_and_ends_what_waits() -> None:
    async def scenario(site: Site) -> list[BankAlarm]:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(site.unlock(number)) for number in (1, 2)]
            await asyncio.sleep(0.1)
            site.line().line.fault = LineFault.UNPLUGGED
            site.ports["main"].stir()
            asked_s = site.loop.time()
        assert site.loop.time() - asked_s < 1.0
        assert [task.result().written_s is None for task in running] == [False, True]
        assert (await site.unlock(3)).cause == "port is disconnected"
        site.line().line.fault = LineFault.NONE
        assert await site.bank.ready(10)
        assert len(site.hardware.of("pulse")) == 1
        return site.alarms

    assert on_site(one_line(), scenario) == []


# --- lines of other kinds -----------------------------------------------------------------------------------------


class ScriptedPort:
    """A line that says what the test says."""

    def __init__(self, hear: Callable[[BusEvent], None]) -> None:
        self.hear = hear
        self.jobs: list[Job] = []

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def submit(self, job: Job) -> None:
        self.jobs.append(job)

    def is_alive(self) -> bool:
        return True

    def figures(self) -> BusFigures:
        return BusFigures("annex", "mqtts://broker", "connected", 1, 2, 3, 4, 5)

    def frames(self) -> tuple[str, ...]:
        return ("one",)


MODULE = MqttConfig("annex", "mqtts://broker", "shelly", ("door-a",), username="kiosk", lock=LOCK)
ACKNOWLEDGED = Frame(FrameKind.ANSWER, 1, {}, b"")


def with_module(scenario: Callable[[DoorBank, ScriptedPort, PermitIssuer], Awaitable[None]]) -> None:
    """Door 3 on a module that tells changes by itself; nothing was heard of it yet."""

    async def whole() -> None:
        permits = PermitIssuer(asyncio.get_running_loop().time)
        ports: list[ScriptedPort] = []

        def open_port(_line: object, _watched: object, hear: Callable[[BusEvent], None]) -> ScriptedPort:
            ports.append(ScriptedPort(hear))
            return ports[0]

        config = BankConfig((), {3: Channel("annex", 1, 1)}, mqtt=(MODULE,))
        await scenario(DoorBank(config, permits, open_port), ports[0], permits)

    run_virtually(whole())


def module_says(port: ScriptedPort, closed: bool | None) -> None:
    now_s = asyncio.get_running_loop().time()
    port.hear(Reading("annex", 1, None if closed is None else {1: closed}, now_s, now_s, certain=True))


async def unlocking(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> "asyncio.Task[UnlockReport]":
    task = asyncio.get_running_loop().create_task(bank.unlock_report(3, permits.issue(3, "intent")))
    await asyncio.sleep(0.01)
    assert port.jobs
    return task


def test_a_module_tells_of_the_opening_before_it_acknowledges() -> None:
    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        changes: list[tuple[int, DoorChange]] = []
        bank.watch(lambda number, change: changes.append((number, change)))
        module_says(port, closed=True)
        task = await unlocking(bank, port, permits)
        written_s = asyncio.get_running_loop().time()
        await asyncio.sleep(0.1)
        module_says(port, closed=False)
        await asyncio.sleep(0.1)
        port.jobs[0].done(Result(written_s + 0.2, written_s, ACKNOWLEDGED))
        report = await task
        assert report.outcome is UnlockOutcome.OPENED
        assert report.opened_s == pytest.approx(written_s + 0.1)
        assert changes == [(3, DoorChange.OPENED)]

    with_module(scenario)


def test_the_silence_of_a_module_after_its_acknowledgement_is_no_word_of_a_door() -> None:
    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        module_says(port, closed=True)
        task = await unlocking(bank, port, permits)
        written_s = asyncio.get_running_loop().time()
        port.jobs[0].done(Result(written_s, written_s, ACKNOWLEDGED))
        assert (await task).outcome is UnlockOutcome.UNKNOWN

    with_module(scenario)


def test_a_module_that_says_closed_after_the_jam_time_means_a_door_that_stayed_closed() -> None:
    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        module_says(port, closed=True)
        task = await unlocking(bank, port, permits)
        written_s = asyncio.get_running_loop().time()
        port.jobs[0].done(Result(written_s, written_s, ACKNOWLEDGED))
        await asyncio.sleep(0.3 + LOCK.jam_after_s + 0.02)
        module_says(port, closed=True)
        assert (await task).outcome is UnlockOutcome.JAMMED

    with_module(scenario)


def test_a_module_that_was_away_after_the_pulse_cannot_say_that_a_door_stayed_closed() -> None:
    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        module_says(port, closed=True)
        task = await unlocking(bank, port, permits)
        written_s = asyncio.get_running_loop().time()
        port.jobs[0].done(Result(written_s, written_s, ACKNOWLEDGED))
        await asyncio.sleep(0.5)
        module_says(port, closed=None)
        await asyncio.sleep(LOCK.jam_after_s)
        module_says(port, closed=True)
        assert (await task).outcome is UnlockOutcome.UNKNOWN

    with_module(scenario)


def test_an_answer_that_leaves_a_door_out_says_nothing_of_it() -> None:
    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        module_says(port, closed=True)
        task = await unlocking(bank, port, permits)
        written_s = asyncio.get_running_loop().time()
        port.jobs[0].done(Result(written_s, written_s, ACKNOWLEDGED))
        for _ in range(2):
            await asyncio.sleep(0.8)
            now_s = asyncio.get_running_loop().time()
            port.hear(Reading("annex", 1, {2: True}, now_s, now_s))
        assert (await task).outcome is UnlockOutcome.UNKNOWN

    with_module(scenario)


def test_a_board_that_is_silent_between_pulse_and_deadline_leaves_the_outcome_unknown() -> None:
    """It answers again just in time to say closed: nobody saw what was in between."""

    async def scenario(site: Site) -> UnlockReport:
        site.line().wall.set_fault(1, DoorFault.JAM)
        written = asyncio.Event()
        site.ports["main"].on_sent = lambda command: written.set() if isinstance(command, Unlock) else None
        task = asyncio.get_running_loop().create_task(site.unlock(1))
        await written.wait()
        await asyncio.sleep(0.4)
        site.line().boards[1].set_fault(BoardFault.SILENT, at_s=site.loop.time())
        await asyncio.sleep(LOCK.jam_after_s)
        site.line().boards[1].set_fault(BoardFault.NONE, at_s=site.loop.time())
        return await task

    report = on_site(one_line(), scenario)
    assert report.outcome is UnlockOutcome.UNKNOWN
    assert report.acknowledged_s is not None


def test_a_module_that_went_away_leaves_the_outcome_unknown() -> None:
    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        module_says(port, closed=True)
        task = await unlocking(bank, port, permits)
        now_s = asyncio.get_running_loop().time()
        port.jobs[0].done(Result(now_s, now_s, ACKNOWLEDGED))
        await asyncio.sleep(0.2)
        module_says(port, closed=None)
        assert (await task).outcome is UnlockOutcome.UNKNOWN
        assert bank.door(3) is DoorState.UNKNOWN

    with_module(scenario)


def test_what_was_not_written_is_no_command() -> None:
    """A door that opens afterwards was opened by somebody else."""

    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        changes: list[tuple[int, DoorChange]] = []
        bank.watch(lambda number, change: changes.append((number, change)))
        module_says(port, closed=True)
        task = await unlocking(bank, port, permits)
        port.jobs[0].done(Result(asyncio.get_running_loop().time(), cause="module is offline"))
        assert (await task).cause == "module is offline"
        module_says(port, closed=False)
        await asyncio.sleep(0.1)
        assert changes == [(3, DoorChange.OPENED_WITHOUT_COMMAND)]

    with_module(scenario)


def test_alarms_figures_and_frames_of_a_line_are_passed_on() -> None:
    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        alarms: list[BankAlarm] = []
        bank.watch_alarms(alarms.append)
        foreign = BankAlarm(AlarmKind.FOREIGN_COMMAND, "annex", 1, "somebody")
        port.hear(foreign)
        port.hear(LinkChange("annex", up=True))
        await asyncio.sleep(0.1)
        assert alarms == [foreign]
        assert bank.figures()[0].port == "mqtts://broker"
        assert bank.frames() == {"annex": ("one",)}

    with_module(scenario)


def test_a_closed_bank_lets_nobody_wait() -> None:
    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        module_says(port, closed=True)
        task = await unlocking(bank, port, permits)
        waiting = asyncio.get_running_loop().create_task(bank.unlock_report(3, permits.issue(3, "intent")))
        await asyncio.sleep(0.1)
        closed_s = asyncio.get_running_loop().time()
        await bank.stop()
        assert (await waiting).cause == "no turn came to draw current for this lock"
        assert asyncio.get_running_loop().time() == closed_s
        port.jobs[0].done(Result(asyncio.get_running_loop().time(), cause="the bus is closed", link_lost=True))
        assert (await task).cause == "the bus is closed"
        assert (await bank.unlock_report(3, permits.issue(3, "intent"))).cause == "the bank is closed"
        assert len(port.jobs) == 1

    with_module(scenario)


def test_what_was_not_written_draws_no_current() -> None:
    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        module_says(port, closed=True)
        task = await unlocking(bank, port, permits)
        again = asyncio.get_running_loop().create_task(bank.unlock_report(3, permits.issue(3, "intent")))
        await asyncio.sleep(0.1)
        assert len(port.jobs) == 1
        now_s = asyncio.get_running_loop().time()
        port.jobs[0].done(Result(now_s, cause="module is offline"))
        await task
        await asyncio.sleep(0.01)
        assert len(port.jobs) == 2
        port.jobs[1].done(Result(now_s, cause="module is offline"))
        await again

    with_module(scenario)


def test_an_unlock_without_an_answer_is_the_first_sign_of_a_brown_out() -> None:
    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        alarms: list[BankAlarm] = []
        bank.watch_alarms(alarms.append)
        module_says(port, closed=True)
        task = await unlocking(bank, port, permits)
        now_s = asyncio.get_running_loop().time()
        port.jobs[0].done(Result(now_s, now_s, cause="no answer"))
        await asyncio.sleep(0.1)
        module_says(port, closed=None)
        await task
        assert [alarm.kind for alarm in alarms] == [AlarmKind.BROWN_OUT]

    with_module(scenario)


def test_boards_that_are_silent_after_the_port_was_away_are_no_brown_out() -> None:
    async def scenario(bank: DoorBank, port: ScriptedPort, permits: PermitIssuer) -> None:
        alarms: list[BankAlarm] = []
        bank.watch_alarms(alarms.append)
        module_says(port, closed=True)
        task = await unlocking(bank, port, permits)
        now_s = asyncio.get_running_loop().time()
        port.jobs[0].done(Result(now_s, now_s, cause="gone", link_lost=True))
        port.hear(LinkChange("annex", up=False))
        port.hear(LinkChange("annex", up=True))
        for _ in range(3):
            await asyncio.sleep(0.1)
            module_says(port, closed=None)
        await task
        assert alarms == []

    with_module(scenario)


def test_who_leaves_while_the_line_is_busy_gets_no_pulse() -> None:
    """There is current for both, but the line is busy with the first."""

    async def scenario(site: Site) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(site.unlock(1))
            leaving = tasks.create_task(site.unlock(2))
            await asyncio.sleep(0.1)
            assert site.ports["main"].bus.figures().state == "connected"
            leaving.cancel()
        await asyncio.sleep(5)
        assert site.hardware.of("pulse") == site.hardware.of("pulse", 1)

    lock = replace(LOCK, supply="psu")
    on_site(one_line(lock, (Supply("psu", 10.0),)), scenario)
