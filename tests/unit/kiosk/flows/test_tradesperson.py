import pytest

from kiosk.domain.account import ReferenceRule
from kiosk.domain.decision import Left
from kiosk.domain.pickup import Parcel, ParcelState
from kiosk.flows import collect
from kiosk.flows.events import Answered, CodeScanned, Pressed, SignedIn
from kiosk.flows.tradesperson import Home, Reference
from tests.helpers.flow_script import Script, account, employee, pickup

MINE = pickup(7, id="MINE0001", buyer_employee="E-1", lines_ready=1, lines_total=3)
THEIRS = pickup(3, 9, id="THEIRS01", buyer_employee="E-2")


def signed_in(rule: ReferenceRule = ReferenceRule.NONE) -> Script:
    answer = SignedIn("badge", employee(), account(rule), (MINE, THEIRS))
    return Script().play(CodeScanned(b"BADGE-X"), Answered(answer))


def typed(text: str) -> list[Pressed]:
    return [Pressed("key", symbol) for symbol in text]


def test_own_pickups_are_chosen_those_of_colleagues_are_offered() -> None:
    home = signed_in().flow(Home)
    assert home.chosen == ("MINE0001",)
    assert len(home.signed_in.pickups) == 2


def test_without_a_rule_the_doors_open_at_once() -> None:
    script = signed_in().play(Pressed("collect"))
    script.flow(collect.Opening)
    intent = script.intents[0]
    assert (intent.compartment, intent.actor, intent.credential, intent.decision) == (7, "E-1", "badge", "account")
    assert script.flow(collect.Opening).round.lines_to_come == 2


def test_a_colleagues_parcels_come_along_nearest_first() -> None:
    script = signed_in().play(Pressed("toggle_pickup", "THEIRS01"), Pressed("collect"))
    assert [claim.compartment for claim in script.flow(collect.Opening).round.claims] == [3, 7, 9]


def test_what_stays_of_the_chosen_pickups_is_told_at_the_end_and_nothing_of_others() -> None:
    left = {"MINE0001": Left(barred=(4,), unseen=(6,)), "THEIRS01": Left(barred=(9,))}
    known = SignedIn("badge", employee(), account(), (MINE, THEIRS), left)
    script = Script().play(CodeScanned(b"BADGE-X"), Answered(known), Pressed("collect"))
    round_ = script.flow(collect.Opening).round
    assert (round_.missed, round_.doubtful) == ((4,), (6,))


def test_nothing_chosen_opens_nothing() -> None:
    script = signed_in().play(Pressed("toggle_pickup", "MINE0001"), Pressed("collect"))
    assert script.flow(Home).chosen == ()
    assert script.intents == []


def test_a_pickup_that_was_not_offered_cannot_be_chosen() -> None:
    assert signed_in().play(Pressed("toggle_pickup", "OTHER001")).flow(Home).chosen == ("MINE0001",)


def test_a_required_reference_stands_before_the_door() -> None:
    script = signed_in(ReferenceRule.REQUIRED).play(Pressed("collect"), Pressed("submit"))
    assert script.flow(Reference).error == "missing"
    script.play(*typed("PO-47"), Pressed("submit"))
    assert script.flow(Reference).error == "pattern"
    assert script.intents == []
    script.play(*typed("11"), Pressed("submit"))
    assert script.intents[0].reference == "PO-4711"


def test_an_asked_reference_may_be_left_out() -> None:
    script = signed_in(ReferenceRule.ASKED).play(Pressed("collect"), Pressed("submit"))
    assert script.intents[0].reference == ""


def test_a_reference_can_be_mended() -> None:
    script = signed_in(ReferenceRule.REQUIRED).play(Pressed("collect"), *typed("PX"), Pressed("erase"))
    assert script.flow(Reference).entered == "P"
    script.play(Pressed("back"))
    script.flow(Home)


@pytest.mark.parametrize("symbol", ["a", "$", "PO", ""])
def test_only_single_symbols_of_the_keyboard_are_taken(symbol: str) -> None:
    script = signed_in(ReferenceRule.REQUIRED).play(Pressed("collect"), Pressed("key", symbol))
    assert script.flow(Reference).entered == ""


def test_a_parcel_that_is_gone_or_suspect_is_not_handed_out() -> None:
    parcels = (Parcel("a", 1, ParcelState.COLLECTED), Parcel("b", 2, ParcelState.SUSPECT), Parcel("c", 3))
    partly = pickup(1, id="PARTLY01", buyer_employee="E-1", parcels=parcels)
    answer = SignedIn("badge", employee(), account(), (partly,))
    script = Script().play(CodeScanned(b"BADGE-X"), Answered(answer), Pressed("collect"))
    assert [claim.compartment for claim in script.flow(collect.Opening).round.claims] == [3]
