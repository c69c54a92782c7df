"""Code images as arrays, so that tests need no files they do not test."""

from collections.abc import Callable

import numpy as np
import pytest
import segno

from hardware.camera.source import Image

TOKEN = "PK1:" + "6BFOXN*TS0BI$ZD.P9UOL97O4-2HH77HRM3DSPTV4W+X5/3%FO0IT7" * 3
TOKEN = TOKEN[:145]


@pytest.fixture(scope="session")
def token() -> bytes:
    """145 characters of the Base45 alphabet: QR version 6-M, like the kiosk's own codes."""
    return TOKEN.encode()


@pytest.fixture(scope="session")
def qr() -> Callable[..., Image]:
    """Draws text or bytes as a QR code, 8 px a module, black on white with quiet zone."""

    def draw(content: str | bytes, scale: int = 8) -> Image:
        code = segno.make_qr(content, error="m", boost_error=False)
        modules = np.array([list(row) for row in code.matrix_iter(border=4)], np.uint8)
        return np.kron(255 * (1 - modules), np.ones((scale, scale), np.uint8))

    return draw


@pytest.fixture(scope="session")
def token_code(qr: Callable[..., Image]) -> Image:
    return qr(TOKEN)
