import asyncio
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast, get_args

import pytest

import locker_driver
from kiosk.adapters.bank import Bank, bank_config, check_ports, load_wiring, simulated_port
from kiosk.errors import ConfigError
from kiosk.messages import AlarmKind
from kiosk.ports import BankAlarm, BusFigures, Door, DoorChange, LockPlace, UnlockOutcome
from kiosk.settings import CONFIG_DIR, Profile, load_profile
from locker_driver import Channel, PermitIssuer
from locker_driver.errors import NotArmedError
from locker_driver.jobs import LinkChange, Reading

DEMO = load_profile("demo")
PERMIT = PermitIssuer().issue(7, "intent")


class Driver:
    """The library's bank, as far as the adapter uses it."""

    def __init__(self) -> None:
        self.state = locker_driver.DoorState.CLOSED
        self.outcome = locker_driver.UnlockOutcome.OPENED
        self.unarmed = False
        self.asked: list[tuple[int, object]] = []
        self.listener: Callable[[int, locker_driver.DoorChange], None]
        self.alarm: Callable[[locker_driver.BankAlarm], None]

    def door(self, number: int) -> locker_driver.DoorState:
        self.asked.append((number, None))
        return self.state

    async def unlock_report(self, number: int, permit: object) -> locker_driver.UnlockReport:
        self.asked.append((number, permit))
        if self.unarmed:
            raise NotArmedError(number)
        return locker_driver.UnlockReport(self.outcome, written_s=1.0)

    def place(self, number: int) -> Channel:
        return Channel("main", 1, 33 - number)

    def watch(self, listener: Callable[[int, locker_driver.DoorChange], None]) -> None:
        self.listener = listener

    def figures(self) -> Sequence[locker_driver.BusFigures]:
        return [locker_driver.BusFigures("main", "/dev/x", "connected", 1, 2, 3, 4, 5, 6, 7, 0.8)]

    def frames(self) -> Mapping[str, Sequence[str]]:
        return {"main": ("12:00:00 > 80",)}

    def watch_alarms(self, listener: Callable[[locker_driver.BankAlarm], None]) -> None:
        self.alarm = listener

    def watch_readings(self, listener: Callable[[Reading | LinkChange], None]) -> None:
        self.reading = listener


def bank() -> tuple[Driver, Bank]:
    driver = Driver()
    return driver, Bank(cast("locker_driver.DoorBank", driver), load_wiring(DEMO))


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
    report = adapted.report(7)
    assert report is not None
    assert (report.outcome, report.written_s) == (outcome, 1.0)
    assert adapted.report(8) is None


@pytest.mark.allow_warnings
def test_a_door_that_is_not_armed_was_not_pulsed_and_nobody_knows_how_it_stands() -> None:
    driver, adapted = bank()
    driver.unarmed = True
    assert asyncio.run(adapted.unlock(7, PERMIT)) is UnlockOutcome.UNKNOWN
    report = adapted.report(7)
    assert report is not None
    assert report.written_s is None
    assert "7" in report.cause


@pytest.mark.parametrize("change", locker_driver.DoorChange)
def test_every_change_is_heard_in_the_ports_words(change: locker_driver.DoorChange) -> None:
    driver, adapted = bank()
    heard: list[tuple[int, DoorChange]] = []
    adapted.watch(lambda number, changed: heard.append((number, changed)))
    driver.listener(7, change)
    assert heard == [(7, DoorChange(change.value))]
    assert isinstance(heard[0][1], DoorChange)


def test_figures() -> None:
    assert bank()[1].figures() == (BusFigures("main", "/dev/x", "connected", 1, 2, 3, 4, 5, 6, 7, 0.8),)


def test_the_frames_of_one_bus() -> None:
    assert list(bank()[1].frames("main")) == ["12:00:00 > 80"]
    assert list(bank()[1].frames("annex")) == []


def test_an_alarm_is_heard_in_the_ports_words() -> None:
    driver, adapted = bank()
    heard: list[BankAlarm] = []
    adapted.watch_alarms(heard.append)
    driver.alarm(locker_driver.BankAlarm(locker_driver.AlarmKind.BROWN_OUT, "main", 2, "silent after a pulse"))
    assert heard == [BankAlarm("brown_out", "main", 2, "silent after a pulse")]
    assert {kind.value for kind in locker_driver.AlarmKind} <= set(get_args(AlarmKind))


