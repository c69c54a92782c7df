"""Runs the simulated installation in real time between its pty and its control socket."""

import os
import select
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from locker_driver.simulator.control import obey
from locker_driver.simulator.control_socket import ControlSocket
from locker_driver.simulator.installation import Installation, Place
from locker_driver.simulator.pty_port import PtyPort
from locker_driver.simulator.settings import BoardSettings

IDLE_S = 60.0


class Server:
    """One thread, one select(): it waits to the microsecond, where epoll rounds up to the next millisecond."""

    def __init__(
        self,
        link: Path,
        control: Path,
        addresses: Sequence[int],
        settings: BoardSettings,
        places: Mapping[int, Place],
    ) -> None:
        self._port = PtyPort(link)
        try:
            self._control = ControlSocket(control, lambda line: obey(line, self.installation, time.monotonic()))
        except OSError:
            self._port.close()
            raise
        self._stop_fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._stopping = False
        self.installation = Installation(
            addresses, settings, places, to_host=self._port.write, tell=self._control.broadcast
        )

    def run(self) -> None:
        """Until stop()."""
        try:
            while not self._stopping:
                self._turn()
        finally:
            self._control.close()
            self._port.close()
            os.close(self._stop_fd)

    def stop(self) -> None:
        """May be called by a signal handler or another thread."""
        self._stopping = True
        os.eventfd_write(self._stop_fd, 1)

    def _turn(self) -> None:
        timeline = self.installation.timeline
        wait_s = min(max(0.0, timeline.next_s() - time.monotonic()), IDLE_S)
        readers = [self._port.fileno(), self._stop_fd, *self._control.readers()]
        readable, writable, _ = select.select(readers, self._control.writers(), [], wait_s)
        now_s = time.monotonic()
        if self._port.fileno() in readable:
            self.installation.line.from_host(self._port.read(), now_s)
        timeline.run(now_s)
        for number in readable:
            self._control.readable(number)
        for number in writable:
            self._control.writable(number)
