"""Signing in with a phone: the journey."""

from collections.abc import Callable

import pytest

from kiosk.domain.account import ReferenceRule
from kiosk.domain.decision import Reason, Refusal
from kiosk.domain.record import Kind
from kiosk.domain.trade import WhatWaits, WhoVisits
from kiosk.flows import session, typed_code
from kiosk.flows.effects import AskAccount, BeginSignIn, Check, ClearDeadline, Record, SetDeadline
from kiosk.flows.events import CodeScanned, Deadline, DeadlinePassed, Pressed, SignedIn, SignInTold
from kiosk.flows.phone_sign_in import PhoneSignIn
from kiosk.flows.timing import PHONE_S
from kiosk.flows.tradesperson import Home
from tests.helpers import flow_script
from tests.helpers.fake_trade import PAGE
from tests.helpers.flow_script import Script, account, employee, pickup

PERSON = SignedIn("badge", employee(), account(ReferenceRule.NONE), (pickup(3, id="NEAR0001", buyer_employee="E-1"),))


def begun() -> Script:
    return Script().play(Pressed("phone_sign_in"))


def test_it_begins_a_session_and_asks_for_the_page() -> None:
    script = begun()
    assert script.session.id
    assert script.session.flow == PhoneSignIn()
    assert BeginSignIn() in script.effects
    script.play(SignInTold(PAGE))
    assert script.session.flow == PhoneSignIn(PAGE)


def test_whoever_has_signed_in_is_at_their_account() -> None:
    script = begun().play(SignInTold(PAGE), SignInTold(PERSON))
    assert isinstance(script.session.flow, Home)
    questions = [effect.question for effect in script.effects if isinstance(effect, AskAccount)]
    assert questions == [WhoVisits(), WhatWaits()]
    assert script.session.visiting.news == "asked"


@pytest.mark.parametrize("reason", [Reason.SIGN_IN_REFUSED, Reason.CANNOT_CHECK, Reason.BANK_DOWN])
def test_whoever_is_refused_is_told_and_it_is_written_down(reason: Reason) -> None:
    script = begun().play(SignInTold(Refusal(reason)))
    assert script.session.flow == session.Refused(Refusal(reason))
    written = [effect.entry for effect in script.effects if isinstance(effect, Record)]
    assert [(entry.kind, entry.body) for entry in written if entry.kind is Kind.CODE_REFUSED] == [
        (Kind.CODE_REFUSED, {"entry": "phone", "reason": reason.value})
    ]
    assert not [entry for entry in written if entry.kind is Kind.ATTEMPT_FAILED]


@pytest.mark.parametrize("way_out", ["back", "home"])
def test_it_ends_when_it_is_left(way_out: str) -> None:
    script = begun().play(SignInTold(PAGE), Pressed(way_out))
    assert script.session == session.idle(flow_script.SITE)
    script.play(SignInTold(PERSON))
    assert script.session == session.idle(flow_script.SITE)


def test_a_late_answer_reaches_no_other_screen() -> None:
    script = begun().play(SignInTold(PAGE), Pressed("type_code"))
    assert script.session.flow == typed_code.Typing()
    script.play(SignInTold(PERSON))
    assert script.session.flow == typed_code.Typing()


def test_a_code_held_up_meanwhile_counts() -> None:
    script = begun()
    before = script.session.id
    script.play(CodeScanned(b"BADGE-X"))
    assert Check("scanned", b"BADGE-X") in script.effects
    assert script.session.id == before


@pytest.mark.parametrize("told", [(), (SignInTold(PAGE),)])
def test_there_is_time_to_look_at_the_phone(told: tuple[SignInTold, ...]) -> None:
    script = begun()
    waits = [effect.after_s for effect in script.effects if isinstance(effect, SetDeadline)]
    assert waits == [PHONE_S]
    script.play(*told)
    script.play(DeadlinePassed(Deadline.IDLE))
    assert script.session.warned
    script.play(DeadlinePassed(Deadline.WARNED))
    assert script.session == session.idle(flow_script.SITE)


def test_the_warning_goes_when_somebody_has_signed_in() -> None:
    script = begun().play(SignInTold(PAGE), DeadlinePassed(Deadline.IDLE))
    assert script.session.warned
    script.play(SignInTold(PERSON))
    assert not script.session.warned
    assert ClearDeadline(Deadline.WARNED) in script.effects


@pytest.mark.parametrize(
    "before",
    [
        Script,
        lambda: Script().play(Pressed("type_code")),
        lambda: Script().play(CodeScanned(b"")),
        lambda: begun().play(SignInTold(Refusal(Reason.SIGN_IN_REFUSED))),
    ],
)
def test_where_it_may_begin(before: Callable[[], Script]) -> None:
    script = before()
    same = script.session.id
    script.play(Pressed("phone_sign_in"))
    assert script.session.flow == PhoneSignIn()
    assert not same or script.session.id == same


def test_not_in_the_middle_of_something() -> None:
    script = begun().play(SignInTold(PERSON), Pressed("phone_sign_in"))
    assert isinstance(script.session.flow, Home)
