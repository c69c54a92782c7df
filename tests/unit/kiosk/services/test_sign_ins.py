import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.decision import Reason, Refusal
from kiosk.domain.trade import NotYet, SignInPage
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.flows.events import Pressed
from kiosk.flows.phone_sign_in import PhoneSignIn
from kiosk.flows.session import Idle, Refused
from kiosk.flows.tradesperson import Home
from tests.helpers.core import Core, World, settle, until
from tests.helpers.fake_trade import EVERYTHING, PAGE, TOKEN, FakeTrade, visit
from tests.helpers.flow_script import account, employee, pickup
from tests.helpers.stock import badge, page

MINE = pickup(7, id="MINE0001", account="A", buyer_employee="E-1")
GOOD = visit(credential="BADGE1")
OFFERED = EVERYTHING | {"device_sign_in"}


def in_core(
    tmp_path: Path, scenario: Callable[[Core, World], Awaitable[None]], *listed: Any, trade: FakeTrade
) -> World:
    world = World(tmp_path, trade=trade, capabilities=OFFERED)

    async def main() -> None:
        async with world.core() as core:
            await core.journal.apply_list(page(account(), *listed))
            core.runner.post(Pressed("phone_sign_in"))
            await scenario(core, world)

    asyncio.run(main())
    return world


def jonas(**values: Any) -> tuple[Any, ...]:
    """An employee, a badge and what waits."""
    return employee(**values), badge("B-1", "E-1", id="BADGE1"), MINE


def refusal(core: Core) -> Refusal:
    flow = core.runner.session.flow
    assert isinstance(flow, Refused)
    return flow.refusal


def test_a_phone_leads_to_the_account_and_its_doors(tmp_path: Path) -> None:
    async def scenario(core: Core, world: World) -> None:
        await core.at(Home)
        home = core.runner.session.flow
        assert isinstance(home, Home)
        assert (home.signed_in.credential, home.signed_in.pickups) == ("BADGE1", (MINE,))
        await until(lambda: core.runner.session.visiting.news == "told")
        await core.play(Pressed("collect"))
        await until(lambda: len(core.bank.pulses) == 1)
        await core.play(Pressed("home"))
        assert "sign_in" not in world.trade.asked

    world = in_core(tmp_path, scenario, *jonas(), trade=FakeTrade(by_phone=[NotYet(0.01), NotYet(0.01), GOOD]))
    assert world.trade.asked[:4] == ["begin_sign_in", *["finish_sign_in SIGN-IN-1"] * 3]


def test_the_page_is_shown_meanwhile(tmp_path: Path) -> None:
    async def scenario(core: Core, world: World) -> None:
        await until(lambda: core.runner.session.flow == PhoneSignIn(PAGE))
        asked = len(world.trade.asked)
        await core.play(Pressed("back"))
        assert isinstance(core.runner.session.flow, Idle)
        await asyncio.sleep(0.05)
        assert len(world.trade.asked) <= asked + 1
        world.trade.by_phone = [GOOD] * 3
        await settle()
        assert isinstance(core.runner.session.flow, Idle)

    in_core(tmp_path, scenario, *jonas(), trade=FakeTrade(by_phone=[NotYet(0.01)] * 1000))


@pytest.mark.parametrize(
    ("credential", "listed"),
    [
        ("", jonas()),
        ("UNKNOWN", jonas()),
        ("BADGE2", (*jonas(), employee(id="E-2"), badge("B-2", "E-2", id="BADGE2"))),
        ("BADGE1", (employee(), badge("B-1", "E-1", id="BADGE1", revoked=True), MINE)),
        ("BADGE1", (employee(), badge("B-1", "E-1", id="BADGE1", not_after_utc=1500.0), MINE)),
    ],
)
def test_without_a_good_badge_of_their_own_no_door_is_offered(
    tmp_path: Path, credential: str, listed: tuple[Any, ...]
) -> None:
    async def scenario(core: Core, _world: World) -> None:
        await core.at(Home)
        home = core.runner.session.flow
        assert isinstance(home, Home)
        assert (home.signed_in.credential, home.signed_in.pickups) == ("", ())

    in_core(tmp_path, scenario, *listed, trade=FakeTrade(by_phone=[visit(credential=credential)]))


@pytest.mark.parametrize(
    ("answer", "listed"),
    [
        (None, jonas()),
        (visit(credential="BADGE1"), jonas(active=False)),
        (visit(credential="BADGE1", employee="E-9"), jonas()),
        (visit(credential="BADGE1", account="B"), jonas()),
        (visit(credential="", account="B"), jonas()),
    ],
)
def test_who_is_not_known_here_is_refused(tmp_path: Path, answer: Any, listed: tuple[Any, ...]) -> None:
    async def scenario(core: Core, _world: World) -> None:
        await core.at(Refused)
        assert refusal(core).reason is Reason.SIGN_IN_REFUSED
        assert core.runner._visits._stay is None

    in_core(tmp_path, scenario, *listed, trade=FakeTrade(by_phone=[answer]))


@pytest.mark.allow_warnings
@pytest.mark.parametrize("trouble", [BackendAwayError("ConnectError"), BackendRefusedError(404, "not-offered")])
def test_a_backend_that_does_not_do_it(tmp_path: Path, trouble: Any) -> None:
    async def scenario(core: Core, _world: World) -> None:
        await core.at(Refused)
        assert refusal(core).reason is Reason.CANNOT_CHECK

    in_core(tmp_path, scenario, *jonas(), trade=FakeTrade(trouble=trouble))


def test_a_backend_that_is_away_in_between_is_asked_again(tmp_path: Path) -> None:
    trade = FakeTrade(by_phone=[GOOD])

    async def trouble_once(what: str) -> None:
        first = [asked for asked in trade.asked if asked == what] == [what]
        if what.startswith("finish") and first:
            raise BackendAwayError("status 503", retry_after_s=0.01)

    trade.before_answer = trouble_once

    async def scenario(core: Core, _world: World) -> None:
        await core.at(Home)

    in_core(tmp_path, scenario, *jonas(), trade=trade)


def test_it_ends_when_the_company_says_so(tmp_path: Path) -> None:
    async def scenario(core: Core, world: World) -> None:
        await until(lambda: core.runner.session.flow == PhoneSignIn(PAGE))
        world.clock.monotonic += PAGE.life_s
        await core.at(Refused)
        assert refusal(core).reason is Reason.SIGN_IN_REFUSED

    in_core(tmp_path, scenario, *jonas(), trade=FakeTrade(by_phone=[NotYet(0.01)] * 1000))


def test_no_door_could_open(tmp_path: Path) -> None:
    async def scenario(core: Core, _world: World) -> None:
        core.facts.bank_down = True
        await core.at(Refused)
        assert refusal(core).reason is Reason.BANK_DOWN

    in_core(tmp_path, scenario, *jonas(), trade=FakeTrade(by_phone=[NotYet(0.01), GOOD]))


def test_nothing_of_it_is_kept_or_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")

    async def scenario(core: Core, _world: World) -> None:
        await core.at(Home)
        await settle()

    world = in_core(tmp_path, scenario, *jonas(), trade=FakeTrade(by_phone=[GOOD]))
    kept = b"".join(path.read_bytes() for path in world.folder.rglob("*") if path.is_file()).decode("latin-1")
    for secret in (TOKEN, PAGE.url, PAGE.user_code, PAGE.id):
        assert secret not in kept
        assert secret not in caplog.text
    assert isinstance(PAGE, SignInPage)
