"""How old a list is for a kiosk that is off at times, or whose disk was put back; and when its screen has to say so."""

from math import inf

import pytest

from kiosk.messages import IdleScreen, Notice, View
from kiosk.simulation.facts import (
    Answered,
    Died,
    Durable,
    Fact,
    Issued,
    Lied,
    PoweredOn,
    Ready,
    Restored,
    Shown,
    Told,
)
from kiosk.simulation.site import BY_KIND, LENIENT, STRICT
from kiosk.simulation.staff import BADGE
from kiosk.simulation.witness.check import Violation
from kiosk.simulation.witness.staleness import Age, OpensByPolicy, Rule, SaysThatItRefuses

HOUR_S = 3600.0
TOLD = Told(HOUR_S, 1, whole=True)
AGAIN = Told(2 * HOUR_S, 1, whole=False)
NOW_S = 20 * HOUR_S


@pytest.mark.parametrize(
    ("facts", "least_h", "most_h"),
    [
        ((), inf, inf),
        ((TOLD, AGAIN), 18.0, 18.0),
        ((TOLD, AGAIN, Died(7201.0, 1, "killed")), 18.0, 19.0),
        ((TOLD, AGAIN, Died(9000.0, 1, "killed")), 18.0, 18.0),
        ((TOLD, AGAIN, Durable(7201.0, 1, 0.0, "", "list.refused", {})), 18.0, 19.0),
        ((TOLD, Lied(2 * HOUR_S)), 18.0, 19.0),
        ((TOLD, AGAIN, Restored(10 * HOUR_S, 1, 6 * HOUR_S)), 14.0, inf),
    ],
)
def test_how_old(facts: tuple[Fact, ...], least_h: float, most_h: float) -> None:
    age = Age()
    for fact in facts:
        age.seen(fact)
    assert (age.at_least(NOW_S) / HOUR_S, age.at_most(NOW_S) / HOUR_S) == (least_h, most_h)


def test_while_it_is_off_a_kiosk_grows_no_older_by_its_own_clock() -> None:
    age = Age()
    for fact in (TOLD, Died(3 * HOUR_S, 1, "power"), PoweredOn(8 * HOUR_S, 2)):
        age.seen(fact)
    assert age.at_least(NOW_S) == pytest.approx(14 * HOUR_S, abs=601.0)
    assert age.at_most(NOW_S) == 19 * HOUR_S
    age.seen(AGAIN)
    assert age.at_least(NOW_S) == 18 * HOUR_S


def test_what_a_policy_refuses() -> None:
    ages = (3 * HOUR_S, 6 * HOUR_S, 100 * HOUR_S)
    listed, signed = [
        [[Rule(policy).refuses(age_s, signed=signed) for age_s in ages] for policy in (LENIENT, BY_KIND, STRICT)]
        for signed in (False, True)
    ]
    assert listed == [[False, False, False], [False, False, True], [False, True, True]]
    assert signed == [[False, False, False], [False, False, False], [False, True, True]]
    assert [Rule(STRICT).refuses_any(age_s) for age_s in (HOUR_S, 3 * HOUR_S)] == [False, True]


def opens(at_s: float, credential: str = "C-0", session: str = "S", decision: str = "listed") -> Durable:
    body: dict[str, object] = {"credential": credential, "pickup": "P", "decision": decision}
    return Durable(at_s, 1, 0.0, session, "door.intent", body)


@pytest.mark.parametrize(
    ("facts", "broken"),
    [
        ((opens(5 * HOUR_S),), 0),
        ((opens(NOW_S),), 1),
        ((opens(NOW_S, "T"),), 0),
        ((opens(4 * HOUR_S, BADGE),), 0),
        ((opens(6 * HOUR_S, BADGE),), 1),
        ((Answered(NOW_S - 1.0, "P"), opens(NOW_S, BADGE)), 1),
        ((opens(NOW_S, decision="technician"),), 0),
        ((Answered(NOW_S - 1.0, "P"), opens(NOW_S)), 0),
        ((Answered(NOW_S - 1.0, "Q"), opens(NOW_S)), 1),
        ((opens(8 * HOUR_S), opens(9 * HOUR_S - 60.0)), 0),
        ((opens(8 * HOUR_S), opens(9 * HOUR_S - 60.0, session="other")), 1),
    ],
)
def test_an_opening(facts: tuple[Fact, ...], broken: int) -> None:
    """With a list of the first hour, whose codes may be used for seven more."""
    found: list[Violation] = []
    check = OpensByPolicy(found.append, BY_KIND)
    for fact in (Issued(0.0, "P", (), 0.0, 9e9, ("T", "C-0"), 1), TOLD, *facts):
        check.seen(fact)
    assert len(found) == broken


def shown(at_s: float, *notices: Notice) -> Shown:
    return Shown(at_s, View(1, "", "en", IdleScreen(camera_ok=True, can_type=True), (), notices))


@pytest.mark.parametrize(
    ("facts", "complains"),
    [
        ((shown(2 * HOUR_S),), False),
        ((shown(4 * HOUR_S),), True),
        ((shown(4 * HOUR_S, "list_refusing"),), False),
        ((shown(2 * HOUR_S, "list_refusing"),), True),
        ((Ready(4 * HOUR_S - 60.0, 2), shown(4 * HOUR_S)), False),
        ((Died(3 * HOUR_S, 1, "killed"), shown(4 * HOUR_S)), False),
    ],
)
def test_a_screen(facts: tuple[Fact, ...], *, complains: bool) -> None:
    found: list[Violation] = []
    check = SaysThatItRefuses(found.append, STRICT)
    for fact in (TOLD, *facts):
        check.seen(fact)
    assert bool(found) is complains
