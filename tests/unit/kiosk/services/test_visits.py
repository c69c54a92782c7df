import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kiosk.domain.decision import Reason
from kiosk.domain.pricing import Wanted
from kiosk.domain.trade import (
    Approvals,
    Away,
    Bought,
    Buy,
    CreditOf,
    Decide,
    Deliverable,
    DeliveryOf,
    NotBought,
    NotOffered,
    Papers,
    PriceOf,
    Purchase,
    Question,
    Told,
    Visitor,
    WhatWaits,
    WhoVisits,
)
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.flows.effects import Check
from kiosk.flows.events import AccountTold, CodeScanned, Deadline, DeadlinePassed, Pressed, SignedIn
from kiosk.flows.session import Idle, Refused
from kiosk.flows.tradesperson import Home
from kiosk.ports import PersonFacts, Trade
from kiosk.services import visits as module
from kiosk.services.patience import SILENT_TIMES, Patience
from kiosk.services.visits import Visits
from tests.helpers.core import Core, World, settle, until
from tests.helpers.fake_trade import ALL_RIGHTS, EVERYTHING, TOKEN, FakeTrade, document, order, visit
from tests.helpers.fakes import SetClock
from tests.helpers.flow_script import account, employee, pickup
from tests.helpers.stock import badge, page

MINE = pickup(7, id="MINE0001", account="A", buyer_employee="E-1")
KARI = SignedIn("badge", employee(), account(), (MINE,))
NOTHING_HERE = SignedIn("badge", employee(), account(), ())
BADGE = Check("scanned", b"B-1")
BUY = Purchase(Buy("buy-1", (Wanted("DRILL-18V", 1),), 7))


class Desk:
    """Visits alone, with a trade in the test's hand; `heard` is what was answered."""

    def __init__(self, trade: FakeTrade, tasks: asyncio.TaskGroup) -> None:
        self.trade, self.offered, self.clock = trade, EVERYTHING, SetClock()
        self.heard: list[tuple[str, AccountTold]] = []
        self.visits = Visits(trade, Patience(self.clock), lambda: self.offered, 4)
        self.visits.start(tasks, lambda session, told: self.heard.append((session, told)))

    async def ask(self, *questions: Question, session: str = "S1") -> list[Told]:
        self.heard.clear()
        for question in questions:
            self.visits.ask(session, question)
        await settle()
        return [told.answer for _, told in self.heard]


def at_desk(scenario: Callable[[Desk], Awaitable[None]], trade: FakeTrade | None = None) -> FakeTrade:
    trade = trade or FakeTrade()

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            await scenario(Desk(trade, tasks))

    asyncio.run(main())
    port: Trade = trade
    assert port is trade
    return trade


def test_every_question_has_its_answer() -> None:
    bought = Bought("buy-1", "placed", "E-1", "10300", 100, "NOK")

    async def scenario(desk: Desk) -> None:
        assert await desk.visits.welcome("S1", BADGE, KARI) is KARI
        assert await desk.ask(WhoVisits()) == [Visitor(ALL_RIGHTS)]
        assert await desk.ask(WhatWaits(), CreditOf()) == [(order(),), desk.trade.credit_left]
        assert await desk.ask(Papers("invoices")) == [(document(),)]
        assert await desk.ask(Papers("delivery_notes")) == [()]
        assert await desk.ask(PriceOf(BUY.buy.lines)) == [NotBought("article-unknown", "lines.0.sku")]
        assert await desk.ask(BUY) == [bought]
        assert await desk.ask(Approvals()) == [(bought,)]
        assert await desk.ask(Decide("buy-1", approve=False)) == [NotBought("already-decided")]
        assert desk.trade.asked[-1] == "decide buy-1 False"

    at_desk(scenario, FakeTrade(bought=bought, waiting=(bought,)))


