"""Tells a backend again what it had acknowledged and has lost, where it goes on as if it were the same database.

One that was put back from its backup begins another epoch of the list, and is told again with the first page of it
(`kiosk/journal/again.py`). Here is for those that do not.
"""

import logging

from kiosk.domain.site_list import JournalAnchor, SiteListPage
from kiosk.ports import Journal

log = logging.getLogger(__name__)


class Reminder:
    """`heard` with every page that was applied. Tells again once, until the backend names what it had acknowledged."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._behind: JournalAnchor | None = None
        self._reminded = False

    async def acknowledged(self) -> int:
        """Which came last. To be asked before the page is: what is acknowledged meanwhile it cannot name."""
        return await self._journal.last_acknowledged()

    async def heard(self, page: SiteListPage, acknowledged: int) -> None:
        """A replica may lag and a cache may be old: only who says the same twice has lost something."""
        known = page.journal
        if known is None or not await self._journal.is_before(known, acknowledged):
            self._behind, self._reminded = None, False
        elif known != self._behind:
            self._behind = known
        elif not self._reminded:
            self._reminded = True
            if await self._journal.send_again(known):
                log.warning("the backend has lost what came after event %d of this kiosk: it is sent again", known.seq)
