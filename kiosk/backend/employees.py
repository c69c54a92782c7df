"""The people of a company, and what its administrators change about them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, select, update

from kiosk.backend import audit, models, pages, schema
from kiosk.backend.database import next_change
from kiosk.backend.feed import Happened, publish
from kiosk.backend.identifiers import identifiers
from kiosk.backend.problems import ProblemError
from kiosk.backend.sessions import Session

What = Literal["mandate", "role", "limit", "activated", "deactivated"]


@dataclass(frozen=True, slots=True)
class Change:
    """`values` become those of the row of `employee`; `what` says which command it was."""

    session: Session
    account: str
    employee: str
    what: What
    values: Mapping[str, object]
    check: Callable[[int], None] = lambda _: None
    """Raises where the version is not the one that was meant to be changed."""


def page(connection: Connection, session: Session, account: str, after: str, limit: int) -> models.Members:
    """By id, those who left the company included."""
    session.must("collect", account)
    table = schema.employees
    (last,) = pages.place(after, str) or ("",)
    query = select(table).where(table.c.account == account, table.c.id > last).order_by(table.c.id).limit(limit + 1)
    rows, more = pages.cut(connection.execute(query).all(), limit)
    found = [_member(row, session) for row in rows]
    return models.Members(employees=found, next=pages.cursor(rows[-1].id) if more else "")


def one(connection: Connection, session: Session, account: str, employee: str) -> models.Member:
    """404 for everybody of another company."""
    session.must("collect", account)
    return _member(_row(connection, account, employee), session)


def mandate(connection: Connection, session: Session, account: str, body: models.MandateChange) -> dict[str, object]:
    """The values of a mandate. 422 where it names somebody who is not of the company."""
    session.must("administer", account)
    table = schema.employees
    query = select(table.c.id).where(table.c.account == account, table.c.id.in_(body.collects_for))
    known = set(connection.execute(query).scalars())
    for place, name in enumerate(body.collects_for):
        if name not in known:
            raise ProblemError(422, "employee-unknown", "is nobody of the company", field=f"body.collects_for.{place}")
    names = json.dumps(sorted(known))
    return {"collects_for": names, "may_collect_for_company": int(body.everybody)}


def change(connection: Connection, asked: Change, now_s: float) -> models.Member:
    """The same again changes nothing.

    Administrators neither take the right from themselves nor leave: a company always keeps one.
    """
    asked.session.must("administer", asked.account)
    row = _row(connection, asked.account, asked.employee, lock=True)
    asked.check(row.change)
    if all(getattr(row, name) == value for name, value in asked.values.items()):
        return _member(row, asked.session)
    if asked.employee == asked.session.employee and asked.what in {"role", "deactivated"}:
        raise ProblemError(403, "not-oneself", "another administrator has to do this")
    table = schema.employees
    stamped = {**asked.values, "change": next_change(connection)}
    connection.execute(update(table).where(table.c.id == asked.employee).values(stamped))
    actor = f"employee:{asked.session.employee}"
    action, detail = f"employee.{asked.what}", json.dumps(dict(asked.values))
    audit.note(connection, audit.Done(actor, action, asked.employee, detail), now_s)
    _tell(connection, asked, now_s)
    return _member(_row(connection, asked.account, asked.employee), asked.session)


def _tell(connection: Connection, asked: Change, now_s: float) -> None:
    ids = identifiers(account=asked.account, customer=asked.employee, session=asked.session.id)
    data = ids | {"what": asked.what, "by": asked.session.employee}
    publish(connection, Happened("employee.changed", asked.employee, None, asked.account, data), now_s)


def _row(connection: Connection, account: str, employee: str, *, lock: bool = False) -> Row[Any]:
    table = schema.employees
    query = select(table).where(table.c.id == employee, table.c.account == account, table.c.account != "")
    found = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise ProblemError(404, "not-found")
    return found


def _member(row: Row[Any], session: Session) -> models.Member:
    mandate = models.Mandate(
        role=row.role or "collector",
        purchase_limit_minor=row.purchase_limit_minor,
        collects_for=json.loads(row.collects_for),
        everybody=bool(row.may_collect_for_company),
    )
    return models.Member(
        id=row.id,
        name=row.name,
        active=bool(row.active),
        version=row.change,
        mandate=mandate if "administer" in session.rights else None,
    )
