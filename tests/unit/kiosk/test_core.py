"""The core as it is wired, on a real journal: what no part of it shows alone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from kiosk import messages as m
from kiosk.core import Core, Parts
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.flows import events
from kiosk.flows.events import Deadline
from kiosk.messages import IdleScreen, Intent, KeypadScreen, ReaderStatus, RescueScreen, View
from kiosk.ports import DoorChange
from kiosk.services.kiosk_clock import KioskClock
from kiosk.settings import load_profile
from tests.helpers import stock
from tests.helpers.core import World, settle, until
from tests.helpers.every_flow import SESSIONS
from tests.helpers.fakes import NOW_UTC, FakeCommissioning
from tests.helpers.time import TODAY, Machine


class _Walk(FakeCommissioning):
    async def run(self) -> None:
        await asyncio.Event().wait()


class _AllArmed:
    unarmed: frozenset[int] = frozenset()


def serve(
    tmp_path: Path,
    scenario: Callable[[Core, World, list[View]], Awaitable[None]],
    *,
    utc: float = NOW_UTC,
    trouble: Exception | None = None,
    sandbox: Literal["preferred", "required"] = "preferred",
) -> None:
    profile, views = load_profile("demo"), list[View]()
    camera = msgspec.structs.replace(profile.file.camera, sandbox=sandbox)
    profile = replace(profile, file=msgspec.structs.replace(profile.file, camera=camera))
    clock = KioskClock(Machine(utc=utc), profile.file.policy.clock_limits())
    world = World(tmp_path, clock=clock)
    world.backend.trouble = trouble

    async def main() -> None:
        async with world.journal() as journal, asyncio.TaskGroup() as tasks:
            await clock.recall(journal)
            core = Core(
                Parts(
                    profile=profile,
                    journal=journal,
                    backend=world.backend,
                    trade=world.trade,
                    bank=world.bank,
                    arming=_AllArmed(),
                    clock=clock,
                    signatures=stock.VERIFIER,
                    make_walk=lambda _wants, _changed: _Walk(),
                    published=views.append,
                    look_again=lambda: None,
                )
            )
            serving = tasks.create_task(_serve(core))
            await until(lambda: views)
            await settle()
            await scenario(core, world, views)
            serving.cancel()

    asyncio.run(main())


async def _serve(core: Core) -> None:
    async with asyncio.TaskGroup() as tasks:
        await core.recover_and_start(tasks)


@pytest.mark.allow_warnings
def test_a_rescue_needs_no_session_and_no_network_and_gives_the_screen_back(tmp_path: Path) -> None:
    async def scenario(core: Core, world: World, views: list[View]) -> None:
        core.intent(Intent("of somebody earlier", "rescue"))
        await until(lambda: isinstance(views[-1].screen, RescueScreen))
        core.intent(Intent("", "rescue_door", number=13))
        await until(lambda: world.bank.pulses == [13])
        await until(lambda: isinstance(core.publisher.screen, RescueScreen) and core.publisher.screen.state == "open")
        core.intent(Intent("", "rescue_clear", number=13))
        await until(lambda: isinstance(views[-1].screen, IdleScreen))

    serve(tmp_path, scenario)


@pytest.mark.allow_warnings
def test_whoever_helps_does_not_lose_their_own_turn(tmp_path: Path) -> None:
    async def scenario(core: Core, world: World, views: list[View]) -> None:
        core.intent(Intent("", "type_code"))
        await until(lambda: isinstance(views[-1].screen, KeypadScreen))
        session = core.runner.session.id
        world.bank.change(7, DoorChange.OPENED)
        world.bank.change(7, DoorChange.CLOSED)
        await until(lambda: isinstance(views[-1].screen, RescueScreen))
        await asyncio.sleep(0.05)
        before_s = core.runner.deadlines.left_s(Deadline.IDLE)
        core.intent(Intent(session, "back"))
        await until(lambda: isinstance(views[-1].screen, KeypadScreen))
        after_s = core.runner.deadlines.left_s(Deadline.IDLE)
        assert before_s is not None
        assert after_s is not None
        assert after_s > before_s
        assert core.runner.session.id == session

    serve(tmp_path, scenario)


@pytest.mark.allow_warnings
def test_a_touch_meant_for_an_earlier_person_does_nothing_else(tmp_path: Path) -> None:
    async def scenario(core: Core, _world: World, views: list[View]) -> None:
        core.intent(Intent("of somebody earlier", "type_code"))
        await settle()
        assert isinstance(views[-1].screen, IdleScreen)

    serve(tmp_path, scenario)


@pytest.mark.allow_warnings
def test_each_scanner_is_a_device_whose_loss_is_told(tmp_path: Path) -> None:
    serial, hid = m.ScannerLine("serial:/dev/x", "ok", 3), m.ScannerLine("hid:0c2e:0b61", "ok")
    blocked = m.ScannerLine("hid:0c2e:0b61", "blocked", 0, "no right to use it")

    async def scenario(core: Core, _world: World, _views: list[View]) -> None:
        core.scanners(m.ScannersStatus((serial, blocked)))
        assert core.facts.scanners == (serial, blocked)
        assert core.devices.missing("scanner hid:0c2e:0b61")
        assert not core.devices.missing("scanner serial:/dev/x")
        core.scanners(None)
        assert [one.state for one in core.facts.scanners] == ["gone", "gone"]
        assert core.devices.missing("scanner serial:/dev/x")
        core.scanners(m.ScannersStatus((serial, hid)))
        assert not core.devices.missing("scanner hid:0c2e:0b61")
        assert not core.devices.missing("scanner serial:/dev/x")

    serve(tmp_path, scenario)


@pytest.mark.allow_warnings
def test_a_code_that_scanners_tell_again_when_they_come_back_is_not_answered_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a scanner that looks all the time it may still lie there."""
    ok = m.ScannersStatus((m.ScannerLine("serial:/dev/x", "ok"),))

    async def scenario(core: Core, _world: World, views: list[View]) -> None:
        core.scanners(ok)
        core.code(m.CodeSeen(b"NO-SUCH", "qr", 1.0, 1.0))
        await until(lambda: isinstance(views[-1].screen, m.RefusedScreen))
        posted: list[object] = []
        monkeypatch.setattr(core.runner, "post", posted.append)
        core.scanners(None)
        core.scanners(ok)
        core.code(m.CodeSeen(b"NO-SUCH", "qr", 2.0, 2.0))
        assert posted == []
        core.scanners(ok)
        core.code(m.CodeSeen(b"NO-SUCH", "qr", 3.0, 3.0))
        assert posted == [events.CodeScanned(b"NO-SUCH")]

    serve(tmp_path, scenario)


