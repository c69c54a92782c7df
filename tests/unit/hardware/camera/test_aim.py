"""Each advice from figures alone, and calm between them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, pairwise

import pytest

from hardware.camera.aim import NO_AIM, Advice, Aim, Aimer, SteadyWords
from hardware.camera.located import Contrast, Exposure, Located, with_read

SIZE = (1280, 720)
FRAME_S = 1 / 15
DAY = Exposure(middle=90, bright=190, white=0.0)
CLEAR = Contrast(dark=30, bright=210, blank=0.0)


def code(
    side: float = 200,
    at: tuple[float, float] = (640, 360),
    *,
    readable: bool = False,
    modules: int = 41,
    contrast: Contrast | None = CLEAR,
) -> Located:
    (x, y), half = at, side / 2
    corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
    return Located(corners, readable, modules, contrast)


class Watch:
    """An aimer with its frames' times."""

    def __init__(self) -> None:
        self.aimer = Aimer()
        self.times: Iterator[float] = (frame * FRAME_S for frame in count())

    def see(self, *located: Located, exposure: Exposure = DAY) -> Aim:
        return self.aimer.observe(located, exposure, SIZE, next(self.times))

    def see_for(self, duration_s: float, *located: Located, exposure: Exposure = DAY) -> list[Aim]:
        return [self.see(*located, exposure=exposure) for _ in range(round(duration_s / FRAME_S))]


def settled(*located: Located, exposure: Exposure = DAY) -> Aim:
    return Watch().see_for(1, *located, exposure=exposure)[-1]


@pytest.mark.parametrize(
    ("seen", "advice"),
    [
        (code(side=70), Advice.CLOSER),
        (code(side=110, modules=57), Advice.CLOSER),
        (code(side=70, modules=0), Advice.CLOSER),
        (code(side=520), Advice.BACK),
        (code(at=(1190, 360)), Advice.INSIDE),
        (code(at=(640, 630)), Advice.INSIDE),
        (code(contrast=Contrast(dark=15, bright=50, blank=0)), Advice.DARK),
        (code(contrast=Contrast(dark=190, bright=255, blank=0.7)), Advice.BRIGHT),
        (code(contrast=Contrast(dark=110, bright=190, blank=0)), Advice.STILL),
        (code(contrast=Contrast(dark=40, bright=255, blank=0.2)), Advice.TILT),
        (code(), Advice.STILL),
        (code(side=90), Advice.STILL),
        (code(contrast=None), Advice.STILL),
        (code(side=70, readable=True), Advice.NONE),
    ],
)
def test_advice_by_what_is_in_view(seen: Located, advice: Advice) -> None:
    assert settled(seen).advice is advice


def test_a_code_that_moves_fast_is_to_be_held_still_however_it_shines() -> None:
    shining = Contrast(dark=40, bright=255, blank=0.2)
    watch = Watch()
    aims = [watch.see(code(at=(300 + 20 * frame, 360), contrast=shining)) for frame in range(20)]
    assert aims[-1].advice is Advice.STILL


def test_a_dark_room_and_a_screen_that_outshines_it_are_told_where_nothing_is_located() -> None:
    assert settled(exposure=Exposure(middle=12, bright=30, white=0)).advice is Advice.DARK
    assert settled(exposure=Exposure(middle=20, bright=120, white=0.05)).advice is Advice.BRIGHT
    assert settled(exposure=Exposure(middle=120, bright=250, white=0.05)).advice is Advice.NONE
    assert settled() == NO_AIM


def test_a_lamp_that_is_always_there_is_nobodys_fault() -> None:
    lamp = Exposure(middle=20, bright=120, white=0.05)
    watch = Watch()
    watch.aimer.rest(lamp)
    assert watch.see_for(1, exposure=lamp)[-1].advice is Advice.NONE
    phone = Exposure(middle=20, bright=250, white=0.12)
    assert watch.see_for(1, exposure=phone)[-1].advice is Advice.BRIGHT


def test_place_and_size_are_fractions_of_the_frame() -> None:
    aim = settled(code(side=180, at=(320, 540)))
    assert (aim.x, aim.y, aim.side) == pytest.approx((0.25, 0.75, 0.25))


def test_the_square_holds_a_code_that_is_turned() -> None:
    turned = Located(((640, 260), (740, 360), (640, 460), (540, 360)), readable=False, modules=33)
    assert turned.side_px == pytest.approx(141, abs=1)
    assert settled(turned).side == pytest.approx(200 / 720)


def test_the_square_is_as_wide_as_a_code_seen_from_the_side() -> None:
    flat = Located(((500, 300), (700, 300), (700, 400), (500, 400)), readable=False, modules=33)
    assert settled(flat).side == pytest.approx(200 / 720)


def test_near_rises_on_the_way_to_the_camera_and_is_one_when_it_is_read() -> None:
    far, nearer, good = (settled(code(side=side)).near for side in (50, 80, 130))
    assert 0 < far < nearer < good < 1
    assert settled(code(side=600)).near < good
    assert settled(code(side=130, readable=True)).near == 1.0


def test_near_falls_as_a_code_leaves_the_picture() -> None:
    whole, edge, half = (settled(code(side=200, at=(x, 360))).near for x in (1100, 1240, 1280))
    assert whole > edge > half == pytest.approx(0.45)


