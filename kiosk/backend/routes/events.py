"""What happens at kiosks, and here."""

import asyncio
from typing import Annotated

from fastapi import Query, Response
from pydantic import Field
from sqlalchemy import Connection

from kiosk.backend import events, feed, models
from kiosk.backend.context import BackendOf, KioskOf
from kiosk.backend.problems import described
from kiosk.backend.routes.common import WITH_BODY, router

routes = router("events")

Batch = Annotated[list[models.CloudEvent], Field(min_length=1, max_length=500)]


@routes.post("/events", responses=described(403, *WITH_BODY))
def store_events(backend: BackendOf, kiosk: KioskOf, body: Batch) -> models.EventsAnswer:
    """A batch of the kiosk's journal as CloudEvents. Stored when this answers; repetitions are recognised."""
    now_s = backend.now_s()
    return backend.write(lambda connection: events.store(connection, kiosk, body, now_s))


@routes.get("/events")
async def list_events(
    backend: BackendOf,
    kiosk: KioskOf,
    response: Response,
    asked: Annotated[models.FeedQuestion, Query()],
) -> models.Feed:
    """What happened that concerns this site, in order. A long poll: kiosks sit behind routers that let nobody in."""
    found: list[models.Feed] = []

    def page(connection: Connection) -> models.Feed:
        return feed.since(connection, kiosk.site, asked.after, asked.limit)

    async def look() -> bool:
        found[:] = [await asyncio.to_thread(backend.read, page)]
        return bool(found[0].events) or found[0].reset

    await backend.bell.until(look, asked.wait)
    if found[0].more:
        response.headers["Link"] = f'</v1/events?after={found[0].cursor}&limit={asked.limit}>; rel="next"'
    return found[0]
