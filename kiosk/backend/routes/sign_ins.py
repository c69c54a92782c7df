"""Somebody from a company who has a phone and no badge at hand: the company's own sign-in, by the device flow."""

import logging
import math
from typing import Final

from fastapi import Response
from starlette.concurrency import run_in_threadpool

from kiosk.backend import models, sessions
from kiosk.backend.context import Backend, BackendOf, KioskOf
from kiosk.backend.identity.provider import NotYet, ProviderError
from kiosk.backend.identity.sign_ins import SignIns
from kiosk.backend.problems import ProblemError, described
from kiosk.backend.routes.common import PathId, router

routes = router("sessions")
RETRY_S: Final = 5
_log: Final = logging.getLogger(__name__)


@routes.post("/sign-ins", status_code=201, responses=described(404))
async def begin_sign_in(backend: BackendOf, kiosk: KioskOf) -> models.SignIn:
    """The person scans `url` with their phone and signs in there. 404 `not-offered` where nobody can.

    A kiosk has one at a time. 503 `identity-away` when the company's sign-in does not answer.
    """
    sign_ins = _offered(backend)
    try:
        name, begun = await sign_ins.begin(kiosk.name)
    except ProviderError as error:
        raise _away(error) from None
    return models.SignIn(
        id=name, url=begun.url, user_code=begun.user_code, expires_in_s=begun.life_s, interval_s=begun.interval_s
    )


@routes.post(
    "/sign-ins/{sign_in}:finish",
    status_code=201,
    responses=described(404) | {202: {"description": "Not yet: ask again after Retry-After seconds"}},
    response_model=models.SessionAnswer,
)
async def finish_sign_in(backend: BackendOf, kiosk: KioskOf, sign_in: PathId) -> models.SessionAnswer | Response:
    """A session, once the person has signed in. 202 until then; 401 `session-refused` when nothing will come of it."""
    sign_ins = _offered(backend)
    try:
        who = await sign_ins.who(kiosk.name, sign_in, backend.now_s())
    except ProviderError as error:
        raise _away(error) from None
    if who in {NotYet.PENDING, NotYet.SLOWER}:
        return Response(status_code=202, headers={"Retry-After": str(math.ceil(sign_ins.wait_s(kiosk.name)))})
    employee = who if isinstance(who, str) else ""
    return await run_in_threadpool(
        backend.write, lambda connection: sessions.begin_as(connection, backend, kiosk, employee)
    )


def _offered(backend: Backend) -> SignIns:
    if backend.sign_ins is None:
        raise ProblemError(404, "not-offered", "nobody can sign in with a phone here")
    return backend.sign_ins


def _away(error: ProviderError) -> ProblemError:
    _log.warning("the provider of identities: %s", error)
    return ProblemError(503, "identity-away", headers={"Retry-After": str(RETRY_S)})