def test_how_goods_can_come_is_asked_for_this_site() -> None:
    question = DeliveryOf(BUY.buy.lines)

    async def scenario(desk: Desk) -> None:
        await desk.visits.welcome("S1", BADGE, KARI)
        assert await desk.ask(question) == [NotOffered()]
        desk.offered |= {"feasibility"}
        assert await desk.ask(question) == [Deliverable(here=True, home=True)]
        assert desk.trade.asked[-1] == "deliverable 4 1"
        desk.trade.way = NotBought("article-unknown", "lines.0.sku")
        assert await desk.ask(question) == [desk.trade.way]
        desk.trade.trouble = BackendAwayError("silent")
        assert await desk.ask(question) == [Away()]

    at_desk(scenario)


def test_nobody_who_collects_waits_for_the_backend() -> None:
    async def scenario(desk: Desk) -> None:
        silence = asyncio.Event()

        async def keep_silent(_what: str) -> None:
            await silence.wait()

        desk.trade.before_answer = keep_silent
        async with asyncio.timeout(1.0):
            assert await desk.visits.welcome("S1", BADGE, KARI) is KARI
        assert await desk.ask(WhoVisits()) == []
        silence.set()
        await settle()
        assert [told.answer for _, told in desk.heard] == [Visitor(ALL_RIGHTS)]

    at_desk(scenario)


def test_whoever_has_nothing_here_is_let_in_for_what_else_there_is() -> None:
    async def scenario(desk: Desk) -> None:
        assert await desk.visits.welcome("S1", BADGE, NOTHING_HERE) is NOTHING_HERE
        desk.offered = frozenset({"sessions", "partial", "feasibility"})
        refused = await desk.visits.welcome("S2", BADGE, NOTHING_HERE)
        assert getattr(refused, "reason", None) is Reason.NO_PICKUPS

    at_desk(scenario)


