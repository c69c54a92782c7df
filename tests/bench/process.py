"""One process of a point on its own, started as the supervisor starts it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from kiosk.supervisor import Child

_STOP_LIMIT_S: Final = 5.0


@asynccontextmanager
async def spawned(child: Child) -> AsyncIterator[asyncio.subprocess.Process]:
    """Terminated at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *child.argv,
        env={**os.environ, **child.env},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOP_LIMIT_S)
        except TimeoutError:
            process.kill()
            await process.wait()
