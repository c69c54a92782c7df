"""Somebody else's word on a purchase that is above a limit. The first one counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, update

from kiosk.backend import accounts, audit, models, purchase_rows, purchased, purchases, schema
from kiosk.backend.incidents import Incident, report
from kiosk.backend.problems import ProblemError
from kiosk.backend.sessions import Session

Verdict = Literal["approved", "rejected"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Who says what about which purchase. `takes_orders`: whether what is bought for a site is a platform's to pack."""

    session: Session
    purchase: str
    verdict: Verdict
    takes_orders: Callable[[int], bool]


def decide(connection: Connection, asked: Decision, now_s: float) -> models.Purchase:
    """The same word again changes nothing. A rejection gives the credit back, unless the goods were taken."""
    row = _row(connection, asked)
    if row.state == asked.verdict:
        return purchase_rows.one(connection, row.id)
    if row.state != "awaiting_approval":
        raise ProblemError(422, "already-decided", f"it is {row.state}")
    account = accounts.row(connection, row.account, lock=True)
    if asked.verdict == "approved" and account is not None and account.credit_stopped:
        raise ProblemError(403, "credit-stopped")
    conflict = row.conflict
    if asked.verdict == "rejected" and row.offline:
        conflict = f"{conflict} rejected-when-taken".strip()
        source = f"/sites/{row.site}/kiosks/{row.kiosk}"
        report(connection, Incident("purchase_conflict", source, row.id, "rejected-when-taken"), now_s)
    elif asked.verdict == "rejected":
        purchases.release(connection, row.account, row.net_minor + row.vat_minor)
    _write(connection, asked, row, conflict, now_s)
    actor = f"employee:{asked.session.employee}"
    audit.note(connection, audit.Done(actor, f"purchase.{asked.verdict}", row.id), now_s)
    decided = purchase_rows.one(connection, row.id)
    purchases.tell(connection, decided, row.site, f"purchase.{asked.verdict}", now_s)
    if not asked.takes_orders(row.site):
        purchased.prepare(connection, row.id, now_s)
    return decided


def _row(connection: Connection, asked: Decision) -> Row[Any]:
    """404 for another company's; 403 without the right, and for one's own."""
    row = purchase_rows.row(connection, asked.purchase, lock=True)
    if row is None or row.account != asked.session.account:
        raise ProblemError(404, "not-found")
    asked.session.must("approve")
    if row.employee == asked.session.employee:
        raise ProblemError(403, "own-purchase", "somebody else has to decide")
    return row


def _write(connection: Connection, asked: Decision, row: Row[Any], conflict: str, now_s: float) -> None:
    table = schema.purchases
    connection.execute(
        update(table)
        .where(table.c.id == row.id)
        .values(
            state=asked.verdict,
            conflict=conflict,
            decided_by=asked.session.employee,
            decided_at=now_s,
            version=row.version + 1,
        )
    )
