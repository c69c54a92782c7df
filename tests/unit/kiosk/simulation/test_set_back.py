"""What the witness takes a shop to have forgotten, and a kiosk that was told before not."""

import random
from collections.abc import Callable

import pytest

from kiosk.simulation.clock import START_UTC
from kiosk.simulation.excuses import Excuses, Wish
from kiosk.simulation.facts import (
    Delegated,
    DelegateRevoked,
    Durable,
    Fact,
    HandedOver,
    Issued,
    PoweredOn,
    Ready,
    Restored,
    Revoked,
    SetBack,
    Stored,
    Told,
)
from kiosk.simulation.site import LENIENT, make_site
from kiosk.simulation.witness.check import Broken, Check, Violation
from kiosk.simulation.witness.delegates import DelegatesKeepToLimits
from kiosk.simulation.witness.epochs import FollowsTheShop
from kiosk.simulation.witness.rescue import RescueOfEmptyOnly
from kiosk.simulation.witness.restored import NothingOnAnOldJournal
from kiosk.simulation.witness.rights import EntitledOnly, UsedStaysUsed

BACK = SetBack(100.0, "2", 50.0, 20, 5)
"""At 100 s to what it was at 50 s."""
LISTED = Told(110.0, 20, whole=True, epoch="2")


def issued(at_s: float, version: int = 3) -> Issued:
    return Issued(at_s, "P", (("P-1", 7),), START_UTC, START_UTC + 9e4, ("C", "D"), version)


def said(kind: str, at_s: float = 200.0, *, seq: int = 9, **body: object) -> Durable:
    about = {"compartment": 7, "parcel": "P-1", "pickup": "P", "credential": "C", "decision": "token", "intent": "i"}
    return Durable(at_s, seq, 0.0, "S", kind, {**about, **body})


def broken(check: Callable[[Broken], Check], *facts: Fact) -> str:
    found: list[Violation] = []
    watching = check(found.append)
    for fact in facts:
        watching.seen(fact)
    return "; ".join(one.what for one in found)


INTENT = said("door.intent")
KNOWN = Told(70.0, 10, whole=False)


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        ((issued(10.0), KNOWN, BACK, LISTED), ""),
        ((issued(60.0), KNOWN, BACK), ""),
        ((issued(60.0), KNOWN, BACK, LISTED), "the shop has forgotten it"),
        ((issued(10.0), Revoked(20.0, "P", 6), KNOWN, BACK, LISTED), "it was taken back in version 6"),
        ((issued(10.0), Revoked(60.0, "P", 6), KNOWN, BACK, LISTED), ""),
    ],
)
def test_a_pickup(facts: tuple[Fact, ...], complaint: str) -> None:
    found = broken(EntitledOnly, *facts, INTENT)
    assert found.startswith(complaint)
    assert bool(found) is bool(complaint)


@pytest.mark.parametrize(
    ("given_s", "revoked_s", "told", "complaint"),
    [
        (10.0, None, 10, ""),
        (60.0, None, 10, "the shop has forgotten the delegate"),
        (10.0, 20.0, 10, "the delegate was taken back"),
        (10.0, 60.0, 10, "the delegate was taken back"),
        (10.0, 60.0, 5, ""),
    ],
)
def test_a_delegate_that_was_taken_back_for_a_kiosk_stays_so(
    given_s: float, revoked_s: float | None, told: int, complaint: str
) -> None:
    given = Delegated(given_s, "P", "C", None, (), START_UTC + 9e4)
    revoked = () if revoked_s is None else (DelegateRevoked(revoked_s, "C", 6),)
    facts = (given, *revoked, Told(70.0, told, whole=False), BACK, LISTED)
    assert broken(DelegatesKeepToLimits, *facts, INTENT).startswith(complaint)
    assert bool(broken(DelegatesKeepToLimits, *facts, INTENT)) is bool(complaint)


@pytest.mark.parametrize(("sold_s", "told", "empty"), [(10.0, 2, False), (60.0, 10, False), (60.0, 2, True)])
def test_a_parcel_of_which_the_kiosk_can_never_hear(sold_s: float, told: int, *, empty: bool) -> None:
    facts = (issued(sold_s), Told(70.0, told, whole=False), BACK, LISTED)
    assert bool(broken(RescueOfEmptyOnly, *facts, said("door.intent", decision="rescue"))) is not empty


