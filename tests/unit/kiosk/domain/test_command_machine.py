"""Commands under everything a network may do to them: kept, repeated, delayed, reordered, over restarts (A5, A6)."""

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from kiosk.domain.command import Command, Moment, is_answer, judge, parse
from kiosk.domain.record import CommandTrace
from tests.helpers.commands import TERMINAL, VERIFIER, command, signed


@dataclass(frozen=True)
class Made:
    """What the operator signed, and to which question."""

    raw: bytes
    command: Command
    question: int


class Commands(RuleBasedStateMachine):
    """A kiosk with a durable trace, and a model that knows only: one act a command, within its own question."""

    made = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.boot, self.question, self.now_s = 0, 0, 5000.0
        self.trusted = True
        self.judged: dict[str, int] = {}  # durable: id to counter
        self.counter = 0
        self.acted: list[tuple[str, int]] = []

    def moment(self, command_id: str, *, retained: bool) -> Moment:
        trace = CommandTrace(max(self.judged.values(), default=0), command_id in self.judged)
        utc_s = self.now_s if self.trusted else None
        return Moment(TERMINAL, f"{self.boot:016x}", f"{self.question:032x}", utc_s, trace, retained)

    @rule(target=made, life_s=st.sampled_from((1, 15, 60, 61)), other_terminal=st.booleans())
    def operator_signs(self, life_s: int, other_terminal: bool) -> Made:
        self.counter += 1
        given = command(
            terminal="/sites/9/kiosks/other" if other_terminal else TERMINAL,
            boot=f"{self.boot:016x}",
            nonce=f"{self.question:032x}",
            id=f"{self.counter:032x}",
            counter=self.counter,
            issued_at_ms=round(self.now_s * 1000),
            not_after_ms=round((self.now_s + life_s) * 1000),
        )
        return Made(signed(given), given, self.question)

    @rule(sent=made, retained=st.booleans(), busy=st.booleans())
    def network_delivers(self, sent: Made, retained: bool, busy: bool) -> None:
        found = parse(sent.raw)
        assert found is not None
        assert VERIFIER.verify(found)
        now = self.moment(found.command.id, retained=retained)
        rejected = judge(found.command, now) is not None or busy
        if is_answer(found.command, now) and not now.trace.known:
            self.judged[found.command.id] = found.command.counter
            self.question += 1
        if not rejected:
            assert not retained
            assert sent.command.terminal == TERMINAL
            assert sent.question == self.question - 1, "made for another question"
            assert not self.trusted or self.now_s * 1000 <= sent.command.not_after_ms
            assert sent.command.not_after_ms - sent.command.issued_at_ms <= 60_000
            self.acted.append((sent.command.id, sent.command.counter))

    @rule(pause_s=st.sampled_from((1, 10, 60, 30 * 86_400)))
    def time_passes(self, pause_s: int) -> None:
        self.now_s += pause_s

    @rule()
    def question_ends(self) -> None:
        self.question += 1

    @rule()
    def core_restarts(self) -> None:
        self.boot += 1
        self.question += 1

    @rule(trusted=st.booleans())
    def time_is_vouched_for(self, trusted: bool) -> None:
        self.trusted = trusted

    @invariant()
    def none_acted_twice_and_counters_only_rise(self) -> None:
        counters = [counter for _, counter in self.acted]
        assert counters == sorted(set(counters))


Commands.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestCommands = Commands.TestCase
