"""The library's bank as the core's port: the same words, its own types."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Final

from kiosk.errors import ConfigError
from kiosk.ports import BankAlarm, BusFigures, Door, DoorChange, LockPlace, Permit, UnlockOutcome
from kiosk.settings import Profile
from locker_driver import BankAlarm as DriverAlarm
from locker_driver import BankConfig, BusConfig, DoorState, UnlockReport
from locker_driver import BusFigures as DriverFigures
from locker_driver import ConfigError as DriverConfigError
from locker_driver import DoorBank as DriverBank
from locker_driver import DoorChange as DriverChange
from locker_driver import UnlockOutcome as DriverOutcome
from locker_driver.bank_file import SIMULATED, load_bank
from locker_driver.bank_looks import BankLooks
from locker_driver.errors import NotArmedError

log = logging.getLogger(__name__)

_DOORS: Final = {state: Door(state.value) for state in DoorState}
_FIGURES: Final = tuple(field.name for field in fields(DriverFigures))


def simulated_port(runtime: Path, bus: str) -> Path:
    """Where the simulator links the pty of a bus whose port is "sim:"."""
    return runtime / f"bus-{bus}"


def simulated(bus: BusConfig) -> bool:
    """Whether the boards of a bus are made by us: its port is "sim:", or "sim:NAME" where there are several."""
    return bus.port.startswith(SIMULATED)


def load_wiring(profile: Profile) -> BankConfig:
    """The bank file as it stands, with one lock for each compartment. Raises ConfigError naming file and field."""
    path = profile.bank_path
    try:
        wiring = load_bank(path)
    except DriverConfigError as error:
        raise ConfigError(error.where, error.problem) from error
    compartments = {door.number for door in profile.wall.compartments}
    layout = profile.file.site.layout
    if without := compartments - wiring.channels.keys():
        raise ConfigError(f"{path}: doors", f"{_doors(without)} of {layout}: no lock")
    if unknown := wiring.channels.keys() - compartments:
        raise ConfigError(f"{path}: doors", f"{_doors(unknown)}: not in {layout}")
    return wiring


def bank_config(profile: Profile, runtime: Path) -> BankConfig:
    """The wiring with the ports of our own simulators in `runtime`. Raises ConfigError."""
    wiring = load_wiring(profile)
    ports = {bus.name: str(simulated_port(runtime, bus.name)) for bus in wiring.buses if simulated(bus)}
    return replace(wiring, buses=tuple(replace(bus, port=ports.get(bus.name, bus.port)) for bus in wiring.buses))


def check_ports(profile: Profile) -> None:
    """That every device of the bank file is there now. Raises ConfigError.

    Asked once by the commands that start a kiosk. The core itself starts degraded instead: after a power cut an
    adapter may show up later than the program. What is no path (a USB matcher, a converter's address) may come later.
    """
    for index, bus in enumerate(load_wiring(profile).buses):
        if bus.port.startswith("/") and not Path(bus.port).exists():
            raise ConfigError(f"{profile.bank_path}: buses[{index}].port", f"{bus.port} is not there")


def _doors(numbers: Iterable[int]) -> str:
    listed = sorted(numbers)
    return f"compartment{'s' if len(listed) > 1 else ''} {', '.join(map(str, listed))}"


class Bank:
    """Satisfies `ports.DoorBank`."""

    def __init__(self, driver: DriverBank, wiring: BankConfig) -> None:
        self._driver = driver
        self._reports: dict[int, UnlockReport] = {}
        self.looks = BankLooks(driver, wiring)
        """What a commissioning walk sees, in the library's words."""

    def door(self, number: int) -> Door:
        return _DOORS[self._driver.door(number)]

    def place(self, number: int) -> LockPlace:
        place = self._driver.place(number)
        return LockPlace(place.bus, place.board, place.channel)

    async def unlock(self, number: int, permit: Permit) -> UnlockOutcome:
        try:
            report = await self._driver.unlock_report(number, permit)
        except NotArmedError as error:
            # Nobody is offered such a door; a journey found again after its proof was withdrawn may still come to it.
            log.error("%s", error)  # noqa: TRY400 - the trace says no more
            report = UnlockReport(DriverOutcome.UNKNOWN, cause=str(error))
        self._reports[number] = report
        return UnlockOutcome(report.outcome.value)

    def report(self, number: int) -> UnlockReport | None:
        """What the library said of the last pulse of a door."""
        return self._reports.get(number)

    def watch(self, heard: Callable[[int, DoorChange], None]) -> None:
        def translate(number: int, change: DriverChange) -> None:
            heard(number, DoorChange(change.value))

        self._driver.watch(translate)

    def watch_alarms(self, heard: Callable[[BankAlarm], None]) -> None:
        def translate(alarm: DriverAlarm) -> None:
            heard(BankAlarm(alarm.kind.value, alarm.bus, alarm.board, alarm.detail))

        self._driver.watch_alarms(translate)

    def figures(self) -> Sequence[BusFigures]:
        return tuple(BusFigures(**{name: getattr(bus, name) for name in _FIGURES}) for bus in self._driver.figures())

    def frames(self, bus: str) -> Sequence[str]:
        return self._driver.frames().get(bus, ())
