"""The scheduler of one bus: one transaction at a time, the urgent first, an unlock never twice.

A pure state machine on the caller's monotonic clock; `transport.port_thread` drives it:

    data = bus.to_send(now)          bytes to write now, or None
    bus.written(now)                 they were taken by the operating system
    bus.received(data, now)          bytes that came in
    bus.advance(now)                 deadlines
    bus.wake_s()                     when to call again if nothing comes in

After the port was opened the bus is CONNECTING and asks for states only. What it then pulses is a board that has
answered: another adapter may have come back under this name.
"""

from collections.abc import Callable, Sequence
from math import inf
from typing import Final

from locker_driver.bus_log import BusLog
from locker_driver.config import BusConfig
from locker_driver.doubts import Doubts
from locker_driver.errors import CommandError, LinkError
from locker_driver.job_queue import JobQueue
from locker_driver.jobs import BusEvent, Job, LinkChange, Reading, Result
from locker_driver.known_boards import QUERIES, KnownBoards
from locker_driver.models import BusFigures, LinkState
from locker_driver.polling import Poller, Priority
from locker_driver.protocols.codec import Codec, Frame, FrameKind, Garbage, QueryBoard, Release, Unlock
from locker_driver.protocols.echo import EchoStrip
from locker_driver.quiet import DRAIN_S, SETTLE_S, Quiet
from locker_driver.transaction import Transaction

CALM_AFTER_JAM_S: Final = 1.0


