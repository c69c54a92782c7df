"""A company as one of its people sees it: what it has agreed with the shop, credit, copies of documents."""

import json
from typing import Any, Final

from sqlalchemy import Connection, Row, or_, select

from kiosk.backend import models, orders, pages, schema
from kiosk.backend.problems import ProblemError
from kiosk.backend.sessions import Session
from kiosk.domain.account import ReferenceKind, ReferenceRule
from kiosk.domain.purchasing import Terms

INVOICES: Final = ("invoice", "credit_note")
DELIVERY_NOTES: Final = ("delivery_note",)


def row(connection: Connection, account: str, *, lock: bool = False) -> Row[Any] | None:
    """`lock`: nobody else changes it, its credit included, before this transaction ends."""
    query = select(schema.accounts).where(schema.accounts.c.id == account)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def terms(account: Row[Any]) -> Terms:
    """What the company has agreed with the shop."""
    return Terms(
        credit_limit_minor=account.credit_limit_minor,
        credit_used_minor=account.credit_used_minor,
        credit_stopped=bool(account.credit_stopped),
        approval_above_minor=account.approval_above_minor,
        reference_kind=ReferenceKind(account.reference_kind or ReferenceKind.PURCHASE_ORDER),
        reference_rule=_rule(account.reference_rule),
        reference_pattern=account.reference_pattern,
        project_rule=_rule(account.project_rule),
        cost_centre_rule=_rule(account.cost_centre_rule),
        buyer_reference=account.buyer_reference,
        electronic_invoice=bool(account.electronic_invoice),
    )


def company(connection: Connection, session: Session, account: str) -> models.Company:
    """With what waits for the person who asks."""
    session.must("collect", account)
    found = _own(connection, account)
    agreed = terms(found)
    person = connection.execute(select(schema.employees).where(schema.employees.c.id == session.employee)).one()
    return models.Company(
        id=found.id,
        name=found.name,
        organisation_number=found.organisation_number,
        currency=found.currency,
        references=models.References(
            kind=agreed.reference_kind.value,
            rule=agreed.reference_rule.value,
            pattern=agreed.reference_pattern,
            project=agreed.project_rule.value,
            cost_centre=agreed.cost_centre_rule.value,
            buyer_reference=agreed.buyer_reference,
            electronic_invoice=agreed.electronic_invoice,
        ),
        rights=list(session.rights),
        default_reference=person.default_reference,
        waiting=orders.waiting(connection, session),
    )


def credit(connection: Connection, session: Session, account: str) -> models.Credit:
    """Only for those who may buy."""
    session.must("buy", account)
    found = _own(connection, account)
    agreed = terms(found)
    return models.Credit(
        currency=found.currency,
        limit_minor=agreed.credit_limit_minor,
        used_minor=agreed.credit_used_minor,
        available_minor=agreed.credit_available_minor,
        stopped=agreed.credit_stopped,
    )


def documents(
    connection: Connection, session: Session, account: str, kinds: tuple[str, ...], *, after: str, limit: int
) -> models.Documents:
    """Invoices for those who may buy, delivery notes for everybody who collects. Newest first."""
    session.must("collect" if kinds == DELIVERY_NOTES else "buy", account)
    table = schema.documents
    query = select(table).where(table.c.account == account, table.c.kind.in_(kinds))
    place = pages.place(after, float, str)
    if place is not None:
        issued_at, last = place
        older = (table.c.issued_at == issued_at) & (table.c.id > last)
        query = query.where(or_(table.c.issued_at < issued_at, older))
    query = query.order_by(table.c.issued_at.desc(), table.c.id).limit(limit + 1)
    rows, more = pages.cut(connection.execute(query).all(), limit)
    found = [models.Document.model_validate(row._asdict() | {"links": json.loads(row.links)}) for row in rows]
    return models.Documents(documents=found, next=pages.cursor(float(rows[-1].issued_at), rows[-1].id) if more else "")


def _own(connection: Connection, account: str) -> Row[Any]:
    found = row(connection, account)
    if found is None:  # employees of a company that the shop has forgotten
        raise ProblemError(404, "not-found")
    return found


def _rule(text: str) -> ReferenceRule:
    return ReferenceRule(text or ReferenceRule.NONE)
