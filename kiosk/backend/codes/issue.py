"""New codes for a pickup: a signed token, a typed code, and six digits that go with a phone number.

They are told once. What stays is what the kiosk knows them by: keyed digests, and nothing of a token.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, insert, select

from kiosk.backend import models, schema
from kiosk.backend.context import Backend
from kiosk.backend.database import next_change
from kiosk.backend.issuer import Issuer, typed_code
from kiosk.backend.problems import ProblemError
from kiosk.domain import digest
from kiosk.domain.token import UNIQUE_ID_BYTES, Token
from kiosk.domain.typed_code import PIN_LENGTH, grouped

TOKEN_GRACE_S: Final = 7 * 86_400.0
"""A token outlives the storage time, so that a pickup can be extended without a new code; the list's dates rule."""
_TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """What a kiosk is told of a code: what it is known by, and its limits where it is a delegate's."""

    id: str
    digest: str
    not_after_s: float
    phone_digest: str = ""
    delegate_of: str = ""
    max_visits: int | None = None
    parcels: Sequence[str] = ()


def issue(
    connection: Connection, backend: Backend, pickup: models.PickupDetail, asked: models.CodeRequest
) -> models.IssuedCodes:
    """New ones, beside those that were issued before: what was lost is revoked. The pickup is locked by the caller."""
    if "extend" not in pickup.allowed_actions:
        raise ProblemError(409, "pickup-closed", f"the pickup is {pickup.state}")
    unique_id = secrets.token_bytes(UNIQUE_ID_BYTES)
    ends_s = pickup.not_after.timestamp()
    token = sign(backend, pickup, unique_id, ends_s + TOKEN_GRACE_S)
    site_key = backend.secrets.site.key
    typed = _unused(connection, site_key, lambda: typed_code(secrets.token_bytes(8)), digest.typed)
    enlist(connection, pickup, Listed(secrets.token_hex(8), digest.digest(site_key, digest.typed(typed)), ends_s))
    digits = _six_digits(connection, site_key, pickup, asked.phone_last4) if asked.phone_last4 else ""
    return models.IssuedCodes(
        pickup=pickup.id,
        token=token,
        token_id=unique_id.hex(),
        typed=grouped(typed),
        six_digits=digits,
        phone_last4=asked.phone_last4,
        not_before=pickup.not_before,
        not_after=pickup.not_after,
    )


def sign(
    backend: Backend, pickup: models.PickupDetail, unique_id: bytes, ends_s: float, *, delegate: bool = False
) -> str:
    """The text of a QR code. 409 where this backend signs nothing, or the pickup's id does not fit into a token."""
    key = backend.secrets.issuer
    if key is None:
        raise ProblemError(409, "no-issuer", "this backend has no key to sign codes with")
    token = Token(
        key_id=key.key_id,
        site=pickup.site,
        pickup=pickup.id,
        not_before_utc=int(pickup.not_before.timestamp()),
        not_after_utc=int(ends_s),
        unique_id=unique_id,
        delegate=delegate,
    )
    try:
        return Issuer(key.key_id, key.private_seed).issue(token)
    except ValueError as error:
        raise ProblemError(409, "no-token", str(error)) from None


def enlist(connection: Connection, pickup: models.PickupDetail, code: Listed) -> None:
    """Kiosks are told of it with the next difference of the list."""
    values = {
        "id": code.id,
        "site": pickup.site,
        "kind": "pickup",
        "digest": code.digest,
        "subject": pickup.id,
        "not_before": pickup.not_before.timestamp(),
        "not_after": code.not_after_s,
        "phone_digest": code.phone_digest,
        "delegate_of": code.delegate_of,
        "max_visits": code.max_visits,
        "parcels": json.dumps(list(code.parcels)),
        "change": next_change(connection),
    }
    connection.execute(insert(schema.credentials).values(values))


def is_used(connection: Connection, wanted: str) -> bool:
    """Whether a code of this digest is in somebody's hand: a second one would open nothing, nor would the first."""
    table = schema.credentials
    return connection.execute(select(table.c.id).where(table.c.digest == wanted)).first() is not None


def _six_digits(connection: Connection, site_key: bytes, pickup: models.PickupDetail, last4: str) -> str:
    def form(digits: str) -> str:
        return digest.six_digits(digits, last4)

    digits = _unused(connection, site_key, lambda: f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}}", form)
    phone = digest.digest(site_key, digest.phone(last4))
    known_by = digest.digest(site_key, form(digits))
    enlist(connection, pickup, Listed(secrets.token_hex(8), known_by, pickup.not_after.timestamp(), phone))
    return digits


def _unused(connection: Connection, site_key: bytes, make: Callable[[], str], form: Callable[[str], str]) -> str:
    for _ in range(_TRIES):
        code = make()
        if not is_used(connection, digest.digest(site_key, form(code))):
            return code
    raise ProblemError(503, "codes-exhausted", "no code is free")
