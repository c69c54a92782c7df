"""Boards that fall silent while one of their doors is open, or as soon as it has been pulsed."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.messages import DoorScreen
from kiosk.simulation.facts import Durable, Fact, Pulsed, Shown, Visit
from kiosk.simulation.loop import SimLoop
from kiosk.simulation.witness.check import Violation
from kiosk.simulation.world import World

pytestmark = pytest.mark.allow_warnings

DAY_S = 86_400.0
SEED = 2
SILENT_S = 1200.0
LET_GO_S = 180.0


def silence(world: World, door: int, for_s: float) -> None:
    place = world.site.bank.channels[door]
    board = world.lines[place.bus].boards[place.board]
    board.deaf_until_s = max(board.deaf_until_s, world.loop.time() + for_s)
    world.machine.poll(place.bus, place.board)
    world.loop.call_later(for_s + 1.0, world.machine.poll, place.bus, place.board)


def once_in(times: int, world: World, at: Callable[[int], None]) -> Callable[[int], None]:
    """Of so many doors one, and none while a board is silent."""
    seen = [0, 0.0]

    def heard(door: int) -> None:
        seen[0] += 1
        if seen[0] % times == 0 and world.loop.time() > seen[1]:
            seen[1] = world.loop.time() + 2 * SILENT_S
            at(door)

    return heard


def played(days: float, meets: Callable[[World], None]) -> tuple[Violation | None, World, list[Any]]:
    told: list[Fact] = []

    async def main() -> tuple[Violation | None, World]:
        world = World(SEED, ())
        meets(world)
        for kind in (Durable, Shown, Visit):
            world.hear(kind, told.append)
        return await world.run(days * DAY_S), world

    found, world = SimLoop().run_coroutine(main())
    return found, world, told


def durable(told: list[Any], kind: str) -> list[Durable]:
    return [fact for fact in told if isinstance(fact, Durable) and fact.kind == kind]


def _is_door(fact: Shown) -> bool:
    return isinstance(fact.view.screen, DoorScreen)


def test_nobody_waits_long_at_a_door_that_cannot_be_seen_and_its_parcel_is_counted_when_it_can() -> None:
    def open_doors_fall_silent(world: World) -> None:
        begin = once_in(6, world, lambda door: silence(world, door, SILENT_S))
        world.hear(Durable, lambda fact: begin(fact.body["compartment"]) if fact.kind == "door.opened" else None)

    found, _, told = played(2.0, open_doors_fall_silent)
    assert found is None
    unseen = durable(told, "door.unseen")
    assert len(unseen) > 5
    collected = {fact.body["intent"]: fact for fact in durable(told, "parcel.collected")}
    counted = [collected[fact.body["intent"]] for fact in unseen if fact.body["intent"] in collected]
    assert len(counted) > len(unseen) / 2, "but for those who left it open, or put the parcel back"
    assert all(fact.body["recovered"] for fact in counted)
    for fact in unseen:
        [opened] = [one for one in durable(told, "door.opened") if one.body["intent"] == fact.body["intent"]]
        assert fact.at_s - opened.at_s < LET_GO_S
    assert "unseen" in {one.view.screen.state for one in told if isinstance(one, Shown) and _is_door(one)}


def test_a_door_that_opened_while_its_board_was_silent_is_not_a_forced_one() -> None:
    def pulses_silence_their_board(world: World) -> None:
        begin = once_in(6, world, lambda door: silence(world, door, 60.0))
        world.hear(Pulsed, lambda fact: begin(fact.door) if fact.door is not None else None)

    found, _, told = played(2.0, pulses_silence_their_board)
    assert found is None
    assert durable(told, "door.opened_without_command") == []
    doubtful = {fact.body["intent"] for fact in durable(told, "door.unknown")}
    opened = {fact.body["intent"] for fact in durable(told, "door.opened") if fact.body.get("late")}
    assert doubtful & opened
