"""The sheet with a new code. Neither code can be shown again: what stays is what kiosks know them by."""

import io
from dataclasses import dataclass, field

from markupsafe import Markup
from sqlalchemy import Connection

from kiosk.backend import details, models
from kiosk.backend.codes.issue import issue
from kiosk.backend.context import Backend
from kiosk.backend.staff.deeds import Deed
from kiosk.qr import QUIET_ZONE_MODULES, qr_code


class Shown(models.Out):
    """That a code was made: what is kept of the answer, for a form that is sent twice."""

    token_id: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on it."""

    pickup: models.PickupDetail
    codes: models.IssuedCodes = field(repr=False)

    @property
    def picture(self) -> Markup:
        """The QR code as SVG that is drawn within the page: no request, and no style of its own."""
        drawn = io.BytesIO()
        code, border = qr_code(self.codes.token), QUIET_ZONE_MODULES
        code.save(drawn, kind="svg", border=border, xmldecl=False, svgns=True, omitsize=True, svgclass="qr")
        return Markup(drawn.getvalue().decode())  # noqa: S704 - modules of a QR code, and no text of anybody's


def make(connection: Connection, backend: Backend, deed: Deed, asked: models.CodeRequest) -> Sheet:
    """409 where there is no key to sign with, or nothing to collect."""
    pickup = details.lock(connection, deed.pickup)
    codes = issue(connection, backend, pickup, asked)
    deed.note(connection, "issue_code", codes.token_id)
    return Sheet(pickup, codes)
