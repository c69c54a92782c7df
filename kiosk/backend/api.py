"""The Pickup API: what a kiosk asks of any backend. docs/pickup-api/openapi.json is made from here."""

import base64
import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import Field
from sqlalchemy import Connection, select

from kiosk.backend import events, handovers, models, schema
from kiosk.backend.context import Backend, BackendOf, Kiosk, KioskOf
from kiosk.backend.listeners import Asked, gone
from kiosk.backend.problems import ProblemError, described
from kiosk.backend.resolve import resolve
from kiosk.backend.site_list import site_list

ALWAYS = (401, 422, 429, 503)
WITH_BODY = (400, 411, 413)
IDEMPOTENCY_KEY = r"^[A-Za-z0-9._:-]{8,64}$"

router = APIRouter(prefix="/v1", tags=["kiosk"], responses=described(*ALWAYS))

Batch = Annotated[list[models.CloudEvent], Field(min_length=1, max_length=500)]


@router.get("/site", responses={304: {"description": "Nothing changed"}})
def get_site(
    backend: BackendOf, kiosk: KioskOf, response: Response, if_none_match: Annotated[str, Header()] = ""
) -> models.Site:
    """The kiosk's site: name, compartments, public keys, server time."""
    with backend.engine.connect() as connection:
        site = _site(connection, backend, kiosk)
    digest = hashlib.sha256(site.model_dump_json(exclude={"server_time"}).encode()).hexdigest()
    etag = f'W/"{digest[:16]}"'
    if if_none_match == etag:
        raise NotModifiedError(etag)
    response.headers["ETag"] = etag
    return site


@router.post("/pickups:resolve", responses=described(404, *WITH_BODY))
def resolve_code(backend: BackendOf, kiosk: KioskOf, body: models.ResolveRequest) -> models.Resolved:
    """What a code is for. One and the same 404 for unknown, foreign and (typed or opaque) expired codes."""
    with backend.engine.connect() as connection:
        found = resolve(connection, backend, kiosk, body)
    if found is None:
        raise ProblemError(404, "code-unknown")
    return found


@router.get("/pickups", responses=described(403))
def list_pickups(
    backend: BackendOf,
    kiosk: KioskOf,
    site: Annotated[int, Query(ge=0, lt=2**32)],
    changed_after: Annotated[str, Query(max_length=64, description="The cursor of the last answer")] = "",
) -> models.SiteList:
    """The list from which the kiosk decides by itself: all of it, or what changed since the cursor."""
    if site != kiosk.site:
        raise ProblemError(403, "foreign-site", f"the site of this kiosk is {kiosk.site}")
    with backend.engine.begin() as connection:
        return site_list(connection, kiosk, changed_after, backend.now_s())


@router.post("/pickups/{pickup}/handovers", status_code=201, responses=described(*WITH_BODY))
def record_handover(
    backend: BackendOf,
    kiosk: KioskOf,
    pickup: Annotated[str, Path(max_length=64)],
    idempotency_key: Annotated[str, Header(pattern=IDEMPOTENCY_KEY, description="The id of the hand-over")],
    body: models.HandoverRequest,
) -> models.HandoverAnswer:
    """One parcel physically left. Never refused; `conflict` says that it should not have happened."""
    with backend.engine.begin() as connection:
        return handovers.record(
            connection, kiosk, body, pickup_id=pickup, handover_id=idempotency_key, now_s=backend.now_s()
        )


@router.post("/events", responses=described(403, *WITH_BODY))
def store_events(backend: BackendOf, kiosk: KioskOf, body: Batch) -> models.EventsAnswer:
    """A batch of the kiosk's journal as CloudEvents. Stored when this answers; repetitions are recognised."""
    with backend.engine.begin() as connection:
        return events.store(connection, kiosk, body, backend.now_s())


@router.get("/commands")
async def list_commands(
    backend: BackendOf, kiosk: KioskOf, request: Request, asked: Annotated[models.CommandQuestion, Query()]
) -> models.Commands:
    """Remote commands, signed for this boot and nonce. Waits for one; they are only ever given to an open question."""
    question = Asked(kiosk.source, asked.boot, asked.nonce)
    return models.Commands(commands=await backend.listeners.wait(question, asked.wait_s, gone(request)))


class NotModifiedError(Exception):
    """Answered with 304 and the tag: the framework checks return values against the model, and 304 has no body."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def _site(connection: Connection, backend: Backend, kiosk: Kiosk) -> models.Site:
    sites, compartments = schema.sites, schema.compartments
    own = connection.execute(select(sites).where(sites.c.number == kiosk.site)).one()
    doors = select(compartments).where(compartments.c.site == kiosk.site).order_by(compartments.c.number)
    others = select(sites).where(sites.c.number != kiosk.site).order_by(sites.c.number)
    return models.Site.model_validate(
        {
            **own._asdict(),
            "kiosk": kiosk.name,
            "compartments": connection.execute(doors).all(),
            "keys": [_jwk(key_id, key) for key_id, key in sorted(backend.secrets.public_keys.items())],
            "other_sites": connection.execute(others).all(),
            "server_time": backend.now_s(),
        }
    )


def _jwk(key_id: int, key: bytes) -> models.PublicKey:
    return models.PublicKey(kid=str(key_id), x=base64.urlsafe_b64encode(key).rstrip(b"=").decode())
