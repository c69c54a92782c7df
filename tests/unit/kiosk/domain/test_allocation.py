from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.allocation import Allocation, Candidate, Need, Policy, Refusal, Why, allocate, plan
from kiosk.domain.custody import Stock, Wanted
from kiosk.domain.record import Kind
from kiosk.domain.wall import Box, Compartment, Wall

POLICY = Policy(("S", "M", "L"))
SMALL, MEDIUM, LARGE = (Candidate(number, size, 800.0) for number, size in ((1, "S"), (2, "M"), (3, "L")))
WALL_OF_THREE = (LARGE, MEDIUM, SMALL)


def test_the_smallest_that_fits() -> None:
    assert allocate(Need("M"), WALL_OF_THREE, POLICY) == Allocation(2)
    assert allocate(Need(), WALL_OF_THREE, POLICY) == Allocation(1)


def test_the_next_larger_where_none_is_free_and_never_a_smaller() -> None:
    assert allocate(Need("M"), (SMALL, replace(MEDIUM, free=False), LARGE), POLICY) == Allocation(3)
    assert allocate(Need("M"), (SMALL,), POLICY) == Refusal(Why.SIZE)


def test_a_size_that_the_wall_does_not_know_is_not_guessed() -> None:
    assert allocate(Need("XXL"), WALL_OF_THREE, POLICY) == Refusal(Why.SIZE)


def test_a_full_wall() -> None:
    assert allocate(Need(), [replace(one, free=False) for one in WALL_OF_THREE], POLICY) == Refusal(Why.FULL)


@pytest.mark.parametrize(("height_mm", "fits"), [(379.9, False), (380.0, True), (1220.0, True), (1220.1, False)])
def test_reach_has_a_band(height_mm: float, fits: bool) -> None:
    answer = allocate(Need(reach=True), [replace(SMALL, height_mm=height_mm)], POLICY)
    assert answer == (Allocation(1) if fits else Refusal(Why.REACH))


def test_who_needs_no_reach_leaves_the_doors_in_reach_to_others() -> None:
    high = Candidate(9, "S", 1700.0)
    assert allocate(Need("S"), (SMALL, high), POLICY) == Allocation(9)
    assert allocate(Need("S", reach=True), (SMALL, high), POLICY) == Allocation(1)


@pytest.mark.parametrize(("weight_g", "fits"), [(10_000, True), (10_001, False)])
def test_heavy_parcels_stay_low(weight_g: int, fits: bool) -> None:
    answer = allocate(Need(weight_g=weight_g), [replace(SMALL, height_mm=1001.0)], POLICY)
    assert answer == (Allocation(1) if fits else Refusal(Why.WEIGHT))
    assert allocate(Need(weight_g=weight_g), [replace(SMALL, height_mm=1000.0)], POLICY) == Allocation(1)


@pytest.mark.parametrize(("weight_g", "fits"), [(500, True), (501, False)])
def test_a_compartment_may_have_a_limit_of_its_own(weight_g: int, fits: bool) -> None:
    answer = allocate(Need(weight_g=weight_g), [replace(SMALL, max_weight_g=500)], POLICY)
    assert answer == (Allocation(1) if fits else Refusal(Why.WEIGHT))


def test_the_last_doors_of_a_size_are_kept_and_the_next_size_is_taken() -> None:
    keeping = replace(POLICY, keep_free={"S": 1})
    assert allocate(Need("S"), WALL_OF_THREE, keeping) == Allocation(2)
    assert allocate(Need("S"), (SMALL, replace(SMALL, number=4)), keeping) == Allocation(1)
    assert allocate(Need("S"), (SMALL, replace(SMALL, number=4, free=False)), keeping) == Refusal(Why.FLOOR)


def test_equals_go_by_number_whatever_their_order() -> None:
    twins = (replace(SMALL, number=8), replace(SMALL, number=5))
    assert allocate(Need("S"), twins, POLICY) == allocate(Need("S"), twins[::-1], POLICY) == Allocation(5)


sizes = st.sampled_from(["S", "M", "L"])
candidate = st.builds(
    Candidate, st.integers(1, 40), sizes, st.floats(0, 2500), st.sampled_from([0, 300, 20_000]), st.booleans()
)
walls = st.lists(candidate, max_size=12, unique_by=lambda one: one.number)
needs = st.builds(Need, st.one_of(st.just(""), sizes), st.integers(0, 30_000), st.booleans())
policies = st.builds(
    Policy, st.just(("S", "M", "L")), st.dictionaries(sizes, st.integers(0, 3)), st.just(10_000), st.just(1_000)
)


