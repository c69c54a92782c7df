"""The scheduler of one bus: one transaction at a time, the urgent first, an unlock never twice.

A pure state machine on the caller's monotonic clock; `transport.port_thread` drives it:

    data = bus.to_send(now)          bytes to write now, or None
    bus.written(now)                 they were taken by the operating system
    bus.received(data, now)          bytes that came in
    bus.advance(now)                 deadlines
    bus.wake_s()                     when to call again if nothing comes in
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from math import inf
from typing import Final

from locker_driver.bus_log import BusLog
from locker_driver.config import BusConfig
from locker_driver.errors import CommandError, LinkError
from locker_driver.jobs import BusEvent, Job, LinkChange, Reading, Result
from locker_driver.models import LinkState
from locker_driver.polling import Poller, Priority
from locker_driver.protocols.codec import Codec, Frame, FrameKind, Garbage, QueryBoard, Request, Unlock
from locker_driver.protocols.echo import EchoStrip

BITS_PER_CHAR: Final = 10  # 8N1
MIN_GAP_S: Final = 0.00175
"""Floor of the 3.5 characters between frames (Modbus over serial line V1.02 §2.5.1.1). Boards of other families miss a
question that comes sooner as well: Open-Locker measured 56 of 56 lost without a pause, none with one."""
SPARE_GAP_S: Final = 0.001
SETTLE_S: Final = 0.02
"""Quiet that ends a dirty answer. Longer than the 16 ms in which USB adapters collect bytes."""
DRAIN_S: Final = 0.1
"""Quiet after a lost answer, so that it does not answer the next question."""
DRAIN_MAX_S: Final = 0.5
MAX_QUEUE: Final = 64
CALM_AFTER_JAM_S: Final = 1.0


@dataclass(slots=True)
class _Transaction:
    job: Job
    request: Request
    echo: EchoStrip
    begun_s: float
    written_s: float | None = None
    wire_end_s: float = inf
    give_up_s: float = inf


class Bus:
    """See module. `hear` gets every reading and link change, on the caller's thread."""

    def __init__(self, config: BusConfig, codec: Codec, poller: Poller, hear: Callable[[BusEvent], None]) -> None:
        self.config = config
        self.log = BusLog()
        self.state = LinkState.CONNECTING
        self._codec = codec
        self._poller = poller
        self._hear = hear
        self._char_s = BITS_PER_CHAR / config.baud
        self._gap_s = max(3.5 * self._char_s, MIN_GAP_S) + SPARE_GAP_S
        self._queue: list[tuple[Priority, int, Job]] = []
        self._order = count()
        self._transaction: _Transaction | None = None
        self._last_byte_s = -inf
        self._drain_end_s: float | None = None
        self._settle_s = inf

    # --- the link ---------------------------------------------------------------------------------------------

    def link_up(self, now_s: float) -> None:
        self.state = LinkState.CONNECTED
        self._poller.start(now_s)
        self._hear(LinkChange(self.config.name, up=True))

    def link_down(self, now_s: float, cause: str) -> None:
        """No job survives: what was begun has an unknown end, what waited is not written."""
        self.state = LinkState.DISCONNECTED
        self._codec.flush()
        self._drain_end_s = None
        transaction, self._transaction = self._transaction, None
        if transaction is not None:
            written_s = transaction.written_s or transaction.begun_s
            transaction.job.done(Result(now_s, written_s, cause=cause, link_lost=True))
        queue, self._queue = self._queue, []
        for _, _, job in queue:
            job.done(Result(now_s, cause=cause, link_lost=True))
        self._hear(LinkChange(self.config.name, up=False))

    def submit(self, job: Job, now_s: float) -> None:
        """Queue a job; while the port is away or the queue full it ends at once, unwritten."""
        if self.state is not LinkState.CONNECTED:
            job.done(Result(now_s, cause=f"port is {self.state}", link_lost=True))
        elif len(self._queue) >= MAX_QUEUE:
            job.done(Result(now_s, cause="too many jobs wait"))
        else:
            self._enqueue(job, now_s)

    def _enqueue(self, job: Job, now_s: float) -> None:
        try:
            self._codec.encode(job.command)
        except CommandError as error:
            job.done(Result(now_s, cause=str(error)))
            return
        heapq.heappush(self._queue, (job.priority, next(self._order), job))

    # --- out --------------------------------------------------------------------------------------------------

    def to_send(self, now_s: float) -> bytes | None:
        """The next request if the line is free, else None. The caller must write it and call written()."""
        if not self._line_is_free(now_s):
            return None
        job = self._next_job(now_s)
        if job is None:
            return None
        self._flush(now_s)
        request = self._codec.encode(job.command)
        echo = EchoStrip(request.data if self.config.echo == "strip" else b"")
        self._transaction = _Transaction(job, request, echo, begun_s=now_s)
        return request.data

    def _line_is_free(self, now_s: float) -> bool:
        if self.state is not LinkState.CONNECTED or self._transaction is not None:
            return False
        return self._drain_end_s is None and now_s >= self._last_byte_s + self._gap_s

    def _next_job(self, now_s: float) -> Job | None:
        poll = self._poller.due(now_s)
        while self._queue:
            priority, _, job = self._queue[0]
            if poll is not None and poll[0] < priority:
                break
            heapq.heappop(self._queue)
            if not job.withdrawn:
                return job
            job.done(Result(now_s, cause="withdrawn"))
        if poll is None:
            return None
        priority, board = poll
        self._poller.asked(board)
        return Job(QueryBoard(board), priority, inf, done=lambda result: self._polled(board, now_s, result))

    def written(self, now_s: float) -> None:
        """The request was handed over; its last byte leaves a wire time later."""
        transaction = self._transaction
        if transaction is None:
            raise LinkError("written() without a request")
        data = transaction.request.data
        transaction.written_s = now_s
        transaction.wire_end_s = self._last_byte_s = now_s + len(data) * self._char_s
        transaction.give_up_s = transaction.wire_end_s + transaction.request.reply.timeout_s
        self.log.sent(data, now_s)
        if not transaction.request.reply.expects:
            self._end(Result(self._last_byte_s, now_s), now_s)

    # --- in ---------------------------------------------------------------------------------------------------

    def received(self, data: bytes, now_s: float) -> None:
        """Bytes from the line, whenever they come."""
        self._last_byte_s = max(self._last_byte_s, now_s)
        self._settle_s = now_s + SETTLE_S
        transaction = self._transaction
        if transaction is None:
            self._sort(self._codec.feed(data, None), now_s)
            return
        data = transaction.echo.feed(data)
        if now_s < transaction.wire_end_s:
            # It came while we still spoke: whatever it is, it does not answer what was not asked yet.
            self._sort(self._codec.feed(data, None), now_s)
            self._flush(now_s)
        else:
            self._sort(self._codec.feed(data, transaction.request.reply), now_s)

    def advance(self, now_s: float) -> None:
        """Act on deadlines that have passed."""
        self._drop_overdue(now_s)
        transaction = self._transaction
        if now_s >= self._settle_s:
            self._settle_s = inf
            if transaction is None:
                self._flush(now_s)
            else:
                self._sort(self._codec.settle(transaction.request.reply), now_s)
        if self._transaction is not None and now_s >= self._transaction.give_up_s:
            self._time_out(self._transaction, now_s)
        if self._drain_end_s is not None and now_s >= self._drained_s():
            self._flush(now_s)
            self._drain_end_s = None

    def _drop_overdue(self, now_s: float) -> None:
        overdue = [entry for entry in self._queue if now_s >= entry[2].deadline_s]
        if overdue:
            self._queue = [entry for entry in self._queue if now_s < entry[2].deadline_s]
            heapq.heapify(self._queue)
        for _, _, job in overdue:
            job.done(Result(now_s, cause="its turn came too late"))

    def _drained_s(self) -> float:
        return min(self._drain_end_s or inf, self._last_byte_s + DRAIN_S)

    def _flush(self, now_s: float) -> None:
        self._sort(self._codec.flush(), now_s)

    def _time_out(self, transaction: _Transaction, now_s: float) -> None:
        self.log.timeouts += 1
        self._sort(self._codec.feed(transaction.echo.end(), None), now_s)
        self._flush(now_s)
        # The silence to come is counted from here: an answer may still be on its way.
        self._last_byte_s = now_s
        self._drain_end_s = now_s + DRAIN_MAX_S
        self._end(Result(now_s, transaction.written_s, cause="no answer"), now_s)

    def _sort(self, heard: Sequence[Frame | Garbage], now_s: float) -> None:
        for item in heard:
            if isinstance(item, Garbage):
                self.log.garbage(item, now_s)
                continue
            self.log.frame(item, now_s)
            if item.kind is FrameKind.REPORT:
                # A report is only a hint: the state is taken from the poll that it brings forward.
                self._poller.hurry(item.board, Priority.EVENT, now_s)
            elif item.kind is FrameKind.ANSWER and self._transaction is not None:
                self._end(Result(now_s, self._transaction.written_s, answer=item), now_s)

    def _end(self, result: Result, now_s: float) -> None:
        transaction, self._transaction = self._transaction, None
        if transaction is None:
            return
        command = transaction.job.command
        if isinstance(command, Unlock):
            until_s = now_s + self.config.lock.jam_after_s + CALM_AFTER_JAM_S
            self._poller.expect(command.board, command.channel, until_s, now_s)
        transaction.job.done(result)

    def _polled(self, board: int, asked_s: float, result: Result) -> None:
        closed = dict(result.answer.closed) if result.answer is not None else None
        if result.link_lost:
            return
        if closed is None:
            self._poller.silent(board, result.end_s)
        else:
            self._poller.answered(board, closed, result.end_s)
        self._hear(Reading(self.config.name, board, closed, asked_s, result.end_s))

    # --- time -------------------------------------------------------------------------------------------------

    def wake_s(self) -> float:
        """The next moment at which something is to be done even if nothing comes in."""
        times = [self._settle_s, *(job.deadline_s for _, _, job in self._queue)]
        if self._transaction is not None:
            times.append(self._transaction.give_up_s)
        elif self._drain_end_s is not None:
            times.append(self._drained_s())
        elif self.state is LinkState.CONNECTED:
            work_s = -inf if self._queue else self._poller.next_due_s()
            times.append(max(work_s, self._last_byte_s + self._gap_s))
        return min(times)
