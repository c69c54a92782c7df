"""Whose carton it is, from the label that somebody scans."""

from sqlalchemy import ColumnElement, Connection, select

from kiosk.backend import models, schema
from kiosk.backend.askers import Asker
from kiosk.backend.problems import ProblemError
from kiosk.gs1 import Label, gtin_spellings, read_label

_OPEN = ("awaiting", "ready", "partially_collected")


def identify(connection: Connection, asker: Asker, asked: models.LabelRequest) -> models.LabelAnswer:
    """404 for what nobody here waits for, 409 for what is not one."""
    label = read_label(asked.label, asked.symbology)
    if label is None:
        return _one(_parcels(connection, asker, schema.parcels.c.id == asked.label, "parcel"))
    found: list[models.LabelAnswer] = []
    if label.sscc:
        found = _parcels(connection, asker, schema.parcels.c.sscc == label.sscc, "sscc")
    if not found and label.gtin:
        found = _lines(connection, asker, label)
    answer = _one(found)
    return answer.model_copy(update={"sscc": label.sscc, "gtin": label.gtin, "serial": label.serial})


def _one(found: list[models.LabelAnswer]) -> models.LabelAnswer:
    if not found:
        raise ProblemError(404, "label-unknown", "no parcel and no line of an open pickup is waiting for it")
    if len(found) > 1:
        raise ProblemError(409, "label-ambiguous", "more than one is waiting for it: say which")
    return found[0]


def _parcels(connection: Connection, asker: Asker, where: ColumnElement[bool], by: str) -> list[models.LabelAnswer]:
    parcels, pickups = schema.parcels, schema.pickups
    query = select(parcels.c.id, parcels.c.pickup).join(pickups).where(where, asker.pickups)
    rows = connection.execute(query.where(parcels.c.state != "collected").limit(2))
    return [models.LabelAnswer.model_validate({"by": by, "pickup": row.pickup, "parcel": row.id}) for row in rows]


def _lines(connection: Connection, asker: Asker, label: Label) -> list[models.LabelAnswer]:
    lines, pickups = schema.lines, schema.pickups
    query = (
        select(lines.c.id, lines.c.pickup)
        .join(pickups)
        .where(lines.c.gtin.in_(gtin_spellings(label.gtin)), lines.c.ready < lines.c.quantity)
        .where(pickups.c.state.in_(_OPEN), asker.pickups)
        .limit(2)
    )
    rows = connection.execute(query)
    return [models.LabelAnswer(by="gtin", pickup=row.pickup, line=row.id) for row in rows]
