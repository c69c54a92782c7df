"""The kiosks' journals, as they arrive: stored once each, in the order of arrival."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from kiosk.backend import models, schema
from kiosk.backend.context import Kiosk
from kiosk.backend.problems import ProblemError


def store(
    connection: Connection, kiosk: Kiosk, batch: Sequence[models.CloudEvent], now_s: float
) -> models.EventsAnswer:
    """All or none. A kiosk may speak for itself only."""
    if any(event.source != kiosk.source for event in batch):
        raise ProblemError(403, "foreign-source", f"the source of this kiosk is {kiosk.source}")
    stored = sum(_store_one(connection, event, now_s) for event in batch)
    return models.EventsAnswer(stored=stored, known=len(batch) - stored)


def _store_one(connection: Connection, event: models.CloudEvent, now_s: float) -> bool:
    table = schema.events
    body = event.model_dump_json()
    fingerprint = hashlib.sha256(body.encode()).hexdigest()
    same = select(table.c.position).where(
        table.c.source == event.source, table.c.id == event.id, table.c.fingerprint == fingerprint
    )
    if connection.execute(same).first() is not None:
        return False
    connection.execute(
        insert(table).values(
            source=event.source, id=event.id, type=event.type, body=body, fingerprint=fingerprint, received_at=now_s
        )
    )
    return True
