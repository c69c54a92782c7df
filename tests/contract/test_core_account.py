"""The real core and the embedded backend: somebody's account at the kiosk, and that it leaves nothing behind."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from kiosk.backend import schema
from kiosk.backend.faults import Faults
from kiosk.commerce.http import HttpBackend
from kiosk.commerce.trade import HttpTrade
from kiosk.core import Core, Parts
from kiosk.domain.record import Kind
from kiosk.messages import AccountScreen, CodeSeen, IdleScreen, Intent, PapersScreen, RefusedScreen, Screen, View
from kiosk.services.kiosk_clock import KioskClock
from kiosk.settings import load_profile
from tests.helpers import stock
from tests.helpers.core import World, until
from tests.helpers.fakes import FakeCommissioning
from tests.helpers.time import Machine
from tests.helpers.trade import change

pytestmark = pytest.mark.parametrize("planted", ["sqlite"], indirect=True)
"""The kiosk is the same on both."""
Seen = TypeVar("Seen", bound=Screen)


class _Walk(FakeCommissioning):
    async def run(self) -> None:
        await asyncio.Event().wait()


class _AllArmed:
    unarmed: frozenset[int] = frozenset()


class Standing:
    """Somebody in front of the kiosk: shows a badge, touches, sees screens."""

    def __init__(self, core: Core, views: list[View]) -> None:
        self.core, self.views = core, views

    def show(self, badge: str) -> None:
        self.core.code(CodeSeen(badge.encode(), "QR-Code", 0.0, 0.0))

    def touch(self, action: str, value: str = "") -> None:
        self.core.intent(Intent(self.views[-1].session, action, value))  # type: ignore[arg-type]

    async def sees(self, kind: type[Seen], what: Callable[[Seen], object] = lambda _: True) -> Seen:
        await until(lambda: isinstance(self.views[-1].screen, kind) and what(self.views[-1].screen))
        screen = self.views[-1].screen
        assert isinstance(screen, kind)
        return screen


def at_kiosk(running: Any, folder: Path, scenario: Callable[[Standing], Awaitable[None]]) -> list[View]:
    """Once the list is there and the backend has said what it offers."""
    profile, views = load_profile("demo"), list[View]()
    clock = KioskClock(Machine(utc=running.clock[0]), profile.file.policy.clock_limits())
    world, key = World(folder, clock=clock), running.secrets.kiosk.bearer_key
    site, kiosk_id = profile.file.site.number, profile.file.site.kiosk_id

    async def main() -> None:
        async with (
            world.journal() as journal,
            HttpBackend(
                running.url, bearer_key=key, site=site, kiosk=kiosk_id, site_key=running.secrets.site.key
            ) as backend,
            HttpTrade(running.url, bearer_key=key) as trade,
            asyncio.TaskGroup() as tasks,
        ):
            await clock.recall(journal)
            core = Core(
                Parts(
                    profile=profile,
                    journal=journal,
                    backend=backend,
                    trade=trade,
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
            await until(lambda: views and "sessions" in core.facts.capabilities and core.facts.synced_s is not None)
            await scenario(Standing(core, views))
            # No request is under way when the database goes.
            await until(lambda: running.backend.faults.offline or not core.facts.outbox)
            serving.cancel()

    asyncio.run(main())
    return views


async def _serve(core: Core) -> None:
    async with asyncio.TaskGroup() as tasks:
        await core.recover_and_start(tasks)


def ended(running: Any) -> list[int]:
    table = schema.sessions
    return [row.ended for row in running.backend.read(lambda connection: connection.execute(table.select()).all())]


def journal_text(folder: Path) -> str:
    """Every row of the journal but the site list, which names the people that it may hand out to."""
    with closing(sqlite3.connect(World(folder).path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in tables if name not in {"employees", "accounts", "pickups", "credentials"}]
        rows = [row for name in kept for row in connection.execute(f"SELECT * FROM {name}")]
    assert any(Kind.SESSION_STARTED in str(row) for row in rows)
    return str(rows)


def test_the_account_is_the_same_as_on_the_web_and_leaves_nothing(
    running: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    badge = running.code("badge", "E-JONAS").text
    links: list[str] = []

    async def scenario(jonas: Standing) -> None:
        jonas.show(badge)
        home = await jonas.sees(
            AccountScreen, lambda screen: screen.news == "told" and "papers" in jonas.views[-1].actions
        )
        assert [(line.site_name, line.parcels) for line in home.elsewhere] == [("Henteskap Brygga", 1)]
        assert home.coming > 0
        jonas.touch("papers")
        papers = await jonas.sees(PapersScreen, lambda screen: screen.news == "told" and screen.credit is not None)
        assert [row.kind for row in papers.rows] == ["credit_note", "invoice", "invoice"]
        assert papers.credit is not None
        assert papers.credit.available_minor
        jonas.touch("paper", papers.rows[0].id)
        shown = await jonas.sees(PapersScreen, lambda screen: screen.shown is not None)
        assert shown.shown is not None
        links.append(shown.shown.link)
        jonas.touch("home")
        await jonas.sees(IdleScreen)
        await until(lambda: ended(running) == [1])

    views = at_kiosk(running, tmp_path, scenario)
    assert links[0].startswith("https://")
    forbidden = [badge, links[0], "Jonas", "Henteskap Brygga", running.secrets.kiosk.bearer_key]
    assert any("Jonas" in str(view) for view in views), "so that the next lines prove something"
    assert not [text for text in forbidden if text in caplog.text]
    assert not [text for text in forbidden if text in journal_text(tmp_path)]


def test_somebody_without_a_pickup_here_sees_what_else_there_is(running: Any, tmp_path: Path) -> None:
    async def scenario(rune: Standing) -> None:
        rune.show(running.code("badge", "E-RUNE").text)
        home = await rune.sees(AccountScreen, lambda screen: screen.news == "told")
        assert (home.pickups, home.elsewhere) == ((), ())
        rune.touch("papers")
        papers = await rune.sees(PapersScreen, lambda screen: screen.news == "told" and screen.credit is not None)
        assert papers.credit is not None
        assert papers.credit.stopped
        assert [row.settled for row in papers.rows] == [False]
        rune.touch("home")
        await until(lambda: ended(running) == [1])

    at_kiosk(running, tmp_path, scenario)


def test_whoever_has_left_the_company_since_is_shown_nothing(running: Any, tmp_path: Path) -> None:
    async def scenario(rune: Standing) -> None:
        change(running, schema.employees, "E-RUNE", active=0)
        rune.show(running.code("badge", "E-RUNE").text)
        await rune.sees(RefusedScreen, lambda screen: screen.reason == "no_pickups")
        rune.touch("home")
        await rune.sees(IdleScreen)

    at_kiosk(running, tmp_path, scenario)
    assert ended(running) == []


def test_whoever_is_away_keeps_the_parcels_and_loses_the_rest(running: Any, tmp_path: Path) -> None:
    async def scenario(jonas: Standing) -> None:
        running.backend.faults.become(Faults(offline=True))
        jonas.show(running.code("badge", "E-JONAS").text)
        home = await jonas.sees(AccountScreen, lambda screen: screen.news == "unknown")
        assert [pickup.compartments for pickup in home.pickups] == [(7,)]
        assert "papers" not in jonas.views[-1].actions

    at_kiosk(running, tmp_path, scenario)
