"""Command line of the simulator: `python -m locker_driver.simulator --link PATH --control SOCKET`."""

import ctypes
import json
import signal
import sys
from collections.abc import Sequence
from typing import Final

from locker_driver.simulator.options import OptionError, read_options
from locker_driver.simulator.server import Server

PR_SET_PDEATHSIG: Final = 1  # <linux/prctl.h>


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until SIGTERM or SIGINT. Exit code 2 for options that cannot work."""
    try:
        options = read_options(arguments)
        server = Server(options.link, options.control, range(1, options.boards + 1), options.settings, options.places)
    except (OptionError, OSError) as error:
        print(f"locker_driver.simulator: {error}", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    if options.die_with_parent:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    for door, door_fault in options.door_faults.items():
        server.installation.wall.set_fault(door, door_fault)
    for board, board_fault in options.board_faults.items():
        server.installation.boards[board].set_fault(board_fault)
    server.installation.wall.person(options.close_after_s)
    ready = {"event": "ready", "link": str(options.link), "control": str(options.control)}
    print(json.dumps(ready), flush=True)
    server.run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
