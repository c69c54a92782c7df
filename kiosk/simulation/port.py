"""A line as the driver's bank sees it: real codecs, whole frames at once, and no polls in which nothing would be new.

After a change at a contact, or a pulse, the readings are delivered that polling would have brought, in its rhythm; then
the line sleeps until something changes.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final

from kiosk.simulation.line import Line
from locker_driver.doors import COMMAND_WINDOW_S
from locker_driver.jobs import Job, LinkChange, Reading, Result
from locker_driver.models import BusFigures, LinkState
from locker_driver.polling import EXPECTING_S, LOST_AFTER, SILENT_S, SOMETHING_OPEN_S, Priority
from locker_driver.port import Hear, Watched
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import Frame, FrameKind, QueryBoard, Release, Request, Unlock

_AGAIN_S: Final = 0.02
"""A reading that differs is asked for again at once."""
_JUDGE_S: Final = 0.05
_SELDOM_S: Final = 300.0
"""A silent board is really asked every other second; so many questions would tell nothing new."""


class SimPort:
    """Satisfies `locker_driver.port.Port`. `kill` when the process that holds it is gone."""

    def __init__(self, line: Line, watched: Watched, hear: Hear) -> None:
        self._loop = asyncio.get_running_loop()
        self._line = line
        self._name = line.config.name
        self._codec = make_codec(line.config)
        self._hear = hear
        self._contacts: Mapping[int, frozenset[int]] = {board: frozenset(of) for board, of in watched.items()}
        self._jobs: deque[Job] = deque()
        self._begun: tuple[Job, float, float] | None = None
        self._busy = False
        self._dead = False
        self._up = False
        self._last: dict[int, dict[int, bool]] = {}
        self._lost: dict[int, int] = {}
        self._due: set[int] = set()
        self._late = b""
        self.state = LinkState.CONNECTING

    # --- for the bank ---

    def start(self) -> None:
        if self._line.unplugged:
            self.state = LinkState.DISCONNECTED
            self._hear(LinkChange(self._name, up=False))
        else:
            self.plugged()

    def submit(self, job: Job) -> None:
        if self._dead:
            return
        if not self._up:
            job.done(Result(self._loop.time(), cause=f"port is {self.state}", link_lost=True))
            return
        self._jobs.append(job)
        self._next()

    def stop(self) -> None:
        self._dead = True

    def is_alive(self) -> bool:
        return not self._dead

    def figures(self) -> BusFigures:
        return BusFigures(self._name, self._line.config.port, self.state, 0, 0, 0, 0, 0)

    def frames(self) -> Sequence[str]:
        return ()

    # --- for the world ---

    def changed(self, board: int, *, expecting: bool) -> None:
        """A contact of this board may say something else now, or the board is back."""
        if self._up and not self._dead and board in self._contacts and self._lost.get(board, 0) >= LOST_AFTER:
            self._lost[board] = 0
            self._loop.call_later(_AGAIN_S, self._look, board)
        elif self._up and not self._dead and board in self._contacts and board not in self._due:
            self._due.add(board)
            self._loop.call_later(EXPECTING_S if expecting else SOMETHING_OPEN_S, self._look, board)

    def plugged(self) -> None:
        if self._dead:
            return
        self._up, self.state = True, LinkState.CONNECTING
        self._hear(LinkChange(self._name, up=True))
        for board in self._contacts:
            self._due.add(board)
            self._loop.call_later(_AGAIN_S, self._look, board)

    def unplugged(self) -> None:
        if self._dead:
            return
        self._up, self.state = False, LinkState.DISCONNECTED
        self._last.clear()
        self._lost.clear()
        self._codec.flush()
        now_s = self._loop.time()
        begun, self._begun = self._begun, None
        if begun is not None:
            job, written_s, sent_s = begun
            job.done(Result(now_s, written_s, None, "the port is gone", link_lost=True, sent_s=sent_s))
        self._busy = False
        while self._jobs:
            self._jobs.popleft().done(Result(now_s, cause="the port is gone", link_lost=True))
        self._hear(LinkChange(self._name, up=False))

    # --- commands ---

    def _next(self) -> None:
        while self._jobs and not self._busy and self._up and not self._dead:
            job = self._jobs.popleft()
            now_s = self._loop.time()
            if job.withdrawn or now_s >= job.deadline_s:
                job.done(Result(now_s, cause="its turn came too late"))
                continue
            self._begin(job, now_s)

    def _begin(self, job: Job, now_s: float) -> None:
        request = self._codec.encode(job.command)
        sent_s = now_s + len(request.data) * self._line.config.char_s
        self._begun, self._busy = (job, now_s, sent_s), True
        after_s, answer = self._line.transmit(request.data)
        if not request.reply.expects:
            self._loop.call_at(sent_s, self._end, job, None, "")
        elif answer and after_s <= request.reply.timeout_s:
            self._loop.call_at(sent_s + after_s, self._answered, job, request, answer)
        else:
            self._late = answer
            self._loop.call_at(sent_s + request.reply.timeout_s, self._end, job, None, "no answer")

    def _answered(self, job: Job, request: Request, answer: bytes) -> None:
        frame = self._frame(request, answer)
        if frame is not None:
            self._end(job, frame, "")
        else:
            self._loop.call_later(request.reply.timeout_s, self._end, job, None, "no answer")

    def _frame(self, request: Request, answer: bytes) -> Frame | None:
        spec = request.reply
        heard = [*self._codec.feed(answer, spec), *self._codec.settle(spec), *self._codec.flush()]
        return next((item for item in heard if isinstance(item, Frame) and item.kind is FrameKind.ANSWER), None)

    def _end(self, job: Job, frame: Frame | None, cause: str) -> None:
        begun = self._begun
        if self._dead or begun is None or begun[0] is not job:
            return
        self._begun, self._busy = None, False
        _, written_s, sent_s = begun
        now_s = self._loop.time()
        lock = self._line.config.lock
        if isinstance(job.command, Unlock):
            board, channel = job.contact or (job.command.board, job.command.channel)
            jam_s = max(now_s, sent_s + lock.pulse_s) + lock.jam_after_s
            for at_s in (jam_s - lock.jam_after_s / 2, jam_s, now_s + COMMAND_WINDOW_S):
                self._loop.call_at(at_s + _JUDGE_S, self._judge, board, channel)
        job.done(Result(now_s, written_s, frame, cause, sent_s=sent_s))
        self._next()

    def _judge(self, board: int, channel: int) -> None:
        """Polling would have gone on until the door reads open, or jammed, or its pulse explains nothing any more."""
        if self._last.get(board, {}).get(channel, True):
            self._look(board)

    # --- readings ---

    def _look(self, board: int) -> None:
        self._due.discard(board)
        if self._dead or not self._up:
            return
        now_s = self._loop.time()
        if self._late:
            self._codec.feed(self._late, None)
            self._codec.flush()
            self._late = b""
        request = self._codec.encode(QueryBoard(board))
        after_s, answer = self._line.transmit(request.data)
        frame = self._frame(request, answer) if answer and after_s <= request.reply.timeout_s else None
        if frame is None or frame.refused:
            self._silent(board, now_s)
        else:
            self._read(board, frame, now_s)

    def _silent(self, board: int, now_s: float) -> None:
        self._lost[board] = self._lost.get(board, 0) + 1
        self._hear(Reading(self._name, board, None, now_s, now_s))
        beyond = self._lost[board] - LOST_AFTER
        self._again(board, EXPECTING_S if beyond < 0 else min(SILENT_S * 2.0 ** min(beyond, 16), _SELDOM_S))

    def _read(self, board: int, frame: Frame, now_s: float) -> None:
        met = self.state is not LinkState.CONNECTED or board not in self._last
        self._lost[board] = 0
        self.state = LinkState.CONNECTED
        closed = dict(frame.closed)
        watched = {channel: closed[channel] for channel in self._contacts[board] if channel in closed}
        if watched != self._last.get(board):
            self._last[board] = watched
            self._again(board, _AGAIN_S)
        self._hear(Reading(self._name, board, closed, now_s, now_s, occupied=dict(frame.occupied)))
        if met and self._codec.releases:
            self._jobs.append(Job(Release(board), Priority.RELEASE, float("inf"), lambda _: None))
            self._next()

    def _again(self, board: int, after_s: float) -> None:
        if board not in self._due:
            self._due.add(board)
            self._loop.call_later(after_s, self._look, board)