def test_where_a_lock_is_wired() -> None:
    assert bank()[1].place(14) == LockPlace("main", 1, 19)


ANNEX = ' }}\n[[buses]]\nname = "annex"\nfamily = "winnsen"\nport = "sim:annex"\nboards = [1]\ndoors = {{ {} }}'


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A copy of the demo's, to be spoiled."""
    shutil.copytree(CONFIG_DIR, tmp_path / "config")
    return tmp_path / "config" / "profiles" / "demo.toml"


def spoil(profile: Path, old: str, new: str) -> Profile:
    """The profile, with one place of its bank file changed."""
    loaded = load_profile(str(profile))
    text = loaded.bank_path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} is not one place of the bank file"
    loaded.bank_path.write_text(text.replace(old, new), "utf-8")
    return loaded


def refusal(profile: Profile) -> ConfigError:
    with pytest.raises(ConfigError) as raised:
        bank_config(profile, Path("/run"))
    return raised.value


def test_a_simulated_port_is_in_the_runtime_folder(tmp_path: Path) -> None:
    [bus] = bank_config(DEMO, tmp_path).buses
    assert bus.port == str(simulated_port(tmp_path, "main")) == str(tmp_path / "bus-main")


def test_a_real_port_stays(profile: Path, tmp_path: Path) -> None:
    [bus] = bank_config(spoil(profile, 'port = "sim:"', 'port = "/dev/ttyUSB0"'), tmp_path).buses
    assert bus.port == "/dev/ttyUSB0"


def test_several_simulated_buses_are_told_apart(profile: Path, tmp_path: Path) -> None:
    buses = bank_config(spoil(profile, ', "20-24" = "1:24-20" }', ANNEX.format('"20-24" = "1:1-5"')), tmp_path).buses
    assert [bus.port for bus in buses] == [str(tmp_path / "bus-main"), str(tmp_path / "bus-annex")]


def test_every_compartment_has_its_channel() -> None:
    channels = bank_config(DEMO, Path()).channels
    assert len(channels) == 24
    assert channels[14] == Channel("main", 1, 19)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"20-24" = "1:24-20"', '"20-22" = "1:24-22"', "compartments 23, 24 of ../layouts/demo-24.toml: no lock"),
        ('"20-24" = "1:24-20"', '"20-23" = "1:24-21"', "compartment 24 of ../layouts/demo-24.toml: no lock"),
        ('"14-19"', '"114-119"', "compartments 14, 15, 16, 17, 18, 19 of ../layouts/demo-24.toml: no lock"),
    ],
)
def test_each_compartment_has_a_lock(profile: Path, old: str, new: str, problem: str) -> None:
    error = refusal(spoil(profile, old, new))
    assert error.where == f"{profile.parent / '../banks/demo-24.toml'}: doors"
    assert error.problem == problem


def test_each_lock_has_a_compartment(profile: Path) -> None:
    more = ANNEX.format('"20-26" = "1:1-7"')
    error = refusal(spoil(profile, ', "20-24" = "1:24-20" }', more))
    assert error.where == f"{profile.parent / '../banks/demo-24.toml'}: doors"
    assert error.problem == "compartments 25, 26: not in ../layouts/demo-24.toml"


def test_what_the_driver_refuses_names_file_and_field(profile: Path) -> None:
    error = refusal(spoil(profile, "ways = 24", "ways = 51"))
    assert error.where == f"{profile.parent / '../banks/demo-24.toml'}: buses[0].ways"
    assert "51" in error.problem


def test_a_device_must_be_there_and_what_is_no_path_need_not(profile: Path, tmp_path: Path) -> None:
    check_ports(load_profile(str(profile)))
    loaded = spoil(profile, 'port = "sim:"', f'port = "{tmp_path / "ttyUSB0"}"')
    with pytest.raises(ConfigError, match="is not there") as raised:
        check_ports(loaded)
    assert raised.value.where == f"{loaded.bank_path}: buses[0].port"
    (tmp_path / "ttyUSB0").touch()
    check_ports(loaded)
    check_ports(spoil(profile, str(tmp_path / "ttyUSB0"), "usb:0403:6001"))
