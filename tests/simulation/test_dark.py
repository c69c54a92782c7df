"""What a place in the dark can meet, and bugs of which the witness has to tell then."""

from collections.abc import Callable

import pytest

from kiosk import core
from kiosk.domain.record import OutboxRow
from kiosk.errors import BackendRefusedError
from kiosk.flows.timing import MAX_PULSES
from kiosk.journal import list_apply, objections
from kiosk.services import doubts, outbox
from kiosk.services.outbox import OutboxPump
from kiosk.simulation.loop import SimLoop
from kiosk.simulation.network import NetworkFault
from kiosk.simulation.witness import backend
from kiosk.simulation.witness.check import Violation
from kiosk.simulation.world import World

pytestmark = pytest.mark.allow_warnings

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


def test_a_backend_that_asks_to_be_left_alone_and_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert played(0.2, storm) is None
    monkeypatch.setattr(core, "PatientBackend", lambda backend, *_: backend)
    found = played(0.2, storm)
    assert found is not None
    assert found.invariant == "E7"


def old_disk(world: World) -> None:
    """Copied after some hours, put back after some more."""
    loop = world.loop
    loop.call_later(0.4 * DAY_S, world.copies.keep)
    loop.call_later(0.6 * DAY_S, lambda: loop.call_later(600.0, world.copies.restore(world.dice("restore"))[1]))


def test_a_journal_that_was_put_back_and_goes_on_as_if_nothing_were_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert played(0.8, old_disk) is None
    monkeypatch.setattr(list_apply, "_is_rolled_back", lambda *_: False)
    found = played(0.8, old_disk)
    assert found is not None
    assert found.invariant == "A3"


def poison(world: World) -> None:
    def begin() -> None:
        world.loop.call_later(0.5 * DAY_S, world.poison.begin(world.dice("poison"))[1])

    world.loop.call_later(0.1 * DAY_S, begin)


def test_an_event_that_is_refused_for_a_while_arrives_in_the_end() -> None:
    assert played(1.2, poison) is None


def test_an_event_that_is_refused_and_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    async def dropped(pump: OutboxPump, row: OutboxRow, _error: BackendRefusedError) -> None:
        await pump._journal.sent([row.event.seq])

    monkeypatch.setattr(OutboxPump, "_set_aside", dropped)
    found = played(0.5, poison)
    assert found is not None
    assert found.invariant == "E3"


def test_an_event_that_is_refused_and_holds_up_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_is_poison", lambda _: False)
    monkeypatch.setattr(backend, "_OFTEN", 20)
    found = played(0.5, poison)
    assert found is not None
    assert found.invariant == "E4"


def mute_boards(world: World) -> None:
    world.weather._active.append("board_mute")
    world.loop.call_later(3600.0, world.mute.begin, world.dice("mute"))


def test_a_door_that_nobody_saw_open_is_tried_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert played(0.2, mute_boards, seed=5) is None
    monkeypatch.setattr(objections, "_is_tried_out", lambda *_: False)
    monkeypatch.setattr(doubts, "reopens_left", lambda *_: MAX_PULSES)
    found = played(0.2, mute_boards, seed=5)
    assert found is not None
    assert found.invariant == "A8"
