import asyncio
from pathlib import Path

import pytest

from kiosk.domain.record import CompartmentFlags, Entry, Kind
from kiosk.services import ledger_view
from kiosk.services.alarms import AlarmBook
from kiosk.services.facts import Facts
from kiosk.services.ledger_view import LedgerView
from tests.helpers.core import World, until
from tests.helpers.fakes import SetClock
from tests.helpers.flow_script import pickup
from tests.helpers.stock import page


def test_facts_follow_the_journal_after_a_nudge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_view, "_QUIET_S", 0.001)
    block = Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=3, reason="dirty", actor="E-9")

    async def main() -> None:
        facts = Facts(lambda: None)
        async with World(tmp_path).journal() as journal, asyncio.TaskGroup() as tasks:
            view = LedgerView(journal, facts, AlarmBook(facts, SetClock()))
            running = tasks.create_task(view.run())
            await journal.apply_list(page(pickup(7)))
            await journal.append(block)
            await asyncio.sleep(0.01)
            assert facts.holds_parcel == frozenset(), "it looks only when something was committed"
            view.nudge()
            await until(lambda: facts.flags)
            assert facts.flags == {3: CompartmentFlags(3, "dirty")}
            assert (facts.holds_parcel, facts.outbox) == (frozenset({7}), 1)
            running.cancel()

    asyncio.run(main())


def test_a_burst_of_commits_costs_one_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_view, "_QUIET_S", 0.01)
    looks: list[int] = []

    async def counted(_view: LedgerView) -> None:
        looks.append(1)

    monkeypatch.setattr(LedgerView, "refresh", counted)

    async def main() -> None:
        async with World(tmp_path).journal() as journal, asyncio.TaskGroup() as tasks:
            facts = Facts(lambda: None)
            view = LedgerView(journal, facts, AlarmBook(facts, SetClock()))
            running = tasks.create_task(view.run())
            for _ in range(5):
                view.nudge()
                await asyncio.sleep(0)
            await asyncio.sleep(0.05)
            running.cancel()

    asyncio.run(main())
    assert looks == [1]


def test_a_second_parcel_in_a_compartment_is_an_alarm_once(tmp_path: Path) -> None:
    async def main() -> None:
        facts = Facts(lambda: None)
        async with World(tmp_path).journal() as journal:
            view = LedgerView(journal, facts, AlarmBook(facts, SetClock()))
            await journal.apply_list(page(pickup(7, id="HOLDER01"), pickup(8, id="ALONE001")))
            await view.refresh()
            assert facts.alarms == ()
            await journal.apply_list(page(pickup(7, id="HOLDER01"), pickup(7, id="NEWCOMER")))
            await view.refresh()
            assert [(alarm.kind, alarm.door) for alarm in facts.alarms] == [("custody_conflict", 7)]
            facts.alarms = ()
            await view.refresh()
            assert facts.alarms == ()
            assert facts.in_doubt == {7}

    asyncio.run(main())


def test_while_nobody_looks_a_whole_visit_costs_one_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_view, "_QUIET_S", 0.0)
    monkeypatch.setattr(ledger_view, "_UNWATCHED_S", 0.1)
    looks: list[bool] = []
    watched = False

    async def counted(_view: LedgerView) -> None:
        looks.append(watched)

    monkeypatch.setattr(LedgerView, "refresh", counted)

    async def main() -> None:
        nonlocal watched
        async with World(tmp_path).journal() as journal, asyncio.TaskGroup() as tasks:
            facts = Facts(lambda: None)
            view = LedgerView(journal, facts, AlarmBook(facts, SetClock()), watched=lambda: watched)
            running = tasks.create_task(view.run())
            for _ in range(3):
                view.nudge()
                await asyncio.sleep(0.01)
            assert not looks
            await until(lambda: looks)
            watched = True
            for _ in range(3):
                view.nudge()
                await asyncio.sleep(0.01)
            running.cancel()

    asyncio.run(main())
    assert looks == [False, True, True, True]


def test_who_comes_to_look_does_not_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_view, "_QUIET_S", 0.0)
    watched = False

    async def main() -> None:
        nonlocal watched
        facts = Facts(lambda: None)
        async with World(tmp_path).journal() as journal, asyncio.TaskGroup() as tasks:
            view = LedgerView(journal, facts, AlarmBook(facts, SetClock()), watched=lambda: watched)
            running = tasks.create_task(view.run())
            await journal.apply_list(page(pickup(7)))
            view.nudge()
            await asyncio.sleep(0.02)
            view.screen_changed()
            await asyncio.sleep(0.02)
            assert not facts.holdings
            watched = True
            view.screen_changed()
            await until(lambda: 7 in facts.holdings)
            running.cancel()

    asyncio.run(main())
