"""Goods that come back: announced, dropped into a compartment, received by staff, closed.

What physically happened is never refused: a drop that the books do not allow is written down with the reason, and
somebody has to look into it (`receipts`). Only an announcement may be refused.
"""

import json
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Connection, Row, insert, select, true, update

from kiosk.backend import details, models, receipts, schema
from kiosk.backend.askers import Asker
from kiosk.backend.names import in_order
from kiosk.backend.problems import ProblemError
from kiosk.backend.sessions import Session


def begin(
    connection: Connection, asker: Asker, visit: Session | None, asked: models.ReturnRequest, now_s: float
) -> models.Return:
    """Announced, or dropped already. 422 names what of an announcement is more than was collected."""
    pickup = _pickup(connection, asker, visit, asked)
    new = _new(asker, visit, pickup, asked, now_s)
    if asked.dropped is None:
        _refuse(connection, new, pickup, asked)
        connection.execute(insert(schema.returns).values(new))
    else:
        connection.execute(insert(schema.returns).values(new))
        receipts.write_drop(connection, asker, str(new["id"]), asked.dropped, now_s, visit=visit)
    return read(connection, asker, str(new["id"]))


def read(connection: Connection, asker: Asker, return_id: str) -> models.Return:
    """404 where it is not there, and where it is another site's."""
    table = schema.returns
    row = connection.execute(select(table).where(table.c.id == return_id, _mine(asker))).one_or_none()
    if row is None:
        raise ProblemError(404, "not-found")
    return _whole(connection, row)


def page(connection: Connection, asker: Asker, pickup: str, after: str, limit: int) -> list[models.Return]:
    """One more than `limit` where there is a next page. `pickup` "": of all of them."""
    table = schema.returns
    query = select(table).where(_mine(asker), table.c.id > after).order_by(table.c.id).limit(limit + 1)
    if pickup:
        query = query.where(table.c.pickup == pickup)
    return [_whole(connection, row) for row in connection.execute(query).all()]


def close(connection: Connection, asker: Asker, return_id: str) -> models.Return:
    """Nothing is left to do about it. 409 before staff have it."""
    table = schema.returns
    found = read(connection, asker, return_id)
    closing = update(table).where(table.c.id == return_id, table.c.state == "received")
    done = connection.execute(closing.values(state="closed", version=table.c.version + 1)).rowcount
    if not done and found.state != "closed":
        raise ProblemError(409, "not-received", f"the return is {found.state}")
    return read(connection, asker, return_id)


def _mine(asker: Asker) -> Any:
    return true() if asker.site is None else schema.returns.c.site == asker.site


def _pickup(
    connection: Connection, asker: Asker, visit: Session | None, asked: models.ReturnRequest
) -> models.PickupDetail | None:
    """Locked; None where nobody can say which it is."""
    table = schema.pickups
    named = table.c.id == asked.pickup if asked.pickup else table.c.order_number == asked.order_number
    found = connection.execute(select(table.c.id).where(named, asker.pickups).limit(2)).scalars().all()
    if len(found) != 1:
        return None
    pickup = details.lock(connection, found[0], asker.pickups)
    return None if visit is not None and visit.account != pickup.account else pickup


def _refuse(
    connection: Connection, new: Mapping[str, object], pickup: models.PickupDetail | None, asked: models.ReturnRequest
) -> None:
    if pickup is None:
        where = "body.pickup" if asked.pickup else "body.order_number"
        raise ProblemError(422, "pickup-unknown", "names no pickup here", field=where)
    left = receipts.returnable(connection, pickup.id, but=str(new["id"]))
    for place, line in enumerate(asked.lines):
        if line.line not in left:
            raise ProblemError(422, "line-unknown", "the pickup has no such line", field=f"body.lines.{place}.line")
        left[line.line] -= line.quantity
        if left[line.line] < 0:
            told = "more than was collected and has not come back yet"
            raise ProblemError(422, "more-than-collected", told, field=f"body.lines.{place}.quantity")


def _new(
    asker: Asker,
    visit: Session | None,
    pickup: models.PickupDetail | None,
    asked: models.ReturnRequest,
    now_s: float,
) -> dict[str, object]:
    return {
        "id": in_order("R", now_s),
        "pickup": pickup.id if pickup else asked.pickup,
        "site": (pickup.site if pickup else asker.site) or 0,
        "state": "announced",
        "reason": asked.reason,
        "customer": asked.customer or (pickup.customer if pickup else ""),
        "account": visit.account if visit else pickup.account if pickup else "",
        "employee": visit.employee if visit else "",
        "session": visit.id if visit else "",
        "lines": json.dumps([line.model_dump() for line in asked.lines]),
        "created_at": now_s,
        "version": 1,
    }


def _whole(connection: Connection, row: Row[Any]) -> models.Return:
    pickups, table = schema.pickups, schema.return_receipts
    number = connection.execute(select(pickups.c.order_number).where(pickups.c.id == row.pickup)).scalar_one_or_none()
    written = connection.execute(
        select(table).where(table.c.return_id == row.id).order_by(table.c.received_at, table.c.id)
    ).all()
    values = cast("dict[str, object]", row._asdict())
    told = {"order_number": number or "", "receipts": [receipts.shown(one) for one in written]}
    return models.Return.model_validate(values | told)
