import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from kiosk.domain.wall import Wall
from kiosk.flows.session import Session
from kiosk.messages import View
from kiosk.ports import BankNow, Door, LockPlace
from kiosk.services import presenter
from kiosk.services.facts import Facts
from kiosk.services.presenter import Scene
from kiosk.services.publisher import Publisher
from kiosk.settings import load_profile
from tests.helpers.every_flow import SESSIONS

WALL: Wall = load_profile("demo").wall


class Desk:
    """A publisher whose scene the test sets."""

    def __init__(self) -> None:
        numbers = [door.number for door in WALL.compartments]
        bank = BankNow(dict.fromkeys(numbers, Door.CLOSED), {n: LockPlace("main", 1, n) for n in numbers})
        self.scene = Scene(SESSIONS["idle"], Facts(lambda: None), WALL, bank, 1000.0, None, "0.1")
        self.views: list[View] = []
        self.made = 0
        self.publisher = Publisher(self._scene, self.views.append)

    def _scene(self) -> Scene:
        self.made += 1
        return self.scene

    @property
    def session(self) -> Session:
        return self.scene.session

    async def show(self, name: str) -> None:
        self.scene = replace(self.scene, session=SESSIONS[name])
        self.publisher.changed()
        await asyncio.sleep(0)


def at_desk(scenario: Callable[[Desk], Awaitable[None]]) -> None:
    async def main() -> None:
        await scenario(Desk())

    asyncio.run(main())


def test_many_changes_in_one_turn_make_one_view() -> None:
    async def scenario(desk: Desk) -> None:
        for _ in range(10):
            desk.publisher.changed()
        assert desk.views == []
        await asyncio.sleep(0)
        assert (len(desk.views), desk.made) == (1, 1)

    at_desk(scenario)


def test_the_number_rises_by_one_with_each_view_that_is_different() -> None:
    async def scenario(desk: Desk) -> None:
        for name in ("idle", "opening", "opening", "door_open", "idle"):
            await desk.show(name)
        assert [view.seq for view in desk.views] == [1, 2, 3, 4]
        assert [view.screen.__class__.__name__ for view in desk.views] == [
            "IdleScreen",
            "DoorScreen",
            "DoorScreen",
            "IdleScreen",
        ]

    at_desk(scenario)


@pytest.mark.parametrize(
    ("name", "live"),
    [("warned", True), ("doors", True), ("camera_page", True), ("bus_page", True), ("idle", False), ("opening", False)],
)
def test_only_screens_that_change_by_themselves_are_made_again_each_second(
    name: str, live: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presenter, "_COUNTDOWN_S", 0.001)

    async def scenario(desk: Desk) -> None:
        desk.scene = replace(desk.scene, live_s=0.001)
        await desk.show(name)
        made = len(desk.views)
        # Figures that nobody tells of: they are only seen where the page is made again by itself.
        desk.scene.facts.outbox += 1
        desk.scene.facts.bank_down = True
        desk.scene = replace(desk.scene, ends_in_s=7.0)
        await asyncio.sleep(0.02)
        assert len(desk.views) == made + live
        assert live or desk.made == made

    at_desk(scenario)


def test_nightfall_is_shown_when_it_falls_and_the_wait_ends_with_the_next_view() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scene = replace(desk.scene, night_changes_in_s=0.01)
        await desk.show("idle")
        desk.scene = replace(desk.scene, night=True, night_changes_in_s=3600.0)
        await asyncio.sleep(0.03)
        assert [view.night for view in desk.views] == [False, True]
        assert desk.made == 2

    at_desk(scenario)


def test_a_screen_at_rest_is_looked_at_again_after_a_quarter_of_an_hour_at_the_latest() -> None:
    assert presenter.changes_in_s(Desk().scene) == 900.0


def test_a_publisher_that_was_stopped_makes_no_view_any_more() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.show("idle")
        desk.publisher.changed()
        desk.publisher.stop()
        desk.publisher.changed()
        await asyncio.sleep(0.02)
        assert desk.made == 1

    at_desk(scenario)


def test_how_often_the_technicians_pages_are_drawn_is_a_setting() -> None:
    scene = replace(Desk().scene, session=SESSIONS["doors"], live_s=5.0)
    assert presenter.changes_in_s(scene) == 5.0
    assert presenter.changes_in_s(replace(scene, session=replace(SESSIONS["doors"], warned=True))) == 1.0