@pytest.mark.parametrize("trouble", ["away", "unknown_badge", "no_sessions", "card", "silent"])
def test_without_a_visit_nothing_here_is_refused_as_ever(trouble: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WELCOME_LIMIT_S", 0.05)

    async def scenario(desk: Desk) -> None:
        ended = asyncio.Event()

        async def keep_silent(_what: str) -> None:
            await ended.wait()

        if trouble == "away":
            desk.trade.trouble = BackendAwayError("ConnectError")
        if trouble == "unknown_badge":
            desk.trade.people.clear()
        if trouble == "no_sessions":
            desk.offered = EVERYTHING - {"sessions"}
        if trouble == "silent":
            desk.trade.before_answer = keep_silent
        shown = Check("tapped", b"04A1B2C3") if trouble == "card" else BADGE
        refused = await desk.visits.welcome("S1", shown, NOTHING_HERE)
        assert getattr(refused, "reason", None) is Reason.NO_PICKUPS
        if trouble in {"no_sessions", "card"}:
            assert desk.trade.asked == []
            assert await desk.ask(CreditOf()) == [NotOffered()]
        ended.set()

    at_desk(scenario)


def test_the_visit_ends_with_the_session() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.visits.welcome("S1", BADGE, KARI)
        assert await desk.ask(WhoVisits()) == [Visitor(ALL_RIGHTS)]
        desk.visits.leave("another")
        assert "sign_out" not in desk.trade.asked
        desk.visits.leave("S1")
        await settle()
        assert desk.trade.asked == ["sign_in", "sign_out"]
        assert await desk.ask(CreditOf()) == [Away(badge_again=True)]

    at_desk(scenario)


def test_an_answer_to_somebody_who_has_gone_is_heard_by_nobody() -> None:
    async def scenario(desk: Desk) -> None:
        gone = asyncio.Event()

        async def wait(what: str) -> None:
            if what in {"credit", "buy buy-1"}:
                await gone.wait()

        desk.trade.before_answer = wait
        await desk.visits.welcome("S1", BADGE, KARI)
        assert await desk.ask(CreditOf(), BUY) == []
        desk.visits.leave("S1")
        await settle()
        assert "sign_out" not in desk.trade.asked  # what was to be decided is heard to its end
        await desk.visits.welcome("S2", BADGE, KARI)
        gone.set()
        await settle()
        assert desk.heard == []
        assert desk.trade.asked.count("sign_out") == 1
        assert await desk.ask(CreditOf()) == [Away(badge_again=True)]
        assert await desk.ask(CreditOf(), session="S2") == [desk.trade.credit_left]

    at_desk(scenario)


def test_somebody_who_leaves_before_they_are_signed_in_is_signed_out_after_it() -> None:
    async def scenario(desk: Desk) -> None:
        arrived = asyncio.Event()

        async def wait(what: str) -> None:
            if what == "sign_in":
                await arrived.wait()

        desk.trade.before_answer = wait
        await desk.visits.welcome("S1", BADGE, KARI)
        desk.visits.leave("S1")
        arrived.set()
        await settle()
        assert desk.trade.asked == ["sign_in", "sign_out"]

    at_desk(scenario)


def test_the_newest_question_wins_and_what_decides_is_sent_once() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.visits.welcome("S1", BADGE, KARI)
        one, two = PriceOf((Wanted("A", 1),)), PriceOf((Wanted("A", 1), Wanted("B", 1)))
        await desk.ask(one, two, BUY, BUY)
        assert [told.question for _, told in desk.heard] == [two, BUY]
        assert [call for call in desk.trade.asked if call.startswith("buy")] == ["buy buy-1"]
        assert len(await desk.ask(BUY)) == 1  # asked again later, with the same id

    at_desk(scenario)


def test_a_visit_that_the_backend_ended_is_over() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.visits.welcome("S1", BADGE, KARI)
        desk.trade.over = True
        assert await desk.ask(CreditOf()) == [Away(badge_again=True)]
        asked = len(desk.trade.asked)
        assert await desk.ask(CreditOf(), WhatWaits()) == [Away(badge_again=True)] * 2
        desk.visits.leave("S1")
        await settle()
        assert len(desk.trade.asked) == asked

    at_desk(scenario)


@pytest.mark.allow_warnings
def test_what_is_refused_is_an_answer() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.visits.welcome("S1", BADGE, KARI)
        await desk.ask(WhoVisits())
        for error in (BackendRefusedError(403, "not-allowed"), BackendRefusedError(422, "invalid-request")):
            desk.trade.trouble = error
            assert await desk.ask(Papers("invoices")) == [NotOffered()]
            assert await desk.ask(BUY) == [NotBought(error.code)]
        desk.trade.trouble = BackendAwayError("503")
        assert await desk.ask(BUY, Approvals()) == [Away(), Away()]

    at_desk(scenario)


def test_a_silent_backend_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ANSWER_LIMIT_S", 0.02)

    async def scenario(desk: Desk) -> None:
        async def keep_silent(_what: str) -> None:
            await asyncio.Event().wait()

        await desk.visits.welcome("S1", BADGE, KARI)
        await desk.ask(WhoVisits())
        desk.trade.before_answer = keep_silent
        for _ in range(SILENT_TIMES):
            desk.visits.ask("S1", CreditOf())
            await until(lambda: desk.heard and desk.heard.pop()[1].answer == Away())
        asked = len(desk.trade.asked)
        assert await desk.ask(CreditOf()) == [Away()]
        assert len(desk.trade.asked) == asked  # nobody waits for a backend that has been silent

    at_desk(scenario)


@pytest.mark.allow_warnings
def test_somebody_else_is_not_believed() -> None:
    async def scenario(desk: Desk) -> None:
        desk.trade.people["B-1"] = visit(employee="E-2")
        await desk.visits.welcome("S1", BADGE, KARI)
        assert await desk.ask(WhoVisits()) == [NotOffered()]
        assert desk.trade.asked == ["sign_in", "sign_out"]

    at_desk(scenario)


@pytest.mark.allow_warnings
def test_neither_badge_nor_token_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def scenario(desk: Desk) -> None:
        desk.trade.trouble = BackendRefusedError(400, "odd", "B-1 is no badge of Kari")
        await desk.visits.welcome("S1", BADGE, KARI)
        await settle()
        desk.trade.trouble = None
        await desk.visits.welcome("S2", BADGE, KARI)
        await desk.ask(WhoVisits(), session="S2")
        desk.trade.trouble = BackendRefusedError(400, "odd", f"{TOKEN} of Kari")
        await desk.ask(CreditOf(), session="S2")
        desk.visits.leave("S2")
        await settle()

    at_desk(scenario)
    assert "odd" in caplog.text
    assert not [secret for secret in ("B-1", TOKEN, "Kari") if secret in caplog.text]


# --- within the core ----------------------------------------------------------------------------------------------


def in_core(tmp_path: Path, scenario: Callable[[Core, World], Awaitable[None]], *doors: int) -> World:
    world = World(tmp_path, capabilities=EVERYTHING)

    async def main() -> None:
        async with world.core() as core:
            listed = [pickup(*doors, id="MINE0001", account="A", buyer_employee="E-1")] if doors else []
            await core.journal.apply_list(page(account(), employee(), badge("B-1", "E-1"), *listed))
            await scenario(core, world)

    asyncio.run(main())
    return world


def test_a_session_is_a_visit(tmp_path: Path) -> None:
    async def scenario(core: Core, world: World) -> None:
        await core.play(CodeScanned(b"B-1"))
        assert isinstance(core.runner.session.flow, Home)
        assert world.trade.asked == ["sign_in", "orders", "to_approve"]
        assert core.runner.session.visiting.under_way == (order(),)
        await core.play(Pressed("home"))
        assert isinstance(core.runner.session.flow, Idle)
        assert world.trade.asked[3:] == ["sign_out"]

    in_core(tmp_path, scenario, 7)


def test_nothing_here_and_no_network_is_refused_as_ever(tmp_path: Path) -> None:
    async def scenario(core: Core, world: World) -> None:
        world.trade.trouble = BackendAwayError("ConnectError")
        await core.play(CodeScanned(b"B-1"))
        assert isinstance(core.runner.session.flow, Refused)
        assert core.runner.session.flow.refusal.reason is Reason.NO_PICKUPS
        world.trade.trouble = None
        await core.play(CodeScanned(b"B-1"))
        assert isinstance(core.runner.session.flow, Home)

    in_core(tmp_path, scenario)


def test_an_answer_to_an_earlier_session_does_not_reach_the_next_person(tmp_path: Path) -> None:
    async def scenario(core: Core, _world: World) -> None:
        await core.play(CodeScanned(b"B-1"), Pressed("home"), CodeScanned(b"B-1"))
        before = core.runner.session
        late = AccountTold(WhatWaits(), (order("SOMEBODY-ELSES"),))
        core.runner._visits._heard("an earlier session", late)
        await settle()
        assert core.runner.session == before
        core.runner._visits._heard(before.id, late)
        await settle()
        assert core.runner.session.visiting.under_way == (order("SOMEBODY-ELSES"),)

    in_core(tmp_path, scenario, 7)


def test_nobody_is_signed_in_who_has_gone_before_the_badge_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(core: Core, world: World) -> None:
        read, look_up = asyncio.Event(), core.journal.person_facts

        async def slowly(employee_id: str) -> PersonFacts:
            await read.wait()
            return await look_up(employee_id)

        monkeypatch.setattr(core.journal, "person_facts", slowly)
        await core.play(CodeScanned(b"B-1"), DeadlinePassed(Deadline.ANSWER), Pressed("home"))
        read.set()
        await settle()
        assert isinstance(core.runner.session.flow, Idle)
        assert world.trade.asked == []

    in_core(tmp_path, scenario, 7)
