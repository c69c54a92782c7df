import cv2
import numpy as np
import pytest

from hardware.camera.barcode import ean13_png, ean13_svg
from hardware.camera.decode import Symbology, Zxing

DRILL = "7090000000011"


def test_what_is_drawn_is_read_as_that_article_with_room_around_it() -> None:
    picture = cv2.imdecode(np.frombuffer(ean13_png(DRILL, 8), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    (code,) = Zxing([Symbology.EAN13]).read(picture)
    assert (code.payload.decode(), code.aim) == (DRILL, "]E0")
    dark = np.flatnonzero((picture[: picture.shape[0] // 2] < 128).any(axis=0))
    quiet = (dark[0], picture.shape[1] - 1 - dark[-1])
    assert quiet >= (11 * 8, 7 * 8), "GS1 wants 11 modules before the bars and 7 after them"


def test_the_size_is_that_of_a_module() -> None:
    assert ean13_svg(DRILL, 2).startswith('<svg width="226"')
    assert ean13_svg(DRILL, 3).startswith('<svg width="339"')


@pytest.mark.parametrize("digits", ["7090000000012", "709000000001", "96385074", "", "70900000000AB"])
def test_what_is_no_article_number_is_not_drawn(digits: str) -> None:
    for draw in (ean13_png, ean13_svg):
        with pytest.raises(ValueError, match=r".+"):
            draw(digits, 2)
