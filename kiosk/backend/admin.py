"""The operator's side of the embedded backend. Not part of the contract: another backend has its own."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field
from sqlalchemy import Connection, delete, insert, select, update

from kiosk.backend import commands, details, incidents, lines, models, pickups, schema, transitions
from kiosk.backend.askers import OPERATOR, is_operator
from kiosk.backend.codes import life
from kiosk.backend.codes.issue import Listed, enlist
from kiosk.backend.codes.revoke import revoke
from kiosk.backend.context import BackendOf, BearerKey
from kiosk.backend.database import next_change
from kiosk.backend.expiry import deadlines
from kiosk.backend.faults import ADMIN_PREFIX, Faults
from kiosk.backend.problems import ProblemError

PickupId = Annotated[str, Path(max_length=64)]


class Extension(models.In):
    """The new end of the storage time."""

    not_after: models.Time


class ParcelToCome(models.In):
    """What the kiosk has to know to choose a compartment."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]
    size: Annotated[str, Field(max_length=8)] = ""
    weight_g: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    reach: bool = False


def authorise(backend: BackendOf, bearer: BearerKey) -> None:
    """401 for everybody without the admin key; a kiosk's key opens nothing here."""
    if not is_operator(backend, bearer.credentials if bearer else ""):
        raise ProblemError(401, "unauthorised", headers={"WWW-Authenticate": "Bearer"})


router = APIRouter(prefix=ADMIN_PREFIX, dependencies=[Depends(authorise)], include_in_schema=False)


@router.get("/faults")
def get_faults(backend: BackendOf) -> Faults:
    """What is switched on."""
    return backend.faults


@router.put("/faults")
def put_faults(backend: BackendOf, body: Faults) -> Faults:
    """Replaces all of it; `{}` switches everything off."""
    backend.faults.become(body)
    return backend.faults


