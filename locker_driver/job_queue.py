"""The jobs that wait for one bus. Pure."""

from itertools import count
from math import inf
from typing import Final

from locker_driver.jobs import Job, Result
from locker_driver.known_boards import KnownBoards
from locker_driver.polling import Poller, Priority

MAX_QUEUE: Final = 64


class JobQueue:
    """By urgency, then by age. A job whose board is not known yet, or rests, does not keep the others waiting."""

    def __init__(self, known: KnownBoards, poller: Poller) -> None:
        self._known = known
        self._poller = poller
        self._entries: list[tuple[Priority, int, Job]] = []
        self._order = count()

    @property
    def is_full(self) -> bool:
        return len(self._entries) >= MAX_QUEUE

    def add(self, job: Job) -> None:
        self._entries.append((job.priority, next(self._order), job))

    def take(self, now_s: float, least: Priority) -> Job | None:
        """The next job that may go now and is at least as urgent as `least`; it leaves the queue."""
        entry = min((entry for entry in self._entries if self._ready_s(entry[2]) <= now_s), default=None)
        if entry is None or entry[0] > least:
            return None
        self._entries.remove(entry)
        return entry[2]

    def drop(self, now_s: float) -> None:
        """End what nobody waits for any more, and what has waited too long."""
        over = [job for _, _, job in self._entries if job.withdrawn or now_s >= job.deadline_s]
        if over:
            self._entries = [entry for entry in self._entries if entry[2] not in over]
        for job in over:
            job.done(Result(now_s, cause=self._why_unwritten(job)))

    def drop_all(self, now_s: float, cause: str) -> None:
        """The port is gone."""
        entries, self._entries = self._entries, []
        for _, _, job in entries:
            job.done(Result(now_s, cause=cause, link_lost=True))

    def deadline_s(self) -> float:
        """When the next job will have waited too long."""
        return min((job.deadline_s for _, _, job in self._entries), default=inf)

    def next_s(self) -> float:
        """When the first job may go; inf if none may until its board answers."""
        return min((self._ready_s(job) for _, _, job in self._entries), default=inf)

    def _ready_s(self, job: Job) -> float:
        return self._poller.rest_s(job.command.board) if self._known.may(job.command) else inf

    def _why_unwritten(self, job: Job) -> str:
        if job.withdrawn:
            return "withdrawn"
        if not self._known.may(job.command):
            return f"board {job.command.board} has not answered a status query since the port was opened"
        return "its turn came too late"
