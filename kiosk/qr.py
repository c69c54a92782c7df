"""How our QR codes are made and drawn."""

from typing import Final

import segno

MODULE_PX: Final = 8
QUIET_ZONE_MODULES: Final = 4  # ISO/IEC 18004


def qr_code(text: str) -> segno.QRCode:
    """Level M, never a Micro QR code, which hardly anything reads."""
    return segno.make(text, error="m", boost_error=False, micro=False)
