"""Somebody from a company at the kiosk."""

from fastapi import Response

from kiosk.backend import models, sessions
from kiosk.backend.context import BackendOf, KioskOf
from kiosk.backend.problems import described
from kiosk.backend.routes.common import WITH_BODY, router
from kiosk.backend.sessions import SessionOf

routes = router("sessions")


@routes.post("/sessions", status_code=201, responses=described(*WITH_BODY))
def begin_session(backend: BackendOf, kiosk: KioskOf, body: models.SessionRequest) -> models.SessionAnswer:
    """A badge becomes a token for some minutes. One and the same 401 for whatever is wrong with it."""
    return backend.write(lambda connection: sessions.begin(connection, backend, kiosk, body))


@routes.delete("/sessions/current", status_code=204, response_class=Response)
def end_session(backend: BackendOf, session: SessionOf) -> None:
    """The person has left."""
    backend.write(lambda connection: sessions.end(connection, session))
