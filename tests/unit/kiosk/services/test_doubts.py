"""What is offered at a faulty door is what the journal then gives."""

import asyncio
from pathlib import Path

import pytest

from kiosk.domain.decision import MAX_UNKNOWN_REOPENS, UNKNOWN_REOPEN_S
from kiosk.domain.record import Kind
from kiosk.errors import IntentRefusedError
from kiosk.flows.events import Again, Outcome
from kiosk.journal import SqliteJournal
from kiosk.services.doubts import again_for
from tests.helpers.core import World, intent, record


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


async def again(world: World, journal: SqliteJournal, credential: str = "C1") -> Again | None:
    asked = intent(7, credential=credential)
    return await again_for(journal, asked, Outcome.UNKNOWN, world.clock.utc_s())


async def pulse(journal: SqliteJournal, number: int, credential: str = "C1") -> None:
    await record(journal, intent(7, intent=f"S{number}-7-1", credential=credential), Kind.DOOR_UNKNOWN)


def test_what_is_offered_is_given_and_no_more(world: World) -> None:
    async def main() -> list[int]:
        offered: list[int] = []
        async with world.journal() as journal:
            await pulse(journal, 0)
            for number in range(1, MAX_UNKNOWN_REOPENS + 2):
                left = await again(world, journal)
                assert left is not None
                offered.append(left.tries)
                if left.tries:
                    await pulse(journal, number)
                else:
                    with pytest.raises(IntentRefusedError):
                        await pulse(journal, number)
        return offered

    assert asyncio.run(main()) == [2, 1, 0]


def test_the_time_runs_from_the_first_pulse_that_nobody_saw(world: World) -> None:
    async def main() -> None:
        async with world.journal() as journal:
            assert await again(world, journal) is None
            await pulse(journal, 0)
            world.clock.utc += 100.0
            assert await again(world, journal) == Again(2, UNKNOWN_REOPEN_S - 100.0)
            assert await again(world, journal, "somebody else's") == Again(0, UNKNOWN_REOPEN_S - 100.0)
            world.clock.utc += UNKNOWN_REOPEN_S
            assert await again(world, journal) == Again(0, 0.0)

    asyncio.run(main())


@pytest.mark.parametrize("outcome", [Outcome.OPENED, Outcome.ALREADY_OPEN])
def test_a_door_that_was_seen_open_has_no_such_limit(world: World, outcome: Outcome) -> None:
    async def main() -> None:
        async with world.journal() as journal:
            await pulse(journal, 0)
            assert await again_for(journal, intent(7), outcome, world.clock.utc_s()) is None
            technicians = intent(7, pickup="", parcel="")
            assert await again_for(journal, technicians, Outcome.UNKNOWN, world.clock.utc_s()) is None

    asyncio.run(main())
