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
from locker_driver.config import LineConfig
from locker_driver.jobs import BusEvent, LinkChange, Reading
from locker_driver.models import BusFigures
from locker_driver.simulator.faults import BoardFault, DoorFault, LineFault
from tests.unit.locker_driver.virtual import Result, Site, hardware_of, run_virtually

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


def test_a_board_that_is_back_is_waited_for_again() -> None:
    async def scenario(site: Site, looks: BankLooks) -> None:
        site.line().boards[2].set_fault(BoardFault.SILENT)
        await asyncio.sleep(3.0)
        site.line().boards[2].set_fault(BoardFault.NONE)
        await asyncio.sleep(3.0)
        for _ in range(3):
            assert (await looks.look(1)).closed.keys() == board(1) | board(2)
            await asyncio.sleep(0.07)

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


# --- lines that say what the test says ----------------------------------------------------------------------------

TWO_BUSES = BankConfig(
    (replace(CONFIG.buses[0], boards=(1,)), BusConfig("annex", "/dev/b", (1,), poll_ms=200, lock=LOCK)),
    {1: Channel("main", 1, 1), 11: Channel("annex", 1, 1)},
)
MODULES = BankConfig(
    (),
    {3: Channel("annex", 1, 1), 4: Channel("annex", 1, 2)},
    mqtt=(MqttConfig("annex", "mqtts://broker", "shelly", ("door-a",), username="kiosk", ways=2, lock=LOCK),),
)
MAIN, ANNEX = Contact("main", 1, 1), Contact("annex", 1, 1)


class ToldPort:
    """A line in the hand of the test."""

    def __init__(self, name: str, hear: Callable[[BusEvent], None]) -> None:
        self.name = name
        self.hear = hear
        self.echoes = 0

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def submit(self, job: object) -> None: ...

    def is_alive(self) -> bool:
        return True

    def figures(self) -> BusFigures:
        return BusFigures(self.name, "somewhere", "connected", 1, 2, 3, 4, 5, echoes=self.echoes)

    def frames(self) -> tuple[str, ...]:
        return ()

    def says(self, closed: dict[int, bool] | None, ago_s: float = 0.0, partial: bool = False, board: int = 1) -> None:
        """`ago_s`: when it was asked."""
        now_s = asyncio.get_running_loop().time()
        self.hear(Reading(self.name, board, closed, now_s - ago_s, now_s, partial=partial))


Told = Callable[[BankLooks, dict[str, ToldPort]], Awaitable[None]]


def with_told_ports(config: BankConfig, scenario: Told) -> None:
    async def whole() -> None:
        ports: dict[str, ToldPort] = {}

        def open_port(line: LineConfig, _watched: object, hear: Callable[[BusEvent], None]) -> ToldPort:
            return ports.setdefault(line.name, ToldPort(line.name, hear))

        await scenario(BankLooks(DoorBank(config, PermitIssuer(), open_port), config), ports)

    run_virtually(whole())


async def told_meanwhile(awaitable: Awaitable[Result], *tell: Callable[[], None]) -> Result:
    """What it gives if these are told after it has begun, 50 ms apart."""
    loop = asyncio.get_running_loop()
    for nth, one in enumerate(tell):
        loop.call_later(LOOK_APART_S + (nth + 1) * 0.05, one)
    return await awaitable


def test_a_reading_that_was_asked_for_earlier_is_not_of_this_look() -> None:
    async def scenario(looks: BankLooks, ports: dict[str, ToldPort]) -> None:
        main = ports["main"]
        seen = await told_meanwhile(
            looks.look(1), lambda: main.says({1: True}, ago_s=0.5), lambda: main.says({1: False})
        )
        assert seen.closed == {MAIN: False}
        seen = await told_meanwhile(looks.look(1), lambda: main.says({1: True}, ago_s=0.5))
        assert seen.closed == {}

    with_told_ports(TWO_BUSES, scenario)


def test_other_buses_are_as_last_heard_and_are_not_waited_for() -> None:
    async def scenario(looks: BankLooks, ports: dict[str, ToldPort]) -> None:
        main, annex = ports["main"], ports["annex"]
        seen = await told_meanwhile(looks.look(1), lambda: annex.says({1: False}), lambda: main.says({1: True}))
        assert seen.closed == {MAIN: True, ANNEX: False}

    with_told_ports(TWO_BUSES, scenario)


def test_the_doors_own_board_is_waited_for_however_long_it_was_silent() -> None:
    async def scenario(looks: BankLooks, ports: dict[str, ToldPort]) -> None:
        main = ports["main"]
        for _ in range(5):
            main.says(None)
        told = (lambda: main.says({5: True}, board=2), lambda: main.says({1: True}))
        seen = await told_meanwhile(looks.look(1), *told)
        assert seen.closed == {MAIN: True, Contact("main", 2, 5): True}

    with_told_ports(CONFIG, scenario)


def test_modules_are_seen_as_they_were_last_heard() -> None:
    one, two = Contact("annex", 1, 1), Contact("annex", 1, 2)

    async def scenario(looks: BankLooks, ports: dict[str, ToldPort]) -> None:
        annex = ports["annex"]
        for tell, seen in (
            (lambda: annex.says({1: True}, partial=True), {one: True}),
            (lambda: annex.says({2: False}, partial=True), {one: True, two: False}),
            (lambda: annex.hear(LinkChange("annex", up=True)), {one: True, two: False}),
            (lambda: annex.says({1: False}), {one: False}),
            (lambda: annex.hear(LinkChange("annex", up=False)), {}),
            (lambda: annex.says({1: True}), {one: True}),
            (lambda: annex.says(None), {}),
        ):
            tell()
            assert (await looks.look(3)).closed == seen

    with_told_ports(MODULES, scenario)


def test_one_answer_without_an_echo_does_not_decide() -> None:
    async def scenario(looks: BankLooks, ports: dict[str, ToldPort]) -> None:
        main = ports["main"]

        def echoes() -> None:
            main.echoes += 1
            main.says({1: True})

        told = (lambda: main.says({1: True}), lambda: main.says({1: True}), echoes)
        measured = await told_meanwhile(looks.measure_echo("main"), *told)
        assert measured == EchoMeasured("main", present=True)

    with_told_ports(TWO_BUSES, scenario)


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
