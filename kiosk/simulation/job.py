"""One share of a simulation: one seed, some of a year, in a process of its own."""

import asyncio
import gc
import logging
import time
from dataclasses import dataclass, field
from typing import Final

from kiosk.simulation import facts
from kiosk.simulation.loop import SimLoop
from kiosk.simulation.story import story
from kiosk.simulation.weather import chosen
from kiosk.simulation.witness.check import Violation
from kiosk.simulation.world import World

YEAR_S: Final = 365 * 86_400.0


@dataclass(frozen=True, slots=True)
class Share:
    """`faults` as on the command line."""

    seed: int
    years: float
    faults: str

    @property
    def replay(self) -> str:
        return f"openluke simulate --years {self.years:g} --seed {self.seed} --faults {self.faults}"


@dataclass(slots=True)
class Outcome:
    """`violations`: names of the invariants that did not hold (at most one). `digest`: of all that happened."""

    seed: int
    years: float
    parcels: int
    visits: int
    pulses: int
    power_cuts: int
    restarts: int
    events: int
    faults: dict[str, int]
    violations: list[str]
    core_s: float
    digest: str
    story: list[str] = field(default_factory=list)


def run(share: Share) -> Outcome:
    """Play it from the first second. Nothing but `share` decides what happens."""
    # What the core logs about its troubles is told by the witness; a million lines of it are of no use.
    logging.disable(logging.CRITICAL)
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    began_s = time.process_time()
    outcome = SimLoop().run_coroutine(_play(share))
    outcome.core_s = round(time.process_time() - began_s, 2)
    return outcome


async def _play(share: Share) -> Outcome:
    world = World(share.seed, chosen(share.faults))
    counts = {"pulses": 0, "power": 0, "starts": 0}

    def pulsed(_fact: facts.Pulsed) -> None:
        counts["pulses"] += 1

    def died(fact: facts.Died) -> None:
        counts["power"] += fact.how == "power"

    def started(_fact: facts.PoweredOn) -> None:
        counts["starts"] += 1

    world.hear(facts.Pulsed, pulsed)
    world.hear(facts.Died, died)
    world.hear(facts.PoweredOn, started)
    violation = await world.run(share.years * YEAR_S)
    return Outcome(
        seed=share.seed,
        years=asyncio.get_running_loop().time() / YEAR_S,
        parcels=world.town.counts["parcels"],
        visits=world.town.counts["visits"],
        pulses=counts["pulses"],
        power_cuts=counts["power"],
        restarts=counts["starts"] - 1,
        events=world.reader.head[0],
        faults=dict(sorted(world.weather.counts.items())),
        violations=[violation.invariant] if violation else [],
        core_s=0.0,
        digest=world.digest,
        story=_story(share, world, violation),
    )


def _story(share: Share, world: World, violation: Violation | None) -> list[str]:
    return story(share.seed, violation, world.told, share.replay) if violation else []