def allowed(one: Candidate, need: Need, wall: list[Candidate], policy: Policy) -> bool:
    """The rules of C3 and C5 in words of their own."""
    rank = "SML".index
    spare = [other for other in wall if other.free and other.size == one.size and other is not one]
    return (
        one.free
        and (not need.size or rank(one.size) >= rank(need.size))
        and (not need.reach or 380 <= one.height_mm <= 1220)
        and not (need.weight_g > 10_000 and one.height_mm > 1_000)
        and not 0 < one.max_weight_g < need.weight_g
        and len(spare) >= policy.keep_free.get(one.size, 0)
    )


@given(needs, walls, policies)
def test_what_is_given_is_allowed_and_nothing_is_refused_that_is(
    need: Need, wall: list[Candidate], policy: Policy
) -> None:
    answer = allocate(need, wall, policy)
    good = [one for one in wall if allowed(one, need, wall, policy)]
    if isinstance(answer, Refusal):
        assert good == []
        return
    [given_] = [one for one in wall if one.number == answer.compartment]
    assert given_ in good
    assert "SML".index(given_.size) == min("SML".index(one.size) for one in good), "a larger one than needed"


@given(needs, walls, policies, st.randoms(use_true_random=False))
def test_the_order_of_the_wall_does_not_matter(need, wall, policy, random) -> None:
    shuffled = list(wall)
    random.shuffle(shuffled)
    first, second = allocate(need, wall, policy), allocate(need, shuffled, policy)
    assert first == second


# --- planning -----------------------------------------------------------------------------------------------------

DOORS = Wall(
    500,
    2000,
    Box(0, 0, 1, 1),
    tuple(Compartment(n, "S", 1, n, Box(0, 100 * n, 500, 100)) for n in range(1, 6)),
    ("S",),
)
ALL = frozenset(range(1, 6))
POLICY_S = Policy(("S",), reach_from_mm=0, reach_to_mm=3000)


def planned(stock: Stock, usable: frozenset[int] = ALL) -> list[tuple[Kind, str, int, str]]:
    entries = plan(stock, DOORS, usable, POLICY_S)
    return [
        (entry.kind, str(entry.body["parcel"]), int(str(entry.body["compartment"])), str(entry.body.get("reason", "")))
        for entry in entries
    ]


P1, P2 = Wanted("PICKUP01", "p1"), Wanted("PICKUP01", "p2")
RESERVED, RELEASED = Kind.COMPARTMENT_RESERVED, Kind.COMPARTMENT_RELEASED


def test_each_parcel_gets_a_compartment_of_its_own() -> None:
    assert planned(Stock((P1, P2), held=frozenset({1}), unsettled=frozenset({2}))) == [
        (RESERVED, "p1", 3, ""),
        (RESERVED, "p2", 4, ""),
    ]


def test_only_usable_doors_are_given() -> None:
    assert planned(Stock((P1, P2)), frozenset({5})) == [(RESERVED, "p1", 5, "")]


def test_a_reservation_stands_while_it_is_wanted_even_if_its_door_is_open_for_loading() -> None:
    assert planned(Stock((P1,), {("PICKUP01", "p1"): 2}), ALL - {2}) == []


def test_what_is_no_longer_expected_is_released_and_its_compartment_given_on() -> None:
    stock = Stock((P2,), {("PICKUP01", "p1"): 1})
    assert planned(stock) == [(RELEASED, "p1", 1, "not_wanted"), (RESERVED, "p2", 1, "")]


def test_a_pickup_that_is_cancelled_while_its_parcel_is_loaded_keeps_its_place_until_the_door_is_closed() -> None:
    stock = Stock((P2,), {("PICKUP01", "p1"): 1}, unsettled=frozenset({1}))
    assert planned(stock, ALL - {1}) == [(RESERVED, "p2", 2, "")]


def test_a_compartment_whose_door_failed_is_given_up_for_another() -> None:
    stock = Stock((P1,), {("PICKUP01", "p1"): 1}, unsettled=frozenset({1}), failed=frozenset({1}))
    assert planned(stock) == [(RELEASED, "p1", 1, "failed"), (RESERVED, "p1", 2, "")]


def test_a_reservation_on_a_compartment_that_the_wall_lost_is_given_up() -> None:
    assert planned(Stock((P1,), {("PICKUP01", "p1"): 77}))[0] == (RELEASED, "p1", 77, "failed")
