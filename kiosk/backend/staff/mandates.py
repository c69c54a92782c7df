"""Which people of a company may collect for which others."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from kiosk.backend import audit, schema
from kiosk.backend.audit import Done
from kiosk.backend.database import next_change
from kiosk.backend.feed import Happened, publish
from kiosk.backend.identifiers import identifiers
from kiosk.backend.problems import ProblemError


class UnknownPeopleError(Exception):
    """Somebody named is not of the company."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """`person` of `account` collects for everybody there, or for some: ids of employees."""

    account: str
    person: str
    for_all: bool
    collects_for: tuple[str, ...]


def companies(connection: Connection) -> list[Any]:
    """All accounts."""
    table = schema.accounts
    return list(connection.execute(select(table).order_by(table.c.name, table.c.id)).all())


def company(connection: Connection, account: str) -> dict[str, Any]:
    """One account with its people. 404 for one that is not there."""
    table, people = schema.accounts, schema.employees
    found = connection.execute(select(table).where(table.c.id == account)).one_or_none()
    if found is None:
        raise ProblemError(404, "not-found")
    rows = connection.execute(select(people).where(people.c.account == account).order_by(people.c.id))
    return {"account": found, "people": [row._asdict() | {"collects_for": _ids(row.collects_for)} for row in rows]}


def give(connection: Connection, wanted: Mandate, actor: str, now_s: float) -> None:
    """Kiosks follow with their next list. Raises UnknownPeopleError."""
    table = schema.employees
    here = select(table.c.id).where(table.c.account == wanted.account).with_for_update()
    known = set(connection.execute(here).scalars())
    if wanted.person not in known:
        raise ProblemError(404, "not-found")
    if not known.issuperset(wanted.collects_for):
        raise UnknownPeopleError
    values = {
        "may_collect_for_company": int(wanted.for_all),
        "collects_for": json.dumps(list(dict.fromkeys(wanted.collects_for))),
        "change": next_change(connection),
    }
    connection.execute(update(table).where(table.c.id == wanted.person).values(values))
    ids = identifiers(account=wanted.account, customer=wanted.person)
    told = Happened("employee.changed", wanted.person, None, wanted.account, {**ids, "what": "mandate", "by": actor})
    publish(connection, told, now_s)
    said = "all" if wanted.for_all else " ".join(wanted.collects_for)
    audit.note(connection, Done(actor, "employee.mandate", wanted.person, said), now_s)


def _ids(text: str) -> list[str]:
    found: list[str] = json.loads(text)
    return found
