"""One door module: presence, commands and what came of them. A state machine on the caller's clock."""

import math
from collections.abc import Iterator
from typing import Final

from locker_driver.jobs import Job, Result
from locker_driver.models import AlarmKind
from locker_driver.mqtt.confirmations import Confirmations, Line
from locker_driver.mqtt.dialects.dialect import Dialect
from locker_driver.mqtt.greeting import Greeting
from locker_driver.mqtt.messages import (
    Accepted,
    Contacts,
    Meaning,
    Message,
    Presence,
    Pulsed,
    Refused,
    StillOn,
    Strange,
)
from locker_driver.mqtt.pulse import ANSWER_S, ASK_OFF_S, OWED_S, STUCK_S, Pulse
from locker_driver.protocols.codec import Frame, FrameKind, Unlock

MARGIN_S: Final = 0.02


class Module:
    """Every job ends once. A command is published once; nothing is kept for a module that is away."""

    def __init__(
        self, board: int, name: str, dialect: Dialect, line: Line, *, pulse_s: float, jam_after_s: float
    ) -> None:
        self.board = board
        self.name = name
        self.dialect = dialect
        self.online = False
        self._line = line
        self._pulse_s = pulse_s
        self._jam_after_s = jam_after_s
        self._boot_id = ""
        self._heard_s = -math.inf
        self._waiting: list[Job] = []
        self._pulses: dict[int, Pulse] = {}
        self._owed_s: dict[int, float] = {}
        self._confirmations = Confirmations(board, dialect, line)
        self._greeting = Greeting(dialect, lambda: dialect.ready and line.book.knows(board), line.send)

    @property
    def busy(self) -> bool:
        return bool(self._pulses)

    def submit(self, job: Job, now_s: float) -> None:
        self._waiting.append(job)
        self._begin(now_s)

    def confirm(self, channel: int, due_s: float) -> None:
        self._confirmations.add(channel, due_s)

    def hear(self, message: Message, now_s: float) -> None:
        meanings = self.dialect.hear(message, now_s)
        if meanings and not message.retained:
            self._heard_s = now_s
        for meaning in meanings:
            self._take(meaning, message, now_s)
        self._begin(now_s)

    def advance(self, now_s: float) -> None:
        if self.online and now_s >= self._heard_s + self.dialect.silent_after_s:
            self.gone(f"module {self.name} has been silent for {self.dialect.silent_after_s:g} s", now_s)
        for channel, pulse in list(self._pulses.items()):
            self._watch(channel, pulse, now_s)
        self._confirmations.advance(now_s)
        if not self.busy:
            self._greeting.advance(now_s)
        self._begin(now_s)

    def wake_s(self) -> float:
        """When advance() has something to do at the latest."""
        return min(self._moments(), default=math.inf)

    def gone(self, cause: str, now_s: float, *, tell: bool = True) -> None:
        """The module, or the broker before it, is away. `tell`: the bank must hear it of this module."""
        pulses, self._pulses = list(self._pulses.values()), {}
        for pulse in pulses:
            self._lose(pulse, cause, now_s)
        waiting, self._waiting = self._waiting, []
        for job in waiting:
            job.done(Result(now_s, cause=cause))
        self._confirmations.clear()
        self._greeting.stop()
        if self.online and tell:
            self._line.book.gone(self.board, now_s)
        self.online = False

    # --- what the module says -----------------------------------------------------------------------------------

    def _take(self, meaning: Meaning, message: Message, now_s: float) -> None:
        match meaning:
            case Presence(online, boot_id):
                self._presence(online, boot_id, now_s)
            case Contacts(shorted, live, question):
                asked_s = self._confirmations.asked_s(question, now_s)
                self._line.book.hear(self.board, shorted, live=live, asked_s=asked_s, now_s=now_s)
            case Strange(late):
                self._line.log.late += late
                if not late:
                    self._line.log.unread(message)
            case _:
                self._progress(meaning, now_s)

    def _progress(self, meaning: Accepted | Pulsed | StillOn | Refused, now_s: float) -> None:
        channel = meaning.channel
        pulse = self._pulses.get(channel)
        if pulse is None:
            self._line.log.late += isinstance(meaning, Accepted | Refused)
        elif isinstance(meaning, Accepted):
            if pulse.accepted_s is None:
                pulse.accepted_s, pulse.answer = now_s, meaning.payload
                pulse.look_s = now_s + self._pulse_s + ASK_OFF_S
        elif isinstance(meaning, Refused):
            self._refuse(channel, meaning, now_s)
        elif isinstance(meaning, StillOn):
            self._stuck(channel, now_s)
        elif pulse.accepted_s is not None:
            self._over(channel, now_s)

    def _presence(self, online: bool, boot_id: str, now_s: float) -> None:
        if not online:
            if self.online:
                self.gone(f"module {self.name} is away: its last will came", now_s)
            return
        restarted = self._boot_id not in {"", boot_id}
        self._boot_id = boot_id
        if restarted:
            self._line.alarm(AlarmKind.BOARD_RESTARTED, self.board, f"module {self.name} came back as {boot_id!r}")
            self.gone(f"module {self.name} restarted", now_s)
        if not self.online:
            self.online = True
            self._heard_s = now_s
            self._line.book.present(self.board, now_s)
            self._greeting.begin(now_s)
        elif not self.dialect.ready:
            # It came once more without having gone: what it was told before it may have forgotten.
            self._greeting.begin(now_s)

    # --- commands -----------------------------------------------------------------------------------------------

    def _begin(self, now_s: float) -> None:
        waiting, self._waiting = self._waiting, []
        for job in waiting:
            problem = self._problem(job, now_s)
            if problem:
                job.done(Result(now_s, cause=problem))
            elif not self._write(job, now_s):
                self._waiting.append(job)

    def _problem(self, job: Job, now_s: float) -> str:
        """Why this job ends unwritten; empty if it does not."""
        if not isinstance(job.command, Unlock):
            return "door modules tell by themselves, and are not asked"
        if job.withdrawn:
            return "nobody waits for it any more"
        if not self.online:
            return f"module {self.name} is away"
        return "the module was not ready in time" if now_s >= job.deadline_s else ""

    def _write(self, job: Job, now_s: float) -> bool:
        """False: it must wait, for the end of another pulse or for the module's word."""
        channel = job.command.channel if isinstance(job.command, Unlock) else 0
        if channel in self._pulses:
            return False
        publication = self.dialect.unlock(channel, now_s)
        if publication is None:
            return False
        place = job.contact or (self.board, channel)
        self._line.book.hold(place)
        sent = self._line.send(publication, now_s)
        if sent is None:
            self._line.book.release(place, now_s, now_s)
            job.done(Result(now_s, cause="the broker is away"))
            return True
        self._pulses[channel] = Pulse(
            job, place, sent, now_s, now_s + ANSWER_S, now_s < self._owed_s.get(channel, -math.inf)
        )
        return True

    def _watch(self, channel: int, pulse: Pulse, now_s: float) -> None:
        if pulse.accepted_s is not None and self._line.book.opened_meanwhile(pulse.place):
            self._succeed(pulse, now_s)
        if now_s < pulse.look_s:
            return
        if pulse.accepted_s is None:
            self._unanswered(channel, now_s)
        elif pulse.asked_off:
            self._stuck(channel, now_s)
        else:
            pulse.asked_off = True
            pulse.look_s = now_s + STUCK_S
            question = self.dialect.ask_output(channel)
            if question is not None:
                self._line.send(question, now_s)

    def _unanswered(self, channel: int, now_s: float) -> None:
        pulse = self._pulses.pop(channel)
        self._line.log.timeouts += 1
        topic = pulse.sent.publication.topic
        cause = (
            f"module {self.name} did not answer"
            if pulse.sent.echoed
            else f"the broker did not pass the command on: may we write to {topic}, and read it?"
        )
        self._lose(pulse, cause, now_s)

    def _lose(self, pulse: Pulse, cause: str, now_s: float) -> None:
        """Whether it was pulsed nobody knows: a contact that said open can still tell, a closed one means nothing."""
        if not self.dialect.answers_by_id and isinstance(pulse.job.command, Unlock):
            self._owed_s[pulse.job.command.channel] = now_s + OWED_S
        opened = self._line.book.opened_meanwhile(pulse.place)
        self._tell(pulse, Result(now_s, written_s=pulse.written_s, cause=cause, link_lost=not opened), now_s)

    def _stuck(self, channel: int, now_s: float) -> None:
        pulse = self._pulses.pop(channel)
        detail = f"module {self.name} does not say that output {channel} is off again"
        self._line.alarm(AlarmKind.OUTPUT_STUCK, self.board, detail)
        release = self.dialect.release(channel)
        if release is not None:
            self._line.send(release, now_s)
        self._lose(pulse, detail, now_s)

    def _over(self, channel: int, now_s: float) -> None:
        """The module began the pulse and ended it."""
        pulse = self._pulses.pop(channel)
        if pulse.told:
            return
        if pulse.doubtful:
            self._lose(pulse, f"module {self.name} may have answered an earlier command", now_s)
            return
        self._succeed(pulse, now_s)
        over_s = max(now_s, pulse.written_s + self._pulse_s)
        self._line.confirm(pulse.place, now_s)
        self._line.confirm(pulse.place, over_s + self._jam_after_s + MARGIN_S)

    def _refuse(self, channel: int, refused: Refused, now_s: float) -> None:
        pulse = self._pulses.pop(channel)
        answer = Frame(FrameKind.ANSWER, self.board, {}, refused.payload, refused=refused.reason)
        cause = f"module {self.name} refused: {refused.reason}"
        self._tell(pulse, Result(now_s, written_s=pulse.written_s, answer=answer, cause=cause), now_s)

    def _succeed(self, pulse: Pulse, now_s: float) -> None:
        answer = Frame(FrameKind.ANSWER, self.board, {}, pulse.answer)
        self._tell(pulse, Result(now_s, written_s=pulse.written_s, answer=answer), now_s)

    def _tell(self, pulse: Pulse, result: Result, now_s: float) -> None:
        if not pulse.told:
            pulse.told = True
            pulse.job.done(result)
            self._line.book.release(pulse.place, now_s, now_s)

    def _moments(self) -> Iterator[float]:
        if self.online:
            yield self._heard_s + self.dialect.silent_after_s
        yield from (pulse.look_s for pulse in self._pulses.values())
        if not self.busy:
            yield self._greeting.due_s
        yield self._confirmations.wake_s()
        yield from (job.deadline_s for job in self._waiting)
