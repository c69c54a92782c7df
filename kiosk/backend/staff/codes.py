"""A new code for a pickup: a signed token for the camera and nine symbols to type. Neither can be shown again."""

import io
import secrets
from dataclasses import dataclass, field
from typing import Final

import segno
from markupsafe import Markup
from sqlalchemy import Connection, insert

from kiosk.backend import details, models, schema
from kiosk.backend.context import Backend
from kiosk.backend.database import next_change
from kiosk.backend.issuer import Issuer, typed_code
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff.deeds import Deed
from kiosk.backend.story import TOKEN_GRACE_S
from kiosk.domain import digest
from kiosk.domain.token import UNIQUE_ID_BYTES, Token
from kiosk.domain.typed_code import grouped

QUIET_ZONE_MODULES: Final = 4  # ISO/IEC 18004


class Shown(models.Out):
    """That a code was made: what is kept of the answer, for a form that is sent twice."""

    credential: str


@dataclass(frozen=True, slots=True)
class NewCode:
    """What stands on the sheet."""

    pickup: models.PickupDetail
    token: str = field(repr=False)
    typed: str = field(repr=False)
    credential: str

    @property
    def picture(self) -> Markup:
        """The QR code as SVG that is drawn within the page: no request, and no style of its own."""
        drawn = io.BytesIO()
        code = segno.make(self.token, error="m", boost_error=False, micro=False)
        code.save(drawn, kind="svg", border=QUIET_ZONE_MODULES, xmldecl=False, svgns=True, omitsize=True, svgclass="qr")
        return Markup(drawn.getvalue().decode())  # noqa: S704 - modules of a QR code, and no text of anybody's


def issue(connection: Connection, backend: Backend, deed: Deed) -> NewCode:
    """409 where there is no key to sign with, or nothing to collect."""
    pickup = details.lock(connection, deed.pickup)
    if "extend" not in pickup.allowed_actions:
        raise ProblemError(409, "not-allowed-now", f"the pickup is {pickup.state}")
    key = backend.secrets.issuer
    if key is None:
        raise ProblemError(409, "no-issuer")
    token = Token(
        key_id=key.key_id,
        site=pickup.site,
        pickup=pickup.id,
        not_before_utc=int(pickup.not_before.timestamp()),
        not_after_utc=int(pickup.not_after.timestamp()) + TOKEN_GRACE_S,
        unique_id=secrets.token_bytes(UNIQUE_ID_BYTES),
    )
    typed = typed_code(secrets.token_bytes(8))
    credential = f"t-{secrets.token_hex(8)}"
    _list(connection, pickup, credential, digest.digest(backend.secrets.site.key, digest.typed(typed)))
    deed.note(connection, "issue_code", f"{token.credential} {credential}")
    return NewCode(pickup, Issuer(key.key_id, key.private_seed).issue(token), grouped(typed), credential)


def _list(connection: Connection, pickup: models.PickupDetail, credential: str, digested: str) -> None:
    connection.execute(
        insert(schema.credentials).values(
            id=credential,
            site=pickup.site,
            kind="pickup",
            digest=digested,
            subject=pickup.id,
            not_before=pickup.not_before.timestamp(),
            not_after=pickup.not_after.timestamp(),
            change=next_change(connection),
        )
    )
