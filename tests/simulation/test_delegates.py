"""A delegate's limits as the witness keeps them."""

import pytest

from kiosk.simulation.clock import START_UTC
from kiosk.simulation.facts import Delegated, DelegateRevoked, Durable, Told
from kiosk.simulation.witness.delegates import DelegatesKeepToLimits

HOUR_S = 3600.0


class Given:
    """A delegate with one visit, for one of two parcels, for an hour."""

    def __init__(self, max_visits: int | None = 1) -> None:
        self.broken: list[str] = []
        self.check = DelegatesKeepToLimits(lambda one: self.broken.append(one.what))
        self.check.seen(Delegated(0.0, "P", "D", max_visits, ("P-1",), START_UTC + HOUR_S))

    def said(self, kind: str, at_s: float, session: str, **body: object) -> list[str]:
        intent = {"intent": f"{session}-7", "credential": "D", "parcel": "P-1", "compartment": 7}
        self.check.seen(Durable(at_s, 1, 0.0, session, kind, {**intent, **body}))
        return self.broken

    def opens(self, at_s: float, session: str = "first", parcel: str = "P-1") -> list[str]:
        return self.said("door.intent", at_s, session, parcel=parcel)


def test_what_was_given_may_be_used_and_a_visit_may_be_ended() -> None:
    given = Given()
    assert given.opens(10.0) == []
    assert given.opens(20.0) == []


def test_another_visit_than_were_given() -> None:
    given = Given()
    given.opens(10.0)
    assert "has been here 1 times" in given.opens(60.0, "second")[0]
    assert Given(max_visits=None).opens(60.0, "second") == []


def test_a_door_that_nobody_saw_is_part_of_the_visit_that_was_counted() -> None:
    given = Given()
    given.opens(10.0)
    given.said("door.unknown", 11.0, "first")
    assert given.opens(60.0, "second") == []


def test_another_parcel() -> None:
    assert "sent for" in Given().opens(10.0, parcel="P-2")[0]


def test_too_late() -> None:
    assert "time until" in Given().opens(HOUR_S + 100.0)[0]


@pytest.mark.parametrize(("told", "complains"), [(4, False), (5, True)])
def test_taken_back_counts_from_when_the_kiosk_was_told(told: int, complains: bool) -> None:
    given = Given()
    given.check.seen(DelegateRevoked(5.0, "D", 5))
    given.check.seen(Told(10.0, told, whole=False))
    assert bool(given.opens(20.0)) is complains
