from dataclasses import replace

import pytest

from kiosk.domain.custody import Holding, HoldingState
from kiosk.domain.life_safety import child_sized
from kiosk.flows.rescue import Asked, Choosing, Rescue
from kiosk.messages import RescueScreen, View
from kiosk.ports import BankNow, Door, LockPlace
from kiosk.services.facts import Facts
from kiosk.services.presenter import Scene, view
from kiosk.settings import load_profile
from tests.helpers.every_flow import SESSIONS

WALL = load_profile("demo").wall
NUMBERS = [door.number for door in WALL.compartments]
BANK = BankNow(dict.fromkeys(NUMBERS, Door.CLOSED), {n: LockPlace("main", 1, n) for n in NUMBERS})
LARGE = child_sized(WALL)


def shown(name: str = "idle", state: Rescue = Rescue(), **facts: object) -> View:  # noqa: B008 - frozen
    known = Facts(lambda: None)
    known.set(**facts)
    scene = Scene(SESSIONS[name], known, WALL, BANK, 1000.0, 20.0, "0.1", rescue=state, child_sized=LARGE)
    return view(scene, 1)


@pytest.mark.parametrize("name", SESSIONS)
def test_somebody_inside_may_be_said_on_every_screen(name: str) -> None:
    assert "rescue" in shown(name).actions
    assert "rescue" in shown(name, bank_down=True).actions


def test_a_wall_without_large_doors_has_no_such_button() -> None:
    scene = Scene(SESSIONS["idle"], Facts(lambda: None), WALL, BANK, 1000.0, None, "0.1")
    assert "rescue" not in view(scene, 1).actions


@pytest.mark.parametrize("name", SESSIONS)
def test_a_suspicion_lies_over_every_screen_but_a_door_that_opens_or_is_open(name: str) -> None:
    made = shown(name, Rescue(suspects=(7,)))
    own_door = name in {"opening", "door_open", "door_held", "door_unseen", "door_open_for_the_last_time", "help"}
    assert isinstance(made.screen, RescueScreen) is not own_door
    if isinstance(made.screen, RescueScreen):
        assert (made.screen.state, made.screen.asked) == ("suspected", 7)
        assert [(door.number, door.openable) for door in made.screen.doors] == [(7, True)]
        assert made.ends_in_s is None
        assert set(made.actions) == {"language", "rescue_door", "rescue", "back"}


def test_all_large_doors_may_be_chosen_and_those_with_a_parcel_are_not_opened() -> None:
    held = {number: Holding(number, "PICKUP01", "p1", HoldingState.OCCUPIED) for number in (7, 13)}
    made = shown("door_open", Rescue(call="R1", page=Choosing(), suspects=(13,)), holdings=held)
    assert isinstance(made.screen, RescueScreen)
    assert {door.number for door in made.screen.doors} == LARGE
    assert [door.number for door in made.screen.doors if not door.openable] == [7]
    assert made.screen.reference == "R1"
    assert made.screen.doors[0].place.column >= 1


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("opening", {"language"}),
        ("failed", {"language", "rescue_door", "rescue", "back"}),
        ("open", {"language", "rescue_clear", "rescue_door", "rescue", "back"}),
    ],
)
def test_only_what_does_something_is_offered(state: str, offered: set[str]) -> None:
    made = shown("idle", Rescue(suspects=(7,), page=Asked(7, state)))
    assert isinstance(made.screen, RescueScreen)
    assert (made.screen.state, made.screen.asked, set(made.actions)) == (state, 7, offered)


def test_doors_left_open_are_asked_for_but_not_the_one_the_screen_is_about() -> None:
    left_open = frozenset({9, 7, 3})
    assert shown("idle", left_open=left_open).left_open == (3, 7, 9)
    assert shown("door_open", left_open=left_open).left_open == (3, 9)


def test_a_suspect_door_that_is_open_asks_for_a_look_inside() -> None:
    doors = {**BANK.doors, 7: Door.OPEN}
    scene = Scene(
        SESSIONS["idle"],
        Facts(lambda: None),
        WALL,
        replace(BANK, doors=doors),
        1000.0,
        None,
        "0.1",
        rescue=Rescue(suspects=(7,)),
        child_sized=LARGE,
    )
    screen = view(scene, 1).screen
    assert isinstance(screen, RescueScreen)
    assert screen.state == "open"
