"""What a code is for.

A token signed by us is told the truth about its pickup. A typed or opaque code either opens something now or is
unknown: foreign, expired and never issued codes get the same answer after the same statements.
"""

from sqlalchemy import Connection

from kiosk.backend import models, pickups, schema
from kiosk.backend.context import Backend, Kiosk
from kiosk.backend.problems import ProblemError
from kiosk.domain import digest
from kiosk.domain.token import SignedToken, Token, parse


def resolve(
    connection: Connection, backend: Backend, kiosk: Kiosk, asked: models.ResolveRequest
) -> models.Resolved | None:
    """None where nothing may be said."""
    signed = parse(asked.code.encode()) if asked.entry == "scanned" else None
    if signed is not None:
        return _resolve_token(connection, backend, kiosk, signed)
    return _resolve_listed(connection, backend, kiosk, asked)


def _resolve_token(
    connection: Connection, backend: Backend, kiosk: Kiosk, signed: SignedToken
) -> models.Resolved | None:
    token = signed.token
    if not backend.verifier.verify(signed) or token.site != kiosk.site:
        return None
    found = pickups.load(connection, (schema.pickups.c.id == token.pickup) & (schema.pickups.c.site == kiosk.site))
    if len(found) != 1:
        return None
    if found[0].payment_due and backend.now_s() <= found[0].not_after.timestamp():
        raise ProblemError(409, "payment-due", "it opens once it is paid")
    listed = pickups.credentials(connection, schema.credentials.c.id == token.credential)
    if listed:
        return models.Resolved(credential=models.Credential.model_validate(listed[0]), pickup=found[0])
    if token.delegate:
        return None  # its limits are nowhere
    return models.Resolved(credential=_of_token(token), pickup=found[0])


def _of_token(token: Token) -> models.Credential:
    return models.Credential.model_validate(
        {
            "id": token.credential,
            "kind": "pickup",
            "digest": "",
            "subject": token.pickup,
            "not_before": token.not_before_utc,
            "not_after": token.not_after_utc,
            "revoked": False,
            "version": 0,
        }
    )


def _resolve_listed(
    connection: Connection, backend: Backend, kiosk: Kiosk, asked: models.ResolveRequest
) -> models.Resolved | None:
    wanted = digest.digest(backend.secrets.site.key, digest.unsigned(asked.code, asked.entry))
    rows = pickups.credentials(connection, schema.credentials.c.digest == wanted)
    mine = [row for row in rows if row.site == kiosk.site and row.kind == "pickup" and not row.revoked]
    subject = mine[0].subject if len(mine) == 1 else ""
    found = pickups.load(connection, schema.pickups.c.id == subject)
    now_s = backend.now_s()
    if not found or not mine[0].not_before <= now_s <= mine[0].not_after:
        return None
    if not opens_now(found[0], kiosk.site, now_s):
        return None
    return models.Resolved(credential=models.Credential.model_validate(mine[0]), pickup=found[0])


def opens_now(pickup: models.Pickup, site: int, now_s: float) -> bool:
    """Whether the pickup has something to hand out at this site at this moment."""
    return (
        pickup.site == site
        and pickup.state in {"ready", "partially_collected"}
        and pickup.not_before.timestamp() <= now_s <= pickup.not_after.timestamp()
        and any(parcel.state == "ready" for parcel in pickup.parcels)
    )
