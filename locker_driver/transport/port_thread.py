"""The one thread that owns one port: it opens it, drives the bus over it, and reopens it for ever."""

import logging
import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from locker_driver.bus import Bus
from locker_driver.errors import LinkError
from locker_driver.jobs import Job

FIRST_BACK_OFF_S: Final = 0.5
MAX_BACK_OFF_S: Final = 5.0
MAX_SELECT_S: Final = 60.0

_log = logging.getLogger(__name__)


class Link(Protocol):
    """An open byte link. Every method raises LinkError when the far end is gone."""

    def fileno(self) -> int: ...

    def write(self, data: bytes) -> None: ...

    def read(self) -> bytes:
        """What has arrived, without waiting."""
        ...

    def close(self) -> None: ...


class PortThread:
    """Runs `bus` over the link that `open_link` opens. `submit` and `stop` may be called from any thread."""

    def __init__(self, bus: Bus, open_link: Callable[[], Link]) -> None:
        self.bus = bus
        self._open_link = open_link
        self._inbox: deque[Job] = deque()
        self._stopping = False
        # A wake-up by file descriptor ends the select at once; a queue read with a time-out would add its period.
        self._wake_fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name=f"bus-{bus.config.name}", daemon=True)
        self._away_since_s: float | None = None

    def start(self) -> None:
        self._thread.start()

    def submit(self, job: Job) -> None:
        self._inbox.append(job)
        os.eventfd_write(self._wake_fd, 1)

    def is_alive(self) -> bool:
        """Whether the thread runs: from start() to stop(), unless a bug ended it."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Once. Returns when the port is closed. Jobs that wait end unwritten."""
        self._stopping = True
        os.eventfd_write(self._wake_fd, 1)
        self._thread.join()
        os.close(self._wake_fd)

    def _run(self) -> None:
        try:
            self._keep_open()
        finally:
            # Also when a bug ends this thread: nobody may wait for an answer that cannot come.
            self._take_jobs()
            self.bus.link_down(time.monotonic(), "the bus is closed")

    def _keep_open(self) -> None:
        back_off_s = FIRST_BACK_OFF_S
        while not self._stopping:
            try:
                link = self._open_link()
            except LinkError as error:
                self._lost(str(error))
                self._wait(back_off_s)
                back_off_s = min(2 * back_off_s, MAX_BACK_OFF_S)
                continue
            back_off_s = FIRST_BACK_OFF_S
            self._serve(link)

    def _serve(self, link: Link) -> None:
        """Until the link breaks or the bank is closed."""
        try:
            self._found()
            while not self._stopping:
                self._turn(link)
        except LinkError as error:
            self._lost(str(error))
            self._wait(FIRST_BACK_OFF_S)
        finally:
            link.close()

    def _turn(self, link: Link) -> None:
        self._take_jobs()
        bus = self.bus
        now_s = time.monotonic()
        bus.advance(now_s)
        data = bus.to_send(now_s)
        if data is not None:
            link.write(data)
            bus.written(time.monotonic())
        wait_s = min(max(0.0, bus.wake_s() - time.monotonic()), MAX_SELECT_S)
        ready, _, _ = select.select([link.fileno(), self._wake_fd], [], [], wait_s)
        if link.fileno() in ready:
            bus.received(link.read(), time.monotonic())
        if self._wake_fd in ready:
            os.eventfd_read(self._wake_fd)

    def _take_jobs(self) -> None:
        while self._inbox:
            self.bus.submit(self._inbox.popleft(), time.monotonic())

    def _wait(self, back_off_s: float) -> None:
        """Wait before the next attempt; jobs that come meanwhile are refused at once."""
        end_s = time.monotonic() + back_off_s
        while not self._stopping and (left_s := end_s - time.monotonic()) > 0:
            ready, _, _ = select.select([self._wake_fd], [], [], left_s)
            if ready:
                os.eventfd_read(self._wake_fd)
            self._take_jobs()

    def _lost(self, cause: str) -> None:
        now_s = time.monotonic()
        if self._away_since_s is None:
            self._away_since_s = now_s
            _log.warning("bus %s: port %s is away: %s", self.bus.config.name, self.bus.config.port, cause)
            self.bus.link_down(now_s, f"port is away: {cause}")

    def _found(self) -> None:
        now_s = time.monotonic()
        if self._away_since_s is not None:
            away_s = now_s - self._away_since_s
            _log.info("bus %s: port %s is back after %.1f s", self.bus.config.name, self.bus.config.port, away_s)
            self._away_since_s = None
        self.bus.link_up(now_s)