def test_the_target_glides() -> None:
    watch = Watch()
    watch.see_for(1, code(at=(640, 360)))
    xs = [aim.x for aim in watch.see_for(0.5, code(at=(700, 360)))]
    assert 640 / 1280 < xs[0] < 700 / 1280
    assert all(before <= after for before, after in pairwise(xs))
    assert xs[-1] == pytest.approx(700 / 1280, abs=0.001)


def test_what_is_found_in_one_frame_only_is_a_mistake() -> None:
    watch = Watch()
    assert watch.see(code()) == NO_AIM
    assert all(aim == NO_AIM for aim in watch.see_for(1))


def test_a_code_found_in_every_third_frame_keeps_its_target() -> None:
    watch = Watch()
    aims = [watch.see(*[code()] if frame % 3 == 0 else []) for frame in range(30)]
    assert all(aim.side for aim in aims[6:])
    assert not watch.see_for(0.6)[-1].side


def test_the_larger_of_two_codes_is_the_one_held_up() -> None:
    assert settled(code(side=100, at=(200, 200)), code(side=240, at=(900, 400))).x == pytest.approx(900 / 1280)


def test_a_code_left_lying_gets_no_target_after_ten_seconds_and_a_smaller_one_held_up_does() -> None:
    poster = code(side=300, at=(300, 300), readable=True)
    watch = Watch()
    assert watch.see_for(9, poster)[-1].side
    assert watch.see_for(2, poster)[-1] == NO_AIM
    waved = [watch.see(poster, code(side=120, at=(900 + 5 * frame, 400))) for frame in range(30)]
    assert waved[-1].x == pytest.approx(1045 / 1280, abs=0.02)


def test_furniture_is_furniture_after_a_quiet_hour_too() -> None:
    poster = code(side=300, at=(300, 300), readable=True)
    watch = Watch()
    watch.see_for(11, poster)
    watch.aimer.rest(DAY)
    hour = Watch()
    hour.aimer, hour.times = watch.aimer, (3600 + frame * FRAME_S for frame in count())
    assert not any(aim.side for aim in hour.see_for(1, poster))


def test_a_code_that_keeps_moving_keeps_its_target() -> None:
    watch = Watch()
    aims = [watch.see(code(at=(640 + 100 * math.sin(frame / 20), 360))) for frame in range(15 * 15)]
    assert all(aim.side for aim in aims[5:])


def test_many_mistakes_leave_room_for_a_code() -> None:
    watch = Watch()
    for frame in range(150):
        watch.see(code(side=20, at=(100 + 7 * frame, 60 + 40 * (frame % 15))))
    assert watch.see_for(0.5, code(side=150, at=(640, 360)))[-1].side == pytest.approx(150 / 720)


def test_a_picture_full_of_codes_is_bounded_and_the_largest_is_aimed_at() -> None:
    small = [code(side=20, at=(30 + 60 * (n % 20), 30 + 60 * (n // 20))) for n in range(200)]
    watch = Watch()
    assert watch.see_for(0.5, *small, code(side=200, at=(640, 360)))[-1].side == pytest.approx(200 / 720)
    assert len(watch.aimer._places._places) <= 16


def test_a_pause_is_no_time_in_view() -> None:
    aimer = Aimer()
    for now_s in (0.0, 100.0):
        assert aimer.observe([code()], DAY, SIZE, now_s).advice is Advice.NONE


def test_rest_takes_the_target_and_the_word_away() -> None:
    watch = Watch()
    watch.see_for(1, code())
    assert watch.aimer.rest(DAY) == NO_AIM
    assert watch.see() == NO_AIM or not watch.see().advice


def test_a_code_once_read_needs_no_advice_though_most_of_its_frames_are_not() -> None:
    """It was refused, and is held up still."""
    watch = Watch()
    watch.see(code(side=70, readable=True))
    assert {aim.advice for aim in watch.see_for(2, code(side=70))} == {Advice.NONE}
    assert watch.see(code(side=70)).near == 1.0


def test_what_was_read_and_what_was_located_there_are_one() -> None:
    held, poster = code(side=100, at=(300, 300)), code(side=80, at=(900, 300))
    elsewhere = code(side=50, at=(600, 600), readable=True, modules=0, contrast=None)
    at_held = code(side=90, at=(310, 295)).corners
    assert with_read([held, poster], [at_held, elsewhere.corners]) == [
        poster,
        replace(held, readable=True),
        elsewhere,
    ]


def words(wanted: Sequence[Advice]) -> list[Advice]:
    steady = SteadyWords()
    return [steady.settle(word, frame * FRAME_S) for frame, word in enumerate(wanted)]


def test_two_words_that_take_turns_do_not_flicker() -> None:
    said = words([Advice.CLOSER] * 8 + [Advice.STILL, Advice.CLOSER] * 60)
    assert set(said[8:]) == {Advice.CLOSER}


def test_a_word_needs_a_third_of_a_second_and_stays_for_one() -> None:
    said = words([Advice.CLOSER] * 6 + [Advice.STILL] * 30)
    first, second = said.index(Advice.CLOSER), said.index(Advice.STILL)
    assert first * FRAME_S >= 0.3
    assert (second - first) * FRAME_S >= 1.0


def test_a_code_that_is_read_ends_the_advice_at_once() -> None:
    watch = Watch()
    assert watch.see_for(1, code(side=70))[-1].advice is Advice.CLOSER
    assert watch.see(code(side=90, readable=True)).advice is Advice.NONE
