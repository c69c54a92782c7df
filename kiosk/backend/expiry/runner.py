"""Looks once a minute whose time is over, in a thread of its own."""

import logging
import threading
from functools import partial
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from kiosk.backend.context import Backend
from kiosk.backend.expiry import deadlines

LOOK_S: Final = 60.0
AT_ONCE: Final = 50
"""In one transaction: kiosks that want to write meanwhile wait for no more than that."""
STOP_S: Final = 10.0

_log: Final = logging.getLogger(__name__)


class Expiry:
    """Several processes on one database may look: what one has expired is not past its deadline for the other."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="expiry", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """No further batch is begun."""
        self._stopping.set()

    def join(self) -> None:
        """Waits for the batch that is under way."""
        self._thread.join(STOP_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.turn()
            except SQLAlchemyError as error:
                # Told without its statement; the next look does what this one could not.
                _log.error("expiry: the database is away: %s", type(error).__name__)
            self._stopping.wait(LOOK_S)

    def turn(self) -> None:
        """All that is over now, batch by batch."""
        now_s, after = self._backend.now_s(), ""
        while not self._stopping.is_set():
            ids = self._backend.read(partial(deadlines.past, now_s=now_s, after=after, limit=AT_ONCE))
            if not ids:
                return
            self._backend.write(partial(deadlines.expire, ids=ids, now_s=now_s))
            after = ids[-1]
