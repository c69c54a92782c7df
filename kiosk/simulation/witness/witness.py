"""All checks, wired to the facts they need."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from kiosk.domain.wall import Wall as Plan
from kiosk.settings import Profile
from kiosk.simulation.facts import Fact, Restored
from kiosk.simulation.machine import Machine
from kiosk.simulation.wall import Wall
from kiosk.simulation.witness import (
    backend,
    commands,
    delegates,
    doors,
    doubts,
    epochs,
    forgotten,
    parcels,
    places,
    records,
    rescue,
    restored,
    rights,
    screen,
    service,
    staleness,
)
from kiosk.simulation.witness.check import Broken, Check, Violation
from kiosk.simulation.witness.reader import DiskReader
from locker_driver.config import BankConfig

T = TypeVar("T")
Hear = Callable[[type[Fact], Callable[[Fact], None]], None]


class Witness:
    """`first` is the first invariant that did not hold; `broken` is told of it."""

    def __init__(
        self,
        *,
        bank: BankConfig,
        profile: Profile,
        machine: Machine,
        wall: Wall,
        answers: Callable[[int], bool],
        reader: DiskReader,
        weather: "Excuses",
        broken: Broken,
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
            delegates.DelegatesKeepToLimits(broken),
            epochs.FollowsTheShop(broken, lambda: _read(machine, reader.epoch)),
            rescue.RescueOfEmptyOnly(broken),
            rights.UsedStaysUsed(broken),
            rights.BlockedStaysShut(broken),
            screen.ShowsOnlyWhatIsDurable(broken),
            screen.EndsInTime(broken, lambda: any(leaf.open for leaf in wall.leaves.values()), weather.excuse),
            records.EveryIntentEnds(broken),
            records.InOrder(broken),
            restored.RestoredShows(broken),
            restored.NothingOnAnOldJournal(broken),
            records.NothingLost(broken, reader, lambda: _read(machine, reader.outbox), weather.calm_s),
            forgotten.KnownInTheEnd(broken, weather.calm_s),
            commands.CommandsActOnce(broken),
            commands.FewAtOnce(broken),
            backend.NotBeforeItsTime(broken),
            backend.HeldUpByNone(broken),
            staleness.OpensByPolicy(broken, profile.file.policy),
            staleness.SaysThatItRefuses(broken, profile.file.policy),
            service.HonestAreServed(broken),
            parcels.OneToOne(broken),
            parcels.NothingLost(broken, lambda: _read(machine, reader.custody), wall.leaves),
            places.GivenWhenEmpty(broken, wall.leaves, answers),
            places.FitsTheNeed(broken, _places(profile.wall), profile.wall.sizes, profile.file.policy.keep_free),
        )

    def listen(self, hear: Hear) -> None:
        for check in self.checks:
            for kind in check.hears:
                hear(kind, check.seen)
        hear(Restored, self._restored)

    def _restored(self, _fact: Fact) -> None:
        """A ledger of another day and what lies behind the doors are two stories, until staff have opened them all."""
        for check in self.checks:
            if isinstance(check, parcels.OneToOne | parcels.NothingLost | places.GivenWhenEmpty | places.FitsTheNeed):
                check.retire()

    def look(self, now_s: float) -> None:
        """Some times a day."""
        for check in self.checks:
            check.looked(now_s)


class Excuses(Protocol):
    """What is wrong with the world. `calm_s`: for how long nothing has been."""

    def excuse(self, since_s: float) -> str: ...

    def calm_s(self) -> float: ...


def _read(machine: Machine, what: Callable[[Any], T]) -> T | None:
    """From the disk as it is; None while nobody serves."""
    connection = machine.connection
    return None if connection is None or not machine.ready else what(connection.raw)


def _places(wall: Plan) -> Mapping[int, places.Place]:
    return {one.number: places.Place(one.size, one.grip_mm, one.max_weight_g) for one in wall.compartments}


def _supplies(bank: BankConfig) -> Mapping[str, tuple[str, int]]:
    """How many locks of each bus's kind its supply can drive at once."""
    ampere = {supply.name: supply.ampere for supply in bank.supplies}
    found = {}
    for bus in bank.buses:
        supply = bus.lock.supply
        found[bus.name] = (supply, int(ampere[supply] / bus.lock.ampere + 1e-9) if supply in ampere else 1)
    return found


__all__ = ["Excuses", "Violation", "Witness"]
