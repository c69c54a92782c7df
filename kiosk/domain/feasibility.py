"""Whether a bank can take goods: in which compartments, and if not, why. Pure; millimetres and grams.

Never too hopeful: goods are cuboids that keep 90° angles, turned in any of six ways (`upright`: about the vertical
only), laid in slabs along one edge of a compartment with padding around each unit. What fits so fits in reality; a
cleverer packer might get more in. What nobody measured is not promised.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import permutations


class Why(StrEnum):
    """Why goods cannot come into the bank."""

    HAZARD = "hazard"
    MIN_AGE = "min_age"
    NOT_MEASURED = "not_measured"
    TEMPERATURE = "temperature"
    TOO_LARGE = "too_large"
    TOO_HEAVY = "too_heavy"
    NO_FREE_DOOR = "no_free_door"


@dataclass(frozen=True, slots=True)
class Goods:
    """Some units of one kind as they are packed; 0 where nobody measured. `temperature`: "", chilled or frozen.

    `hazard` is a class of dangerous goods (UN), "" for none.
    """

    width_mm: int
    height_mm: int
    depth_mm: int
    weight_g: int = 0
    quantity: int = 1
    temperature: str = ""
    hazard: str = ""
    min_age: int = 0
    upright: bool = False

    @property
    def volume_mm3(self) -> int:
        """Of one unit."""
        return self.width_mm * self.height_mm * self.depth_mm


@dataclass(frozen=True, slots=True)
class Space:
    """One compartment inside; 0 where nobody measured, and `max_weight_g` 0: no limit of its own."""

    number: int
    size: str
    width_mm: int
    height_mm: int
    depth_mm: int
    max_weight_g: int = 0
    temperature: str = ""
    free: bool = True

    @property
    def volume_mm3(self) -> int:
        """0 where nobody measured all of it."""
        return self.width_mm * self.height_mm * self.depth_mm


@dataclass(frozen=True, slots=True)
class Policy:
    """The site's rules. `keep_free`: so many doors are never promised. `ages_checked_to`: the age a kiosk can prove.

    `max_weight_g`: the heaviest parcel, 0 where each compartment's own limit is the only one.
    """

    padding_mm: int = 10
    keep_free: int = 1
    hazards: frozenset[str] = frozenset()
    ages_checked_to: int = 0
    max_weight_g: int = 0
    refused_temperatures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`spaces`: one for each parcel that would be made, in the order in which they were filled. No reason: it fits."""

    spaces: tuple[Space, ...] = ()
    reasons: tuple[Why, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the bank can take all of it now."""
        return not self.reasons


def check(goods: Sequence[Goods], spaces: Sequence[Space], policy: Policy) -> Verdict:
    """All of the goods or none; each temperature in parcels of its own."""
    refused = tuple(sorted(set(never_given(goods, policy)), key=list(Why).index))
    if refused:
        return Verdict(reasons=refused)
    measured = [_limited(space, policy) for space in spaces if space.volume_mm3]
    alone = {why for one in goods for why in _alone(one, measured, policy)}
    if alone:
        return Verdict(reasons=tuple(sorted(alone, key=list(Why).index)))
    free = [space for space in measured if space.free]
    to_spare = sum(space.free for space in spaces) - policy.keep_free
    taken = _fill_all(goods, free, policy)
    if taken is None or len(taken) > to_spare:
        return Verdict(reasons=(Why.NO_FREE_DOOR,))
    return Verdict(spaces=taken)


def never_given(goods: Iterable[Goods], policy: Policy) -> Iterator[Why]:
    """What no compartment changes."""
    for one in goods:
        if one.hazard and one.hazard not in policy.hazards:
            yield Why.HAZARD
        if one.min_age > policy.ages_checked_to:
            yield Why.MIN_AGE
        if one.temperature in policy.refused_temperatures:
            yield Why.TEMPERATURE
        if not one.volume_mm3:
            yield Why.NOT_MEASURED


def _limited(space: Space, policy: Policy) -> Space:
    limits = [limit for limit in (space.max_weight_g, policy.max_weight_g) if limit]
    return replace(space, max_weight_g=min(limits, default=0))


def _alone(goods: Goods, spaces: Sequence[Space], policy: Policy) -> Iterator[Why]:
    """Why not even one unit fits, with the whole bank empty."""
    right = [space for space in spaces if space.temperature == goods.temperature]
    if not right:
        yield Why.TEMPERATURE if spaces else Why.NOT_MEASURED
        return
    one = replace(goods, quantity=1)
    in_size = [space for space in right if _room(one, replace(space, max_weight_g=0), policy)]
    if not in_size:
        yield Why.TOO_LARGE
    elif not any(_room(one, space, policy) for space in in_size):
        yield Why.TOO_HEAVY if one.weight_g else Why.NOT_MEASURED


def _fill_all(goods: Sequence[Goods], free: Sequence[Space], policy: Policy) -> tuple[Space, ...] | None:
    taken: list[Space] = []
    for temperature in sorted({one.temperature for one in goods}):
        rest = sorted(
            (one for one in goods if one.temperature == temperature), key=lambda one: one.volume_mm3, reverse=True
        )
        left = sorted(
            (space for space in free if space.temperature == temperature),
            key=lambda space: (space.volume_mm3, space.number),
        )
        while rest:
            space, rest = _best(rest, left, policy)
            if space is None:
                return None
            left.remove(space)
            taken.append(space)
    return tuple(taken)


def _best(rest: list[Goods], left: Sequence[Space], policy: Policy) -> tuple[Space | None, list[Goods]]:
    """The smallest space that takes all of the rest, else the one that takes most of it; and what remains."""
    best: tuple[Space | None, list[Goods]] = (None, rest)
    least = _volume(rest)
    seen = set()
    for space in left:
        shape = (space.width_mm, space.height_mm, space.depth_mm, space.max_weight_g)
        if shape in seen:  # one of many alike
            continue
        seen.add(shape)
        remains = _fill(rest, space, policy)
        if not remains:
            return space, remains
        if _volume(remains) < least:
            best, least = (space, remains), _volume(remains)
    return best


def _volume(goods: Iterable[Goods]) -> int:
    return sum(one.volume_mm3 * one.quantity for one in goods)


def _fill(goods: Sequence[Goods], space: Space, policy: Policy) -> list[Goods]:
    """What remains when as much as possible lies in this one: the best of slabs along each of its three edges."""
    fills = [_fill_along(axis, goods, space, policy) for axis in range(3)]
    return min(fills, key=_volume)


def _fill_along(axis: int, goods: Sequence[Goods], space: Space, policy: Policy) -> list[Goods]:
    edges = (space.width_mm, space.height_mm, space.depth_mm)
    length_mm, across = edges[axis], edges[:axis] + edges[axis + 1 :]
    left_g = space.max_weight_g or None
    remains = []
    for one in goods:
        turns = _turns(axis, one, policy.padding_mm)
        put, used_mm = _slab(turns, _bearable(one, left_g), length_mm, across)
        length_mm -= used_mm
        if left_g is not None:
            left_g -= put * one.weight_g
        if put < one.quantity:
            remains.append(replace(one, quantity=one.quantity - put))
    return remains


def _bearable(goods: Goods, left_g: int | None) -> int:
    """How many units the floor bears: none of a weight that nobody knows, where it has a limit."""
    if left_g is None:
        return goods.quantity
    return min(goods.quantity, left_g // goods.weight_g) if goods.weight_g else 0


def _slab(turns: Iterable[tuple[int, ...]], wanted: int, length_mm: int, across: tuple[int, ...]) -> tuple[int, int]:
    """How many of the units lie in layers from the wall on, and how much of the edge they need: the best turn."""
    best = (0, 0)
    for thick_mm, *beside in turns:
        layer = (across[0] // beside[0]) * (across[1] // beside[1])
        layers = min(length_mm // thick_mm, -(-wanted // layer)) if layer else 0
        put = min(layers * layer, wanted)
        if (put, -layers * thick_mm) > (best[0], -best[1]):
            best = (put, layers * thick_mm)
    return best


def _turns(axis: int, goods: Goods, padding_mm: int) -> Iterator[tuple[int, ...]]:
    """The unit in each way it may lie, padding included: along the edge first, then across it."""
    edges = (goods.width_mm + padding_mm, goods.height_mm + padding_mm, goods.depth_mm + padding_mm)
    turns = {edges, edges[::-1]} if goods.upright else set(permutations(edges))
    for turn in turns:
        yield turn[axis], *turn[:axis], *turn[axis + 1 :]


def _room(goods: Goods, space: Space, policy: Policy) -> bool:
    return not _fill([goods], space, policy)
