"""Runs the simulated installation in real time between its port and those who control it."""

import os
import select
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from locker_driver.simulator.console import STDIN, Console
from locker_driver.simulator.control import obey
from locker_driver.simulator.control_socket import ControlSocket
from locker_driver.simulator.host_port import HostPort
from locker_driver.simulator.installation import Installation, Place
from locker_driver.simulator.settings import BoardSettings
from locker_driver.simulator.wall import Event

IDLE_S: Final = 60.0
_BAUD_TOLERANCE: Final = 0.05


class Server:
    """One thread, one select(): it waits to the microsecond, where epoll rounds up to the next millisecond.

    `port` is closed at the end, and at once if `control` cannot be made. With `console`, requests are read from
    standard input too; its end ends the server unless there is a control socket.
    """

    def __init__(
        self,
        port: HostPort,
        control: Path | None,
        addresses: Sequence[int],
        settings: BoardSettings,
        places: Mapping[int, Place],
        *,
        console: bool = False,
    ) -> None:
        self._port = port
        self._baud = 10 / settings.char_s
        try:
            self._control = ControlSocket(control, self._obey) if control else None
        except OSError:
            self._port.close()
            raise
        self._console = Console(self._obey, self._console_ended) if console else None
        self._stop_fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._stopping = False
        self.installation = Installation(addresses, settings, places, to_host=port.write, tell=self._tell)

    def run(self) -> None:
        """Until stop()."""
        try:
            while not self._stopping:
                self._turn()
        finally:
            self.close()

    def close(self) -> None:
        """Of a server that does not run. run() does it itself."""
        if self._control:
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
        readers = [self._stop_fd, *self._port.readers()]
        writers: list[int] = []
        if self._control:
            readers += self._control.readers()
            writers += self._control.writers()
        if self._console:
            readers += self._console.readers()
        readable, writable, _ = select.select(readers, writers, [], wait_s)
        now_s = time.monotonic()
        timeline.run(now_s)
        for number in readable:
            self._readable(number, now_s)
        for number in writable:
            if self._control:
                self._control.writable(number)

    def _readable(self, number: int, now_s: float) -> None:
        if number in self._port.readers():
            self._from_host(self._port.read(number), now_s)
        elif self._console and number == STDIN:
            self._console.readable()
        elif self._control and number != self._stop_fd:
            self._control.readable(number)

    def _from_host(self, data: bytes, now_s: float) -> None:
        line = self.installation.line
        baud = self._port.baud()
        line.mismatched = baud > 0 and abs(baud - self._baud) > _BAUD_TOLERANCE * self._baud
        line.from_host(data, now_s)

    def _obey(self, line: bytes) -> Mapping[str, object]:
        return obey(line, self.installation, time.monotonic(), self._port)

    def _tell(self, event: Event) -> None:
        if self._control:
            self._control.broadcast(event)
        if self._console:
            self._console.tell(event)

    def _console_ended(self) -> None:
        if self._control is None:
            self.stop()