@pytest.mark.allow_warnings
@pytest.mark.parametrize(("text", "aim", "label"), [(b"00106141412345678908", "]C1", "sscc"), (b"PK1:X", "]Q1", "")])
def test_what_a_label_identifies_is_told_to_technicians_alone(
    tmp_path: Path, text: bytes, aim: str, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(core: Core, _world: World, _views: list[View]) -> None:
        core.code(m.CodeSeen(text, "code128", 1.0, 1.0, aim))
        assert core.facts.last_label == ""
        monkeypatch.setattr(core, "technician_at_work", lambda: True)
        core.code(m.CodeSeen(text, "code128", 1.0, 1.0, aim))
        assert core.facts.last_label == label

    serve(tmp_path, scenario)


@pytest.mark.allow_warnings
def test_the_number_of_a_card_is_an_entry_of_its_own(tmp_path: Path) -> None:
    async def scenario(core: Core, _world: World, _views: list[View]) -> None:
        assert core.runner is not None
        core.code(m.CodeSeen(b"04A1B2C3D4E5F6", "card_uid", 1.0, 1.0, entry="tapped"))
        await until(lambda: core.runner.session.id)
        await settle()
        failures = await core.journal.failures(core.clock.utc_s())
        assert set(failures) <= {"tapped"}

    serve(tmp_path, scenario)


def test_the_first_screen_after_a_restart_is_the_one_that_was_found_again(tmp_path: Path) -> None:
    async def before(core: Core, _world: World, views: list[View]) -> None:
        now_s = core.clock.monotonic_s()
        await core.clock_watch.heard(TODAY, now_s, now_s)
        core.intent(Intent("", "type_code"))
        await until(lambda: isinstance(views[-1].screen, KeypadScreen))
        await settle()

    async def after(_core: Core, _world: World, views: list[View]) -> None:
        assert [type(view.screen) for view in views] == [KeypadScreen] * len(views)

    away = BackendAwayError("no route")
    serve(tmp_path, before, utc=TODAY, trouble=away)
    serve(tmp_path, after, utc=TODAY, trouble=away)


CAMERA = ReaderStatus("ok", "stage:", 1280, 720, 15.0, 8.0, 3)


@pytest.mark.allow_warnings
def test_a_camera_that_works_and_sees_badly_is_a_device_of_its_own(tmp_path: Path) -> None:
    async def scenario(core: Core, _world: World, _views: list[View]) -> None:
        core.reader(msgspec.structs.replace(CAMERA, view="dirty"))
        assert core.devices.missing("camera_view")
        assert not core.devices.missing("camera")
        core.reader(None)  # a reader that is started anew has seen nothing yet, and cleans no lens
        assert core.devices.missing("camera_view")
        core.reader(CAMERA)
        assert not core.devices.missing("camera_view")
        core.reader(msgspec.structs.replace(CAMERA, state="black"))
        assert core.devices.missing("camera")
        assert not core.facts.camera_ok

    serve(tmp_path, scenario)


@pytest.mark.allow_warnings
@pytest.mark.parametrize(("sandbox", "told"), [("preferred", False), ("required", True)])
def test_a_reader_that_is_not_confined_is_a_loss_only_where_the_site_demands_it(
    tmp_path: Path, sandbox: Literal["preferred", "required"], told: bool
) -> None:
    async def scenario(core: Core, _world: World, _views: list[View]) -> None:
        core.reader(msgspec.structs.replace(CAMERA, unconfined=("files",)))
        assert core.devices.missing("reader_sandbox") is told
        core.reader(CAMERA)
        assert not core.devices.missing("reader_sandbox")

    serve(tmp_path, scenario, sandbox=sandbox)


@pytest.mark.allow_warnings
def test_a_backend_that_does_not_take_the_key_is_told_once_and_when_it_takes_it_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(core: Core, world: World, _views: list[View]) -> None:
        await until(lambda: core.devices.missing("backend_key"))
        await settle()
        assert "backend_key" in [alarm.kind for alarm in core.facts.alarms]
        world.backend.trouble = None
        await until(lambda: not core.devices.missing("backend_key"))

    serve(tmp_path, scenario, trouble=BackendRefusedError(401, "unauthorised"))
    said = [record.getMessage() for record in caplog.records if "key (401)" in record.getMessage()]
    assert len(said) == 1


@pytest.mark.allow_warnings
@pytest.mark.parametrize(
    ("payload", "aim", "gtin"),
    [
        (b"7038010009457", "]E0", "07038010009457"),
        (b"7038010009457", "", "07038010009457"),
        (b"https://id.gs1.org/01/07038010009457", "]Q1", "07038010009457"),
        (b"PK1:X", "]Q1", ""),
        (b"\xff", "", ""),
    ],
)
def test_at_the_basket_a_label_is_goods_and_no_code(tmp_path: Path, payload: bytes, aim: str, gtin: str) -> None:
    async def scenario(core: Core, _world: World, _views: list[View]) -> None:
        posted: list[object] = []
        core.runner.session = replace(core.runner.session, id="S1", flow=SESSIONS["basket_empty"].flow)
        core.runner.post = posted.append  # type: ignore[method-assign]
        core.code(m.CodeSeen(payload, "ean13", 1.0, 1.0, aim))
        assert posted == [events.GoodsScanned(gtin)]
        core.runner.session = replace(core.runner.session, flow=SESSIONS["checkout"].flow)
        core.code(m.CodeSeen(payload, "ean13", 1.0, 1.0, aim))
        assert posted[1:] == [events.CodeScanned(payload)]

    serve(tmp_path, scenario)