class Bus:
    """See module. `hear` gets every reading and link change, on the caller's thread."""

    def __init__(self, config: BusConfig, codec: Codec, poller: Poller, hear: Callable[[BusEvent], None]) -> None:
        self.config = config
        self.log = BusLog()
        self.state = LinkState.CONNECTING
        self._codec = codec
        self._poller = poller
        self._hear = hear
        self._quiet = Quiet(config.char_s)
        self._doubts = Doubts()
        self._known = KnownBoards(config.boards, poller)
        self._queue = JobQueue(self._known, poller)
        self._is_up = False
        self._transaction: Transaction | None = None
        self._strips = config.echo == "strip"
        self._echo = EchoStrip(b"")
        self._settle_s = inf

    def figures(self) -> BusFigures:
        """Counters since start. May be called from any thread."""
        return self.log.figures(self.config.name, self.config.port, self.state)

    # --- the link ---------------------------------------------------------------------------------------------

    def link_up(self, now_s: float) -> None:
        self.state = LinkState.CONNECTING
        self._is_up = True
        self._known.forget()
        self._quiet.used(now_s)
        self._poller.start(now_s)
        self._hear(LinkChange(self.config.name, up=True))

    def link_down(self, now_s: float, cause: str) -> None:
        """No job survives: what was begun has an unknown end, what waited is not written."""
        self.state = LinkState.DISCONNECTED
        self._is_up = False
        self._codec.flush()
        self._quiet.used(now_s)
        transaction, self._transaction = self._transaction, None
        if transaction is not None:
            self._doubts.unanswered(transaction.job.command, transaction.begun_s)
            transaction.job.done(transaction.result(now_s, cause=cause, link_lost=True))
        self._queue.drop_all(now_s, cause)
        self._hear(LinkChange(self.config.name, up=False))

    def unreachable(self, _now_s: float) -> None:
        """The port has been away for long; it is tried seldom from now on."""
        self.state = LinkState.UNREACHABLE

    def submit(self, job: Job, now_s: float) -> None:
        """Queue a job; while the port is away or the queue full it ends at once, unwritten."""
        if not self._is_up:
            job.done(Result(now_s, cause=f"port is {self.state}", link_lost=True))
        elif self._queue.is_full:
            job.done(Result(now_s, cause="too many jobs wait"))
        else:
            self._enqueue(job, now_s)

    def _enqueue(self, job: Job, now_s: float) -> None:
        try:
            self._codec.encode(job.command)
        except CommandError as error:
            job.done(Result(now_s, cause=str(error)))
            return
        self._queue.add(job)
        if not self._known.may(job.command):
            self._poller.hurry(job.command.board, Priority.CONFIRM, now_s)

    # --- out --------------------------------------------------------------------------------------------------

    def to_send(self, now_s: float) -> bytes | None:
        """The next request if the line is free, else None. The caller must write it and call written()."""
        if not self._is_up or self._transaction is not None or not self._quiet.free(now_s):
            return None
        job = self._next_job(now_s)
        if job is None:
            return None
        self._flush(now_s)
        request = self._codec.encode(job.command)
        # An echo is counted even if the settings do not know of it; an acknowledgement may equal its command, though.
        counted = self._strips or isinstance(job.command, QUERIES)
        self._echo = EchoStrip(request.data if counted else b"")
        self._transaction = Transaction(job, request, begun_s=now_s)
        return request.data

    def _next_job(self, now_s: float) -> Job | None:
        self._queue.drop(now_s)
        poll = self._poller.due(now_s)
        job = self._queue.take(now_s, least=Priority.POLL if poll is None else poll[0])
        if job is not None or poll is None:
            return job
        priority, board = poll
        self._poller.asked(board, now_s)
        return Job(QueryBoard(board), priority, inf, done=lambda result: self._polled(board, result))

    def written(self, now_s: float) -> None:
        """The request was handed over; its last byte leaves a wire time later."""
        transaction = self._transaction
        if transaction is None:
            raise LinkError("written() without a request")
        data = transaction.request.data
        transaction.written(now_s, self._quiet.spoke(len(data), now_s))
        self.log.sent(data, now_s)
        if not transaction.request.reply.expects:
            # Whether it listens while it pulses, no vendor says: it is left alone until that is over.
            self._poller.rest(transaction.job.command.board, transaction.sent_s + self.config.lock.pulse_s)
            self._end(transaction, transaction.result(transaction.sent_s), now_s)

    # --- in ---------------------------------------------------------------------------------------------------

    def received(self, data: bytes, now_s: float) -> None:
        """Bytes from the line, whenever they come."""
        self._quiet.heard(now_s)
        self._settle_s = now_s + SETTLE_S
        stripped = self._echo.feed(data)
        rest = stripped if self._strips else data
        if self._echo.taken():
            self.log.echo()
        transaction = self._transaction
        if transaction is not None and now_s >= transaction.answer_s:
            self._sort(self._codec.feed(rest, transaction.request.reply), now_s)
            return
        self._sort(self._codec.feed(rest, None), now_s)
        if transaction is not None:
            # It came while we still spoke: whatever it is, it does not answer what was not asked yet.
            self._sort(self._codec.flush(), now_s)

    def advance(self, now_s: float) -> None:
        """Act on deadlines that have passed."""
        self._queue.drop(now_s)
        transaction = self._transaction
        if now_s >= self._settle_s:
            self._settle_s = inf
            if transaction is None:
                self._flush(now_s)
            else:
                self._sort(self._codec.settle(transaction.request.reply), now_s)
        if self._transaction is not None and now_s >= self._transaction.give_up_s:
            self._time_out(self._transaction, now_s)
        if self._quiet.drained(now_s):
            self._flush(now_s)
        if self._is_up and self._transaction is None and self._quiet.babbles(now_s):
            self._cannot_ask(now_s)

    def _cannot_ask(self, now_s: float) -> None:
        """Somebody speaks all the time: whoever is due does not answer, as far as we can tell."""
        while (poll := self._poller.due(now_s)) is not None:
            _, board = poll
            self._poller.asked(board, now_s)
            self._polled(board, Result(now_s, cause="the line is never quiet"))

    def _flush(self, now_s: float) -> None:
        """Nothing that is still buffered is an answer. A begun echo that did not become whole is garbage."""
        begun = self._echo.end()
        if self._strips:
            self._sort(self._codec.feed(begun, None), now_s)
        self._sort(self._codec.flush(), now_s)

    def _time_out(self, transaction: Transaction, now_s: float) -> None:
        self.log.timeouts += 1
        self._flush(now_s)
        self._doubts.unanswered(transaction.job.command, transaction.begun_s)
        self._end(transaction, transaction.result(now_s, cause="no answer"), now_s)
        self._quiet.drain(now_s)

    def _sort(self, heard: Sequence[Frame | Garbage], now_s: float) -> None:
        for item in heard:
            transaction = self._transaction
            if transaction is not None and transaction.is_echo(item):
                continue  # counted when it came
            if isinstance(item, Garbage):
                self.log.garbage(item, now_s)
            else:
                self.log.frame(item, now_s)
                self._take(item, transaction, now_s)

    def _take(self, frame: Frame, transaction: Transaction | None, now_s: float) -> None:
        if frame.kind is FrameKind.REPORT:
            # A report is only a hint: the state is taken from the poll that it brings forward.
            self._poller.reported(frame.board, now_s)
        elif frame.kind is FrameKind.ANSWER and transaction is not None:
            rest_s = self._doubts.settle(transaction.job.command, transaction.begun_s, now_s)
            if rest_s is None:
                self._answered(transaction, frame, now_s)
            else:
                self.log.late()
                self._ask_anew(transaction, rest_s, now_s)

    def _ask_anew(self, transaction: Transaction, rest_s: float, now_s: float) -> None:
        """The answer may be a late one. A command is never given twice: its transaction waits for a second answer."""
        job = transaction.job
        if not isinstance(job.command, QUERIES):
            return
        board = job.command.board
        self._transaction = None
        self._quiet.used(now_s)
        self._poller.rest(board, now_s + rest_s + DRAIN_S)
        if job.deadline_s < inf:
            self._queue.add(job)
        else:
            self._poller.hurry(board, job.priority, now_s)

    def _answered(self, transaction: Transaction, frame: Frame, now_s: float) -> None:
        command = transaction.job.command
        if isinstance(command, QUERIES) and not frame.refused:
            wire_s = (len(transaction.request.data) + len(frame.raw)) * self._quiet.char_s
            self.log.answered(wire_s, now_s - transaction.begun_s)
            self._meet(command.board)
        self._end(transaction, transaction.result(now_s, answer=frame), now_s)

    def _meet(self, board: int) -> None:
        """A board has answered. An output that was left on while we were away is switched off before all else."""
        self.state = LinkState.CONNECTED
        for met in self._known.meet(board):
            if self._codec.releases:
                self._queue.add(Job(Release(met), Priority.RELEASE, inf, done=lambda _: None))

    def _end(self, transaction: Transaction, result: Result, now_s: float) -> None:
        self._transaction = None
        self._quiet.used(now_s)
        job = transaction.job
        if isinstance(job.command, Unlock):
            board, channel = job.contact or (job.command.board, job.command.channel)
            over_s = max(result.end_s, transaction.sent_s + self.config.lock.pulse_s)
            self._poller.expect(board, channel, over_s + self.config.lock.jam_after_s + CALM_AFTER_JAM_S, now_s)
        job.done(result)

    def _polled(self, board: int, result: Result) -> None:
        if result.link_lost:
            return
        frame = result.answer if result.answer is not None and not result.answer.refused else None
        asked_s = result.end_s if result.written_s is None else result.written_s
        if frame is None:
            self._poller.silent(board, result.end_s)
            self._hear(Reading(self.config.name, board, None, asked_s, result.end_s))
        else:
            self._poller.answered(board, frame.closed, result.end_s)
            occupied = dict(frame.occupied)
            self._hear(Reading(self.config.name, board, dict(frame.closed), asked_s, result.end_s, occupied=occupied))

    # --- time -------------------------------------------------------------------------------------------------

    def wake_s(self) -> float:
        """The next moment at which something is to be done even if nothing comes in."""
        times = [self._settle_s, self._queue.deadline_s()]
        if self._transaction is not None:
            times.append(self._transaction.give_up_s)
        elif self._is_up:
            times.append(max(min(self._poller.next_due_s(), self._queue.next_s()), self._quiet.next_s()))
        return min(times)
