"""Which compartment a parcel gets, and which reservations no longer stand. Pure and deterministic.

A compartment is taken only if everybody agrees that it is empty and closes: the ledger (no parcel, no reservation, no
doubt), its last opening (ended in a closed door), its lock (armed, answering, closed) and staff (not blocked) (C3).

Reach: EN 301 549 puts what a wheelchair user has to reach between 380 and 1,220 mm above the floor. The height that
counts is the one surveyed for the handle or edge where the door is gripped (`handle_mm` of the layout), or the middle
of the door where nobody has measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kiosk.domain.custody import Stock, Wanted
from kiosk.domain.record import Entry, Kind
from kiosk.domain.wall import Wall


@dataclass(frozen=True, slots=True)
class Need:
    """What a parcel wants. `size` "": any; `weight_g` 0: unknown; `reach`: within reach from a wheelchair."""

    size: str = ""
    weight_g: int = 0
    reach: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One compartment of the wall. `free`: every condition of C3 holds. `max_weight_g` 0: no limit of its own."""

    number: int
    size: str
    height_mm: float
    max_weight_g: int = 0
    free: bool = True


@dataclass(frozen=True, slots=True)
class Policy:
    """The site's rules. `sizes` from the smallest up. `keep_free`: so many doors of a size are never given away.

    Parcels of more than `heavy_g` go no higher than `heavy_top_mm`.
    """

    sizes: tuple[str, ...]
    keep_free: Mapping[str, int] = field(default_factory=dict)
    heavy_g: int = 10_000
    heavy_top_mm: int = 1_000
    reach_from_mm: int = 380
    reach_to_mm: int = 1_220

    def in_reach(self, height_mm: float) -> bool:
        """Within the band of EN 301 549."""
        return self.reach_from_mm <= height_mm <= self.reach_to_mm


class Why(StrEnum):
    """Why no compartment is given: the condition at which the last candidates fell out."""

    SIZE = "size"  # no compartment of this wall is large enough
    FULL = "full"
    WEIGHT = "weight"
    REACH = "reach"  # staff hand it over
    FLOOR = "floor"  # the last doors of a size are kept free


@dataclass(frozen=True, slots=True)
class Allocation:
    """This one."""

    compartment: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """None, and why."""

    why: Why


def allocate(need: Need, candidates: Sequence[Candidate], policy: Policy) -> Allocation | Refusal:
    """The smallest free compartment that fits, larger ones where none is.

    Of equal ones a door out of reach goes first to those who need no reach, then the lowest number.
    """
    smallest = policy.sizes.index(need.size) if need.size in policy.sizes else 0
    if need.size and need.size not in policy.sizes:
        return Refusal(Why.SIZE)
    rank = {size: place for place, size in enumerate(policy.sizes)}
    left = [one for one in candidates if rank.get(one.size, -1) >= smallest]
    count = {size: sum(one.free and one.size == size for one in candidates) for size in policy.sizes}
    conditions = (
        (Why.FULL, lambda one: one.free),
        (Why.WEIGHT, lambda one: _carries(one, need, policy)),
        (Why.REACH, lambda one: not need.reach or policy.in_reach(one.height_mm)),
        (Why.FLOOR, lambda one: count[one.size] > policy.keep_free.get(one.size, 0)),
    )
    if not left:
        return Refusal(Why.SIZE)
    for why, holds in conditions:
        left = [one for one in left if holds(one)]
        if not left:
            return Refusal(why)
    best = min(left, key=lambda one: (rank[one.size], policy.in_reach(one.height_mm) and not need.reach, one.number))
    return Allocation(best.number)


def _carries(one: Candidate, need: Need, policy: Policy) -> bool:
    if one.max_weight_g and need.weight_g > one.max_weight_g:
        return False
    return need.weight_g <= policy.heavy_g or one.height_mm <= policy.heavy_top_mm


def plan(stock: Stock, wall: Wall, usable: frozenset[int], policy: Policy) -> Sequence[Entry]:
    """The reservations that end and those that begin, as events.

    `usable`: doors that are armed, answer, are closed and not blocked.
    """
    wanted = {(one.pickup, one.parcel) for one in stock.wanted}
    numbers = {door.number for door in wall.compartments}
    entries: list[Entry] = []
    taken = set(stock.held | stock.unsettled)
    reserved: set[tuple[str, str]] = set()
    for parcel, number in sorted(stock.reserved.items(), key=lambda item: item[1]):
        if number in stock.unsettled - stock.failed:
            taken.add(number)  # its door stands open: the parcel may lie in it already
            reserved.add(parcel)
        elif parcel not in wanted:
            entries.append(_released(parcel, number, "not_wanted"))
        elif number in stock.failed or number not in numbers:
            entries.append(_released(parcel, number, "failed"))
            taken.add(number)
        else:
            taken.add(number)
            reserved.add(parcel)
    placeless = [one for one in stock.wanted if (one.pickup, one.parcel) not in reserved]
    left = candidates(wall, usable - taken) if placeless else ()
    for one in placeless:
        answer = allocate(_need(one), left, policy)
        if isinstance(answer, Allocation):
            entries.append(_reserved((one.pickup, one.parcel), answer.compartment))
            left = [replace(each, free=False) if each.number == answer.compartment else each for each in left]
    return entries


def candidates(wall: Wall, free: frozenset[int]) -> Sequence[Candidate]:
    """The compartments of a wall; those in `free` fulfil C3."""
    return [
        Candidate(door.number, door.size, door.grip_mm, door.max_weight_g, door.number in free)
        for door in wall.compartments
    ]


def _need(one: Wanted) -> Need:
    return Need(one.size, one.weight_g, one.reach)


def _reserved(parcel: tuple[str, str], number: int) -> Entry:
    return Entry.of(Kind.COMPARTMENT_RESERVED, pickup=parcel[0], parcel=parcel[1], compartment=number)


def _released(parcel: tuple[str, str], number: int, reason: str) -> Entry:
    return Entry.of(Kind.COMPARTMENT_RELEASED, pickup=parcel[0], parcel=parcel[1], compartment=number, reason=reason)
