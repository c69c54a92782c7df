"""Brings events to the backend: in order, at least once, deleted only on the backend's own acknowledgement."""

import asyncio
import logging
import random
from itertools import groupby
from typing import Final

from kiosk.domain.record import Kind, OutboxRow
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.ports import CommerceBackend, Handover, Journal
from kiosk.services.activity import Activity
from kiosk.services.facts import Facts
from kiosk.services.sync import backoff_s

log = logging.getLogger(__name__)

_BATCH: Final = 50
_RETRY_CAP_S: Final = 30.0


class OutboxPump:
    """One pump a kiosk. `nudge` after a commit; it looks by itself twice a minute all the same."""

    def __init__(
        self, backend: CommerceBackend, journal: Journal, facts: Facts, activity: Activity, dice: random.Random
    ) -> None:
        self._backend = backend
        self._journal = journal
        self._facts = facts
        self._activity = activity
        self._dice = dice
        self._work = asyncio.Event()

    def nudge(self) -> None:
        """There may be something to send."""
        self._work.set()

    async def run(self) -> None:
        """Until cancelled."""
        tries = 0
        while True:
            self._work.clear()
            try:
                await self._drain()
                tries = 0
            except (BackendAwayError, BackendRefusedError) as error:
                self._facts.set(backend_away=True, outbox=await self._journal.outbox_size())
                if not tries:
                    log.info("events wait for the backend: %s", error)
                tries += 1
                retry_after_s = error.retry_after_s if isinstance(error, BackendAwayError) else None
                await asyncio.sleep(retry_after_s or max(0.2, backoff_s(tries, self._dice, cap_s=_RETRY_CAP_S)))
                continue
            try:
                # Not wait_for(): up to Python 3.11 it may swallow the cancellation that ends the core.
                async with asyncio.timeout(_RETRY_CAP_S):
                    await self._work.wait()
            except TimeoutError:
                continue

    async def _drain(self) -> None:
        while rows := await self._journal.outbox(_BATCH):
            for handover, group in groupby(rows, key=lambda row: row.event.kind is Kind.PARCEL_COLLECTED):
                batch = list(group)
                if handover:
                    for row in batch:
                        await self._backend.hand_over(_handover(row))
                        await self._acknowledged([row])
                else:
                    await self._backend.upload(batch)
                    await self._acknowledged(batch)
            self._facts.set(backend_away=False)
        self._facts.set(outbox=0)

    async def _acknowledged(self, rows: list[OutboxRow]) -> None:
        await self._journal.sent([row.event.seq for row in rows])
        for row in rows:
            body = row.event.body
            compartment = body.get("compartment")
            self._activity.acknowledged(
                row.event.kind.value,
                compartment if isinstance(compartment, int) else None,
                str(body.get("pickup") or ""),
            )


def _handover(row: OutboxRow) -> Handover:
    """A collected parcel as the Pickup API wants it; its intent is its id, so a repeat is known as one."""
    body, closed_utc = row.event.body, row.event.utc
    opened_utc = body.get("opened_utc")
    return Handover(
        id=str(body["intent"]),
        pickup=str(body["pickup"]),
        parcel=str(body["parcel"]),
        compartment=int(str(body["compartment"])),
        opened_utc=opened_utc if isinstance(opened_utc, float) else closed_utc,
        closed_utc=closed_utc,
        credential=str(body["credential"]),
        actor=str(body["actor"]),
        reference=str(body["reference"]),
        offline=row.tries > 0,
    )
