"""What came back: dropped into a compartment by the customer, received by staff, line by line.

Quantities are made anew from all returns of the pickup after each receipt, as those of parcels are (`lines`).
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from kiosk.backend import models, schema, transitions
from kiosk.backend.askers import Asker
from kiosk.backend.feed import Happened, publish
from kiosk.backend.identifiers import identifiers
from kiosk.backend.incidents import Incident, report
from kiosk.backend.models.returns import ReturnConflict
from kiosk.backend.names import in_order
from kiosk.backend.problems import ProblemError
from kiosk.backend.sessions import Session

_HAS_COME = frozenset({"dropped", "received", "closed"})


@dataclass(frozen=True, slots=True)
class _New:
    """A receipt that is to be written, and what is known of the return with it. `lines`: what it is said to hold."""

    kind: str
    actor: str
    seen: models.DoorEvidence | None
    shown: list[dict[str, object]]
    lines: list[dict[str, object]]
    conflict: ReturnConflict


def write(
    connection: Connection,
    asker: Asker,
    return_id: str,
    asked: models.ReceiptRequest,
    now_s: float,
    *,
    visit: Session | None = None,
) -> models.Receipt:
    """A drop is written down whatever the books say, and for a return that nobody knows too.

    `visit`: in which it was dropped.
    """
    if asked.evidence is not None and asked.kind == "dropped":
        stated = [{"line": one.line, "quantity": one.quantity} for one in asked.lines]
        return write_drop(connection, asker, return_id, asked.evidence, now_s, stated=stated, visit=visit)
    row = _lock(connection, asker, return_id)
    if row is None:
        raise ProblemError(404, "not-found")
    if row.state not in {"announced", "dropped"}:
        raise ProblemError(409, "already-received", f"the return is {row.state}")
    inside = _received(json.loads(row.lines), asked.lines)
    new = _New(
        "received",
        asked.actor or asker.name,
        None,
        shown=[one.model_dump() for one in asked.lines],
        lines=inside,
        conflict=_conflict(connection, row, inside),
    )
    return _put(connection, asker, row, new, now_s)


def write_drop(
    connection: Connection,
    asker: Asker,
    return_id: str,
    seen: models.DoorEvidence,
    now_s: float,
    *,
    stated: list[dict[str, object]] | None = None,
    visit: Session | None = None,
) -> models.Receipt:
    """`stated`: what lies there, where that is known better than by the announcement."""
    row = _lock(connection, asker, return_id) or _unknown(connection, asker, return_id, stated or [], now_s)
    row = _of_visit(connection, row, visit)
    announced = json.loads(row.lines)
    conditions = {line["line"]: line["condition"] for line in announced}
    lines = [{**one, "condition": conditions.get(one["line"], "opened")} for one in stated or announced]
    again: ReturnConflict = "already_dropped" if row.state == "dropped" else "already_received"
    conflict = _conflict(connection, row, lines) if row.state == "announced" else again
    shown: list[dict[str, object]] = [{"line": one["line"], "quantity": one["quantity"]} for one in lines]
    # Whoever opened the door knows that it happened; of a second drop only staff can say what it was.
    kept = lines if row.state == "announced" else announced
    return _put(connection, asker, row, _New("dropped", "", seen, shown, kept, conflict), now_s)


def returnable(connection: Connection, pickup: str, *, but: str = "") -> Counter[str]:
    """How much of each line was collected and neither came back nor is announced, `but` for one return."""
    table = schema.lines
    rows = connection.execute(select(table.c.id, table.c.collected).where(table.c.pickup == pickup))
    left = Counter({row.id: row.collected for row in rows})
    for row in _returns(connection, pickup):
        if row.id != but:
            left.subtract(_quantities(json.loads(row.lines)))
    return left


def shown(row: Row[Any]) -> models.Receipt:
    """As it is told."""
    written = json.loads(row.lines)
    conflict = written["conflict"]
    facts = {"lines": written["lines"], "conflict": bool(conflict), "reason": conflict}
    return models.Receipt.model_validate(row._asdict() | facts | {"compartment": row.compartment or None})


def _lock(connection: Connection, asker: Asker, return_id: str) -> Row[Any] | None:
    """The pickup first, as everywhere."""
    table = schema.returns
    mine = table.c.id == return_id
    if asker.site is not None:
        mine &= table.c.site == asker.site
    pickup = connection.execute(select(table.c.pickup).where(mine)).scalar_one_or_none()
    if pickup is None:
        return None
    connection.execute(select(schema.pickups.c.id).where(schema.pickups.c.id == pickup).with_for_update())
    return connection.execute(select(table).where(mine).with_for_update()).one_or_none()


def _unknown(
    connection: Connection, asker: Asker, return_id: str, stated: list[dict[str, object]], now_s: float
) -> Row[Any]:
    """A kiosk tells of a drop for a return that is not there: it is, from now on. 404 where another site has it."""
    table = schema.returns
    taken = connection.execute(select(table.c.id).where(table.c.id == return_id)).first()
    if taken is not None or asker.site is None:
        raise ProblemError(404, "not-found")
    lines = [{**one, "condition": "opened"} for one in stated]
    values = {"id": return_id, "pickup": "", "site": asker.site, "state": "announced", "reason": "other", "version": 1}
    facts = {"lines": json.dumps(lines), "created_at": now_s, "conflict": "unknown_return"}
    connection.execute(insert(table).values(values | facts))
    return connection.execute(select(table).where(table.c.id == return_id)).one()


def _of_visit(connection: Connection, row: Row[Any], visit: Session | None) -> Row[Any]:
    """The return is of the visit in which it was dropped; of its company where nobody knew it."""
    if visit is None:
        return row
    table = schema.returns
    mine = {"account": visit.account, "employee": visit.employee} if row.conflict == "unknown_return" else {}
    here = table.c.id == row.id
    connection.execute(update(table).where(here).values(session=visit.id, **mine))
    return connection.execute(select(table).where(here)).one()


def _conflict(connection: Connection, row: Row[Any], lines: list[dict[str, object]]) -> ReturnConflict:
    table = schema.pickups
    if row.conflict == "unknown_return":
        return "unknown_return"
    if connection.execute(select(table.c.id).where(table.c.id == row.pickup)).first() is None:
        return "unknown_pickup"
    left = returnable(connection, row.pickup, but=row.id)
    if any(line["line"] not in left for line in lines):
        return "unknown_line"
    left.subtract(_quantities(lines))
    return "more_than_collected" if min(left.values(), default=0) < 0 else ""


def _received(known: list[dict[str, Any]], found: Iterable[models.ReceivedLine]) -> list[dict[str, object]]:
    """What staff have, line by line; what is missing did not come back."""
    conditions = {line["line"]: line["condition"] for line in known}
    here: Counter[str] = Counter()
    damaged: Counter[str] = Counter()
    for one in found:
        here[one.line] += one.quantity if one.outcome != "missing" else 0
        damaged[one.line] += one.quantity if one.outcome == "damaged" else 0
    return [
        {
            "line": line,
            "quantity": quantity,
            "condition": "damaged" if damaged[line] else conditions.get(line, "opened"),
            "damaged": damaged[line],
        }
        for line, quantity in here.items()
        if quantity
    ]


def _put(connection: Connection, asker: Asker, row: Row[Any], new: _New, now_s: float) -> models.Receipt:
    table, returns = schema.return_receipts, schema.returns
    name = in_order("Q", now_s)
    seen = new.seen.model_dump(mode="json") if new.seen else None
    values = {
        "id": name,
        "return_id": row.id,
        "kind": new.kind,
        "actor": new.actor,
        "compartment": new.seen.compartment if new.seen else 0,
        "received_at": new.seen.closed_at.timestamp() if new.seen else now_s,
        "lines": json.dumps({"lines": new.shown, "conflict": new.conflict, "evidence": seen}),
    }
    connection.execute(insert(table).values(values))
    facts: dict[str, object] = {"lines": json.dumps(new.lines), "conflict": row.conflict or new.conflict}
    if new.kind == "received" or row.state == "announced":
        facts["state"] = new.kind
    moved = update(returns).where(returns.c.id == row.id)
    connection.execute(moved.values(**facts, version=row.version + 1))
    if new.conflict:
        report(connection, Incident("return_conflict", asker.source, row.id, new.conflict), now_s)
    _settle(connection, row.pickup)
    _tell(connection, row, f"return.{new.kind}", name, now_s)
    return shown(connection.execute(select(table).where(table.c.id == name)).one())


def _tell(connection: Connection, row: Row[Any], kind: str, receipt: str, now_s: float) -> None:
    pickups = schema.pickups
    number = connection.execute(select(pickups.c.order_number).where(pickups.c.id == row.pickup)).scalar_one_or_none()
    joined = identifiers(
        account=row.account,
        customer=row.customer or row.employee,
        order_number=number or "",
        session=row.session,
    )
    data = {**joined, "return": row.id, "receipt": receipt, "pickup": row.pickup, "employee": row.employee}
    publish(connection, Happened(kind, row.id, row.site, row.account, data), now_s)


def _settle(connection: Connection, pickup: str) -> None:
    """What of each line has come back, whatever staff have still to say of it."""
    come: Counter[str] = Counter()
    for row in _returns(connection, pickup):
        if row.state in _HAS_COME:
            come.update(_quantities(json.loads(row.lines)))
    table, different = schema.lines, False
    for line in connection.execute(select(table).where(table.c.pickup == pickup)).all():
        if line.returned != come[line.id]:
            here = (table.c.pickup == pickup) & (table.c.id == line.id)
            connection.execute(update(table).where(here).values(returned=come[line.id]))
            different = True
    if different:
        transitions.write(connection, pickup)


def _returns(connection: Connection, pickup: str) -> list[Row[Any]]:
    table = schema.returns
    if not pickup:
        return []
    return list(connection.execute(select(table).where(table.c.pickup == pickup)).all())


def _quantities(lines: Iterable[dict[str, Any]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for line in lines:
        counted[line["line"]] += line["quantity"]
    return counted
