"""Barcodes of articles, drawn as they are printed on labels: bars, quiet zones, the digits below."""

import cv2
import numpy as np
import zxingcpp


def ean13_png(digits: str, module_px: int) -> bytes:
    """A picture to hold up in front of a camera. Raises ValueError for what is no EAN-13."""
    pixels = np.array(_ean13(digits).to_image(scale=module_px, add_hrt=True))
    written, png = cv2.imencode(".png", pixels)
    assert written, "a gray picture can always be written"
    return png.tobytes()


def ean13_svg(digits: str, module_px: int) -> str:
    """An element for a page, of the size it is printed in. Raises ValueError for what is no EAN-13."""
    document: str = _ean13(digits).to_svg(scale=module_px, add_hrt=True)
    return document[document.index("<svg") :]


def _ean13(digits: str) -> zxingcpp.Barcode:
    if len(digits) != 13:
        raise ValueError(f"{digits!r} is no EAN-13")  # a check digit would be added to twelve
    return zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.EAN13)
