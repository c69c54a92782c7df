from dataclasses import replace

import pytest

from kiosk.domain import trade
from kiosk.domain.trade import Away, Bought, Decide, NotBought, NotOffered, Told, Visitor, WhoVisits
from kiosk.flows.approvals import Approvals
from kiosk.flows.effects import AskAccount
from kiosk.flows.events import AccountTold, Answered, CodeScanned, Pressed, SignedIn
from kiosk.flows.tradesperson import Home
from tests.helpers.every_flow import WAITS
from tests.helpers.flow_script import Script, account, employee

OTHER, OWN = replace(WAITS, id="PUR-2"), replace(WAITS, id="PUR-3", employee="E-1")


def signed_in(*rights: str) -> Script:
    script = Script().play(CodeScanned(b"B-1"), Answered(SignedIn("badge", employee(), account(), ())))
    return script.play(AccountTold(WhoVisits(), Visitor(frozenset(rights))))


def waiting(*purchases: Bought) -> Script:
    return signed_in("collect", "approve").play(AccountTold(trade.Approvals(), purchases))


def asked(script: Script) -> list[trade.Question]:
    return [effect.question for effect in script.effects if isinstance(effect, AskAccount)]


def decided(script: Script, answer: Told, purchase: str = "PUR-1", *, approve: bool = True) -> Script:
    return script.play(AccountTold(Decide(purchase, approve), answer))


def test_only_whoever_may_approve_is_asked_for() -> None:
    assert asked(signed_in("collect", "approve")) == [trade.Approvals()]
    assert asked(signed_in("collect", "buy")) == []


def test_nobody_approves_what_they_bought_themselves() -> None:
    assert waiting(OWN, WAITS).session.visiting.to_approve == (WAITS,)
    waiting(OWN).play(Pressed("approvals")).flow(Home)


@pytest.mark.parametrize("answer", [Away(), NotOffered()])
def test_without_an_answer_nothing_waits(answer: Told) -> None:
    script = signed_in("approve").play(AccountTold(trade.Approvals(), answer), Pressed("approvals"))
    script.flow(Home)


@pytest.mark.parametrize(("word", "approve"), [("approve", True), ("reject", False)])
def test_a_word_is_sent_once(word: str, approve: bool) -> None:
    script = waiting(WAITS, OTHER).play(Pressed("approvals"), Pressed(word))
    assert asked(script) == [Decide("PUR-1", approve)]
    assert script.flow(Approvals).state == "deciding"
    assert asked(script.play(Pressed(word))) == []
    assert asked(script.play(Pressed("approve"))) == []


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (replace(WAITS, state="approved"), "approved"),
        (replace(WAITS, state="placed"), "approved"),
        (replace(WAITS, state="rejected"), "rejected"),
        (NotBought("already-decided"), "already_decided"),
        (NotBought("not-allowed"), "refused"),
    ],
)
def test_what_became_of_it_is_told_and_it_waits_no_more(answer: Told, state: str) -> None:
    script = decided(waiting(WAITS, OTHER).play(Pressed("approvals"), Pressed("approve")), answer)
    assert script.flow(Approvals).state == state
    assert asked(script.play(Pressed("approve"))) == []
    script.play(Pressed("back")).flow(Home)
    assert script.session.visiting.to_approve == (OTHER,)


@pytest.mark.parametrize("answer", [Away(), Away(badge_again=True)])
def test_a_word_without_an_answer_may_be_said_again(answer: Away) -> None:
    script = decided(waiting(WAITS).play(Pressed("approvals"), Pressed("approve")), answer)
    assert script.flow(Approvals).state == "unknown"
    assert script.session.visiting.to_approve == (WAITS,)
    assert asked(script.play(Pressed("approve"))) == [Decide("PUR-1", approve=True)]


def test_they_are_turned_over_and_an_answer_finds_its_own() -> None:
    script = waiting(WAITS, OTHER).play(Pressed("approvals"), Pressed("newer"), Pressed("reject"), Pressed("older"))
    assert script.flow(Approvals).purchase == OTHER
    assert script.flow(Approvals).state == "open"
    decided(script, replace(WAITS, state="rejected"), approve=False)
    assert script.flow(Approvals).states == ("rejected", "open")
    assert script.play(Pressed("older"), Pressed("newer")).flow(Approvals).purchase == WAITS


def test_a_late_answer_finds_the_person_at_home() -> None:
    script = waiting(WAITS).play(Pressed("approvals"), Pressed("approve"), Pressed("back"))
    decided(script, replace(WAITS, state="approved"))
    script.flow(Home)
    assert script.session.visiting.to_approve == ()
