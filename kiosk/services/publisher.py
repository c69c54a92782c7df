"""Makes the view anew when something changed, and sends it only if it is different."""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Final

import msgspec

from kiosk.flows import service
from kiosk.messages import View
from kiosk.services.presenter import Scene, view
from kiosk.services.sessions import SessionRunner

_TICK_S: Final = 1.0
_NIGHT_TICKS: Final = 30


class Publisher:
    """`scene` gathers what the view is made of; `publish` takes it to the screens."""

    def __init__(self, scene: Callable[[], Scene], publish: Callable[[View], None]) -> None:
        self._scene = scene
        self._publish = publish
        self._last: View | None = None
        self._due = False

    def changed(self) -> None:
        """Something may look different now. Many calls in one turn of the loop make one view."""
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self._make)

    def _make(self) -> None:
        self._due = False
        last = self._last
        made = view(self._scene(), seq=last.seq if last else 0)
        if made != last:
            self._last = msgspec.structs.replace(made, seq=made.seq + 1)
            self._publish(self._last)

    async def run(self, runner: SessionRunner) -> None:
        """Views that change by themselves: countdown and the technician's live pages, and nightfall."""
        for tick in count(1):
            await asyncio.sleep(_TICK_S)
            if tick % _NIGHT_TICKS == 0:
                self.changed()
            if runner.session.warned or isinstance(runner.session.flow, service.SignedIn):
                self.changed()
