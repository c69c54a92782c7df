"""Where parcels lie: bugs in the running core that the witness has to name, and what is a person's doing."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from kiosk.domain.allocation import Policy, plan
from kiosk.domain.custody import LOADED, Account, Stock
from kiosk.domain.record import Entry
from kiosk.domain.wall import Wall
from kiosk.journal import custody
from kiosk.services import allocation
from kiosk.simulation.facts import Durable, Put
from kiosk.simulation.loop import SimLoop
from kiosk.simulation.wall import Leaf
from kiosk.simulation.witness.check import Violation
from kiosk.simulation.witness.parcels import Claims, NothingLost
from kiosk.simulation.world import World

pytestmark = pytest.mark.allow_warnings

DAY_S = 86_400.0
ALL = frozenset(range(1, 61))


def found(days: float, seed: int = 2) -> str:
    async def main() -> Violation | None:
        return await World(seed, ("door_forced", "door_jammed")).run(days * DAY_S)

    violation = SimLoop().run_coroutine(main())
    return "" if violation is None else violation.invariant


def test_without_a_bug_the_same_days_are_quiet() -> None:
    assert found(1.5) == ""


def test_doors_out_of_reach_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Policy, "in_reach", lambda _policy, _height_mm: True)
    assert found(1.0) == "C5"


def test_a_blocked_compartment_that_is_given_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(stock: Stock, wall: Wall, usable: frozenset[int], policy: Policy) -> Sequence[Entry]:
        return plan(stock, wall, ALL, policy)

    monkeypatch.setattr(allocation, "plan", careless)
    assert any(found(1.5, seed=seed) == "C3" for seed in range(2, 10))


def test_a_parcel_that_was_loaded_and_is_not_known_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    move = custody._move

    def careless(connection: Any, values: Any, account: Account, *more: Any) -> None:
        if values.get("how") != LOADED:
            move(connection, values, account, *more)

    monkeypatch.setattr(custody, "_move", careless)
    assert found(1.0) == "C1"


def test_a_parcel_that_has_left_and_still_counts_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    move = custody._move

    def careless(connection: Any, values: Any, account: Account, *more: Any) -> None:
        if account is not Account.CUSTOMER:
            move(connection, values, account, *more)

    monkeypatch.setattr(custody, "_move", careless)
    assert found(1.0) == "C4"


# --- the witness alone ---


class Books:
    """C4 with a ledger and a wall as a test wants them."""

    def __init__(self) -> None:
        self.broken: list[str] = []
        self.claims: Claims | None = {}
        self.leaf = Leaf(7)
        self.check = NothingLost(lambda one: self.broken.append(one.what), lambda: self.claims, {7: self.leaf})
        self._seq = 0

    def said(self, kind: str, **body: object) -> None:
        self._seq += 1
        self.check.seen(Durable(1.0, self._seq, 0.0, "", kind, {"compartment": 7, "parcel": "P-1", **body}))

    def loaded(self, *, inside: bool = True) -> None:
        self.check.seen(Put(1.0, "the loader", "P-1", 7, inside))
        self.leaf.parcels += ["P-1"] if inside else []
        self.said("parcel.deposited", how="loaded")
        self.claims = {"P-1": ("compartment", 7)}

    def found(self) -> str:
        self.check.looked(2.0)
        return "; ".join(self.broken)


def test_what_lies_where_it_is_said_to_lie_is_quiet_and_so_is_a_kiosk_that_is_not_up() -> None:
    books = Books()
    books.loaded()
    assert books.found() == ""
    books.claims = None
    assert books.found() == ""


def test_a_parcel_that_is_not_where_the_ledger_has_it() -> None:
    books = Books()
    books.loaded()
    books.leaf.parcels.clear()
    assert "it is not there" in books.found()


@pytest.mark.parametrize(
    "explained",
    [
        pytest.param(lambda books: books.said("door.unknown"), id="nobody saw its door"),
        pytest.param(partial(Books.loaded, inside=False), id="staff closed it without the parcel"),
    ],
)
def test_a_parcel_that_is_not_there_by_an_act_that_no_kiosk_can_see(explained: Callable[[Books], None]) -> None:
    books = Books()
    books.loaded()
    books.leaf.parcels.clear()
    explained(books)
    assert books.found() == ""


def test_a_loaded_parcel_that_the_ledger_does_not_know() -> None:
    books = Books()
    books.check.seen(Put(1.0, "the loader", "P-1", 7, inside=True))
    books.leaf.parcels.append("P-1")
    assert "does not know it" in books.found()


def test_a_parcel_that_the_ledger_has_elsewhere_unless_somebody_closed_the_door_with_it_inside() -> None:
    books = Books()
    books.loaded()
    books.claims = {"P-1": ("compartment", None)}
    assert "has it elsewhere" in books.found()
    books = Books()
    books.loaded()
    books.said("parcel.collected")
    books.claims = {"P-1": ("customer", None)}
    assert books.found() == ""


def test_a_parcel_in_another_account_than_was_said_last() -> None:
    books = Books()
    books.loaded()
    books.said("parcel.resolved", verdict="removed")
    assert "is in compartment, and parcel.resolved put it into staff" in books.found()
    books = Books()
    books.loaded()
    books.claims = {}
    assert "is in no account" in books.found()
