"""What staff do to a pickup. Each is judged by the state and version they saw, told in the feed and in the audit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from kiosk.backend import audit, details, lines, models, schema, staging, transitions
from kiosk.backend.askers import Asker
from kiosk.backend.audit import Done
from kiosk.backend.codes.issue import Listed, enlist
from kiosk.backend.codes.revoke import revoke as revoke_code
from kiosk.backend.etags import etag, must_match
from kiosk.backend.expiry import deadlines
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff import queries
from kiosk.backend.staging import Place


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something to which pickup, as of the version on the page."""

    actor: str
    pickup: str
    version: int
    now_s: float

    def note(self, connection: Connection, action: str, detail: str = "") -> None:
        audit.note(connection, Done(self.actor, f"pickup.{action}", self.pickup, detail), self.now_s)


def _begin(connection: Connection, deed: Deed, action: models.Action | None = None) -> models.PickupDetail:
    pickup = details.lock(connection, deed.pickup)
    must_match(etag(deed.version), pickup.version)
    if action is not None and action not in pickup.allowed_actions:
        raise ProblemError(409, "not-allowed-now", f"the pickup is {pickup.state}")
    return pickup


def ready(connection: Connection, deed: Deed) -> None:
    """Everything ordered is here, and may be collected from now on."""
    pickup = _begin(connection, deed, "stage")
    lines.all_here(connection, pickup.id)
    not_before_s = min(pickup.not_before.timestamp(), deed.now_s)
    values = {"state": "ready", "lines_ready": pickup.lines_total, "not_before": not_before_s}
    _codes_live_as_long(connection, transitions.change(connection, pickup, values, deed.now_s))
    deed.note(connection, "ready")


def paid(connection: Connection, deed: Deed) -> None:
    """What was due has been paid."""
    pickup = _begin(connection, deed)
    if pickup.payment != "due":
        raise ProblemError(409, "not-allowed-now", "nothing is due")
    transitions.change(connection, pickup, {"payment": "paid"}, deed.now_s)
    deed.note(connection, "paid")


def cancel(connection: Connection, deed: Deed) -> None:
    """Nothing of it may be handed out."""
    pickup = _begin(connection, deed, "cancel")
    after = transitions.write(connection, pickup.id, state="cancelled")
    transitions.tell(connection, "pickup.cancelled", after, deed.now_s)
    deed.note(connection, "cancel")


def extend(connection: Connection, deed: Deed, until: datetime) -> None:
    """More time, to an expired pickup too. Its listed codes live as long; a token has its grace."""
    pickup = _begin(connection, deed, "extend")
    values: dict[str, object] = {"not_after": until.timestamp()}
    if pickup.state == "expired":
        values["state"] = deadlines.revived(connection, pickup.id)
    _codes_live_as_long(connection, transitions.change(connection, pickup, values, deed.now_s))
    deed.note(connection, "extend", until.isoformat())


def stage(connection: Connection, deed: Deed, parcel: str, asked: models.Staging) -> None:
    """A parcel lies in a compartment, or the kiosk will choose one."""
    staging.put(connection, _everywhere(deed), Place(deed.pickup, parcel, etag(deed.version)), asked, deed.now_s)
    deed.note(connection, "stage", f"{parcel} {asked.compartment or 'to come'}")


def take_out(connection: Connection, deed: Deed, parcel: str) -> None:
    """It is none of the pickup's parcels any more."""
    staging.take_out(connection, _everywhere(deed), Place(deed.pickup, parcel, etag(deed.version)), deed.now_s)
    deed.note(connection, "take_out", parcel)


def revoke(connection: Connection, deed: Deed, credential: str) -> None:
    """For good, with what was made from it. A delegation that rests on it has ended."""
    pickup = details.lock(connection, deed.pickup)
    table = schema.credentials
    ours = (table.c.id == credential) & (table.c.subject == pickup.id) & (table.c.kind == "pickup")
    if credential in queries.unlisted_tokens(connection, pickup.id):
        enlist(connection, pickup, Listed(credential, "", pickup.not_after.timestamp()))
    elif connection.execute(select(table.c.id).where(ours)).first() is None:
        raise ProblemError(404, "not-found")
    revoke_code(connection, pickup, credential, deed.actor, deed.now_s)
    deed.note(connection, "revoke", credential)


def _everywhere(deed: Deed) -> Asker:
    return Asker(deed.actor, None)


def _codes_live_as_long(connection: Connection, pickup: models.PickupDetail) -> None:
    """In the change that the pickup was just given."""
    codes, table = schema.credentials, schema.pickups
    change = connection.execute(select(table.c.change).where(table.c.id == pickup.id)).scalar_one()
    life = {"not_before": pickup.not_before.timestamp(), "not_after": pickup.not_after.timestamp()}
    ours = (codes.c.subject == pickup.id) & (codes.c.kind == "pickup") & (codes.c.delegate_of == "")
    ours &= codes.c.id.not_in(select(schema.delegations.c.credential))  # a delegate's end is its own
    other = (codes.c.not_before != life["not_before"]) | (codes.c.not_after != life["not_after"])
    connection.execute(update(codes).where(ours & other).values(**life, change=change))
