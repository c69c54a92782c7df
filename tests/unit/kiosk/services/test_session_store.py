from dataclasses import replace

import msgspec
import pytest

from kiosk.domain.pricing import Wanted
from kiosk.domain.trade import Visitor
from kiosk.flows import papers, service, shopping, tradesperson, typed_code
from kiosk.flows.goods import Line
from kiosk.flows.phone_sign_in import PhoneSignIn
from kiosk.flows.session import Checking, Flow, Idle, Session
from kiosk.flows.visiting import NOBODY, Visiting
from kiosk.services.session_store import MAX_AGE_S, decode, encode
from tests.helpers.every_flow import HOME, PERSON, SESSIONS
from tests.helpers.fake_trade import order
from tests.helpers.flow_script import employee
from tests.helpers.shopping import DRILL

NOW = 5000.0
SECRET_FLOWS = (Checking, PhoneSignIn, typed_code.Typing, typed_code.Phone, service.Pin)
PLAIN = {
    name: session
    for name, session in SESSIONS.items()
    if session.id
    and not session.warned
    and name != "held_back"
    and not isinstance(session.flow, (*SECRET_FLOWS, *shopping.SHOPPING, service.Commission, papers.Papers))
}
BASKETS = {name: session for name, session in SESSIONS.items() if isinstance(session.flow, shopping.SHOPPING)}


@pytest.mark.parametrize("name", PLAIN)
def test_a_screen_is_found_again_as_it_was(name: str) -> None:
    state = encode(PLAIN[name], NOW)
    assert state is not None
    assert decode(state, NOW + 1) == replace(PLAIN[name], visiting=NOBODY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (typed_code.Typing("7KQF2M9X", "bad_check"), typed_code.Typing()),
        (typed_code.Phone("739201", "773"), typed_code.Typing()),
        (
            service.Pin(employee(), "739201", "wrong_pin", tries_left=1, checking=True),
            service.Pin(employee(), "", "wrong_pin", tries_left=1),
        ),
    ],
)
def test_what_was_typed_never_reaches_the_disk(
    before: typed_code.Typing | typed_code.Phone | service.Pin, after: typed_code.Typing | service.Pin
) -> None:
    state = encode(Session("S1", "nb", before), NOW)
    assert state is not None
    assert not any(secret in state for secret in (b"7KQF", b"7392", b"773"))
    assert decode(state, NOW) == Session("S1", "nb", after)


def test_where_somebody_signs_in_never_reaches_the_disk() -> None:
    """Its backend would have to be asked anew, and the person begins anew."""
    assert encode(SESSIONS["phone_sign_in_shown"], NOW) is None


@pytest.mark.parametrize("name", BASKETS)
def test_of_a_basket_only_the_home_is_kept(name: str) -> None:
    state = encode(BASKETS[name], NOW)
    assert state is not None
    assert not any(word in state for word in (b"Article", b"SKU-1", DRILL.encode(), b"BUY1", b"NOK"))
    found = decode(state, NOW)
    assert found is not None
    assert found.flow == SESSIONS["home"].flow


LEFT = replace(HOME, goods=(Line(Wanted("SKU-1", 1, DRILL), "Article 1"),))


@pytest.mark.parametrize(
    "flow",
    [
        LEFT,
        papers.Papers(LEFT, ("invoices",), "invoices"),
        tradesperson.Reference(PERSON, ("MINE0001",), goods=LEFT.goods),
    ],
)
def test_what_was_left_in_the_basket_is_not_kept(flow: Flow) -> None:
    state = encode(Session("S1", "nb", flow), NOW)
    assert state is not None
    assert b"SKU-1" not in state


def test_nothing_that_the_backend_told_of_a_visit_reaches_the_disk() -> None:
    known = Visiting(Visitor(frozenset({"buy"}), "nn", default_reference="PO-4711"), (order(),), "told")
    state = encode(replace(SESSIONS["paper"], visiting=known), NOW)
    assert state is not None
    assert not any(told in state for told in (b"30415", b"shop.example", b"Brygga", b"PO-4711", b"10234"))
    assert decode(state, NOW) == Session("S1", "nb", HOME)


def test_nor_does_a_reference_that_the_person_has_not_typed() -> None:
    suggested = tradesperson.Reference(PERSON, ("MINE0001",), "PO-4711", suggested=True)
    state = encode(Session("S1", "nb", suggested), NOW)
    assert state is not None
    assert decode(state, NOW) == Session("S1", "nb", tradesperson.Reference(PERSON, ("MINE0001",)))


def test_a_commissioning_walk_dies_with_the_core_and_its_pulse_is_found_again() -> None:
    doors = service.Doors(employee(), pulses=3, pulsing=7)
    state = encode(Session("S1", "nb", service.Commission(doors)), NOW)
    assert state is not None
    assert decode(state, NOW) == Session("S1", "nb", doors)


def test_a_door_that_was_held_back_waits_for_a_touch_after_a_restart() -> None:
    state = encode(SESSIONS["held_back"], NOW)
    assert state is not None
    assert decode(state, NOW) == SESSIONS["held_back_before_a_restart"]


def test_a_warning_is_not_kept_the_person_gets_the_whole_time_again() -> None:
    state = encode(SESSIONS["warned"], NOW)
    assert state is not None
    assert decode(state, NOW) == replace(SESSIONS["warned"], warned=False)


@pytest.mark.parametrize("session", [SESSIONS["idle"], SESSIONS["checking"], Session("", "nb", Idle())])
def test_nothing_worth_finding_again(session: Session) -> None:
    assert encode(session, NOW) is None


@pytest.mark.parametrize(("later_s", "found"), [(0.0, True), (MAX_AGE_S, True), (MAX_AGE_S + 1, False), (-1.0, False)])
def test_the_next_person_never_meets_an_old_screen(later_s: float, found: bool) -> None:
    state = encode(SESSIONS["done"], NOW)
    assert state is not None
    assert (decode(state, NOW + later_s) is not None) == found


def stored(**changes: object) -> bytes:
    state = encode(SESSIONS["done"], NOW)
    assert state is not None
    return msgspec.json.encode({**msgspec.json.decode(state), **changes})


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"\x00\xff",
        b"null",
        b"[]",
        b"{}",
        stored()[:-4],
        stored(flow="Flying"),
        stored(flow="DoorOpen"),
        stored(data={}),
        stored(data=None),
        stored(utc="now"),
        stored(id=None),
    ],
)
def test_the_state_of_another_version_and_garbage_are_nobodys(state: bytes) -> None:
    assert decode(state, NOW) is None
