"""Somebody else collects: a credential of its own, within the limits of what it is made from.

Codes of delegates are made from the delegation's id with the issuer's seed, so that a repetition of the request is
told them again although nobody keeps them.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, select

from kiosk.backend import details, models, schema, transitions
from kiosk.backend.codes.givers import Giver, Who, giver_of, may_end, may_see
from kiosk.backend.codes.issue import Listed, enlist, is_used, sign
from kiosk.backend.codes.revoke import revoke
from kiosk.backend.context import Backend
from kiosk.backend.issuer import typed_code
from kiosk.backend.names import in_order
from kiosk.backend.problems import ProblemError
from kiosk.domain import digest
from kiosk.domain.token import UNIQUE_ID_BYTES
from kiosk.domain.typed_code import grouped

MOST_AT_ONCE: Final = 20
"""Living delegations of one pickup."""
_CONTEXT: Final = b"openluke-delegation\0"


@dataclass(frozen=True, slots=True)
class Codes:
    """A delegate's token is made from `unique_id`."""

    unique_id: bytes
    typed: str

    @property
    def credential(self) -> str:
        """One for both codes: visits count together."""
        return self.unique_id.hex()


def give(
    connection: Connection, backend: Backend, who: Who, pickup_id: str, asked: models.DelegationRequest
) -> models.Delegation:
    """422 names what is beyond the giver's own right; 403 for whom it is not theirs to give."""
    now_s = backend.now_s()
    pickup = details.lock(connection, pickup_id, who.asker.pickups)
    giver = giver_of(connection, who, pickup, asked.credential)
    if "delegate" not in pickup.allowed_actions:
        raise ProblemError(409, "pickup-closed", f"the pickup is {pickup.state}")
    if _living(connection, pickup.id) >= MOST_AT_ONCE:
        raise ProblemError(409, "too-many-delegations", f"{MOST_AT_ONCE} may collect it already")
    _check_to(connection, pickup, asked.to)
    name = in_order("G", now_s)
    codes = _codes(backend, name)
    listed = _listed(backend, pickup, giver, asked, codes)
    if is_used(connection, listed.digest):
        raise ProblemError(503, "codes-exhausted", "once more, please")
    enlist(connection, pickup, listed)
    new = {
        "id": name,
        "pickup": pickup.id,
        "credential": codes.credential,
        "given_by": giver.name,
        "to_employee": asked.to.employee,
        "to_name": asked.to.name,
        "to_phone": asked.to.phone,
        "may_delegate": int(asked.may_delegate),
        "created_at": now_s,
    }
    connection.execute(insert(schema.delegations).values(new))
    transitions.tell(connection, "delegation.given", pickup, now_s, subject=name, delegation=name, by=giver.name)
    return models.Delegation.model_validate(connection.execute(_all(pickup.id, name)).one())


def with_codes(connection: Connection, backend: Backend, who: Who, given: models.Delegation) -> models.NewDelegation:
    """The codes once more. 409 where the issuer's key was changed since: revoke it, and give another."""
    pickup = details.read(connection, given.pickup, who.asker.pickups)
    codes = _codes(backend, given.id)
    if codes.credential != given.credential:
        raise ProblemError(409, "codes-gone", "the key they were made with is not used any more")
    token = sign(backend, pickup, codes.unique_id, given.not_after.timestamp(), delegate=True)
    return models.NewDelegation(**given.model_dump(), token=token, typed=grouped(codes.typed))


def end(connection: Connection, who: Who, pickup_id: str, name: str, now_s: float) -> None:
    """It opens nothing any more, nor does what the delegate gave on. The same again is no error."""
    pickup = details.lock(connection, pickup_id, who.asker.pickups)
    may_see(who, pickup)
    found = connection.execute(_all(pickup.id, name)).one_or_none()
    if found is None:
        raise ProblemError(404, "not-found")
    may_end(connection, who, pickup, found)
    revoke(connection, pickup, found.credential, who.name, now_s)


def page(connection: Connection, who: Who, pickup_id: str, after: str, limit: int) -> list[models.Delegation]:
    """One more than `limit` where there is a next page."""
    pickup = details.read(connection, pickup_id, who.asker.pickups)
    may_see(who, pickup)
    table = schema.delegations
    query = _all(pickup.id).where(table.c.id > after).order_by(table.c.id).limit(limit + 1)
    return [models.Delegation.model_validate(row) for row in connection.execute(query)]


