"""Makes the view anew when something changed, and sends it only if it is different."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import msgspec

from kiosk.flows import service
from kiosk.flows.session import Session
from kiosk.messages import View
from kiosk.services.presenter import Scene, view
from kiosk.services.sessions import SessionRunner

_TICK_S: Final = 1.0
_NIGHT_S: Final = 300.0
"""How late nightfall may be: nobody misses it, and a core at rest should rest."""


class Publisher:
    """`scene` gathers what the view is made of; `publish` takes it to the screens."""

    def __init__(self, scene: Callable[[], Scene], publish: Callable[[View], None]) -> None:
        self._scene = scene
        self._publish = publish
        self._last: View | None = None
        self._due = False
        self._live = asyncio.Event()

    def changed(self) -> None:
        """Something may look different now. Many calls in one turn of the loop make one view."""
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self._make)

    def _make(self) -> None:
        self._due = False
        last, scene = self._last, self._scene()
        if _lives(scene.session):
            self._live.set()
        made = view(scene, seq=last.seq if last else 0)
        if made != last:
            self._last = msgspec.structs.replace(made, seq=made.seq + 1)
            self._publish(self._last)

    async def run(self, runner: SessionRunner) -> None:
        """Views that change by themselves: countdown and the technician's live pages, and nightfall."""
        while True:
            if _lives(runner.session):
                await asyncio.sleep(_TICK_S)
            else:
                self._live.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_NIGHT_S):
                        await self._live.wait()
            self.changed()


def _lives(session: Session) -> bool:
    return session.warned or isinstance(session.flow, service.SignedIn)
