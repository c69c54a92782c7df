"""The core when its journal cannot be had: it says so on the screen, opens nothing, and ends to be started anew.

Neither doors nor backend are touched. Every touch is ignored; staff find the code in docs/error-codes.md.
"""

import asyncio
from pathlib import Path
from typing import Final

from kiosk.errors import JournalFault
from kiosk.ipc.server import Handlers, IpcServer
from kiosk.messages import OutOfServiceScreen, View, Welcome

RETRY_S: Final = 60.0
"""Long enough for whoever supervises to take this for no crash (`kiosk.supervisor`, StartLimitIntervalSec of the unit):
the screen stays, and the next try comes without a pause.
"""

CODES: Final = {
    JournalFault.DISK_FULL: "J-01",
    JournalFault.DISK_READ_ONLY: "J-02",
    JournalFault.DAMAGED: "J-03",
    JournalFault.FAILED: "J-04",
}


def screen(fault: JournalFault) -> OutOfServiceScreen:
    """What is on the glass."""
    return OutOfServiceScreen(fault.value, CODES[fault])


async def serve(fault: JournalFault, welcome: Welcome, path: Path) -> None:
    """Say it on the socket at `path` for as long as it takes until another try may help."""
    ignoring = Handlers(intent=_ignore, painted=_ignore, code=_ignore, reader=_ignore)
    server = IpcServer(welcome, ignoring, lambda: False)
    server.publish(View(seq=1, session="", language=welcome.site.languages[0], screen=screen(fault)))
    async with server.listen(path):
        await asyncio.sleep(RETRY_S)


def _ignore(_: object) -> None:
    pass
