"""What looks after the journal's disk beside a core that serves, wired."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.core import Core
from kiosk.flows.session import Idle
from kiosk.journal.archive import archive_of
from kiosk.journal.ballast import free_mb
from kiosk.journal.journal import SqliteJournal
from kiosk.services.storage import JournalCare, StorageLimits, StorageWatch
from kiosk.settings import StorageSettings

_DAY_S: Final = 86_400.0
_CHECK_LIMIT_S: Final = 3600.0
_LOWEST_PRIORITY: Final = 19


def look_after_storage(
    tasks: asyncio.TaskGroup, core: Core, journal: SqliteJournal, path: Path, settings: StorageSettings
) -> None:
    """Start watching the disk, and the daily care."""
    limits = StorageLimits(settings.low_mb, settings.floor_mb)
    watch = StorageWatch(partial(asyncio.to_thread, free_mb, path.parent), limits, core.facts, core.devices)
    care = JournalCare(
        compact=lambda: journal.compact(archive_of(path), core.clock.utc_s() - settings.archive_after_days * _DAY_S),
        check=partial(check, path.parent),
        quiet=lambda: isinstance(core.runner.session.flow, Idle),
        devices=core.devices,
    )
    tasks.create_task(watch.run())
    tasks.create_task(care.run())


async def check(data: Path) -> str:
    """What is wrong with the journal in `data`, as `openluke journal verify` says it; "" if nothing.

    In a process of its own at the lowest priority: walking a million events would hold up an unlock.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "kiosk", "journal", "verify", f"--data={data}"),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
    )
    try:
        os.setpriority(os.PRIO_PROCESS, process.pid, _LOWEST_PRIORITY)
        async with asyncio.timeout(_CHECK_LIMIT_S):
            said, _ = await process.communicate()
    except (TimeoutError, ProcessLookupError):
        return ""  # it said nothing, so nothing is known; tomorrow again
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return said.decode().strip() if process.returncode == 1 else ""
