"""All checks, wired to the facts they need."""

from collections.abc import Callable, Mapping
from typing import Protocol

from kiosk.simulation.facts import Fact
from kiosk.simulation.machine import Machine
from kiosk.simulation.wall import Wall
from kiosk.simulation.witness import backend, commands, doors, doubts, records, restored, rights, screen, service
from kiosk.simulation.witness.check import Broken, Check, Violation
from kiosk.simulation.witness.reader import DiskReader
from locker_driver.config import BankConfig

Hear = Callable[[type[Fact], Callable[[Fact], None]], None]


class Witness:
    """`first` is the first invariant that did not hold; `broken` is told of it."""

    def __init__(
        self, *, bank: BankConfig, machine: Machine, wall: Wall, reader: DiskReader, weather: "Excuses", broken: Broken
    ) -> None:
        wiring = {(place.bus, place.board, place.channel): number for number, place in bank.channels.items()}
        self.checks: tuple[Check, ...] = (
            doors.IntentBeforePulse(broken, wiring),
            doors.RightDoor(broken, wiring, _supplies(bank)),
            doors.NothingByItself(broken),
            doors.Evidence(broken),
            doubts.DoubtIsLimited(broken),
            doors.NothingAfterDiskFailure(broken, machine.disk_failed),
            rights.EntitledOnly(broken),
            rights.RescueOfEmptyOnly(broken),
            rights.UsedStaysUsed(broken),
            rights.BlockedStaysShut(broken),
            screen.ShowsOnlyWhatIsDurable(broken),
            screen.EndsInTime(broken, lambda: any(leaf.open for leaf in wall.leaves.values()), weather.excuse),
            records.EveryIntentEnds(broken),
            records.InOrder(broken),
            restored.RestoredShows(broken),
            restored.NothingOnAnOldJournal(broken),
            records.NothingLost(broken, reader, lambda: _outbox(machine, reader), weather.calm_s),
            commands.CommandsActOnce(broken),
            commands.FewAtOnce(broken),
            backend.NotBeforeItsTime(broken),
            backend.HeldUpByNone(broken),
            service.HonestAreServed(broken),
        )

    def listen(self, hear: Hear) -> None:
        for check in self.checks:
            for kind in check.hears:
                hear(kind, check.seen)

    def look(self, now_s: float) -> None:
        """Some times a day."""
        for check in self.checks:
            check.looked(now_s)


class Excuses(Protocol):
    """What is wrong with the world. `calm_s`: for how long nothing has been."""

    def excuse(self, since_s: float) -> str: ...

    def calm_s(self) -> float: ...


def _outbox(machine: Machine, reader: DiskReader) -> tuple[set[int], set[int]] | None:
    connection = machine.connection
    return None if connection is None or not machine.ready else reader.outbox(connection.raw)


def _supplies(bank: BankConfig) -> Mapping[str, tuple[str, int]]:
    """How many locks of each bus's kind its supply can drive at once."""
    ampere = {supply.name: supply.ampere for supply in bank.supplies}
    found = {}
    for bus in bank.buses:
        supply = bus.lock.supply
        found[bus.name] = (supply, int(ampere[supply] / bus.lock.ampere + 1e-9) if supply in ampere else 1)
    return found


__all__ = ["Excuses", "Violation", "Witness"]
