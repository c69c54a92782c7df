"""Faults that the operator's side can switch on, to see what a kiosk does when its backend is slow, broken or gone."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.backend.problems import problem

ABORT: Final = "openluke.abort"
ADMIN_PREFIX: Final = "/v1/admin"


class Faults(BaseModel):
    """`offline` cuts every connection without an answer; `status` answers everything with that problem."""

    model_config = ConfigDict(strict=True, extra="forbid")

    latency_s: Annotated[float, Field(ge=0, le=60)] = 0.0
    status: Annotated[int, Field(ge=400, le=599)] | None = None
    retry_after_s: Annotated[int, Field(ge=0, le=3600)] | None = None
    offline: bool = False

    def become(self, other: "Faults") -> None:
        """Takes over all fields of `other`."""
        for name in Faults.model_fields:
            setattr(self, name, getattr(other, name))


class FaultyLink:
    """Outermost layer: does to a request what `faults` say, before anything of it is read. Spares the admin routes."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        faults = self._faults
        if scope["type"] != "http" or scope["path"].startswith(ADMIN_PREFIX):
            await self._app(scope, receive, send)
            return
        if faults.latency_s:
            await asyncio.sleep(faults.latency_s)
        if faults.offline:
            await _hang_up(scope.get(ABORT), receive)
        elif faults.status is not None:
            wait_s = faults.retry_after_s
            headers = None if wait_s is None else {"Retry-After": str(wait_s)}
            await problem(faults.status, "fault", headers=headers)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class AbortableProtocol(H11Protocol):
    """Lets the application cut the connection under a request: HTTP itself knows no such answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        answer = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope[ABORT] = transport.abort
            await answer(scope, receive, send)

        self.app = app


async def _hang_up(abort: Callable[[], None] | None, receive: Receive) -> None:
    if abort is not None:
        abort()
    while (await receive())["type"] != "http.disconnect":
        pass
