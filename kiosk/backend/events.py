"""The kiosks' journals, as they arrive: stored once each, in the order of arrival.

A kiosk whose journal was set back to an older copy counts again from there: then the same number means another event.
It is stored too, and somebody is told (`incidents`).
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, insert, select

from kiosk.backend import custody, journals, models, schema, stops
from kiosk.backend.context import Kiosk
from kiosk.backend.incidents import Incident, report
from kiosk.backend.problems import ProblemError

_MAX_NUMBER: Final = 2**63 - 1


def store(
    connection: Connection, kiosk: Kiosk, batch: Sequence[models.CloudEvent], now_s: float
) -> models.EventsAnswer:
    """All or none. A kiosk may speak for itself only."""
    if any(event.source != kiosk.source for event in batch):
        raise ProblemError(403, "foreign-source", f"the source of this kiosk is {kiosk.source}")
    custody.lock_named(connection, kiosk, batch)
    conflicts = [event.id for event in batch if _store_one(connection, kiosk, event, now_s)]
    return models.EventsAnswer(
        ids=list(dict.fromkeys(event.id for event in batch)), conflicts=list(dict.fromkeys(conflicts))
    )


def _store_one(connection: Connection, kiosk: Kiosk, event: models.CloudEvent, now_s: float) -> bool:
    """Whether another event is known under the same id."""
    table = schema.events
    fingerprint = _fingerprint(event)
    same_id = (table.c.source == event.source) & (table.c.id == event.id)
    known = set(connection.execute(select(table.c.fingerprint).where(same_id)).scalars())
    if fingerprint in known:
        return False
    connection.execute(
        insert(table).values(
            source=event.source,
            id=event.id,
            type=event.type,
            body=event.model_dump_json(),
            fingerprint=fingerprint,
            received_at=now_s,
        )
    )
    if not known:
        custody.heard(connection, kiosk, event, now_s)
        stops.heard(connection, kiosk, event, now_s)
    else:
        report(connection, Incident("event_conflict", event.source, event.id, "other_event"), now_s)
    if event.id.isascii() and event.id.isdigit() and int(event.id) <= _MAX_NUMBER:
        place = journals.Place(int(event.id), event.chainhash, event.outboxnumber)
        journals.heard(connection, event.source, place, now_s, forked=bool(known))
    return bool(known)


def _fingerprint(event: models.CloudEvent) -> str:
    """The hash of the chain says all of an event that counts, in whatever version of the envelope it travels."""
    return event.chainhash or hashlib.sha256(event.model_dump_json().encode()).hexdigest()
