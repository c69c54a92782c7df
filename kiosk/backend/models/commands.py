"""Remote commands, as they are asked for."""

from typing import Annotated

from pydantic import BaseModel, Field

from kiosk.backend.models.base import Out


class CommandQuestion(BaseModel):
    """Who asks for remote commands: `boot` is this start of the kiosk, `nonce` is for this one question."""

    boot: Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}$")]
    nonce: Annotated[str, Field(pattern=r"^[0-9a-f]{32,64}$")]
    wait_s: Annotated[float, Field(ge=0, le=60, description="How long to wait for one")] = 0.0


class Commands(Out):
    """Remote commands for the boot and nonce that were asked for; the text is described in docs/pickup-api."""

    commands: list[str]
