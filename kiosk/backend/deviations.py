"""What was short, wrong or damaged, line by line, as whoever collected it says."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from kiosk.backend import details, models, schema, transitions
from kiosk.backend.askers import Asker
from kiosk.backend.incidents import Incident, report
from kiosk.backend.names import in_order
from kiosk.backend.problems import ProblemError
from kiosk.backend.sessions import Session


@dataclass(frozen=True, slots=True)
class Teller:
    """Who reports: through which kiosk, and in whose visit."""

    asker: Asker
    visit: Session | None


def tell(
    connection: Connection, teller: Teller, pickup_id: str, asked: models.DeviationRequest, now_s: float
) -> models.Deviations:
    """422 names a line that was not ordered, or more of it than was."""
    pickup = details.lock(connection, pickup_id, teller.asker.pickups)
    visit = teller.visit
    if visit is not None:
        visit.must("collect", pickup.account)
    _check(pickup, asked)
    table, names = schema.deviations, []
    actor = visit.employee if visit else asked.actor
    report_id = in_order("D", now_s)
    for place, line in enumerate(asked.lines):
        name = f"{report_id}-{place:03}"
        values = {"id": name, "pickup": pickup.id, "employee": actor, "state": "open", "created_at": now_s}
        connection.execute(insert(table).values(**values, **line.model_dump()))
        report(connection, Incident("deviation", teller.asker.source, name, line.kind), now_s)
        names.append(name)
    transitions.tell(
        connection,
        "deviation.reported",
        pickup,
        now_s,
        deviations=names,
        actor=actor,
        session=visit.id if visit else "",
    )
    rows = connection.execute(select(table).where(table.c.id.in_(names)).order_by(table.c.id)).all()
    return models.Deviations.model_validate({"deviations": rows})


def page(connection: Connection, teller: Teller, pickup_id: str, after: str, limit: int) -> list[models.Deviation]:
    """One more than `limit` where there is a next page."""
    pickup = details.read(connection, pickup_id, teller.asker.pickups)
    if teller.visit is not None:
        teller.visit.must("collect", pickup.account)
    table = schema.deviations
    query = select(table).where(table.c.pickup == pickup.id, table.c.id > after).order_by(table.c.id).limit(limit + 1)
    return [models.Deviation.model_validate(row) for row in connection.execute(query)]


def _check(pickup: models.PickupDetail, asked: models.DeviationRequest) -> None:
    ordered = {line.id: line.quantity for line in pickup.lines}
    for place, line in enumerate(asked.lines):
        where = f"body.lines.{place}"
        if line.line not in ordered:
            raise ProblemError(422, "line-unknown", "the pickup has no such line", field=f"{where}.line")
        if line.quantity > ordered[line.line]:
            raise ProblemError(422, "more-than-ordered", "more than was ordered", field=f"{where}.quantity")
