import asyncio
from pathlib import Path

import pytest

from kiosk.domain.record import CompartmentFlags, Entry, Kind
from kiosk.services import ledger_view
from kiosk.services.facts import Facts
from kiosk.services.ledger_view import LedgerView
from tests.helpers.core import World, until
from tests.helpers.flow_script import pickup
from tests.helpers.stock import page


def test_facts_follow_the_journal_after_a_nudge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_view, "_QUIET_S", 0.001)
    block = Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=3, reason="dirty", actor="E-9")

    async def main() -> None:
        facts = Facts(lambda: None)
        async with World(tmp_path).journal() as journal, asyncio.TaskGroup() as tasks:
            view = LedgerView(journal, facts)
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
            view = LedgerView(journal, Facts(lambda: None))
            running = tasks.create_task(view.run())
            for _ in range(5):
                view.nudge()
                await asyncio.sleep(0)
            await asyncio.sleep(0.05)
            running.cancel()

    asyncio.run(main())
    assert looks == [1]
