"""The one thread that owns one port: it opens it, drives the bus over it, and reopens it for ever."""

import errno
import logging
import os
import select
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Final

from locker_driver.bus import Bus
from locker_driver.errors import LinkError
from locker_driver.jobs import Job
from locker_driver.models import BusFigures, LinkState
from locker_driver.transport.link import Link, OpenLink, PortBlockedError, PortClosedError
from locker_driver.transport.outage import Outage

MAX_SELECT_S: Final = 60.0

_log = logging.getLogger(__name__)


class PortThread:
    """Runs `bus` over the link that `open_link` opens; a locker_driver.port.Port."""

    def __init__(self, bus: Bus, open_link: OpenLink) -> None:
        self.bus = bus
        self._open_link = open_link
        self._inbox: deque[Job] = deque()
        self._stopping = False
        # A wake-up by file descriptor ends the select at once; a queue read with a time-out would add its period.
        self._wake_fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name=f"bus-{bus.config.name}", daemon=True)
        self._outage = Outage()

    def start(self) -> None:
        self._thread.start()

    def submit(self, job: Job) -> None:
        self._inbox.append(job)
        os.eventfd_write(self._wake_fd, 1)

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        self._stopping = True
        os.eventfd_write(self._wake_fd, 1)
        self._thread.join()
        os.close(self._wake_fd)

    def figures(self) -> BusFigures:
        return self.bus.figures()

    def frames(self) -> Sequence[str]:
        return self.bus.log.frames()

    # --- its thread ---------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._keep_open()
        finally:
            # Also when a bug ends this thread: nobody may wait for an answer that cannot come.
            self._take_jobs()
            self.bus.link_down(time.monotonic(), "the bus is closed")

    def _keep_open(self) -> None:
        while not self._stopping:
            try:
                link = self._open_link(self._wait_for)
            except PortClosedError:
                return
            except LinkError as error:
                self._lost(error)
            else:
                self._serve(link)
            self._pause()

    def _serve(self, link: Link) -> None:
        """Until the link breaks or the bank is closed."""
        try:
            now_s = time.monotonic()
            self._outage.opened(now_s)
            self.bus.link_up(now_s)
            while not self._stopping:
                self._turn(link)
        except LinkError as error:
            self._lost(error)
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
        fd = link.fileno()
        if fd in self._select([fd], [], wait_s):
            bus.received(link.read(), time.monotonic())
        if self._outage.told and bus.state is LinkState.CONNECTED:
            away_s = self._outage.answered(time.monotonic())
            _log.info("bus %s: port %s is back after %.1f s", bus.config.name, bus.config.port, away_s)

    def _take_jobs(self) -> None:
        while self._inbox:
            self.bus.submit(self._inbox.popleft(), time.monotonic())

    def _lost(self, error: LinkError) -> None:
        now_s = time.monotonic()
        bus = self.bus
        if bus.state not in {LinkState.DISCONNECTED, LinkState.UNREACHABLE}:
            bus.link_down(now_s, f"port is away: {error}")
        if self._outage.lost(now_s, blocked=isinstance(error, PortBlockedError)):
            _log.warning("bus %s: port %s is away: %s", bus.config.name, bus.config.port, error)
        if self._outage.unreachable(now_s):
            bus.unreachable(now_s)

    # --- waiting ------------------------------------------------------------------------------------------------

    def _pause(self) -> None:
        """Before the next attempt. Jobs that come meanwhile are refused at once."""
        end_s = time.monotonic() + self._outage.wait_s(time.monotonic())
        while not self._stopping and (left_s := end_s - time.monotonic()) > 0:
            self._select([], [], left_s)
            self._take_jobs()

    def _wait_for(self, fd: int, until_s: float, *, writable: bool = False) -> None:
        """As link.WaitFor. Jobs that come meanwhile are refused at once."""
        wanted = ([], [fd]) if writable else ([fd], [])
        while not self._stopping:
            left_s = until_s - time.monotonic()
            if left_s <= 0:
                raise LinkError(os.strerror(errno.ETIMEDOUT))
            if fd in self._select(*wanted, left_s):
                return
            self._take_jobs()
        raise PortClosedError("the bank is closed")

    def _select(self, readable: list[int], writable: list[int], wait_s: float) -> list[int]:
        """Which of them are ready after `wait_s` at most; submit() and stop() end the wait."""
        try:
            ready, free, _ = select.select([*readable, self._wake_fd], writable, [], wait_s)
        except (OSError, ValueError) as error:  # the descriptor is gone
            raise LinkError(str(error)) from error
        if self._wake_fd in ready:
            os.eventfd_read(self._wake_fd)
        return ready + free
