"""`commission`: performs the commissioning walk with questions on the terminal."""

import re
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from locker_driver.cli.bench import Bench, measure_echo, open_bench
from locker_driver.cli.options import doors as chosen_doors
from locker_driver.cli.output import Output
from locker_driver.cli.words import ALSO, finding_text, question_text
from locker_driver.commissioning import begin, step
from locker_driver.commissioning_phases import Walk
from locker_driver.commissioning_proposal import proposed_channels
from locker_driver.commissioning_words import (
    Ask,
    Confirmed,
    DoorSeen,
    Effect,
    Event,
    Finished,
    Look,
    MeasureEcho,
    NoneSeen,
    Pulse,
    Question,
    Redo,
    Report,
    SeveralSeen,
    Skipped,
    Stopped,
    Store,
)
from locker_driver.config import BankConfig, Channel
from locker_driver.door_map import door_text
from locker_driver.proof import armed_doors
from locker_driver.proof_file import load_proof, save_proof

PROVEN: Final = 0
NOT_PROVEN: Final = 1
_NUMBER: Final = re.compile(r"\d{1,4}")
_SEEN: Final[Mapping[str, Event]] = {
    "n": NoneSeen(),
    "none": NoneSeen(),
    "s": SeveralSeen(),
    "several": SeveralSeen(),
}


def commission(options: Namespace, config: BankConfig, output: Output) -> int:
    """0 if every door that was to be walked is proven, 1 if not. Raises ConfigError."""
    performer = Performer(config, options.proof, options.by, output)
    doors = chosen_doors(options, config)
    if options.doors is None or options.config is None:
        armed = armed_doors(performer.proof, config)
        doors = tuple(number for number in doors if number not in armed)
        if armed:
            output.remark(f"doors {door_text(armed)} are proven already")
    if not doors:
        return PROVEN
    save_proof(performer.proof, options.proof)  # not only after the first door does one want to know that it cannot
    with closing(performer):
        walk = performer.walk(doors)
    _tell_end(output, config, walk)
    return PROVEN if set(doors) <= armed_doors(performer.proof, config) else NOT_PROVEN


class Performer:
    """Carries out what the walk asks for. The ports are open from the first look to close()."""

    def __init__(self, config: BankConfig, path: Path, by: str, output: Output) -> None:
        self.proof = load_proof(path)
        self._config = config
        self._path = path
        self._by = by
        self._output = output
        self._stack = ExitStack()
        self._bench: Bench | None = None

    def close(self) -> None:
        self._stack.close()

    def walk(self, doors: tuple[int, ...]) -> Walk:
        walk, effects = begin(self._config, doors)
        while (event := self._perform(effects) or self._ask_again(walk)) is not None:
            walk, effects = step(walk, event)
        return walk

    def _ask_again(self, walk: Walk) -> Event | None:
        """An answer that led nowhere, such as a door that the bank does not have."""
        return None if walk.asked is None else self._ask(walk.asked)

    def _perform(self, effects: tuple[Effect, ...]) -> Event | None:
        """The answer to the one effect that wants one; None when the walk is over."""
        event: Event | None = None
        for effect in effects:
            match effect:
                case MeasureEcho(bus):
                    event = measure_echo(self._config, bus)
                case Look(number):
                    event = self._boards().look(number)
                case Pulse(number):
                    self._output.remark(f"door {number} is pulsed")
                    event = self._boards().pulse(number)
                case Ask():
                    event = self._ask(effect)
                case Store() | Report() | Finished():
                    self._note(effect)
        return event

    def _boards(self) -> Bench:
        if self._bench is None:
            self._bench = self._stack.enter_context(open_bench(self._config))
        return self._bench

    def _note(self, effect: Store | Report | Finished) -> None:
        match effect:
            case Store(number):
                at = datetime.now(UTC).isoformat(timespec="seconds")
                self.proof = self.proof.having(number, effect.stamped(self._by, at))
                save_proof(self.proof, self._path)
                self._output.tell(f"door {number} is proven", {"proven": number})
            case Report(finding, doors):
                for number in doors:
                    self.proof = self.proof.without(number)
                save_proof(self.proof, self._path)
                text = finding_text(finding)
                record = {"finding": finding.code, "door": finding.door, "params": dict(finding.params), "text": text}
                self._output.tell(f"! {text}", record)
            case Finished():
                pass

    def _ask(self, ask: Ask) -> Event:
        text = question_text(ask)
        while True:
            also = ALSO if ask.question is Question.CLOSE_ALL else ""
            self._output.tell(f"{text}{also}", {"ask": ask.question, "door": ask.door, "text": text})
            typed = sys.stdin.readline()
            event = read_answer(ask, typed.strip().lower()) if typed else Stopped()
            if event is not None:
                return event
            self._output.tell("that is no answer", {"problem": "that is no answer"})


def read_answer(ask: Ask, typed: str) -> Event | None:
    """What the person means, or None if that is unclear."""
    word, _, number = typed.partition(" ")
    match word:
        case "stop" | "quit" | "q":
            return Stopped()
        case "skip":
            return Skipped()
        case "redo" if _NUMBER.fullmatch(number.strip()):
            return Redo(int(number))
    if ask.question is not Question.WHICH_OPENED:
        return Confirmed() if typed in {"", "y", "yes", "ok"} else None
    if _NUMBER.fullmatch(typed):
        return DoorSeen(int(typed))
    return _SEEN.get(typed)


def _tell_end(output: Output, config: BankConfig, walk: Walk) -> None:
    proposed = proposed_channels(config, walk.findings)
    if proposed:
        output.remark("in the bank file this is how it is wired:")
    for number, place in sorted(proposed.items()):
        output.tell("\n".join(_toml(number, place)), {"proposal": number, **asdict(place)})
    rest = {*walk.left, *walk.skipped}
    left = f", not walked: {door_text(rest)}" if rest else ""
    record = {"proven": sorted(walk.proven), "not_walked": sorted(rest)}
    output.tell(f"proven: {door_text(walk.proven) or 'none'}{left}", record)


def _toml(number: int, place: Channel) -> Iterator[str]:
    yield f'  {place.bus}: doors."{number}" = "{place.board}:{place.channel}"'
    if place.sensor_channel:
        board, channel = place.contact
        yield f'  {place.bus}: sensors."{number}" = "{board}:{channel}"'
