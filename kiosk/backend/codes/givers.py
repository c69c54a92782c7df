"""Whose it is to let somebody else collect: the operator's, the buyer's, and those the company sends in their place."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from kiosk.backend import models, schema
from kiosk.backend.askers import OPERATOR, Asker
from kiosk.backend.problems import ProblemError
from kiosk.backend.sessions import Session
from kiosk.domain.account import Employee

_LONGEST_CHAIN: Final = 3
"""Kiosks follow a delegation no further than this."""


@dataclass(frozen=True, slots=True)
class Who:
    """Through which key, and in whose visit."""

    asker: Asker
    visit: Session | None

    @property
    def name(self) -> str:
        """An employee id, or the operator."""
        return self.visit.employee if self.visit else self.asker.name


@dataclass(frozen=True, slots=True)
class Giver:
    """`delegate_of` "": the right is the pickup's own. The limits are those of the credential it is given from."""

    name: str
    delegate_of: str = ""
    not_after_s: float | None = None
    max_visits: int | None = None
    parcels: Sequence[str] = ()


def giver_of(connection: Connection, who: Who, pickup: models.PickupDetail, credential: str) -> Giver:
    """403 for everybody whose it is not."""
    if who.visit is None:
        if who.asker.site is not None:
            raise ProblemError(403, "not-allowed", "this needs the visit of an employee, or the operator's key")
        return _from(connection, OPERATOR, pickup, credential) if credential else Giver(OPERATOR)
    visit = who.visit
    visit.must("delegate", pickup.account)
    if _acts_for_buyer(connection, visit, pickup):
        return Giver(visit.employee)
    own = _passed_on(connection, visit, pickup)
    if own is None:
        raise ProblemError(403, "not-allowed", "somebody else ordered it")
    return _from(connection, visit.employee, pickup, own)


def may_see(who: Who, pickup: models.PickupDetail) -> None:
    """Names and numbers are told to the operator and to the company, and not to a kiosk by itself."""
    if who.visit is not None:
        who.visit.must("collect", pickup.account)
    elif who.asker.site is not None:
        raise ProblemError(403, "not-allowed", "this needs the visit of an employee, or the operator's key")


def may_end(connection: Connection, who: Who, pickup: models.PickupDetail, given: Row[Any]) -> None:
    """Whoever gave it, whoever might have, and the delegate, who hands it back."""
    may_see(who, pickup)
    visit = who.visit
    if visit is None or visit.employee in {given.given_by, given.to_employee}:
        return
    if not _acts_for_buyer(connection, visit, pickup):
        raise ProblemError(403, "not-allowed", "somebody else gave it")


def _acts_for_buyer(connection: Connection, visit: Session, pickup: models.PickupDetail) -> bool:
    if "administer" in visit.rights:
        return True
    table = schema.employees
    row = connection.execute(select(table).where(table.c.id == visit.employee)).one()
    person = Employee(
        row.id,
        row.account,
        "",
        may_collect_for_company=bool(row.may_collect_for_company),
        collects_for=tuple(json.loads(row.collects_for)),
    )
    return person.may_collect(pickup.account, pickup.buyer_employee)


def _passed_on(connection: Connection, visit: Session, pickup: models.PickupDetail) -> str | None:
    """The credential of a delegate who may give it on."""
    table = schema.delegations
    query = select(table.c.credential).where(
        table.c.pickup == pickup.id,
        table.c.to_employee == visit.employee,
        table.c.may_delegate == 1,
        table.c.ended_at.is_(None),
    )
    return connection.execute(query.order_by(table.c.id)).scalars().first()


def _from(connection: Connection, name: str, pickup: models.PickupDetail, credential: str) -> Giver:
    table = schema.credentials
    row = connection.execute(select(table).where(table.c.id == credential)).one_or_none()
    if row is None or row.subject != pickup.id or row.kind != "pickup" or row.revoked:
        raise ProblemError(422, "credential-unknown", "no living code of this pickup", field="body.credential")
    if _length(connection, row) >= _LONGEST_CHAIN:
        raise ProblemError(409, "chain-too-long", "it has been given on too often")
    return Giver(name, row.id, row.not_after, row.max_visits, json.loads(row.parcels))


def _length(connection: Connection, row: Row[Any]) -> int:
    table, length, parent = schema.credentials, 1, row.delegate_of
    while parent and length < _LONGEST_CHAIN:
        length += 1
        parent = connection.execute(select(table.c.delegate_of).where(table.c.id == parent)).scalar_one_or_none()
    return length
