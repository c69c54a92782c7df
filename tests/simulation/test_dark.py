"""What a place in the dark can meet, and bugs of which the witness has to tell then."""

from collections.abc import Callable

import pytest

from kiosk import core
from kiosk.simulation.loop import SimLoop
from kiosk.simulation.network import NetworkFault
from kiosk.simulation.witness.check import Violation
from kiosk.simulation.world import World

DAY_S = 86_400.0


def played(days: float, meets: Callable[[World], None], seed: int = 1) -> Violation | None:
    """A place to which nothing else happens."""

    async def main() -> Violation | None:
        world = World(seed, ())
        meets(world)
        return await world.run(days * DAY_S)

    return SimLoop().run_coroutine(main())


def storm(world: World) -> None:
    world.loop.call_later(3600.0, setattr, world.network, "fault", NetworkFault.STORM)


@pytest.mark.allow_warnings
def test_a_backend_that_asks_to_be_left_alone_and_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert played(0.2, storm) is None
    monkeypatch.setattr(core, "PatientBackend", lambda backend, _clock: backend)
    found = played(0.2, storm)
    assert found is not None
    assert found.invariant == "E7"
