"""Looks through an open bank, over simulated boards on virtual time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

import pytest

from locker_driver import (
    FAMILIES,
    BankConfig,
    BusConfig,
    Channel,
    DoorBank,
    Family,
    LockConfig,
    MqttConfig,
    PermitIssuer,
)
from locker_driver.bank_looks import ANSWERS_S, LOOK_APART_S, BankLooks
from locker_driver.commissioning import begin, step
from locker_driver.commissioning_phases import Walk
from locker_driver.commissioning_words import (
    Ask,
    Confirmed,
    Contact,
    DoorSeen,
    EchoMeasured,
    Effect,
    Event,
    FindingCode,
    Look,
    MeasureEcho,
    Pulse,
    Pulsed,
    Question,
    Store,
)
from locker_driver.jobs import BusEvent, LinkChange, Reading
from locker_driver.models import BusFigures
from locker_driver.simulator.faults import BoardFault, DoorFault, LineFault
from tests.unit.locker_driver.virtual import Site, hardware_of, run_virtually

LOCK = LockConfig(pulse_ms=300, min_off_ms=0)
POLL_S = 0.2
CONFIG = BankConfig(
    (BusConfig("main", "/dev/a", (1, 2), poll_ms=200, lock=LOCK),),
    {1: Channel("main", 1, 1), 2: Channel("main", 1, 2), 5: Channel("main", 2, 5)},
)


def looking(
    scenario: Callable[[Site, BankLooks], Awaitable[None]], config: BankConfig = CONFIG, real: BankConfig | None = None
) -> None:
    """`real`: how it is wired, where that is not what the bank believes."""

    async def whole() -> None:
        site = Site(config, hardware_of(real or config))
        looks = BankLooks(site.bank, config)
        assert await site.bank.ready(5.0)
        try:
            await scenario(site, looks)
        finally:
            for port in site.ports.values():
                port.stop()

    run_virtually(whole())


def board(number: int, ways: Iterable[int] = range(1, 25)) -> set[Contact]:
    return {Contact("main", number, way) for way in ways}


# --- looks --------------------------------------------------------------------------------------------------------


def test_a_look_has_every_channel_of_every_board_as_it_reads() -> None:
    async def scenario(site: Site, looks: BankLooks) -> None:
        await site.unlock(2)
        seen = await looks.look(1)
        assert seen.number == 1
        assert seen.closed.keys() == board(1) | board(2)
        assert (seen.closed[Contact("main", 1, 1)], seen.closed[Contact("main", 1, 2)]) == (True, False)
        assert not seen.garbled

    looking(scenario)


def test_each_look_is_a_reading_asked_for_since_it_began() -> None:
    async def scenario(site: Site, looks: BankLooks) -> None:
        for _ in range(3):
            began_s = site.loop.time()
            await looks.look(1)
            asked = [reading for reading in site.ports["main"].readings if reading.asked_s >= began_s + LOOK_APART_S]
            assert {reading.board for reading in asked} == {1, 2}
            assert site.loop.time() - began_s < LOOK_APART_S + 2 * POLL_S

    looking(scenario)


def test_a_single_reading_that_differs_is_seen_though_no_door_has_changed() -> None:
    async def scenario(site: Site, looks: BankLooks) -> None:
        site.line().wall.set_fault(1, DoorFault.CUT_WIRE)
        seen = await looks.look(1)
        assert seen.closed[Contact("main", 1, 1)] is False

    looking(scenario)


def test_the_answers_on_the_bus_are_its_frames() -> None:
    async def scenario(site: Site, looks: BankLooks) -> None:
        first, second = await looks.look(1), await looks.look(5)
        for seen in (first, second):
            assert {frame[:5] for frame in seen.frames} == {"80 01", "80 02"}
            assert len(seen.frames) <= 3

    looking(scenario)


def test_a_board_that_says_nothing_is_missing_and_holds_up_its_own_doors_only() -> None:
    async def scenario(site: Site, looks: BankLooks) -> None:
        site.line().boards[2].set_fault(BoardFault.SILENT)
        assert (await looks.look(1)).closed.keys() == board(1)
        await asyncio.sleep(3.0)
        began_s = site.loop.time()
        assert (await looks.look(1)).closed.keys() == board(1)
        assert site.loop.time() - began_s < LOOK_APART_S + 2 * POLL_S
        began_s = site.loop.time()
        seen = await looks.look(5)
        assert Contact("main", 2, 5) not in seen.closed
        assert not seen.garbled
        assert site.loop.time() - began_s <= LOOK_APART_S + 2 * POLL_S + ANSWERS_S + 0.01

    looking(scenario)


def test_a_board_whose_answers_come_damaged_is_garbled_its_neighbour_is_not() -> None:
    async def scenario(site: Site, looks: BankLooks) -> None:
        site.line().boards[2].set_fault(BoardFault.CORRUPT_REPLY)
        site.line().boards[1].set_fault(BoardFault.SILENT)
        seen = await looks.look(5)
        assert seen.garbled == {("main", 2)}

    looking(scenario)


def test_an_unplugged_bus_is_not_seen_and_what_was_is_forgotten() -> None:
    async def scenario(site: Site, looks: BankLooks) -> None:
        site.line().line.fault = LineFault.UNPLUGGED
        site.ports["main"].stir()
        assert (await looks.look(1)).closed == {}

    looking(scenario)


# --- brokers ------------------------------------------------------------------------------------------------------


class ToldPort:
    """A line of modules that says what the test says."""

    def __init__(self, hear: Callable[[BusEvent], None]) -> None:
        self.hear = hear

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def submit(self, job: object) -> None: ...

    def is_alive(self) -> bool:
        return True

    def figures(self) -> BusFigures:
        return BusFigures("annex", "mqtts://broker", "connected", 1, 2, 3, 4, 5)

    def frames(self) -> tuple[str, ...]:
        return ()


def test_modules_are_seen_as_they_were_last_heard() -> None:
    config = BankConfig(
        (),
        {3: Channel("annex", 1, 1), 4: Channel("annex", 1, 2)},
        mqtt=(MqttConfig("annex", "mqtts://broker", "shelly", ("door-a",), username="kiosk", ways=2, lock=LOCK),),
    )
    one, two = Contact("annex", 1, 1), Contact("annex", 1, 2)

    async def scenario() -> None:
        ports: list[ToldPort] = []

        def open_port(_line: object, _watched: object, hear: Callable[[BusEvent], None]) -> ToldPort:
            ports.append(ToldPort(hear))
            return ports[0]

        bank = DoorBank(config, PermitIssuer(), open_port)
        looks = BankLooks(bank, config)

        def told(closed: dict[int, bool] | None, partial: bool = True) -> BusEvent:
            return Reading("annex", 1, closed, 5.0, 5.0, partial=partial)

        for event, seen in (
            (told({1: True}), {one: True}),
            (told({2: False}), {one: True, two: False}),
            (LinkChange("annex", up=True), {one: True, two: False}),
            (told({1: False}, partial=False), {one: False}),
            (LinkChange("annex", up=False), {}),
            (told({1: True}), {one: True}),
            (told(None), {}),
        ):
            ports[0].hear(event)
            assert (await looks.look(3)).closed == seen

    run_virtually(scenario())


# --- echo ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("echo", ["off", "strip"])
@pytest.mark.parametrize("present", [False, True])
def test_whether_a_line_echoes_is_told_from_the_polls(family: Family, echo: str, present: bool) -> None:
    bus = BusConfig("main", "/dev/a", (1,), family, echo=echo, poll_ms=200)  # type: ignore[arg-type]
    config = BankConfig((bus,), {1: Channel("main", 1, 1)})

    async def scenario() -> EchoMeasured:
        site = Site(config, hardware_of(config))
        looks = BankLooks(site.bank, config)
        site.line().line.fault = LineFault.ECHO if present else LineFault.NONE
        await asyncio.sleep(1.0)
        measured = await looks.measure_echo("main")
        for port in site.ports.values():
            port.stop()
        return measured

    assert run_virtually(scenario()) == EchoMeasured("main", present)


def test_of_a_silent_line_nobody_knows_whether_it_echoes() -> None:
    async def scenario(site: Site, looks: BankLooks) -> None:
        for address in (1, 2):
            site.line().boards[address].set_fault(BoardFault.SILENT)
        assert await looks.measure_echo("main") == EchoMeasured("main", None)

    looking(scenario)


# --- a walk -------------------------------------------------------------------------------------------------------


async def perform(effect: Effect, site: Site, looks: BankLooks) -> Event | None:
    """As somebody who sees each door open that was pulsed, and closes it."""
    match effect:
        case MeasureEcho(bus):
            return await looks.measure_echo(bus)
        case Look(number):
            return await looks.look(number)
        case Pulse(number):
            return Pulsed(number, (await site.unlock(number)).written_s is not None)
        case Ask(Question.WHICH_OPENED, int(number)):
            return DoorSeen(number)
        case Ask(_, number):
            if number is not None:
                site.close_door(number)
            return Confirmed()
    return None


async def walk(site: Site, looks: BankLooks, config: BankConfig) -> tuple[Walk, list[Store]]:
    stored: list[Store] = []
    state, effects = begin(config)
    while effects:
        event = None
        for effect in effects:
            if isinstance(effect, Store):
                stored.append(effect)
            event = await perform(effect, site, looks)
        if event is None:
            break
        state, effects = step(state, event)
    return state, stored


def test_a_walk_through_an_open_bank_proves_its_doors() -> None:
    async def scenario(site: Site, looks: BankLooks) -> None:
        state, stored = await walk(site, looks, CONFIG)
        assert (state.proven, state.findings) == ({1, 2, 5}, ())
        assert all(evidence.frames for proof in stored for evidence in (proof.before, proof.opened, proof.after))

    looking(scenario)


def test_a_contact_on_a_channel_without_a_door_is_found() -> None:
    real = replace(CONFIG, channels={**CONFIG.channels, 1: Channel("main", 1, 1, 2, 9)})

    async def scenario(site: Site, looks: BankLooks) -> None:
        state, _ = await walk(site, looks, CONFIG)
        assert [(found.code, found.door, dict(found.params)) for found in state.findings] == [
            (FindingCode.SENSOR_ELSEWHERE, 1, {"bus": "main", "board": 2, "channel": 9})
        ]
        assert state.proven == {2, 5}

    looking(scenario, real=real)


def test_a_board_that_is_dead_from_the_start_ends_the_walk_of_its_doors() -> None:
    async def scenario(site: Site, looks: BankLooks) -> None:
        site.line().boards[2].set_fault(BoardFault.SILENT)
        await asyncio.sleep(3.0)
        state, _ = await walk(site, looks, CONFIG)
        assert [(found.code, dict(found.params)) for found in state.findings] == [
            (FindingCode.BOARD_SILENT, {"bus": "main", "board": 2})
        ]
        assert state.proven == {1, 2}

    looking(scenario)
