import pytest

from kiosk.simulation.clock import START_UTC
from kiosk.simulation.facts import Durable, Issued, Paid, Restored, Taken
from kiosk.simulation.witness.check import Violation
from kiosk.simulation.witness.rescue import RescueOfEmptyOnly
from kiosk.simulation.witness.rights import EntitledOnly


def durable(kind: str, **body: object) -> Durable:
    return Durable(60.0, 1, 0.0, "", kind, {"compartment": 29, "parcel": "P-1", **body})


@pytest.mark.parametrize(("verdict", "broken"), [("present", 1), ("removed", 0), ("", 1)])
def test_a_rescue_may_open_where_staff_have_said_that_the_parcel_is_gone(verdict: str, broken: int) -> None:
    found: list[Violation] = []
    check = RescueOfEmptyOnly(found.append)
    check.seen(durable("parcel.deposited", how="loaded"))
    if verdict:
        check.seen(durable("parcel.resolved", verdict=verdict))
    check.seen(durable("door.intent", decision="rescue"))
    assert len(found) == broken


@pytest.mark.parametrize(("first", "broken"), [("suspicion", 0), ("parcel", 1), ("call", 1)])
def test_where_somebody_may_be_inside_a_parcel_that_came_later_shuts_nobody_in(first: str, broken: int) -> None:
    found: list[Violation] = []
    check = RescueOfEmptyOnly(found.append)
    suspected = durable("entrapment.suspected", cause="called" if first == "call" else "closed_unseen")
    deposited = durable("parcel.deposited", how="loaded")
    for fact in (deposited, suspected) if first == "parcel" else (suspected, deposited):
        check.seen(fact)
    check.seen(durable("door.intent", decision="rescue"))
    assert len(found) == broken


@pytest.mark.parametrize(("taken_s", "broken"), [(60.0, 0), (30.0, 1)])
def test_a_disk_that_was_put_back_suspects_what_it_suspected_then(taken_s: float, broken: int) -> None:
    found: list[Violation] = []
    check = RescueOfEmptyOnly(found.append)
    for fact in (
        durable("entrapment.suspected", cause="closed_unseen"),
        Durable(70.0, 2, 0.0, "", "entrapment.cleared", {"compartment": 29}),
        Restored(90.0, 1, taken_s),
        durable("parcel.deposited", how="loaded"),
        durable("door.intent", decision="rescue"),
    ):
        check.seen(fact)
    assert len(found) == broken


@pytest.mark.parametrize(("contested", "broken"), [(True, 0), (False, 1)])
def test_what_an_old_ledger_takes_for_another_parcel_leaves_under_its_name(contested: bool, broken: int) -> None:
    found: list[Violation] = []
    check = RescueOfEmptyOnly(found.append)
    check.seen(durable("parcel.deposited", how="loaded"))
    if contested:
        check.seen(durable("custody.conflict"))
    check.seen(Taken(70.0, "the technician", "P-1", 29))
    check.seen(durable("parcel.removed", parcel="Q-1"))
    check.seen(durable("door.intent", decision="rescue"))
    assert len(found) == broken


@pytest.mark.parametrize(("due", "paid_first", "broken"), [(False, False, 0), (True, False, 1), (True, True, 0)])
def test_what_is_to_be_paid_opens_once_it_is(due: bool, paid_first: bool, broken: int) -> None:
    found: list[Violation] = []
    check = EntitledOnly(found.append)
    check.seen(Issued(0.0, "P", (("P-1", 29),), START_UTC, START_UTC + 9000.0, ("C",), 1, due))
    if paid_first:
        check.seen(Paid(30.0, "P"))
    check.seen(durable("door.intent", pickup="P", credential="C", decision="token"))
    assert [one.what.partition(":")[0] for one in found] == ["it has not been paid"] * broken
