"""Where parcels are: what has durably been said of each, and the invariants C1 and C4 of custody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.simulation.facts import Durable, Put, Taken
from kiosk.simulation.wall import Leaf
from kiosk.simulation.witness.check import Broken, Check

Claims = Mapping[str, tuple[str, int | None]]
"""By parcel: in which account and in which compartment the ledger on the disk has it."""

CUSTODY: Final = frozenset(
    {"parcel.deposited", "parcel.moved", "parcel.collected", "parcel.removed", "parcel.suspect", "parcel.resolved"}
)
_ACCOUNTS: Final = {
    "parcel.deposited": "compartment",
    "parcel.moved": "compartment",
    "parcel.collected": "customer",
    "parcel.removed": "staff",
    "parcel.suspect": "inquiry",
    "present": "compartment",
    "collected": "customer",
    "removed": "staff",
    "missing": "inquiry",
}


@dataclass(frozen=True, slots=True)
class Said:
    """The last word on one parcel."""

    account: str
    door: int
    kind: str
    at_s: float


class Book:
    """What events say of parcels. `inside`: by compartment the parcel that came there and was not said to have left."""

    def __init__(self) -> None:
        self.last: dict[str, Said] = {}
        self.inside: dict[int, str] = {}

    def said(self, fact: Durable) -> None:
        """One event out of CUSTODY."""
        body, parcel, door = fact.body, str(fact.body["parcel"]), int(str(fact.body["compartment"]))
        account = _ACCOUNTS[str(body["verdict"]) if fact.kind == "parcel.resolved" else fact.kind]
        self.last[parcel] = Said(account, door, fact.kind, fact.at_s)
        if fact.kind == "parcel.suspect":
            return  # it still lies where it lay
        for number in [number for number, other in self.inside.items() if other == parcel]:
            del self.inside[number]
        if account == "compartment":
            self.inside[door] = parcel


class OneToOne(Check):
    """From reservations and moves as they were written, not from what became of them in a table."""

    name = "C1"
    says = "a compartment is kept for or holds one parcel, and a parcel is kept one compartment or lies in one"
    hears = (Durable,)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._book = Book()
        self._kept: dict[str, int] = {}

    def seen(self, fact: Durable) -> None:
        match fact.kind:
            case "compartment.reserved":
                self._reserved(fact, str(fact.body["parcel"]), int(str(fact.body["compartment"])))
            case "compartment.released":
                self._kept.pop(str(fact.body["parcel"]), None)
            case "parcel.deposited" | "parcel.moved":
                self._came(fact, str(fact.body["parcel"]), int(str(fact.body["compartment"])))
            case kind if kind in CUSTODY:
                self._book.said(fact)
            case _:
                pass

    def _reserved(self, fact: Durable, parcel: str, door: int) -> None:
        other = self._book.inside.get(door) or next((one for one, place in self._kept.items() if place == door), "")
        if other:
            self.fail(fact.at_s, f"compartment {door} is kept for {parcel}, and {other} has it: {fact.body}")
        if parcel in self._kept or parcel in self._book.inside.values():
            self.fail(fact.at_s, f"parcel {parcel} has a compartment already: {fact.body}")
        self._kept[parcel] = door

    def _came(self, fact: Durable, parcel: str, door: int) -> None:
        other = self._book.inside.get(door, parcel)
        if other != parcel:
            self.fail(fact.at_s, f"parcel {parcel} comes to compartment {door}, and {other} has not left it")
        if fact.body.get("how") == "loaded" and self._kept.get(parcel) != door:
            self.fail(fact.at_s, f"parcel {parcel} was loaded into {door}, which was not kept for it: {fact.body}")
        self._kept.pop(parcel, None)
        self._book.said(fact)


class NothingLost(Check):
    """`ledger` reads the accounts from the disk, None while nobody can; `leaves`: doors, and what lies behind them."""

    name = "C4"
    says = "every parcel that came in stands in the account that was last said, and lies where the ledger has it"
    hears = (Durable, Put, Taken)

    def __init__(self, broken: Broken, ledger: Callable[[], Claims | None], leaves: Mapping[int, Leaf]) -> None:
        super().__init__(broken)
        self._ledger = ledger
        self._leaves = leaves
        self._book = Book()
        self._under_way: set[object] = set()
        self._put: dict[str, bool] = {}

    def seen(self, fact: Durable | Put | Taken) -> None:
        match fact:
            case Put():
                self._put[fact.parcel] = fact.inside
            case Taken() if fact.parcel not in self._book.last:
                self._put[fact.parcel] = False  # out of a door that its loader had left open
            case Durable(kind="door.closed", body=body):
                self._under_way.discard(body["compartment"])
            case Durable(kind="door.intent" | "door.unknown" | "door.jammed", body=body):
                self._under_way.add(body["compartment"])
            case Durable(kind=kind) if kind in CUSTODY:
                self._book.said(fact)
            case _:
                pass

    def looked(self, now_s: float) -> None:
        claims = self._ledger()
        if claims is None:
            return
        for parcel, said in self._book.last.items():
            account = claims.get(parcel, ("no account", None))[0]
            if account != said.account:
                self.fail(now_s, f"parcel {parcel} is in {account}, and {said.kind} put it into {said.account}")
        for parcel, (account, door) in claims.items():
            if account == "compartment" and door is not None and parcel not in self._leaves[door].parcels:
                self._missing(now_s, parcel, door)
        for door, leaf in self._leaves.items():
            for parcel in leaf.parcels:
                if claims.get(parcel, ("", None))[1] != door:
                    self._unknown(now_s, parcel, door)

    def _missing(self, now_s: float, parcel: str, door: int) -> None:
        """Where an opening has not been told to its end nobody can know; nor that staff closed it without one."""
        if door not in self._under_way and self._put.get(parcel, True):
            self.fail(now_s, f"the ledger has parcel {parcel} in compartment {door}, and it is not there")

    def _unknown(self, now_s: float, parcel: str, door: int) -> None:
        """Said to have left: somebody closed the door with the parcel in it. Never said to be there: not told yet."""
        said = self._book.last.get(parcel)
        if said is None and parcel in self._put and door not in self._under_way:
            self.fail(now_s, f"parcel {parcel} was loaded into compartment {door}, and the ledger does not know it")
        if said is not None and said.account in {"compartment", "inquiry"}:
            self.fail(now_s, f"parcel {parcel} lies in compartment {door}, and the ledger has it elsewhere: {said}")
