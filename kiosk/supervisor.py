"""Keeps the processes of one point running. Each may die or hang at any moment: it is started again, the others go on.

The first restart is immediate, since a person may be standing there; a process that keeps dying is started again at
growing intervals, for ever. Where systemd supervises (config/deploy/), this is not used.
"""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from kiosk.watchdog import NOTIFY_VARIABLES, Watchdog

log = logging.getLogger(__name__)

_STOP_LIMIT_S: Final = 3.0
_BUDGET: Final = 5
_WELL_S: Final = 60.0
"""A process that ran for so long has recovered: its earlier deaths are forgotten."""
_PAUSES_S: Final = (0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
_GIVEN_UP_S: Final = 15.0
"""From this pause on nobody waits for it at the screen: it is given up for now."""
BAD_INPUT: Final = 2


class BadInputError(Exception):
    """A process ended with exit code 2: it was given something that it told the operator about."""


class _ClosedError(Exception):
    """A child that `ends_all` ended of its own accord."""


@dataclass(frozen=True, slots=True)
class Child:
    """One process to keep running. `ends_all`: when it ends with 0 (somebody closed its window), everything ends.

    `watchdog_s`: how long it may be silent once it has said that it is ready (sd_notify(3)); None: it says nothing.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ends_all: bool = False
    watchdog_s: float | None = None


class Supervisor:
    """Runs children until its task is cancelled or one that `ends_all` has ended.

    `started` hears of each start: (name, pid).
    """

    def __init__(self, started: Callable[[str, int], None] | None = None) -> None:
        self.pids: dict[str, int] = {}
        self._watchdogs: dict[str, Watchdog] = {}
        self._started = started
        self._gates: dict[str, asyncio.Event] = {}
        self._running: dict[str, asyncio.subprocess.Process] = {}

    async def hold(self, name: str) -> None:
        """Stop one child and do not start it again until `release`."""
        self._gate(name).clear()
        if name in self._running:
            await _stop(self._running[name])

    def status(self, name: str) -> str:
        """What a child says of itself; "" for one that says nothing or does not run."""
        watchdog = self._watchdogs.get(name)
        return watchdog.status if watchdog else ""

    def release(self, name: str) -> None:
        """Let a held child run again."""
        self._gate(name).set()

    def _gate(self, name: str) -> asyncio.Event:
        if name not in self._gates:
            self._gates[name] = asyncio.Event()
            self._gates[name].set()
        return self._gates[name]

    async def run(self, children: Sequence[Child]) -> None:
        """Raises BadInputError (in an ExceptionGroup) when a child says that what it was given cannot work."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for child in children:
                    tasks.create_task(self._keep(child))
        except* _ClosedError:
            pass
        finally:
            # The last one first: nobody should see the one they depend on vanish, and complain.
            for child in reversed(children):
                if child.name in self._running:
                    await _stop(self._running.pop(child.name))

    async def _keep(self, child: Child) -> None:
        deaths = 0
        while True:
            await self._gate(child.name).wait()
            started_s = time.monotonic()
            code = await self._run_once(child)
            if not self._gate(child.name).is_set():
                continue
            if code == BAD_INPUT:
                raise BadInputError(child.name)
            if code == 0 and child.ends_all:
                raise _ClosedError(child.name)
            deaths = deaths + 1 if time.monotonic() - started_s < _WELL_S else 1
            log.info("%s ended (%d), starting it again", child.name, code)
            pause_s = _pause_s(deaths)
            if pause_s >= _GIVEN_UP_S > _pause_s(deaths - 1):
                log.error("%s keeps ending (%d): given up for now, tried again every minute", child.name, code)
            await asyncio.sleep(pause_s)

    async def _run_once(self, child: Child) -> int:
        """From its start to its end; its exit code."""
        watchdog = Watchdog(child.name, child.watchdog_s) if child.watchdog_s else None
        ours = {name: value for name, value in os.environ.items() if name not in NOTIFY_VARIABLES}
        try:
            process = await asyncio.create_subprocess_exec(
                *child.argv,
                env={**ours, **child.env, **(watchdog.environment if watchdog else {})},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
            )
            if watchdog:
                watchdog.watch(process.pid)
                self._watchdogs[child.name] = watchdog
            self._running[child.name] = process
            self.pids[child.name] = process.pid
            if self._started:
                self._started(child.name, process.pid)
            code = await process.wait()
            del self._running[child.name]
            return code
        finally:
            if watchdog:
                self._watchdogs.pop(child.name, None)
                watchdog.close()


def _pause_s(deaths: int) -> float:
    """Nothing for the first deaths in a row, then longer and longer."""
    if deaths <= _BUDGET:
        return 0.0
    return _PAUSES_S[min(deaths - _BUDGET, len(_PAUSES_S)) - 1]


async def _stop(process: asyncio.subprocess.Process) -> None:
    """SIGTERM, and SIGKILL for one that does not listen.

    A timer, not asyncio.timeout(): this runs while the supervisor itself is being cancelled, and up to Python 3.11.3
    a time-out there is raised as CancelledError.
    """
    _signal(process, signal.SIGTERM)
    timer = asyncio.get_running_loop().call_later(_STOP_LIMIT_S, _signal, process, signal.SIGKILL)
    try:
        await process.wait()
    finally:
        timer.cancel()


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """As process.send_signal(), which first reaps a child that has just died: the watcher of asyncio then finds nobody
    to wait for, warns, and makes up an exit code.
    """
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)
