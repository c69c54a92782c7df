"""Command line of the simulator; `--help` lists options, faults and requests."""

import ctypes
import json
import signal
import sys
import time
from collections.abc import Sequence
from typing import Final

from locker_driver.simulator.console import is_usable
from locker_driver.simulator.control import carry_out
from locker_driver.simulator.host_port import HostPort
from locker_driver.simulator.option_values import OptionError
from locker_driver.simulator.options import Options, read_options
from locker_driver.simulator.pty_port import PtyPort
from locker_driver.simulator.server import Server
from locker_driver.simulator.tcp_port import TcpPort
from locker_driver.simulator.wall import WallError

PR_SET_PDEATHSIG: Final = 1  # <linux/prctl.h>


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until SIGTERM or SIGINT. Exit code 2 for options that cannot work."""
    try:
        options = read_options(arguments)
        port = _port(options)
        server = Server(port, options.control, options.boards, options.settings, options.places, console=is_usable())
    except (OptionError, OSError) as error:
        return _refuse(error)
    try:
        _spoil(server, port, options)
    except WallError as error:
        server.close()
        return _refuse(f"--fault: {error}")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    # In the background a terminal must not stop it; reading it fails then.
    signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    if options.die_with_parent:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    print(json.dumps(_ready(port, options)), flush=True)
    server.run()
    return 0


def _port(options: Options) -> HostPort:
    if options.tcp is not None:
        return TcpPort(*options.tcp)
    assert options.link is not None
    return PtyPort(options.link)


def _spoil(server: Server, port: HostPort, options: Options) -> None:
    """The faults that are there from the start, and the person."""
    for request in options.faults:
        carry_out(request, server.installation, time.monotonic(), port)
    server.installation.wall.person(options.close_after_s)


def _ready(port: HostPort, options: Options) -> dict[str, object]:
    ready: dict[str, object] = {"event": "ready", "url": port.url}
    if options.link is not None:
        ready["link"] = port.url
    if options.tcp is not None:
        ready["port"] = int(port.url.rpartition(":")[2])
    if options.control is not None:
        ready["control"] = str(options.control)
    return ready


def _refuse(problem: object) -> int:
    print(f"locker_driver simulate: {problem}", file=sys.stderr)
    return 2
