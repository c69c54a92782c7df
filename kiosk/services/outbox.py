"""Brings events to the backend: in order, at least once, deleted only on the backend's own acknowledgement.

An event that the backend refuses for good, alone and in its own words, is set aside with an alarm, so that it holds up
no other. Whatever else goes wrong is the link's trouble: everything stays where it is and is tried again later.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from kiosk.domain.record import Entry, Kind, OutboxRow
from kiosk.errors import BackendAwayError, BackendRefusedError, one_word
from kiosk.ports import Clock, CommerceBackend, Handover, Journal
from kiosk.services.activity import Activity
from kiosk.services.alarms import AlarmBook
from kiosk.services.facts import Facts
from kiosk.services.sync import backoff_s

log = logging.getLogger(__name__)

_BATCH: Final = 50
_RETRY_CAP_S: Final = 300.0
"""A fleet that comes back must not come in step; whoever hears the backend first, the list's sync, ends the wait."""
_LIST_FIRST_S: Final = 600.0
"""So long after a start nothing is sent before the list has said which event of this journal came last: whoever tells a
new one first, on a disk that was put back to an older copy, hides from the list what is missing. Events that only a
broken list holds back are sent after that all the same."""
_IN_A_ROW: Final = 20
"""So many events set aside without one accepted in between look like a broken backend: from then on one at a time."""


