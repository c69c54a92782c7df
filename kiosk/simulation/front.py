"""The front of the kiosk as people meet it: a screen, a camera, and nothing of what is behind them."""

import asyncio
from collections.abc import Callable
from typing import Final

from kiosk.messages import Action, CodeSeen, Intent, View
from kiosk.simulation.facts import Did, Fact, Shown

CODE_AGAIN_S: Final = 0.3


class Front:
    """`view` is None while the screen is dark or says that it has no core. `code` and `touch` lead inside."""

    def __init__(self, tell: Callable[[Fact], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._tell = tell
        self.view: View | None = None
        self.code: Callable[[CodeSeen], None] | None = None
        self.touch: Callable[[Intent], None] | None = None
        self.camera_sees = True
        self.in_view: bytes = b""
        self._waiting: list[tuple[Callable[[View | None], bool], asyncio.Future[bool]]] = []

    # --- what the core does ---

    def show(self, view: View | None) -> None:
        self.view = view
        if view is not None:
            self._tell(Shown(self._loop.time(), view))
        if self._waiting:
            self._waiting = [waiting for waiting in self._waiting if not self._over(*waiting)]

    def _over(self, wanted: Callable[[View | None], bool], future: asyncio.Future[bool]) -> bool:
        if future.done():
            return True
        if wanted(self.view):
            future.set_result(True)
            return True
        return False

    def look_again(self) -> None:
        """The reader reports the code that still lies in view."""
        if self.in_view and self.code is not None and self.camera_sees:
            now_s = self._loop.time()
            self._tell(Did(now_s, "somebody", "still holds up", "a code"))
            self.code(CodeSeen(self.in_view, "QRCode", now_s, now_s))

    # --- what people do ---

    async def until(self, wanted: Callable[[View | None], bool], limit_s: float) -> bool:
        """Look at the screen until it is as wanted; False if that does not come in time."""
        if wanted(self.view):
            return True
        future: asyncio.Future[bool] = self._loop.create_future()
        self._waiting.append((wanted, future))
        timer = self._loop.call_later(limit_s, _give_up, future)
        try:
            return await future
        finally:
            timer.cancel()

    def scan(self, who: str, code: str, what: str) -> None:
        """Hold a code up."""
        now_s = self._loop.time()
        self._tell(Did(now_s, who, "scans", what))
        self.in_view = code.encode()
        if self.code is not None and self.camera_sees:
            self.code(CodeSeen(self.in_view, "QRCode", now_s, now_s))

    def put_away(self) -> None:
        """The code is no longer in view."""
        self.in_view = b""

    def press(self, who: str, action: Action, value: str = "", number: int = 0) -> None:
        """Touch what the screen shows. A secret that is typed is not told."""
        shown = "" if action == "key" else value
        self._tell(Did(self._loop.time(), who, "presses", f"{action} {shown} {number or ''}".rstrip()))
        if self.touch is not None and self.view is not None:
            self.touch(Intent(self.view.session, action, value, number))


def _give_up(future: asyncio.Future[bool]) -> None:
    if not future.done():
        future.set_result(False)