@pytest.mark.parametrize(("sold_s", "empty"), [(10.0, False), (60.0, True)])
def test_a_parcel_of_which_the_kiosk_that_had_heard_has_lost_its_disk(sold_s: float, *, empty: bool) -> None:
    facts = (issued(sold_s), KNOWN, BACK, Restored(105.0, 1, 20.0), LISTED)
    assert bool(broken(RescueOfEmptyOnly, *facts, said("door.intent", decision="rescue"))) is not empty


@pytest.mark.parametrize(("taken_s", "empty"), [(80.0, False), (20.0, True)])
def test_a_parcel_that_was_loaded_after_the_copy(taken_s: float, *, empty: bool) -> None:
    loaded = said("parcel.deposited", 30.0, how="loaded")
    facts = (loaded, Restored(105.0, 1, taken_s), LISTED)
    assert bool(broken(RescueOfEmptyOnly, *facts, said("door.intent", decision="rescue"))) is not empty


@pytest.mark.parametrize(("handed_over_s", "nobody_knows"), [(40.0, False), (60.0, True)])
@pytest.mark.parametrize("shop_first", [True, False])
def test_what_neither_shop_nor_kiosk_can_know(handed_over_s: float, *, nobody_knows: bool, shop_first: bool) -> None:
    collected = (said("parcel.collected", 30.0), HandedOver(handed_over_s, "i", "P", "P-1", again=False))
    restored = Restored(90.0, 8, 20.0)
    lost = (BACK, restored) if shop_first else (restored, LISTED, BACK)
    complaint = broken(UsedStaysUsed, *collected, *lost, LISTED, said("door.intent", credential="other"))
    assert bool(complaint) is not nobody_knows


@pytest.mark.parametrize(("newest", "lacks"), [(5, False), (9, True)])
def test_a_shop_that_was_set_back_as_far_as_the_disk_misses_nothing_there(newest: int, *, lacks: bool) -> None:
    back = SetBack(100.0, "2", 50.0, 20, newest)
    facts = (Stored(40.0, 9, "k", again=False), Restored(90.0, 5, 20.0), back, Told(110.0, 20, whole=False))
    assert bool(broken(NothingOnAnOldJournal, *facts, INTENT)) is lacks


@pytest.mark.parametrize(
    ("whole", "held", "complaint"), [(True, "2", ""), (False, "2", "a part"), (True, "1", "it was")]
)
def test_another_epoch_is_followed_from_its_whole_list_on(whole: bool, held: str, complaint: str) -> None:
    found: list[Violation] = []
    check = FollowsTheShop(found.append, lambda: held)
    for fact in (KNOWN, Told(110.0, 20, whole=whole, epoch="2")):
        check.seen(fact)
    check.looked(120.0)
    check.looked(200.0)
    assert [one.what[: len(complaint)] for one in found] == ([complaint] if complaint else [])


@pytest.mark.parametrize(("told", "version", "excuse"), [(20, 3, True), (10, 3, False), (10, 12, True)])
def test_whoever_was_forgotten_is_excused_once_the_kiosk_may_have_heard(
    told: int, version: int, *, excuse: bool
) -> None:
    excuses = Excuses(make_site(random.Random(1)).bank, LENIENT)
    for fact in (PoweredOn(0.0, 1), Ready(0.0, 1), Told(110.0, told, whole=True)):
        excuses.heard(fact)
    said_why = excuses.of(Wish((7,), version, 10.0, gone_at=20), 300.0, "unknown")
    assert said_why == ("the shop has forgotten it" if excuse else "")
    assert excuses.of(Wish((7,), 3, 10.0), 300.0, "unknown") == ""


@pytest.mark.parametrize(("told", "excuse"), [(19, True), (20, False)])
def test_what_the_shop_wants_after_all_the_kiosk_has_to_hear_first(told: int, *, excuse: bool) -> None:
    excuses = Excuses(make_site(random.Random(1)).bank, LENIENT)
    for fact in (PoweredOn(0.0, 1), Ready(0.0, 1), Told(110.0, told, whole=True)):
        excuses.heard(fact)
    assert bool(excuses.of(Wish((7,), 3, 10.0, again_at=20), 300.0, "cancelled")) is excuse
