"""The library's bank as the core's port: the same words, its own types."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from kiosk.errors import ConfigError
from kiosk.ports import BankAlarm, BusFigures, Door, DoorChange, LockPlace, Permit, UnlockOutcome
from kiosk.settings import Profile
from locker_driver import BankAlarm as DriverAlarm
from locker_driver import BankConfig, BusConfig
from locker_driver import ConfigError as DriverConfigError
from locker_driver import DoorBank as DriverBank
from locker_driver import DoorChange as DriverChange
from locker_driver.bank_file import SIMULATED, load_bank


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
        self._wiring = wiring

    def door(self, number: int) -> Door:
        return Door(self._driver.door(number).value)

    def place(self, number: int) -> LockPlace:
        place = self._wiring.channels[number]
        return LockPlace(place.bus, place.board, place.channel)

    async def unlock(self, number: int, permit: Permit) -> UnlockOutcome:
        return UnlockOutcome((await self._driver.unlock(number, permit)).value)

    def watch(self, heard: Callable[[int, DoorChange], None]) -> None:
        def translate(number: int, change: DriverChange) -> None:
            heard(number, DoorChange(change.value))

        self._driver.watch(translate)

    def watch_alarms(self, heard: Callable[[BankAlarm], None]) -> None:
        def translate(alarm: DriverAlarm) -> None:
            heard(BankAlarm(alarm.kind.value, alarm.bus, alarm.board, alarm.detail))

        watch_alarms = getattr(self._driver, "watch_alarms", None)  # until the driver has it
        if watch_alarms is not None:
            watch_alarms(translate)

    def figures(self) -> Sequence[BusFigures]:
        return tuple(BusFigures(**asdict(bus)) for bus in self._driver.figures())

    def frames(self, bus: str) -> Sequence[str]:
        return self._driver.frames().get(bus, ())
