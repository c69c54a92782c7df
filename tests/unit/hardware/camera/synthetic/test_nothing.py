import numpy as np
import pytest

from hardware.camera.bench.empty import measure
from hardware.camera.bench.report import figures
from hardware.camera.prepare import bright_and_dark
from hardware.camera.restore.finders import finders
from hardware.camera.synthetic.nothing import NOTHING, nothing


@pytest.mark.parametrize("kind", NOTHING)
def test_a_frame_is_the_same_for_the_same_seed_and_another_for_another(kind: str) -> None:
    first = nothing(kind, 1, (640, 360))
    assert first.shape == (360, 640)
    assert first.dtype == np.uint8
    assert (first == nothing(kind, 1, (640, 360))).all()
    assert (first != nothing(kind, 2, (640, 360))).any()


@pytest.mark.parametrize("kind", ["false", "torn"])
def test_false_codes_look_like_codes(kind: str) -> None:
    found = [len(finders(bright_and_dark(21, 2)(nothing(kind, seed)))) for seed in range(6)]
    assert sum(count >= 3 for count in found) >= 3


def test_whatever_is_read_is_counted_as_false() -> None:
    results = next(measure(3, {"reads": lambda _: [b"x"], "does not": lambda _: []}))
    assert figures(r for r in results if r.decoder == "reads").false_reads == 3
    assert figures(r for r in results if r.decoder == "does not").false_reads == 0
