"""Hand-overs: facts that are written down, whatever the plan said.

The kiosk tells of parcels that are gone already. Refusing one would not bring it back, so each is answered 201; one
that contradicts the plan is flagged for somebody to look into.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, insert, select, update

from kiosk.backend import details, journals, lines, models, schema, transitions
from kiosk.backend.answers import fingerprint
from kiosk.backend.codes import delegations
from kiosk.backend.context import Kiosk
from kiosk.backend.expiry import deadlines
from kiosk.backend.incidents import Incident, report
from kiosk.backend.problems import ProblemError

_TRAVEL: Final = {"offline", "event_seq", "chain_hash", "outbox_number"}
"""How it came here, not what happened: a repetition may say it otherwise."""


@dataclass(frozen=True, slots=True)
class Told:
    """Which kiosk told of what, under the id that it gave the hand-over."""

    kiosk: Kiosk
    pickup: str
    id: str
    body: models.HandoverRequest

    @property
    def fingerprint(self) -> str:
        """The same for a repetition."""
        parts = (self.kiosk.name, self.pickup, self.body.model_dump(mode="json", exclude=_TRAVEL))
        return fingerprint(parts)


def record(connection: Connection, told: Told, now_s: float) -> models.HandoverAnswer:
    """Idempotent by `told.id`: a repetition gets the first answer, another body under the same id a problem."""
    pickup = _pickup(connection, told.kiosk.site, told.pickup)
    table = schema.handovers
    known = connection.execute(select(table).where(table.c.id == told.id)).one_or_none()
    if known is not None:
        if known.fingerprint != told.fingerprint:
            raise ProblemError(422, "idempotency-key-reused", "this key came before, with another request")
        return models.HandoverAnswer.model_validate_json(known.answer)
    reason = _conflict(connection, pickup, told.body)
    answer = _answer(told, reason, now_s)
    _write_down(connection, told, answer)
    source = told.kiosk.source
    if reason:
        report(connection, Incident("handover_conflict", source, told.id, reason), now_s)
    if told.body.event_seq:
        place = journals.Place(told.body.event_seq, told.body.chain_hash, told.body.outbox_number)
        journals.heard(connection, source, place, now_s)
    if pickup is not None:
        _take_out(connection, pickup, told, now_s)
    return answer


def _answer(told: Told, reason: models.Conflict, now_s: float) -> models.HandoverAnswer:
    return models.HandoverAnswer.model_validate(
        {
            "handover": told.id,
            "pickup": told.pickup,
            "parcel": told.body.parcel,
            "conflict": bool(reason),
            "reason": reason,
            "received_at": now_s,
        }
    )


def _write_down(connection: Connection, told: Told, answer: models.HandoverAnswer) -> None:
    connection.execute(
        insert(schema.handovers).values(
            id=answer.handover,
            kiosk=told.kiosk.name,
            pickup=answer.pickup,
            parcel=answer.parcel,
            conflict=answer.reason,
            body=told.body.model_dump_json(),
            answer=answer.model_dump_json(),
            fingerprint=told.fingerprint,
            received_at=answer.received_at.timestamp(),
        )
    )


def _pickup(connection: Connection, site: int, pickup_id: str) -> models.PickupDetail | None:
    """The row is locked first, where the database can: two kiosks of a site may tell of the same pickup."""
    try:
        return details.lock(connection, pickup_id, schema.pickups.c.site == site)
    except ProblemError:
        return None


def _conflict(
    connection: Connection, pickup: models.PickupDetail | None, told: models.HandoverRequest
) -> models.Conflict:
    if pickup is None:
        return "unknown_pickup"
    parcel = next((parcel for parcel in pickup.parcels if parcel.id == told.parcel), None)
    if parcel is None:
        return "unknown_parcel"
    if parcel.state == "collected":
        return "already_collected"
    if pickup.state == "cancelled":
        return "cancelled"
    if pickup.payment == "due":
        return "payment_due"
    if parcel.compartment not in {None, told.compartment}:
        return "other_compartment"
    opened_s = told.opened_at.timestamp()
    late = pickup.state == "expired" and opened_s > deadlines.ends_s(connection, pickup.id, opened_s)
    return "expired" if late else ""


def _take_out(connection: Connection, pickup: models.PickupDetail, told: Told, now_s: float) -> None:
    """What is gone is gone: also from a cancelled or expired pickup, whose state says why it should not be."""
    waiting = {parcel.id for parcel in pickup.parcels if parcel.state != "collected"}
    if told.body.parcel not in waiting:
        return
    of = schema.parcels.c.id == told.body.parcel
    connection.execute(update(schema.parcels).where(of).values(state="collected"))
    standing = lines.settle(connection, pickup.id)
    ready, total = (standing.ready, standing.total) if standing else (pickup.lines_ready, pickup.lines_total)
    state = pickup.state
    if state != "cancelled":
        whole = waiting == {told.body.parcel} and (standing.collected if standing else ready == total)
        state = "collected" if whole else "partially_collected"
    closed_at = max(told.body.closed_at, pickup.collected_at or told.body.closed_at)  # they may come out of order
    values = {"state": state, "collected_at": closed_at.timestamp(), "lines_ready": ready, "lines_total": total}
    kind = "pickup.collected" if state == "collected" else "pickup.partially_collected"
    after = transitions.write(connection, pickup.id, **values)
    facts = {"parcel": told.body.parcel, "handover": told.id, "credential": told.body.credential}
    transitions.tell(connection, kind, after, now_s, **facts, actor=told.body.actor)
    delegations.used(connection, after, told.body.credential, told.body.parcel, now_s)
