"""One question on a bus, from its first byte to its end. Pure."""

from dataclasses import dataclass
from math import inf

from locker_driver.jobs import Job, Result
from locker_driver.known_boards import QUERIES
from locker_driver.protocols.codec import Frame, FrameKind, Garbage, Request


@dataclass(slots=True)
class Transaction:
    """`sent_s`: its last byte has left. `answer_s`: no answer counts before that, `give_up_s`: nor after that.

    On a busy machine much time may pass between the write and the moment it is told of. The bytes left meanwhile, and
    the answer may be there already: so an answer counts from the time they took, reckoned from before the write.
    """

    job: Job
    request: Request
    begun_s: float
    written_s: float | None = None
    sent_s: float = inf
    answer_s: float = inf
    give_up_s: float = inf

    def written(self, now_s: float, sent_s: float) -> None:
        self.written_s = now_s
        self.sent_s = sent_s
        self.answer_s = self.begun_s + sent_s - now_s
        self.give_up_s = sent_s + self.request.reply.timeout_s

    def result(self, end_s: float, answer: Frame | None = None, cause: str = "", *, link_lost: bool = False) -> Result:
        """What came of it. Bytes whose writing was not confirmed may have left all the same."""
        written_s = self.begun_s if self.written_s is None else self.written_s
        sent_s = self.sent_s if self.sent_s < inf else written_s
        return Result(end_s, written_s, answer, cause, link_lost, sent_s)

    def is_echo(self, item: Frame | Garbage) -> bool:
        """An acknowledgement may equal its command; the answer to a question never does, whatever a codec says."""
        acknowledges = isinstance(item, Frame) and item.kind is FrameKind.ANSWER
        return item.raw == self.request.data and (isinstance(self.job.command, QUERIES) or not acknowledges)
