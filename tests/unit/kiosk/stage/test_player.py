import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from hardware.camera.scene import SCENE_FILE
from kiosk.settings import load_profile
from kiosk.stage import player as module
from kiosk.stage.books import Books
from kiosk.stage.hands import Doors, Finger, Screen, StageError
from kiosk.stage.player import Code, Player, Report, Step, code_sheet, perform
from kiosk.supervisor import Supervisor

WALL = load_profile("demo").wall


class Glass(Finger):
    """Shows `screens` one after the other, the last one for ever."""

    def __init__(self) -> None:
        self.screens = [Screen("idle", 1, ("Vis koden",), frozenset())]
        self.taps: list[str] = []
        self.pictures: list[Path] = []

    async def look(self) -> Screen:
        return self.screens.pop(0) if len(self.screens) > 1 else self.screens[0]

    async def tap(self, control: str) -> None:
        self.taps.append(control)

    async def picture(self, path: Path) -> None:
        self.pictures.append(path)


class WallHands(Doors):
    """`opens` are the doors that spring open next."""

    def __init__(self) -> None:
        self.opens: list[int] = []
        self.closed: list[int] = []

    async def opened(self, limit_s: float) -> int:
        if not self.opens:
            raise StageError(f"no door opened within {limit_s} s")
        return self.opens.pop(0)

    async def close(self, door: int) -> None:
        self.closed.append(door)


class Stage:
    """A player and all that they touch."""

    def __init__(self, folder: Path | None, pictures: Path | None = None) -> None:
        self.glass, self.doors = Glass(), WallHands()
        self.happenings: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        code = Code("one", "One parcel", Path("/codes/one.png"), "PK1:X", "", "", "")
        self.player = Player(
            finger=self.glass,
            doors=self.doors,
            happenings=self.happenings,
            codes={"token:one": code},
            stage=folder,
            wall=WALL,
            supervisor=Supervisor(),
            books=Books("http://127.0.0.1:9", "key"),
            pictures=pictures,
        )

    def happen(self, event: str, answer: str) -> None:
        self.happenings.put_nowait({"event": event, "answer": answer})


def on_stage(scenario: Callable[[Stage], Awaitable[None]], folder: Path | None = None, **options: Any) -> Stage:
    stages: list[Stage] = []

    async def main() -> None:
        stages.append(Stage(folder, **options))
        async with asyncio.timeout(10.0):
            await scenario(stages[0])

    asyncio.run(main())
    return stages[0]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOOK_S", 0.001)
    monkeypatch.setattr(module, "_STILL_S", 0.0)


# --- expectations -------------------------------------------------------------------------------------------------


def test_what_is_expected_may_come_after_other_things() -> None:
    async def scenario(stage: Stage) -> None:
        stage.happen("door", "opened")
        stage.happen("backend", "parcel.collected")
        assert (await stage.player.expect("backend", "parcel.collected"))["event"] == "backend"

    on_stage(scenario)


def test_another_answer_is_wrong_at_once() -> None:
    async def scenario(stage: Stage) -> None:
        stage.happen("answer", "refused:expired")
        with pytest.raises(StageError, match="the answer was refused:expired, not opens"):
            await stage.player.expect("answer", "opens")

    on_stage(scenario)


def test_nothing_in_time_is_wrong() -> None:
    async def scenario(stage: Stage) -> None:
        with pytest.raises(StageError, match=r"answer opens did not come within 0\.01 s"):
            await stage.player.expect("answer", "opens", limit_s=0.01)

    on_stage(scenario)


