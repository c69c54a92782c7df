"""A power budget for asyncio: who wants to pulse a lock waits here for the current."""

import asyncio
from contextlib import suppress
from math import inf

from locker_driver.power import Draw, PowerBudget


class Turns:
    """All methods belong to the event loop's thread."""

    def __init__(self, budget: PowerBudget) -> None:
        self._loop = asyncio.get_running_loop()
        self._budget = budget
        self._waiting: dict[Draw, asyncio.Future[bool]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    async def take(self, draw: Draw, deadline_s: float) -> bool:
        """True when the turn of `draw` has come: it draws until ended() or unused(). False at `deadline_s`, or when
        the bank is closed.
        """
        if self._closed:
            return False
        turn: asyncio.Future[bool] = self._loop.create_future()
        self._waiting[draw] = turn
        self._budget.ask(draw)
        self._look()
        taken = False
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(deadline_s):
                    taken = await turn
        finally:
            del self._waiting[draw]
            if not taken:
                self._budget.leave(draw)
                self.unused(draw)
        return taken

    def ended(self, draw: Draw, over_s: float) -> None:
        """The pulse was written and is over at `over_s`."""
        self._budget.ended(draw, over_s)
        self._look()

    def unused(self, draw: Draw) -> None:
        """The pulse was not written."""
        self._budget.unused(draw)
        self._look()

    def close(self) -> None:
        """Nobody gets a turn any more."""
        self._closed = True
        for turn in self._waiting.values():
            if not turn.done():
                turn.set_result(False)
        self._set_timer(inf)

    def _look(self) -> None:
        if self._closed:
            return
        for draw in self._budget.due(self._loop.time()):
            turn = self._waiting[draw]
            if not turn.done():
                turn.set_result(True)
        self._set_timer(self._budget.next_s())

    def _set_timer(self, next_s: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(next_s, self._look) if next_s < inf else None
