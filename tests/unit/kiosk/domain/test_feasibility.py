"""Whether a bank can take goods."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.feasibility import Goods, Policy, Space, Why, check

SMALL = Space(1, "S", 300, 200, 400, 10_000)
LARGE = Space(2, "L", 500, 600, 700, 30_000)
BANK = [SMALL, LARGE, replace(LARGE, number=3)]
EXACT = Policy(padding_mm=0, keep_free=0)
BOX = Goods(100, 100, 100, 500)


def _numbers(goods: list[Goods], spaces: list[Space], policy: Policy = EXACT) -> list[int]:
    return [space.number for space in check(goods, spaces, policy).spaces]


def test_the_smallest_that_will_do() -> None:
    assert _numbers([BOX], [LARGE, SMALL]) == [1]
    assert _numbers([replace(BOX, width_mm=450)], BANK) == [2]


def test_no_parcel_is_heavier_than_the_site_allows() -> None:
    two = [replace(BOX, weight_g=6_000, quantity=2)]
    assert _numbers(two, BANK) == [2]
    assert _numbers(two, BANK, replace(EXACT, max_weight_g=8_000)) == [1, 2]
    assert check(two, BANK, replace(EXACT, max_weight_g=5_999)).reasons == (Why.TOO_HEAVY,)


def test_a_temperature_may_be_refused_where_there_is_a_compartment_for_it() -> None:
    cold, bank = replace(BOX, temperature="chilled"), [replace(SMALL, temperature="chilled")]
    assert check([cold], bank, EXACT).fits
    refused = replace(EXACT, refused_temperatures=frozenset({"chilled"}))
    assert check([cold], bank, refused).reasons == (Why.TEMPERATURE,)


@pytest.mark.parametrize("edges", [(200, 300, 400), (400, 200, 300), (300, 400, 200)])
def test_goods_may_be_turned(edges: tuple[int, int, int]) -> None:
    goods = Goods(*edges, 100)
    assert check([goods], [SMALL], EXACT).fits
    upright = check([replace(goods, upright=True)], [SMALL], EXACT)
    assert upright.fits is (edges[1] == 200)


def test_padding_is_around_each_unit() -> None:
    goods = Goods(150, 200, 400, 100, quantity=2)
    assert check([goods], [SMALL], EXACT).fits
    assert check([goods], [SMALL], replace(EXACT, padding_mm=1)).reasons == (Why.TOO_LARGE,)


@pytest.mark.parametrize(
    ("goods", "spaces", "expected"),
    [
        (replace(BOX, width_mm=900), BANK, Why.TOO_LARGE),
        (replace(BOX, weight_g=31_000), BANK, Why.TOO_HEAVY),
        (replace(BOX, weight_g=0), BANK, Why.NOT_MEASURED),
        (replace(BOX, depth_mm=0), BANK, Why.NOT_MEASURED),
        (BOX, [replace(SMALL, depth_mm=0)], Why.NOT_MEASURED),
        (replace(BOX, temperature="chilled"), BANK, Why.TEMPERATURE),
        (BOX, [replace(SMALL, temperature="chilled")], Why.TEMPERATURE),
        (replace(BOX, hazard="2.1"), BANK, Why.HAZARD),
        (replace(BOX, min_age=18), BANK, Why.MIN_AGE),
        (BOX, [replace(SMALL, free=False)], Why.NO_FREE_DOOR),
    ],
)
def test_why_not(goods: Goods, spaces: list[Space], expected: Why) -> None:
    verdict = check([BOX, goods], spaces, EXACT)
    assert verdict.reasons == (expected,)
    assert not verdict.fits
    assert not verdict.spaces


def test_what_the_site_allows_is_no_reason() -> None:
    policy = replace(EXACT, hazards=frozenset({"9"}), ages_checked_to=18)
    assert check([replace(BOX, hazard="9", min_age=18)], BANK, policy).fits


def test_a_door_to_spare_is_promised_to_nobody() -> None:
    goods = [replace(BOX, width_mm=450, height_mm=600, depth_mm=700, quantity=2)]
    assert _numbers(goods, BANK) == [2, 3]
    assert _numbers(goods, BANK, replace(EXACT, keep_free=1)) == [2, 3]
    assert check(goods, BANK, replace(EXACT, keep_free=2)).reasons == (Why.NO_FREE_DOOR,)


def test_weight_spreads_over_compartments() -> None:
    assert _numbers([replace(BOX, weight_g=9_000, quantity=3)], [SMALL, replace(SMALL, number=4)], EXACT) == []
    assert _numbers([replace(BOX, weight_g=9_000, quantity=4)], BANK, EXACT) == [2, 1]


def test_each_temperature_has_parcels_of_its_own() -> None:
    cold = replace(SMALL, number=9, temperature="chilled")
    assert sorted(_numbers([BOX, replace(BOX, temperature="chilled")], [*BANK, cold])) == [1, 9]


edge = st.integers(1, 700)
some_goods = st.lists(
    st.builds(Goods, edge, edge, edge, st.integers(1, 20_000), st.integers(1, 20), upright=st.booleans()),
    min_size=1,
    max_size=4,
)
some_spaces = st.lists(
    st.builds(Space, st.just(0), st.just("M"), edge, edge, edge, st.integers(0, 40_000)), min_size=1, max_size=5
).map(lambda spaces: [replace(space, number=number) for number, space in enumerate(spaces)])


@given(some_goods, some_spaces, st.integers(0, 3))
def test_it_is_never_too_hopeful(goods: list[Goods], spaces: list[Space], keep_free: int) -> None:
    verdict = check(goods, spaces, Policy(padding_mm=0, keep_free=keep_free))
    if not verdict.fits:
        assert not verdict.spaces
        return
    numbers = [space.number for space in verdict.spaces]
    assert len(set(numbers)) == len(numbers) <= len(spaces) - keep_free
    assert sum(one.volume_mm3 * one.quantity for one in goods) <= sum(space.volume_mm3 for space in verdict.spaces)
    if all(space.max_weight_g for space in verdict.spaces):
        assert sum(one.weight_g * one.quantity for one in goods) <= sum(space.max_weight_g for space in verdict.spaces)
    longest = max(max(space.width_mm, space.height_mm, space.depth_mm) for space in verdict.spaces)
    assert all(max(one.width_mm, one.height_mm, one.depth_mm) <= longest for one in goods)


@given(some_goods, some_spaces)
def test_more_padding_never_helps_a_single_compartment(goods: list[Goods], spaces: list[Space]) -> None:
    one = spaces[:1]
    if check(goods, one, Policy(padding_mm=20, keep_free=0)).fits:
        assert check(goods, one, Policy(padding_mm=0, keep_free=0)).fits


@given(some_spaces)
def test_what_is_as_large_as_a_compartment_fits_and_one_millimetre_more_does_not(spaces: list[Space]) -> None:
    space = replace(spaces[0], max_weight_g=0)
    goods = Goods(space.depth_mm, space.width_mm, space.height_mm, 1)
    assert check([goods], [space], EXACT).fits
    longest = max((goods.width_mm, "width_mm"), (goods.height_mm, "height_mm"), (goods.depth_mm, "depth_mm"))
    assert check([replace(goods, **{longest[1]: longest[0] + 1})], [space], EXACT).reasons == (Why.TOO_LARGE,)
