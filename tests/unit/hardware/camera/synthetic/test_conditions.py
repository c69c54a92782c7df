import numpy as np
import pytest

from hardware.camera.decode import Symbology, Zxing
from hardware.camera.synthetic.conditions import CONDITIONS, FURTHER, SIZES, picture


@pytest.mark.parametrize("condition", [*CONDITIONS, *FURTHER])
def test_a_picture_is_the_same_for_the_same_seed_and_another_for_another(condition: str) -> None:
    first, text = picture(condition, 1, SIZES["720p"])
    again, same = picture(condition, 1, SIZES["720p"])
    other, different = picture(condition, 2, SIZES["720p"])
    assert first.shape == (720, 1280)
    assert first.dtype == np.uint8
    assert (first == again).all()
    assert text == same
    assert text != different
    assert (first != other).any()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("condition", ["clean_phone", "clean_paper", "inverted", "rounded", "dots", "logo", "rotation"])
def test_easy_conditions_hold_the_text_they_say(condition: str, size: str) -> None:
    for seed in range(2):
        gray, text = picture(condition, seed, SIZES[size])
        assert [code.payload.decode() for code in Zxing([Symbology.QR]).read(gray)] == [text]


@pytest.mark.parametrize("condition", ["glare", "defocus", "motion", "overexposed", "cracked", "combo"])
def test_hard_conditions_go_from_readable_to_hopeless(condition: str) -> None:
    read = [bool(Zxing([Symbology.QR]).read(picture(condition, seed, SIZES["720p"])[0])) for seed in range(8)]
    assert any(read)
    assert not all(read)
