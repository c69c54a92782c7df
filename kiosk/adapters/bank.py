"""The library's bank as the core's port: the same words, its own types."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.errors import ConfigError
from kiosk.ports import BusFigures, Door, DoorChange, Permit, UnlockOutcome
from kiosk.settings import SIMULATED_PORT, BusSettings, Profile
from locker_driver import BankConfig, BusConfig, Channel, Dialect8a, LockConfig
from locker_driver import ConfigError as DriverConfigError
from locker_driver import DoorBank as DriverBank
from locker_driver import DoorChange as DriverChange


def simulated_port(runtime: Path, bus: str) -> Path:
    """Where the simulator links the pty of a bus whose port is "sim:"."""
    return runtime / f"bus-{bus}"


def bank_config(profile: Profile, runtime: Path) -> BankConfig:
    """Settings and layout as the driver wants them. Raises ConfigError naming the profile and the field."""
    channels = {door.number: Channel(door.bus, door.board, door.channel) for door in profile.wall.compartments}
    try:
        buses = tuple(_bus(bus, runtime) for bus in profile.file.buses)
        return BankConfig(buses, channels)
    except DriverConfigError as error:
        raise ConfigError(str(profile.path), str(error)) from error


def _bus(bus: BusSettings, runtime: Path) -> BusConfig:
    port = str(simulated_port(runtime, bus.name)) if bus.port == SIMULATED_PORT else bus.port
    return BusConfig(
        name=bus.name,
        port=port,
        boards=bus.boards,
        family=bus.family,
        baud=bus.baud,
        ways=bus.ways,
        polarity=bus.polarity,
        dialect=Dialect8a(unlock_parameter=bus.unlock_parameter, msb_group_first=bus.msb_group_first),
        echo=bus.echo,
        poll_ms=bus.poll_ms,
        lock=LockConfig(pulse_ms=bus.pulse_ms),
    )


class Bank:
    """Satisfies `ports.DoorBank`."""

    def __init__(self, driver: DriverBank) -> None:
        self._driver = driver

    def door(self, number: int) -> Door:
        return Door(self._driver.door(number).value)

    async def unlock(self, number: int, permit: Permit) -> UnlockOutcome:
        return UnlockOutcome((await self._driver.unlock(number, permit)).value)

    def watch(self, heard: Callable[[int, DoorChange], None]) -> None:
        def translate(number: int, change: DriverChange) -> None:
            heard(number, DoorChange(change.value))

        self._driver.watch(translate)

    def figures(self) -> Sequence[BusFigures]:
        return tuple(
            BusFigures(
                name=bus.name,
                port=bus.port,
                state=bus.state,
                sent=bus.sent,
                received=bus.received,
                timeouts=bus.timeouts,
                bad_checks=bus.bad_checks,
                garbage_bytes=bus.garbage_bytes,
            )
            for bus in self._driver.figures()
        )
