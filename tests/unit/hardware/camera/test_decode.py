from collections.abc import Callable

import numpy as np
import pytest
import zxingcpp
from pyzbar import pyzbar

from hardware.camera.decode import Symbology, ZbarQr, Zxing
from hardware.camera.source import Image


def barcode(text: str, fmt: zxingcpp.BarcodeFormat) -> Image:
    image = np.array(zxingcpp.create_barcode(text, fmt).to_image(scale=3, add_quiet_zones=True))
    return np.pad(image, 30, constant_values=255)


CODES = {
    Symbology.CODE128: (zxingcpp.BarcodeFormat.Code128, "ABC-1234"),
    Symbology.EAN13: (zxingcpp.BarcodeFormat.EAN13, "7038010009457"),
    Symbology.EAN8: (zxingcpp.BarcodeFormat.EAN8, "96385074"),
    Symbology.DATAMATRIX: (zxingcpp.BarcodeFormat.DataMatrix, "ABC-1234"),
}


AIM = {Symbology.CODE128: "]C0", Symbology.EAN13: "]E0", Symbology.EAN8: "]E4", Symbology.DATAMATRIX: "]d1"}


def test_qr_gives_bytes_symbology_and_area(token: bytes, token_code: Image) -> None:
    for decoder in (Zxing([Symbology.QR]), ZbarQr()):
        (code,) = decoder.read(token_code)
        assert (code.payload, code.symbology) == (token, Symbology.QR)
        # 41 modules of 8 px; zbar measures between module centres.
        assert code.area_px == pytest.approx((41 * 8) ** 2, rel=0.1)


@pytest.mark.parametrize("symbology", CODES)
def test_each_symbology_is_read_when_asked_for_and_only_then(symbology: Symbology) -> None:
    fmt, text = CODES[symbology]
    picture = barcode(text, fmt)
    (code,) = Zxing([Symbology.QR, symbology]).read(picture)
    assert (code.payload, code.symbology, code.aim) == (text.encode(), symbology, AIM[symbology])
    others = [s for s in Symbology if s is not symbology]
    assert Zxing(others).read(picture) == []


def test_no_symbologies_read_nothing(token_code: Image) -> None:
    assert Zxing([]).read(token_code) == []


def test_micro_qr_is_not_read() -> None:
    micro = barcode("312", zxingcpp.BarcodeFormat.MicroQRCode)
    assert zxingcpp.read_barcodes(micro)
    assert Zxing([Symbology.QR]).read(micro) == []


def test_bytes_come_as_encoded(qr: Callable[..., Image]) -> None:
    payload = bytes(range(1, 256, 3))
    (code,) = Zxing([Symbology.QR]).read(qr(payload))
    assert code.payload == payload
    # pyzbar would hand over something else than was encoded.
    assert ZbarQr().read(qr(payload)) == []


@pytest.mark.parametrize("module", [zxingcpp, pyzbar])
def test_a_decoder_that_raises_has_read_nothing(
    module: object, token_code: Image, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def raises(*_: object, **__: object) -> None:
        raise ValueError("4294967295 is not a valid ZBarOrientation: SECRET")

    caplog.set_level("DEBUG")
    monkeypatch.setattr(module, "read_barcodes" if module is zxingcpp else "decode", raises)
    decoder = Zxing([Symbology.QR]) if module is zxingcpp else ZbarQr()
    assert decoder.read(token_code) == []
    assert "ValueError" in caplog.text
    assert "SECRET" not in caplog.text


def test_running_out_of_memory_is_not_swallowed(token_code: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    def raises(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(zxingcpp, "read_barcodes", raises)
    with pytest.raises(MemoryError):
        Zxing([Symbology.QR]).read(token_code)
