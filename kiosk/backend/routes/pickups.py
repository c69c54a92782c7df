"""Pickups: what a code is for, the list, and what physically left."""

import asyncio
from typing import Annotated

from fastapi import Path, Query, Response
from sqlalchemy import Connection

from kiosk.backend import details, handovers, models, presence
from kiosk.backend.askers import AskerOf
from kiosk.backend.context import BackendOf, KioskOf
from kiosk.backend.problems import ProblemError, described
from kiosk.backend.resolve import resolve
from kiosk.backend.routes.common import WITH_BODY, IdempotencyKey, PathId, etag, router
from kiosk.backend.site_list import site_list

routes = router("pickups")


@routes.post("/pickups:resolve", responses=described(404, 409, *WITH_BODY))
async def resolve_code(backend: BackendOf, kiosk: KioskOf, body: models.ResolveRequest) -> models.Resolved:
    """What a code is for. One and the same 404 for unknown, foreign and (typed or opaque) expired codes.

    409 `payment-due` for a signed token whose pickup would open if it were paid; an unsigned code is unknown then.
    """
    # Somebody stands there and waits. Of a coroutine the framework checks and writes the answer without waking one
    # thread more: at 50 a second the slowest in a hundred take 10 ms instead of 15.
    found = await asyncio.to_thread(backend.read, lambda connection: resolve(connection, backend, kiosk, body))
    if found is None:
        raise ProblemError(404, "code-unknown")
    return found


@routes.get("/pickups", responses=described(403))
def list_pickups(
    backend: BackendOf,
    kiosk: KioskOf,
    site: Annotated[int, Query(ge=0, lt=2**32)],
    changed_after: Annotated[str, Query(max_length=64, description="The cursor of the last answer")] = "",
) -> models.SiteList:
    """The list from which the kiosk decides by itself: all of it, or what changed since the cursor."""
    if site != kiosk.site:
        raise ProblemError(403, "foreign-site", f"the site of this kiosk is {kiosk.site}")
    now_s = backend.now_s()

    def work(connection: Connection) -> models.SiteList:
        presence.note(connection, kiosk, now_s)
        return site_list(connection, backend.sums, kiosk, changed_after, now_s)

    return backend.write(work, snapshot=True)


@routes.get("/pickups/{pickup}", responses=described(404))
def get_pickup(backend: BackendOf, asker: AskerOf, response: Response, pickup: PathId) -> models.PickupDetail:
    """All that is known of one pickup: its lines, what of them is in which parcel, and what may be asked for now.

    404 for one of another site too. The ETag is its version.
    """
    found = backend.read(lambda connection: details.read(connection, pickup, asker.pickups))
    response.headers["ETag"] = etag(found.version)
    return found


@routes.post("/pickups/{pickup}/handovers", status_code=201, responses=described(*WITH_BODY))
def record_handover(
    backend: BackendOf,
    kiosk: KioskOf,
    pickup: Annotated[str, Path(max_length=64)],
    idempotency_key: IdempotencyKey,
    body: models.HandoverRequest,
) -> models.HandoverAnswer:
    """One parcel physically left. Never refused; `conflict` says that it should not have happened."""
    told = handovers.Told(kiosk, pickup, idempotency_key, body)
    now_s = backend.now_s()
    return backend.write(lambda connection: handovers.record(connection, told, now_s))
