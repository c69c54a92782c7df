"""Remote commands."""

from typing import Annotated

from fastapi import Query, Request

from kiosk.backend import models
from kiosk.backend.context import BackendOf, KioskOf
from kiosk.backend.listeners import Asked, gone
from kiosk.backend.routes.common import router

routes = router("commands")


@routes.get("/commands")
async def list_commands(
    backend: BackendOf, kiosk: KioskOf, request: Request, asked: Annotated[models.CommandQuestion, Query()]
) -> models.Commands:
    """Remote commands, signed for this boot and nonce. Waits for one; they are only ever given to an open question."""
    question = Asked(kiosk.source, asked.boot, asked.nonce)
    return models.Commands(commands=await backend.listeners.wait(question, asked.wait_s, gone(request)))
