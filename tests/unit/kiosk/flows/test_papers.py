from dataclasses import replace

import pytest

from kiosk.domain import trade
from kiosk.domain.trade import Away, CreditOf, NotOffered, Visitor, WhatWaits, WhoVisits
from kiosk.flows.effects import AskAccount
from kiosk.flows.events import AccountTold, Answered, CodeScanned, Deadline, DeadlinePassed, Pressed, SignedIn
from kiosk.flows.papers import ROWS, Papers
from kiosk.flows.session import Idle
from kiosk.flows.tradesperson import Home
from tests.helpers.fake_trade import FakeTrade, document
from tests.helpers.flow_script import Script, account, employee, pickup

INVOICES, NOTES = trade.Papers("invoices"), trade.Papers("delivery_notes")
MANY = tuple(document(str(30400 + number)) for number in range(2 * ROWS + 1))
CREDIT = FakeTrade().credit_left


def at_home(*rights: str) -> Script:
    answer = SignedIn("badge", employee(), account(), (pickup(7, id="MINE0001", buyer_employee="E-1"),))
    visitor = Visitor(frozenset(rights))
    return Script().play(CodeScanned(b"B-1"), Answered(answer), AccountTold(WhoVisits(), visitor))


def opened(*answers: AccountTold) -> Script:
    return at_home("collect", "buy").play(Pressed("papers"), *answers)


def asked(script: Script) -> list[trade.Question]:
    return [effect.question for effect in script.effects if isinstance(effect, AskAccount)]


def test_a_buyer_sees_invoices_first_and_what_is_left_of_the_credit() -> None:
    script = opened()
    assert asked(script) == [INVOICES, CreditOf()]
    script.play(AccountTold(CreditOf(), CREDIT), AccountTold(INVOICES, (document(),)))
    papers = script.flow(Papers)
    assert (papers.kinds, papers.news, papers.credit) == (("invoices", "delivery_notes"), "told", CREDIT)
    assert papers.rows == (document(),)


def test_whoever_only_collects_sees_delivery_notes() -> None:
    script = at_home("collect").play(Pressed("papers"))
    assert asked(script) == [NOTES]
    assert script.flow(Papers).kinds == ("delivery_notes",)
    assert asked(script.play(Pressed("paper_kind", "invoices"))) == []


@pytest.mark.parametrize("rights", [(), ("approve",)])
def test_without_the_right_there_are_none(rights: tuple[str, ...]) -> None:
    at_home(*rights).play(Pressed("papers")).flow(Home)


def test_before_the_backend_has_said_who_it_is_there_are_none() -> None:
    answer = SignedIn("badge", employee(), account(), ())
    Script().play(CodeScanned(b"B-1"), Answered(answer), Pressed("papers")).flow(Home)


def test_the_other_kind_is_asked_for_when_it_is_looked_at() -> None:
    script = opened(AccountTold(INVOICES, MANY)).play(Pressed("older"), Pressed("paper_kind", "delivery_notes"))
    assert asked(script) == [NOTES]
    assert script.flow(Papers).news == "asked"
    script.play(AccountTold(INVOICES, MANY))  # late: of the list before
    assert script.flow(Papers).rows == ()
    script.play(AccountTold(NOTES, MANY[:1]))
    assert script.flow(Papers).rows == MANY[:1]


def test_a_long_list_is_turned_over() -> None:
    script = opened(AccountTold(INVOICES, MANY))
    assert script.flow(Papers).rows == MANY[:ROWS]
    assert script.play(Pressed("newer")).flow(Papers).page == 0
    assert script.play(Pressed("older"), Pressed("older"), Pressed("older")).flow(Papers).rows == MANY[2 * ROWS :]
    assert script.play(Pressed("newer")).flow(Papers).rows == MANY[ROWS : 2 * ROWS]


def test_one_is_shown_and_the_way_back_leads_to_the_list_and_home() -> None:
    script = opened(AccountTold(INVOICES, MANY)).play(Pressed("paper", MANY[1].id))
    assert script.flow(Papers).document == MANY[1]
    assert script.play(Pressed("back")).flow(Papers).document is None
    home = script.play(Pressed("back")).flow(Home)
    assert home.chosen == ("MINE0001",)


@pytest.mark.parametrize("name", ["", "DOC-1", MANY[ROWS].id, "NO-LINK"])
def test_what_is_not_on_the_page_or_has_no_copy_is_not_shown(name: str) -> None:
    rows = (replace(MANY[0], id="NO-LINK", links=()), *MANY[1:])
    assert opened(AccountTold(INVOICES, rows)).play(Pressed("paper", name)).flow(Papers).shown == ""


def test_a_backend_that_is_away_may_be_asked_again() -> None:
    script = opened(AccountTold(INVOICES, Away()))
    assert script.flow(Papers).news == "away"
    assert asked(script.play(Pressed("ask_again"))) == [INVOICES]
    script.play(AccountTold(INVOICES, Away(badge_again=True)))
    assert script.flow(Papers).news == "badge_again"
    assert asked(script.play(Pressed("ask_again"))) == []


def test_what_is_not_offered_is_an_empty_list() -> None:
    papers = opened(AccountTold(INVOICES, NotOffered()), AccountTold(CreditOf(), NotOffered())).flow(Papers)
    assert (papers.news, papers.rows, papers.credit, papers.pages) == ("told", (), None, 1)


def test_it_ends_by_itself_and_leaves_nothing() -> None:
    script = opened(AccountTold(INVOICES, MANY), AccountTold(WhatWaits(), ()))
    script.play(DeadlinePassed(Deadline.IDLE), DeadlinePassed(Deadline.WARNED))
    script.flow(Idle)
    assert "30400" not in repr(script.session)
