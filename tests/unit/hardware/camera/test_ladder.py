from collections.abc import Callable

import cv2
import numpy as np
import pytest

from hardware.camera.decode import Code, Look, Symbology, Zxing
from hardware.camera.ladder import Ladder, standard_ladder
from hardware.camera.rungs import Picture, Prepared
from hardware.camera.source import Image

PICTURE = np.zeros((4, 4), np.uint8)
FOUND = [Code(b"x", Symbology.QR, 1.0)]


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Decoder:
    """Takes `cost_s` of the clock's time and notes its name."""

    def __init__(self, name: str, clock: Clock, calls: list[str], cost_s: float) -> None:
        self.name, self.clock, self.calls, self.cost_s = name, clock, calls, cost_s
        self.finds: list[Code] = []

    def read(self, gray: Image) -> list[Code]:
        self.calls.append(self.name)
        self.clock.now_s += self.cost_s
        return self.finds

    def look(self, gray: Image) -> Look:
        return Look(self.read(gray))


class Bench:
    """A ladder of three rungs at 10 ms each under a budget of 25 ms."""

    def __init__(self, rung_s: float = 0.010) -> None:
        self.calls: list[str] = []
        clock = Clock()
        self.plain = Decoder("plain", clock, self.calls, 0.001)
        self.rungs = [Decoder(name, clock, self.calls, rung_s) for name in "abc"]
        rungs = tuple(Prepared(d.name, lambda gray: gray, d) for d in self.rungs)
        self.ladder = Ladder(self.plain, rungs, budget_s=0.025, clock=clock)

    def read(self, *, search: bool = True) -> list[str]:
        self.calls.clear()
        self.ladder.read(PICTURE, search=search)
        return list(self.calls)


def test_what_the_plain_look_reads_costs_no_more() -> None:
    bench = Bench()
    bench.plain.finds = FOUND
    assert bench.read() == ["plain"]


def test_without_search_only_the_plain_look_is_taken() -> None:
    assert Bench().read(search=False) == ["plain"]


def test_rungs_take_turns_within_the_budget() -> None:
    bench = Bench()
    assert [bench.read() for _ in range(3)] == [["plain", "a", "b"], ["plain", "c", "a"], ["plain", "b", "c"]]


def test_one_rung_is_tried_even_beyond_the_budget() -> None:
    bench = Bench(rung_s=0.5)
    assert [bench.read() for _ in range(4)] == [["plain", name] for name in "abca"]


def test_a_rung_that_read_something_comes_first_next_time() -> None:
    bench = Bench()
    bench.rungs[1].finds = FOUND
    assert bench.read() == ["plain", "a", "b"]
    assert bench.read() == ["plain", "b"]


def test_what_pays_comes_first_in_every_round_and_what_does_not_still_comes() -> None:
    bench = Bench()
    bench.rungs[2].finds = FOUND
    for _ in range(3):
        bench.read()
    bench.rungs[2].finds = []
    assert [bench.read() for _ in range(2)] == [["plain", "c", "a"], ["plain", "b", "c"]]
    bench.ladder.forget()
    assert bench.read() == ["plain", "a", "b"]


def test_a_picture_that_has_nothing_to_do_with_the_last_begins_a_round() -> None:
    bench = Bench()
    assert bench.read() == ["plain", "a", "b"]
    bench.ladder.begin()
    assert bench.read() == ["plain", "a", "b"]


def test_no_round_is_longer_than_all_rungs() -> None:
    assert Bench(rung_s=0.0).read() == ["plain", "a", "b", "c"]


def test_the_rung_that_sees_a_code_is_climbed_once_a_frame() -> None:
    calls: list[str] = []

    class Seeing:
        def __init__(self, name: str) -> None:
            self.name = name

        def climb(self, picture: Picture) -> list[Code]:
            calls.append(self.name)
            picture.located |= self.name == "b"
            return []

    clock = Clock()
    ladder = Ladder(Decoder("plain", clock, [], 0.0), tuple(map(Seeing, "abc")), clock=clock)
    for _ in range(3):
        ladder.read(PICTURE, search=True)
    assert "".join(calls) == "abc" + "bac" + "bac"


def reads(picture: Image, symbologies: tuple[Symbology, ...] = (Symbology.QR, Symbology.CODE128)) -> list[bytes]:
    """What all rungs together make of it."""
    return [code.payload for code in standard_ladder(symbologies, budget_s=60).read(picture, search=True)]


def small_modules(code: Image) -> Image:
    """1.3 px a module, noisy."""
    small = cv2.resize(code, None, fx=0.16, fy=0.16, interpolation=cv2.INTER_AREA)
    noise = np.random.default_rng(3).normal(0, 10, small.shape)
    return np.pad(np.clip(small + noise, 0, 255).astype(np.uint8), 30, constant_values=255)


def in_shadow(code: Image) -> Image:
    """An eighth of the contrast, under a steep gradient of light."""
    light = np.linspace(30, 220, code.shape[1])[None, :]
    return (light * (0.88 + 0.12 * code / 255)).astype(np.uint8)


def defocused(code: Image) -> Image:
    """Blurred by more than half a module."""
    return cv2.GaussianBlur(code, (0, 0), 4.8)


@pytest.mark.parametrize("spoil", [small_modules, in_shadow, defocused])
def test_rungs_read_what_the_plain_look_cannot(
    spoil: Callable[[Image], Image], token: bytes, token_code: Image
) -> None:
    picture = spoil(np.pad(token_code, 100, constant_values=255))
    assert Zxing([Symbology.QR]).read(picture) == []
    assert reads(picture) == [token]


def test_standard_ladder_without_other_codes_or_without_qr(token: bytes, token_code: Image) -> None:
    assert reads(token_code, (Symbology.QR,)) == [token]
    assert reads(token_code, (Symbology.CODE128,)) == []


def test_every_rung_takes_gray_pictures_of_any_shape() -> None:
    for shape in ((720, 1280), (41, 33), (9, 9)):
        noise = np.random.default_rng(1).integers(0, 255, shape, np.uint8)
        assert reads(noise) == []