class OutboxPump:
    """One pump a kiosk. `nudge` after a commit; with nothing to send it sleeps until then. `list_first`: it begins when
    the list has been heard.
    """

    def __init__(
        self,
        backend: CommerceBackend,
        journal: Journal,
        facts: Facts,
        *,
        activity: Activity,
        clock: Clock,
        dice: random.Random,
        list_first: bool = False,
    ) -> None:
        self._backend = backend
        self._journal = journal
        self._facts = facts
        self._activity = activity
        self._alarms = AlarmBook(facts, clock)
        self._dice = dice
        self._work = asyncio.Event()
        self._back = asyncio.Event()
        self._list_first = list_first
        self._refused_in_a_row = 0
        self._stored: list[OutboxRow] = []
        self._said: list[Entry] = []

    def nudge(self) -> None:
        """There may be something to send."""
        self._work.set()

    def backend_back(self) -> None:
        """The backend was heard to answer: no more waiting, unless it asked for that itself."""
        self._back.set()

    async def run(self) -> None:
        """Until cancelled."""
        self._facts.set(set_aside=await self._journal.set_aside_size())
        if self._list_first:
            await self._hear_backend(_LIST_FIRST_S)
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
                await self._wait(tries, error)
                continue
            await self._work.wait()

    async def _wait(self, tries: int, error: Exception) -> None:
        asked_s = error.retry_after_s if isinstance(error, BackendAwayError) else None
        if asked_s:
            await asyncio.sleep(asked_s)
            return
        self._back.clear()
        await self._hear_backend(max(0.2, backoff_s(tries, self._dice, cap_s=_RETRY_CAP_S)))

    async def _hear_backend(self, limit_s: float) -> None:
        try:
            # Not wait_for(): up to Python 3.11 it may swallow the cancellation that ends the core.
            async with asyncio.timeout(limit_s):
                await self._back.wait()
        except TimeoutError:
            return

    async def _drain(self) -> None:
        while rows := await self._journal.outbox(_BATCH):
            try:
                await self._send_all(rows)
            except (BackendAwayError, BackendRefusedError):
                await self._forget()
                raise
            await self._forget()
            self._facts.set(backend_away=False)
            if len(rows) < _BATCH:
                break  # what came meanwhile has said so
        self._facts.set(outbox=0)

    async def _send_all(self, rows: Sequence[OutboxRow]) -> None:
        for handover, group in groupby(rows, key=lambda row: row.event.kind is Kind.PARCEL_COLLECTED):
            batch = list(group)
            for part in [[row] for row in batch] if handover else [batch]:
                await self._send(part)

    async def _send(self, rows: list[OutboxRow]) -> None:
        """Rows of one kind: a batch of events, or one hand-over. A batch that is refused is halved to find the one."""
        try:
            stored, said = await self._deliver(rows)
        except BackendRefusedError as error:
            if not _is_poison(error):
                await self._journal.outbox_waits(rows[-1].number)
                raise
            if len(rows) == 1:
                await self._set_aside(rows[0], error)
                return
            half = len(rows) // 2
            await self._send(rows[:half])
            await self._send(rows[half:])
            return
        except BackendAwayError:
            await self._journal.outbox_waits(rows[-1].number)
            raise
        if stored or said:
            self._refused_in_a_row = 0
        self._stored += [row for row in rows if row.event.seq in stored]
        self._said += said
        if len(stored) < len(rows):
            raise BackendAwayError("the acknowledgement does not cover the batch")

    async def _deliver(self, rows: list[OutboxRow]) -> tuple[frozenset[int], tuple[Entry, ...]]:
        """The seqs of `rows` that the backend says it has, and what is to be written down of its answer."""
        if rows[0].event.kind is Kind.PARCEL_COLLECTED:
            [row] = rows
            conflict = await self._backend.hand_over(_handover(row))
            return frozenset({row.event.seq}), (self._conflict(row, conflict),) if conflict else ()
        answer = await self._backend.upload(rows)
        return answer.seqs & {row.event.seq for row in rows}, self._forked(answer.forked)

    async def _forget(self) -> None:
        """What the backend has said that it has, in one commit. A core that dies before it tells the same again."""
        rows, said = self._stored, self._said
        self._stored, self._said = [], []
        if rows or said:
            await self._journal.sent([row.event.seq for row in rows], *said)
        for row in rows:
            body = row.event.body
            compartment = body.get("compartment")
            self._activity.acknowledged(
                row.event.kind.value,
                compartment if isinstance(compartment, int) else None,
                str(body.get("pickup") or ""),
            )

    async def _set_aside(self, row: OutboxRow, error: BackendRefusedError) -> None:
        code = error.word
        log.warning("event %d (%s) is refused and set aside: %s", row.event.seq, row.event.kind, code)
        await self._journal.set_aside(row, error.status, code)
        self._alarms.note("event_set_aside")
        self._facts.set(set_aside=await self._journal.set_aside_size())
        self._refused_in_a_row += 1
        if self._refused_in_a_row >= _IN_A_ROW:
            raise BackendAwayError("everything is refused")

    def _conflict(self, row: OutboxRow, reason: str) -> Entry:
        """The hand-over happened and is acknowledged; that it should not have is for a person to look into."""
        body = row.event.body
        compartment = body.get("compartment")
        reason = one_word(reason)
        log.warning("the backend sees a conflict in a hand-over: %s", reason)
        self._alarms.note("handover_conflict", door=compartment if isinstance(compartment, int) else None)
        about = {name: body.get(name) for name in ("intent", "pickup", "parcel")}
        return Entry(Kind.HANDOVER_CONFLICT, {**about, "reason": reason}, row.event.session)

    def _forked(self, seqs: frozenset[int]) -> tuple[Entry, ...]:
        """The backend knows other events under these seqs: this journal is not the one it heard before."""
        if not seqs or not self._alarms.note("journal_rolled_back"):
            return ()
        log.error("the backend knows another event %d of this kiosk", min(seqs))
        return (Entry.of(Kind.JOURNAL_ROLLED_BACK, known_seq=min(seqs), cause="other_event"),)


def _is_poison(error: BackendRefusedError) -> bool:
    """Whether these rows are refused for what they are. 413 may come from a proxy: it is no less final."""
    return error.status == 413 or (error.status in {400, 422} and error.in_its_own_words)


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
        offline=row.offline,
        event_seq=row.event.seq,
        chain_hash=row.event.hash,
        outbox_number=row.number,
    )