def used(connection: Connection, pickup: models.PickupDetail, credential: str, parcel: str, now_s: float) -> None:
    """The principal is told when a delegate has collected something."""
    table = schema.delegations
    here = (table.c.credential == credential) & (table.c.pickup == pickup.id)
    found = connection.execute(select(table).where(here)).one_or_none()
    if found is not None:
        facts = {"delegation": found.id, "given_by": found.given_by, "parcel": parcel, "credential": credential}
        transitions.tell(connection, "delegation.used", pickup, now_s, subject=found.id, **facts)


def _all(pickup: str, name: str = "") -> Select[Any]:
    table, codes = schema.delegations, schema.credentials
    limits = codes.c.delegate_of, codes.c.parcels, codes.c.max_visits, codes.c.not_before, codes.c.not_after
    query = select(table, *limits).join(codes, codes.c.id == table.c.credential).where(table.c.pickup == pickup)
    return query.where(table.c.id == name) if name else query


def _living(connection: Connection, pickup: str) -> int:
    table = schema.delegations
    here = (table.c.pickup == pickup) & table.c.ended_at.is_(None)
    return connection.execute(select(func.count()).select_from(table).where(here)).scalar_one()


def _check_to(connection: Connection, pickup: models.PickupDetail, to: models.DelegateTo) -> None:
    if not to.employee:
        return
    table = schema.employees
    here = (table.c.id == to.employee) & (table.c.account == pickup.account) & (table.c.active == 1)
    if not pickup.account or connection.execute(select(table.c.id).where(here)).first() is None:
        raise ProblemError(422, "employee-unknown", "nobody of the company", field="body.to.employee")


def _listed(
    backend: Backend, pickup: models.PickupDetail, giver: Giver, asked: models.DelegationRequest, codes: Codes
) -> Listed:
    known_by = digest.digest(backend.secrets.site.key, digest.typed(codes.typed))
    if giver.max_visits is not None and asked.max_visits > giver.max_visits:
        told = f"the giver has {giver.max_visits}"
        raise ProblemError(422, "more-than-ones-own", told, field="body.max_visits")
    return Listed(
        codes.credential,
        known_by,
        _ends_s(backend, pickup, giver, asked),
        delegate_of=giver.delegate_of,
        max_visits=asked.max_visits,
        parcels=_parcels(pickup, giver, asked),
    )


def _ends_s(backend: Backend, pickup: models.PickupDetail, giver: Giver, asked: models.DelegationRequest) -> float:
    own_s = min(pickup.not_after.timestamp(), giver.not_after_s or float("inf"))
    if asked.not_after is None:
        return own_s
    ends_s = asked.not_after.timestamp()
    if ends_s > own_s:
        raise ProblemError(422, "more-than-ones-own", "later than the giver's own end", field="body.not_after")
    if ends_s <= backend.now_s():
        raise ProblemError(422, "invalid-request", "is over already", field="body.not_after")
    return ends_s


def _parcels(pickup: models.PickupDetail, giver: Giver, asked: models.DelegationRequest) -> Sequence[str]:
    own = set(giver.parcels) or {parcel.id for parcel in pickup.parcels}
    for place, parcel in enumerate(asked.parcels):
        if parcel not in own:
            raise ProblemError(422, "more-than-ones-own", "no parcel of the giver's", field=f"body.parcels.{place}")
    return asked.parcels or giver.parcels


def _codes(backend: Backend, name: str) -> Codes:
    """Without the issuer's seed nobody makes them from the name."""
    key = backend.secrets.issuer
    if key is None:
        raise ProblemError(409, "no-issuer", "this backend has no key to sign codes with")
    return codes_of(key.private_seed, name)


def codes_of(private_seed: bytes, name: str) -> Codes:
    """The same for the same delegation, as long as the issuer's key is."""
    made = hmac.new(private_seed, _CONTEXT + name.encode(), hashlib.sha256).digest()
    return Codes(made[:UNIQUE_ID_BYTES], typed_code(made[UNIQUE_ID_BYTES:]))
