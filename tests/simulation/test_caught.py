"""Bugs put into the running core, each of which the witness has to name."""

import asyncio

import pytest

from kiosk.journal import database
from kiosk.services.list_age import ListAge
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
def test_a_core_that_goes_round_in_circles_is_a_bug_and_not_a_run_without_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def round_and_round(_: ListAge) -> None:
        loop, never = asyncio.get_running_loop(), asyncio.Event()

        def again() -> None:
            loop.call_soon(again)

        again()
        await never.wait()

    monkeypatch.setattr(ListAge, "run", round_and_round)
    found = played(1, 1.0)
    assert found is not None
    assert found.invariant == "BUG"
    assert "time stands still" in found.what


@pytest.mark.allow_warnings
def test_without_a_bug_the_same_days_are_quiet() -> None:
    assert played(1, 1.0) is None
