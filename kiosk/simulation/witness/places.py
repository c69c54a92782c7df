"""Invariants of compartments that are given away: C3 and C5, from true doors and the needs that were told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.simulation.facts import ContactRead, Durable, FaultBegan, Ready, Wanted
from kiosk.simulation.wall import Leaf
from kiosk.simulation.witness.check import Broken, Check
from kiosk.simulation.witness.parcels import CUSTODY, Book

_HEARD_S: Final = 30.0
"""Until a board that has fallen silent is known to be."""
_READ_S: Final = 5.0
_REACH_MM: Final = (380, 1220)
_HEAVY_G: Final = 10_000
_HEAVY_TOP_MM: Final = 1_000
_OUTCOMES: Final = frozenset({"door.opened", "door.jammed", "door.unknown"})


class GivenWhenEmpty(Check):
    """`answers` says whether the board of a door can be heard, in truth."""

    name = "C3"
    says = "a compartment is given only if it is empty, closed, heard from, not blocked, and its last opening has ended"
    hears = (Durable, ContactRead, FaultBegan, Ready)

    def __init__(self, broken: Broken, leaves: Mapping[int, Leaf], answers: Callable[[int], bool]) -> None:
        super().__init__(broken)
        self._leaves = leaves
        self._answers = answers
        self._book = Book()
        self._blocked: set[object] = set()
        self._unsettled: dict[object, str] = {}
        self._read: dict[int, tuple[bool, float]] = {}
        self._changed_s = 0.0

    def seen(self, fact: Durable | ContactRead | FaultBegan | Ready) -> None:
        match fact:
            case ContactRead():
                self._read[fact.door] = (fact.closed, fact.at_s)
            case FaultBegan() | Ready():
                self._changed_s = fact.at_s
            case Durable(kind="compartment.reserved"):
                complaint = self._complaint(int(str(fact.body["compartment"])), fact.at_s)
                if complaint:
                    self.fail(fact.at_s, f"{complaint}: {fact.body}")
            case Durable(kind=kind) if kind in CUSTODY:
                self._book.said(fact)
            case _:
                self._happened(fact)

    def _happened(self, fact: Durable) -> None:
        door = fact.body.get("compartment")
        match fact.kind:
            case "compartment.blocked" | "entrapment.suspected":
                self._blocked.add(door)
            case "compartment.unblocked" | "entrapment.cleared":
                self._blocked.discard(door)
            case "door.closed":
                self._unsettled.pop(door, None)
            case kind if kind in _OUTCOMES and fact.body["intent"]:
                self._unsettled[door] = kind
            case _:
                pass

    def _complaint(self, door: int, at_s: float) -> str:
        leaf = self._leaves[door]
        there = self._book.inside.get(door)
        if there is not None and there in leaf.parcels:
            return f"parcel {there} lies in it, and was said to"
        if door in self._blocked:
            return "it is blocked"
        if door in self._unsettled:
            return f"its last opening ended in {self._unsettled[door]}"
        closed, read_s = self._read.get(door, (True, 0.0))
        if not closed and leaf.open and at_s - read_s > _READ_S:
            return f"its door is open, and was read so {at_s - read_s:.0f} s before"
        if not self._answers(door) and at_s - self._changed_s > _HEARD_S:
            return "its board is silent"
        return ""


@dataclass(frozen=True, slots=True)
class Place:
    """A compartment as it is built. `grip_mm`: how high one reaches; `most_g` 0: no limit of its own."""

    size: str
    grip_mm: float
    most_g: int = 0


class FitsTheNeed(Check):
    """`sizes` from the smallest up; `keep_free`: so many of a size are never given away."""

    name = "C5"
    says = "who needs a door within reach gets one or none; size and weight fit, and the floor of free doors stays"
    hears = (Wanted, Durable)

    def __init__(
        self, broken: Broken, places: Mapping[int, Place], sizes: tuple[str, ...], keep_free: Mapping[str, int]
    ) -> None:
        super().__init__(broken)
        self._places = places
        self._sizes = sizes
        self._keep_free = keep_free
        self._wanted: dict[str, Wanted] = {}
        self._book = Book()
        self._kept: dict[str, int] = {}

    def seen(self, fact: Wanted | Durable) -> None:
        match fact:
            case Wanted():
                self._wanted[fact.parcel] = fact
            case Durable(kind="compartment.reserved", body=body):
                self._given(fact, self._wanted[str(body["parcel"])], int(str(body["compartment"])))
            case Durable(kind="compartment.released", body=body):
                self._kept.pop(str(body["parcel"]), None)
            case Durable(kind=kind) if kind in CUSTODY:
                self._book.said(fact)
                self._kept.pop(str(fact.body["parcel"]), None)
            case _:
                pass

    def _given(self, fact: Durable, need: Wanted, door: int) -> None:
        place = self._places[door]
        if need.reach and not _REACH_MM[0] <= place.grip_mm <= _REACH_MM[1]:
            self.fail(fact.at_s, f"door {door} is gripped at {place.grip_mm:.0f} mm, and it must be within reach")
        if need.size and self._sizes.index(place.size) < self._sizes.index(need.size):
            self.fail(fact.at_s, f"door {door} is of size {place.size}, and the parcel of size {need.size}")
        heavy = need.weight_g > _HEAVY_G and place.grip_mm > _HEAVY_TOP_MM
        if heavy or (place.most_g and need.weight_g > place.most_g):
            self.fail(fact.at_s, f"{need.weight_g} g are too heavy for door {door}: {place}")
        taken = {*self._book.inside, *self._kept.values()}
        free = sum(one.size == place.size and number not in taken for number, one in self._places.items())
        if free <= self._keep_free.get(place.size, 0):
            self.fail(fact.at_s, f"door {door} is one of the last {free} of size {place.size}")
        self._kept[need.parcel] = door