@router.get("/handovers")
def get_handovers(backend: BackendOf, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> list[dict[str, Any]]:
    """The newest hand-overs, in the order of arrival."""
    table = schema.handovers
    query = select(table).order_by(table.c.received_at.desc(), table.c.id).limit(limit)
    with backend.engine.connect() as connection:
        rows = connection.execute(query).all()
    return [json.loads(row.body) | json.loads(row.answer) | {"kiosk": row.kiosk} for row in reversed(rows)]


@router.get("/events")
def get_events(
    backend: BackendOf,
    after: Annotated[int, Query(ge=0)] = 0,
    kind: Annotated[str, Query(alias="type", max_length=128)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
) -> list[dict[str, Any]]:
    """Events received, by arrival; `position` of the last is the next `after`."""
    table = schema.events
    query = select(table).where(table.c.position > after).order_by(table.c.position).limit(limit)
    if kind:
        query = query.where(table.c.type == kind)
    with backend.engine.connect() as connection:
        rows = connection.execute(query).all()
    return [{"position": row.position, "event": json.loads(row.body)} for row in rows]


@router.get("/incidents")
def get_incidents(
    backend: BackendOf,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
) -> list[dict[str, Any]]:
    """What somebody has to look into, by arrival; `position` of the last is the next `after`."""
    with backend.engine.connect() as connection:
        return incidents.since(connection, after, limit)


@router.post("/commands", status_code=202)
def give_command(backend: BackendOf, body: commands.Order) -> commands.Given:
    """Opens one door from afar, if its kiosk listens at this moment: nothing is kept for later (409)."""
    return commands.give(backend, body)


@router.get("/pickups/{pickup}")
def get_pickup(backend: BackendOf, pickup: PickupId) -> models.Pickup:
    """One pickup of any site."""
    with backend.engine.connect() as connection:
        return _one(connection, pickup)


@router.post("/pickups/{pickup}/parcels", status_code=201)
def add_parcel(backend: BackendOf, pickup: PickupId, body: ParcelToCome) -> models.Pickup:
    """A parcel that staff will put in: the kiosk chooses its compartment and tells of it."""

    def work(connection: Connection) -> models.Pickup:
        found = _one(connection, pickup)
        if any(parcel.id == body.id for parcel in found.parcels):
            raise ProblemError(409, "parcel-known")
        values = body.model_dump() | {"reach": int(body.reach)}
        here = {"pickup": pickup, "site": found.site, "compartment": 0, "state": "ready"}
        connection.execute(insert(schema.parcels).values(**values, **here))
        return _change(connection, pickup)

    return backend.write(work)


@router.post("/pickups/{pickup}/{command}")
def change_pickup(backend: BackendOf, pickup: PickupId, command: Literal["ready", "cancel", "paid"]) -> models.Pickup:
    """`ready`: everything ordered is here and may be collected. `cancel`: nothing of it may be handed out.

    `paid`: what was due has been paid.
    """
    now_s = backend.now_s()

    def work(connection: Connection) -> models.Pickup:
        before = details.lock(connection, pickup)
        changed = _change(connection, pickup, **_meant(connection, before, command, now_s))
        after = details.read(connection, pickup)
        if command == "cancel":
            transitions.tell(connection, "pickup.cancelled", after, now_s)
        else:
            transitions.tell_change(connection, before, after, now_s)
        return changed

    return backend.write(work)


def _meant(connection: Connection, found: models.PickupDetail, command: str, now_s: float) -> dict[str, object]:
    """What the command changes in the row."""
    if command == "cancel":
        return {"state": "cancelled"}
    if command == "paid":
        return {"payment": "paid"}
    lines.all_here(connection, found.id)
    not_before_s = min(found.not_before.timestamp(), now_s)
    return {"state": "ready", "lines_ready": found.lines_total, "not_before": not_before_s}


@router.put("/pickups/{pickup}/deadline")
def extend_pickup(backend: BackendOf, pickup: PickupId, body: Extension) -> models.Pickup:
    """Gives more time, to an expired pickup too. Its listed codes live as long; a token has its grace."""
    not_after_s, now_s = body.not_after.timestamp(), backend.now_s()

    def work(connection: Connection) -> models.Pickup:
        before = details.lock(connection, pickup)
        revived = before.state == "expired" and not_after_s > now_s
        state = {"state": deadlines.revived(connection, pickup)} if revived else {}
        changed = _change(connection, pickup, not_after=not_after_s, **state)
        transitions.tell_change(connection, before, details.read(connection, pickup), now_s)
        return changed

    return backend.write(work)


@router.delete("/pickups/{pickup}", status_code=204)
def delete_pickup(backend: BackendOf, pickup: PickupId) -> None:
    """Takes a pickup and its codes off the list. Hand-overs stay."""

    def work(connection: Connection) -> None:
        found = _one(connection, pickup)
        ours = (schema.credentials.c.subject == pickup) & (schema.credentials.c.kind == "pickup")
        keys = [f"credential:{row.id}" for row in pickups.credentials(connection, ours)]
        change = next_change(connection)
        versions = {f"pickup:{pickup}": found.version + 1, **dict.fromkeys(keys, change)}
        for key, version in versions.items():
            connection.execute(delete(schema.removed).where(schema.removed.c.key == key))
            connection.execute(insert(schema.removed).values(key=key, site=found.site, change=change, version=version))
        connection.execute(delete(schema.credentials).where(ours))
        connection.execute(delete(schema.delegations).where(schema.delegations.c.pickup == pickup))
        connection.execute(delete(schema.lines).where(schema.lines.c.pickup == pickup))
        connection.execute(delete(schema.parcels).where(schema.parcels.c.pickup == pickup))
        connection.execute(delete(schema.pickups).where(schema.pickups.c.id == pickup))

    backend.write(work)


@router.post("/credentials/{credential}/revoke", status_code=204)
def revoke_credential(
    backend: BackendOf, credential: Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")], pickup: str = ""
) -> None:
    """Revokes a listed credential, or a signed token by its unique id (hex) when the `pickup` it is for is named."""
    now_s = backend.now_s()

    def work(connection: Connection) -> None:
        table = schema.credentials
        listed = connection.execute(select(table).where(table.c.id == credential)).one_or_none()
        if listed is not None and listed.kind != "pickup":
            revoked = update(table).where(table.c.id == credential)
            connection.execute(revoked.values(revoked=1, change=next_change(connection)))
            return
        found = details.lock(connection, listed.subject if listed is not None else pickup)
        if listed is None:
            enlist(connection, found, Listed(credential, "", found.not_after.timestamp()))
        revoke(connection, found, credential, OPERATOR, now_s)

    backend.write(work)


def _one(connection: Connection, pickup: str) -> models.Pickup:
    found = pickups.load(connection, schema.pickups.c.id == pickup)
    if not found:
        raise ProblemError(404, "not-found")
    return found[0]


def _change(connection: Connection, pickup: str, **values: object) -> models.Pickup:
    """Changes the pickup, and the life of its listed codes with it."""
    table = schema.pickups
    stamped = {**values, "version": table.c.version + 1, "change": next_change(connection)}
    connection.execute(update(table).where(table.c.id == pickup).values(stamped))
    life.follow(connection, pickup)
    return _one(connection, pickup)
