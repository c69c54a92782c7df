"""What the backend tells of a visit changes what the person sees, and only theirs."""

from dataclasses import replace

import pytest

from kiosk.domain.account import ReferenceRule
from kiosk.domain.trade import Away, CreditOf, NotOffered, Told, Visitor, WhatWaits, WhoVisits
from kiosk.flows import collect, session, visiting
from kiosk.flows.effects import AskAccount
from kiosk.flows.events import AccountTold, Answered, CodeScanned, Deadline, Pressed, SignedIn
from kiosk.flows.tradesperson import Reference
from kiosk.flows.visiting import NOBODY, Visiting
from tests.helpers import flow_script
from tests.helpers.fake_trade import order
from tests.helpers.flow_script import Script, account, employee, pickup

NEAR, FAR = pickup(3, id="NEAR0001", buyer_employee="E-1"), pickup(9, id="FAR00001", buyer_employee="E-1")
KARI = Visitor(frozenset({"collect"}), "en", default_reference="PO-4711")


def signed_in(rule: ReferenceRule = ReferenceRule.NONE) -> Script:
    answer = SignedIn("badge", employee(), account(rule), (NEAR, FAR))
    return Script().play(CodeScanned(b"BADGE-X"), Answered(answer))


def told(visitor: Visitor = KARI) -> AccountTold:
    return AccountTold(WhoVisits(), visitor)


def test_whoever_showed_a_badge_is_asked_about() -> None:
    script = signed_in()
    assert [effect.question for effect in script.effects if isinstance(effect, AskAccount)] == [
        WhoVisits(),
        WhatWaits(),
    ]
    assert script.session.visiting == Visiting(news="asked", employee="E-1")


@pytest.mark.parametrize(
    ("answer", "news"),
    [((order(),), "told"), (Away(), "away"), (Away(badge_again=True), "unknown"), (NotOffered(), "not_offered")],
)
def test_what_waits_elsewhere_is_kept_for_the_visit(answer: Told, news: str) -> None:
    script = signed_in().play(AccountTold(WhatWaits(), answer))
    assert script.session.visiting.news == news
    assert script.session.visiting.under_way == ((order(),) if news == "told" else ())
    script.play(Pressed("collect"))
    assert script.session.visiting.news == news


def test_it_ends_with_the_session() -> None:
    script = signed_in().play(told(), AccountTold(WhatWaits(), (order(),)), Pressed("home"))
    assert script.session == session.idle(flow_script.SITE)
    assert script.session.visiting == NOBODY


def test_the_language_of_the_account_holds_for_the_visit() -> None:
    script = signed_in().play(told())
    assert script.session.language == "en"
    assert script.play(Pressed("home")).session.language == "nb"


@pytest.mark.parametrize("language", ["", "fi", "nb"])
def test_a_language_that_the_screen_has_not_changes_nothing(language: str) -> None:
    assert signed_in().play(told(replace(KARI, language=language))).session.language == "nb"


def test_a_language_that_the_person_has_chosen_stays() -> None:
    assert signed_in().play(Pressed("language", "nb"), told()).session.language == "nb"
    before = Script().play(Pressed("language", "nb"), CodeScanned(b"BADGE-X"))
    answer = SignedIn("badge", employee(), account(), (NEAR,))
    assert before.play(Answered(answer), told()).session.language == "nb"


@pytest.mark.parametrize(("tag", "spoken"), [("nb-NO", "nb"), ("no", "nb"), ("EN_gb", "en"), ("sv", "")])
def test_tags_of_languages_are_read(tag: str, spoken: str) -> None:
    assert visiting.spoken(tag, ("nb", "en")) == spoken


def test_the_reference_begins_as_the_persons_own() -> None:
    script = signed_in(ReferenceRule.REQUIRED).play(told(), Pressed("collect"))
    assert script.flow(Reference).entered == "PO-4711"
    script.play(Pressed("submit"))
    assert script.intents[0].reference == "PO-4711"


@pytest.mark.parametrize(("action", "value", "left"), [("key", "P", "P"), ("erase", "", "")])
def test_whoever_types_another_one_need_not_erase_it_first(action: str, value: str, left: str) -> None:
    script = signed_in(ReferenceRule.REQUIRED).play(told(), Pressed("collect"), Pressed(action, value))
    assert script.flow(Reference).entered == left
    assert script.play(Pressed("key", "O")).flow(Reference).entered == left + "O"


@pytest.mark.parametrize("default", ["", "4711", "po-4711", "PO-4711" * 4])
def test_one_that_could_not_be_typed_or_does_not_fit_is_no_beginning(default: str) -> None:
    script = signed_in(ReferenceRule.REQUIRED).play(told(replace(KARI, default_reference=default)), Pressed("collect"))
    assert script.flow(Reference).entered == ""


def test_doors_within_reach_come_first_for_whoever_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow_script, "SITE", replace(flow_script.SITE, in_reach=frozenset({9})))

    def doors(*, reach: bool) -> list[int]:
        script = signed_in().play(told(replace(KARI, reach=reach)), Pressed("collect"))
        return [claim.compartment for claim in script.flow(collect.Opening).round.claims]

    assert doors(reach=True) == [9, 3]
    assert doors(reach=False) == [3, 9]


def test_an_answer_is_no_sign_of_a_person() -> None:
    script = signed_in().play(told())
    assert Deadline.IDLE.value not in script.deadlines


def test_an_answer_to_a_question_of_another_screen_changes_nothing() -> None:
    script = signed_in()
    before = script.session
    assert script.play(AccountTold(CreditOf(), Away())).session == before


def test_a_visit_goes_on_through_the_doors() -> None:
    script = signed_in().play(Pressed("collect"), told())
    script.flow(collect.Opening)
    assert script.session.visiting.may("collect")
    assert not script.session.visiting.may("buy")


@pytest.mark.parametrize("answer", [Away(), NotOffered()])
def test_whoever_is_not_signed_in_is_nobody_to_the_backend(answer: Told) -> None:
    script = signed_in().play(AccountTold(WhoVisits(), answer))
    assert script.session.visiting.visitor is None
