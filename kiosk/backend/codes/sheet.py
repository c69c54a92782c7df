"""The sheet that goes with a pickup: a QR code to hold up, and what may be typed instead. One page, no script."""

import io
from html import escape
from typing import Final

from kiosk.backend import models
from kiosk.qr import MODULE_PX, QUIET_ZONE_MODULES, qr_code

_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{pickup}</title>
<style>
@page {{ size: A5; margin: 15mm }}
body {{ font: 16pt sans-serif; text-align: center }}
svg {{ width: 80mm; height: 80mm }}
.code {{ font: bold 24pt monospace; letter-spacing: 0.1em }}
small {{ font-size: 11pt }}
</style></head>
<body>
<h1>{site}</h1>
{picture}
<p class="code">{typed}</p>
{digits}<p><small>{order} · {ends}</small></p>
</body></html>
"""


def sheet(pickup: models.PickupDetail, codes: models.IssuedCodes) -> str:
    """HTML for the printer. Whoever holds it may collect."""
    drawn = io.BytesIO()
    qr_code(codes.token).save(
        drawn, kind="svg", scale=MODULE_PX, border=QUIET_ZONE_MODULES, xmldecl=False, omitsize=True
    )
    digits = f'<p class="code">{codes.six_digits} + {codes.phone_last4}</p>\n' if codes.six_digits else ""
    return _PAGE.format(
        language=escape(pickup.language or "nb"),
        pickup=escape(pickup.id),
        site=escape(pickup.site_name),
        picture=drawn.getvalue().decode(),
        typed=escape(codes.typed),
        digits=digits,
        order=escape(pickup.order_number or pickup.id),
        ends=codes.not_after.date().isoformat(),
    )
