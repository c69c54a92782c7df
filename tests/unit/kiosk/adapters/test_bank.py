import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

import locker_driver
from kiosk.adapters.bank import Bank, bank_config, simulated_port
from kiosk.errors import ConfigError
from kiosk.ports import BusFigures, Door, DoorChange, UnlockOutcome
from kiosk.settings import BusSettings, Profile, load_profile
from locker_driver import Channel, Dialect8a, PermitIssuer

DEMO = load_profile("demo")
PERMIT = PermitIssuer().issue(7, "intent")


class Driver:
    """The library's bank, as far as the adapter uses it."""

    def __init__(self) -> None:
        self.state = locker_driver.DoorState.CLOSED
        self.outcome = locker_driver.UnlockOutcome.OPENED
        self.asked: list[tuple[int, object]] = []
        self.listener: Callable[[int, locker_driver.DoorChange], None]

    def door(self, number: int) -> locker_driver.DoorState:
        self.asked.append((number, None))
        return self.state

    async def unlock(self, number: int, permit: object) -> locker_driver.UnlockOutcome:
        self.asked.append((number, permit))
        return self.outcome

    def watch(self, listener: Callable[[int, locker_driver.DoorChange], None]) -> None:
        self.listener = listener

    def figures(self) -> Sequence[locker_driver.BusFigures]:
        return [locker_driver.BusFigures("main", "/dev/x", "connected", 1, 2, 3, 4, 5)]


def bank() -> tuple[Driver, Bank]:
    driver = Driver()
    return driver, Bank(cast("locker_driver.DoorBank", driver))


@pytest.mark.parametrize("state", locker_driver.DoorState)
def test_every_state_of_a_door_has_its_word(state: locker_driver.DoorState) -> None:
    driver, adapted = bank()
    driver.state = state
    assert adapted.door(7) is Door(state.value)
    assert driver.asked == [(7, None)]


@pytest.mark.parametrize("outcome", locker_driver.UnlockOutcome)
def test_every_outcome_has_its_word_and_the_permit_is_handed_on(outcome: locker_driver.UnlockOutcome) -> None:
    driver, adapted = bank()
    driver.outcome = outcome
    assert asyncio.run(adapted.unlock(7, PERMIT)) is UnlockOutcome(outcome.value)
    assert driver.asked == [(7, PERMIT)]


@pytest.mark.parametrize("change", locker_driver.DoorChange)
def test_every_change_is_heard_in_the_ports_words(change: locker_driver.DoorChange) -> None:
    driver, adapted = bank()
    heard: list[tuple[int, DoorChange]] = []
    adapted.watch(lambda number, changed: heard.append((number, changed)))
    driver.listener(7, change)
    assert heard == [(7, DoorChange(change.value))]
    assert isinstance(heard[0][1], DoorChange)


def test_figures() -> None:
    assert bank()[1].figures() == (BusFigures("main", "/dev/x", "connected", 1, 2, 3, 4, 5),)


def with_bus(**values: Any) -> Profile:
    [bus] = DEMO.file.buses
    made = msgspec.structs.replace(bus, **values)
    return replace(DEMO, file=msgspec.structs.replace(DEMO.file, buses=(made,)))


def test_every_setting_of_a_bus_reaches_the_driver() -> None:
    values = {
        "port": "/dev/ttyUSB0",
        "boards": (1, 2),
        "baud": 19200,
        "ways": 25,
        "polarity": "open_when_shorted",
        "msb_group_first": False,
        "unlock_parameter": 0x33,
        "echo": "strip",
        "pulse_ms": 400,
        "poll_ms": 250,
    }
    [bus] = bank_config(with_bus(**values), Path("/run")).buses
    assert isinstance(bus.dialect, Dialect8a)
    told = {
        **{name: getattr(bus, name, None) for name in values},
        "msb_group_first": bus.dialect.msb_group_first,
        "unlock_parameter": bus.dialect.unlock_parameter,
        "pulse_ms": bus.lock.pulse_ms,
    }
    assert told == values
    untold = set(BusSettings.__struct_fields__) - set(values) - {"name", "family"}
    assert not untold, "a setting that this test doesn't know"
    assert (bus.name, bus.family) == ("main", "8a")


def test_a_simulated_port_is_in_the_runtime_folder(tmp_path: Path) -> None:
    [bus] = bank_config(DEMO, tmp_path).buses
    assert bus.port == str(simulated_port(tmp_path, "main")) == str(tmp_path / "bus-main")


def test_every_compartment_has_its_channel() -> None:
    channels = bank_config(DEMO, Path()).channels
    assert len(channels) == 24
    assert channels[14] == Channel("main", 1, 19)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"baud": 300}, "baud"),
        ({"ways": 51}, "ways"),
        ({"boards": (1, 1)}, "boards"),
        ({"boards": (1, 100)}, "boards"),
        ({"unlock_parameter": 0x12}, "unlock_parameter"),
        ({"pulse_ms": 5}, "pulse_ms"),
        ({"poll_ms": 1}, "poll_ms"),
        ({"name": "", "port": ""}, "name"),
    ],
)
def test_what_the_driver_refuses_names_the_profile_and_the_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(ConfigError) as raised:
        bank_config(with_bus(**values), Path("/run"))
    assert raised.value.where == str(DEMO.path)
    assert field in raised.value.problem
