"""Kiosks that wait for a remote command right now. A command is handed to one of them, or not made at all."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from threading import Lock

from fastapi import Request


@dataclass(frozen=True, slots=True)
class Asked:
    """One open question: of which kiosk, in which of its starts, with which nonce."""

    source: str
    boot: str
    nonce: str


@dataclass(slots=True)
class _Waiting:
    asked: Asked
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[str]


class Listeners:
    """At most one question a kiosk: a newer one takes the place of an older, which gets an empty answer.

    None is left open for longer than `longest_s`.
    """

    def __init__(self, longest_s: float = 60.0) -> None:
        self.longest_s = longest_s
        self._waiting: dict[str, _Waiting] = {}
        self._lock = Lock()

    async def wait(self, asked: Asked, wait_s: float, gone: Callable[[], Awaitable[None]]) -> list[str]:
        """The command that comes within `wait_s`, if any. `gone` returns when nobody listens any more."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(asked, loop, loop.create_future())
        with self._lock:
            older = self._waiting.get(asked.source)
            self._waiting[asked.source] = waiting
        if older is not None:
            _settle(older.answer, "")
        try:
            await _first(waiting.answer, gone, min(wait_s, self.longest_s))
        finally:
            with self._lock:
                if self._waiting.get(asked.source) is waiting:
                    del self._waiting[asked.source]
        return [waiting.answer.result()] if waiting.answer.done() and waiting.answer.result() else []

    def give(self, source: str, make: Callable[[Asked], str]) -> bool:
        """Hand the command that `make` makes to the kiosk if it listens now. Safe to call from any thread."""
        with self._lock:
            waiting = self._waiting.pop(source, None)
        if waiting is None:
            return False
        waiting.loop.call_soon_threadsafe(_settle, waiting.answer, make(waiting.asked))
        return True

    def stop(self) -> None:
        """Answer everybody: the server ends."""
        with self._lock:
            left, self._waiting = list(self._waiting.values()), {}
        for waiting in left:
            waiting.loop.call_soon_threadsafe(_settle, waiting.answer, "")


def gone(request: Request) -> Callable[[], Awaitable[None]]:
    """Returns when the client has hung up."""

    async def left() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    return left


async def _first(answer: asyncio.Future[str], gone: Callable[[], Awaitable[None]], limit_s: float) -> None:
    """Until the answer is there, the client has gone or the time is over."""

    async def leave() -> None:
        await gone()
        _settle(answer, "")

    try:
        async with asyncio.timeout(limit_s), asyncio.TaskGroup() as tasks:
            leaving = tasks.create_task(leave())
            await asyncio.wait({answer})
            leaving.cancel()
    except TimeoutError:
        return


def _settle(answer: asyncio.Future[str], text: str) -> None:
    if not answer.done():
        answer.set_result(text)