def test_a_screen_is_waited_for_with_its_words(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        stage.glass.screens = [
            Screen("idle", 1, (), frozenset()),
            Screen("door", 2, ("Luke 5",), frozenset()),
            Screen("door", 3, ("Luke 12", "Åpen nå"), frozenset()),
        ]
        await stage.player.screen("door", "12", "Åpen")
        await stage.player.screen("door")

    stage = on_stage(scenario, pictures=tmp_path)
    assert stage.glass.pictures == [tmp_path / "01-door.png", tmp_path / "02-door.png"]


def test_a_screen_that_does_not_come_names_what_is_missing() -> None:
    async def scenario(stage: Stage) -> None:
        with pytest.raises(StageError, match=r"the screen is idle, not idle; words missing: \['Takk'\]"):
            await stage.player.screen("idle", "Vis", "Takk", limit_s=0.01)
        with pytest.raises(StageError, match="the screen is idle, not door"):
            await stage.player.screen("door", limit_s=0.01)

    on_stage(scenario)


def test_another_door_that_opens_is_wrong() -> None:
    async def scenario(stage: Stage) -> None:
        stage.doors.opens = [13]
        with pytest.raises(StageError, match="door 13 opened, not 12"):
            await stage.player.door(12)

    on_stage(scenario)


def test_a_door_needs_the_core_and_the_screen_too() -> None:
    async def scenario(stage: Stage) -> None:
        stage.doors.opens = [12]
        stage.happen("door", "opened")
        stage.glass.screens = [Screen("door", 1, ("Luke 12",), frozenset())]
        await stage.player.door(12)
        await stage.player.take(12)

    assert on_stage(scenario).doors.closed == [12]


# --- hands --------------------------------------------------------------------------------------------------------


def test_a_code_is_held_up_and_put_away(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        stage.happen("answer", "opens")
        await stage.player.show("token:one", "opens")
        assert json.loads((tmp_path / SCENE_FILE).read_text())["image"] == "/codes/one.png"
        await stage.player.leave()

    stage = on_stage(scenario, tmp_path)
    assert json.loads((tmp_path / SCENE_FILE).read_text()).get("image", "") == ""
    assert stage.glass.taps == ["action-home"]


def test_a_label_is_held_up_until_the_basket_says_what_it_should(tmp_path: Path) -> None:
    async def scenario(stage: Stage) -> None:
        stage.glass.screens = [
            Screen("basket", 1, (), frozenset()),
            Screen("basket", 2, ("Drill 18 V", "kr 1 649,00"), frozenset()),
        ]
        await stage.player.hold_up("token:one", "Drill", "1 649,00")
        assert len(stage.glass.screens) == 1

    on_stage(scenario, tmp_path)
    assert json.loads((tmp_path / SCENE_FILE).read_text())["image"] == "/codes/one.png"


def test_without_a_stage_a_person_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    async def scenario(stage: Stage) -> None:
        stage.happen("answer", "opens")
        await stage.player.show("token:one", "opens")

    on_stage(scenario)
    assert "please hold up: One parcel" in capsys.readouterr().out


def test_doors_open_nearest_first() -> None:
    async def scenario(stage: Stage) -> None:
        order = stage.player.order(5, 8, 23)
        assert order == sorted((5, 8, 23), key=WALL.distance_mm)
        assert order[0] == 8

    on_stage(scenario)


# --- the sheet and the steps --------------------------------------------------------------------------------------


def test_the_code_sheet(tmp_path: Path) -> None:
    entry = {"kind": "token", "name": "one", "title": "One parcel", "file": "one.png", "text": "PK1:X"}
    typed = {"kind": "typed", "name": "two", "title": "Two", "file": "", "text": ""}
    more = {"typed": "AB", "phone_last4": "1234", "pin": ""}
    (tmp_path / "index.json").write_text(json.dumps([{**entry, **more}, {**typed, **more}]))
    sheet = code_sheet(tmp_path)
    assert sheet["token:one"] == Code("one", "One parcel", tmp_path / "one.png", "PK1:X", "AB", "1234", "")
    assert sheet["typed:two"].picture is None


def test_steps_are_played_until_one_goes_wrong() -> None:
    played: list[str] = []

    async def well(_player: Player) -> None:
        played.append("well")

    async def badly(_player: Player) -> None:
        played.append("badly")
        raise StageError("the door stuck")

    async def scenario(stage: Stage) -> None:
        reports: list[Report] = []
        steps = (Step("one", well), Step("two", badly), Step("three", well))
        assert not await perform(stage.player, steps, reports.append)
        assert played == ["well", "badly"]
        assert [(report.step, report.trouble) for report in reports] == [("one", ""), ("two", "the door stuck")]
        assert await perform(stage.player, steps[:1], reports.append)

    on_stage(scenario)


def test_a_report_for_people_and_for_programs() -> None:
    good, bad = Report("opens", 1.23456, ""), Report("opens", 0.5, "the door stuck")
    assert good.line().endswith("ok")
    assert bad.line().endswith("WRONG: the door stuck")
    assert json.loads(good.json()) == {"step": "opens", "ok": True, "t_s": 1.235, "trouble": ""}
    assert json.loads(bad.json())["ok"] is False
