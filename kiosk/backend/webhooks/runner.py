"""Tells webhooks what stands in the feed, in a thread and loop of its own. None waits for another's receiver."""

import asyncio
import logging
import random
import threading
from functools import partial
from typing import Final

from kiosk.backend.context import Backend
from kiosk.backend.webhooks import delivery, signing, target
from kiosk.backend.webhooks.delivery import Message
from kiosk.backend.webhooks.post import TOTAL_S, Post

LOOK_S: Final = 2.0
TURN_S: Final = delivery.HOLD_S - 2 * TOTAL_S
"""Then it is let go, and held anew."""
MAX_AT_ONCE: Final = 16
AFTER_BUG_S: Final = 10.0
STOP_S: Final = TOTAL_S + 5.0

_log: Final = logging.getLogger(__name__)


class Webhooks:
    """At least once and in order for each: the next event goes out when the one before it was taken (2xx)."""

    def __init__(self, backend: Backend, post: Post, dice: random.Random | None = None) -> None:
        self._backend = backend
        self._post = post
        self._dice = dice or random.Random()  # noqa: S311 - no secret
        self._told: set[str] = set()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Nothing more is begun."""
        self._stopping.set()
        self._backend.bell.ring()

    def join(self) -> None:
        """Waits for the requests that are under way."""
        self._thread.join(STOP_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            ended = asyncio.run(self._until_stopped())
            if ended is not None:
                # A bug, or a database that is away: told with its trace, and begun anew.
                _log.error("webhooks: telling failed, and begins anew", exc_info=ended)
                self._stopping.wait(AFTER_BUG_S)

    async def _until_stopped(self) -> BaseException | None:
        (ended,) = await asyncio.gather(self._tell_all(), return_exceptions=True)
        return ended

    async def _tell_all(self) -> None:
        turns: dict[str, asyncio.Task[None]] = {}
        async with asyncio.TaskGroup() as tasks:
            while not self._stopping.is_set():
                for webhook in self._due(turns)[: MAX_AT_ONCE - len(turns)]:
                    turns[webhook] = tasks.create_task(self.turn(webhook))
                    turns[webhook].add_done_callback(partial(_ended, turns, webhook))
                await self._until_due(turns)

    def _due(self, turns: dict[str, asyncio.Task[None]]) -> list[str]:
        now_s = self._backend.now_s()
        return [
            one for one in self._backend.read(lambda connection: delivery.due(connection, now_s)) if one not in turns
        ]

    async def _until_due(self, turns: dict[str, asyncio.Task[None]]) -> None:
        """Until something happens, or the pause of one is over: the bell has everybody look again every 2 s."""

        async def look() -> bool:
            return self._stopping.is_set() or (len(turns) < MAX_AT_ONCE and bool(self._due(turns)))

        await self._backend.bell.until(look, LOOK_S)

    async def turn(self, webhook: str) -> None:
        """All there is for one webhook, until it does not take one, or others may want it."""
        now_s = self._backend.now_s()
        until_s = self._backend.write(lambda connection: delivery.hold(connection, webhook, now_s))
        if until_s is None:
            return
        end_s = asyncio.get_running_loop().time() + TURN_S
        try:
            while not self._stopping.is_set() and asyncio.get_running_loop().time() < end_s:
                if not await self._tell_next(webhook):
                    return
        finally:
            self._backend.write(lambda connection: delivery.let_go(connection, webhook, until_s))

    async def _tell_next(self, webhook: str) -> bool:
        """Whether there may be another at once."""
        now_s = self._backend.now_s()
        message = self._backend.write(lambda connection: delivery.next_for(connection, webhook, now_s), snapshot=True)
        if message is None:
            return False
        headers = signing.headers(message.id, int(now_s), message.body, message.keys)
        said = await self._post.send(target.parse(message.url), headers, message.body)
        then_s = self._backend.now_s()
        ended = self._backend.write(lambda connection: delivery.note(connection, message, said, then_s, self._dice))
        self._log(message, said.why or f"status {said.status}", taken=said.taken, ended=ended)
        return said.taken

    def _log(self, message: Message, why: str, *, taken: bool, ended: str) -> None:
        """Neither the URL nor what it was told: either may hold what is nobody else's business."""
        if taken:
            self._told.discard(message.webhook)
        elif ended:
            _log.warning("webhook %s has ended: %s", message.webhook, ended)
        elif message.webhook not in self._told:
            self._told.add(message.webhook)
            _log.warning("webhook %s does not take what it is told: %s", message.webhook, why)


def _ended(turns: dict[str, asyncio.Task[None]], webhook: str, _: object) -> None:
    del turns[webhook]
