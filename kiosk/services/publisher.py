"""Makes the view anew when something changed, and sends it only if it is different."""

import asyncio
from collections.abc import Callable

import msgspec

from kiosk.messages import Screen, View
from kiosk.services.presenter import Scene, changes_in_s, view


class Publisher:
    """`scene` gathers what the view is made of; `publish` takes it to the screens.

    Views that change by themselves (a countdown, the technician's live pages, nightfall) are made again in time; a
    screen that nobody looks at costs nothing.
    """

    def __init__(self, scene: Callable[[], Scene], publish: Callable[[View], None]) -> None:
        self._scene = scene
        self._publish = publish
        self._last: View | None = None
        self._due = False
        self._stopped = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def screen(self) -> Screen | None:
        """What is shown."""
        return self._last.screen if self._last else None

    def changed(self) -> None:
        """Something may look different now. Many calls in one turn of the loop make one view."""
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self._make)

    def stop(self) -> None:
        """No view is made any more."""
        self._stopped = True
        if self._timer:
            self._timer.cancel()

    def _make(self) -> None:
        self._due = False
        if self._stopped:
            return
        last, scene = self._last, self._scene()
        made = view(scene, seq=last.seq if last else 0)
        if made != last:
            self._last = msgspec.structs.replace(made, seq=made.seq + 1)
            self._publish(self._last)
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(changes_in_s(scene), self.changed)
