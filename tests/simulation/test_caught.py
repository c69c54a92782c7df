"""Bugs put into the running core, each of which the witness has to name."""

import pytest

from kiosk.journal import database
from kiosk.simulation.loop import SimLoop
from kiosk.simulation.witness.check import Violation
from kiosk.simulation.world import World
from locker_driver.bank import DoorBank

DAY_S = 86_400.0


def played(seed: int, days: float, faults: tuple[str, ...] = ()) -> Violation | None:
    async def main() -> Violation | None:
        return await World(seed, faults).run(days * DAY_S)

    return SimLoop().run_coroutine(main())


@pytest.mark.allow_warnings
def test_commits_without_a_sync_are_no_intents(monkeypatch: pytest.MonkeyPatch) -> None:
    lazy = tuple(pragma.replace("FULL", "OFF") for pragma in database._PRAGMAS)
    monkeypatch.setattr(database, "_PRAGMAS", lazy)
    found = played(1, 1.0)
    assert found is not None
    assert found.invariant == "A1"


@pytest.mark.allow_warnings
def test_an_unlock_with_another_lock_is_a_wrong_door(monkeypatch: pytest.MonkeyPatch) -> None:
    real = DoorBank.place
    swapped = {number: number % 60 + 1 for number in range(1, 61)}
    monkeypatch.setattr(DoorBank, "place", lambda bank, number: real(bank, swapped[number]))
    found = played(1, 1.0)
    assert found is not None
    assert found.invariant == "A1"


@pytest.mark.allow_warnings
def test_without_a_bug_the_same_days_are_quiet() -> None:
    assert played(1, 1.0) is None
