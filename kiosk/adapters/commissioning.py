"""Performs the library's commissioning walk on the kiosk's own bank: its sensors look, the session pulses."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kiosk.adapters.arming import Arming
from kiosk.adapters.bank import Bank
from kiosk.ports import Clock, WalkFinding, WalkNow
from locker_driver import ConfigError as DriverConfigError
from locker_driver import commissioning, commissioning_phases
from locker_driver.commissioning_phases import Walk
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
    Pulsed,
    Report,
    SeveralSeen,
    Skipped,
    Stopped,
    Store,
)
from locker_driver.proof import Proof
from locker_driver.proof_file import save_proof

log = logging.getLogger(__name__)

_QUEUE_SIZE: Final = 64
"""Far more than a person touches while one look lasts."""
_DOING: Final[Mapping[type[commissioning_phases.Phase], str]] = {
    commissioning_phases.Measuring: "measuring",
    commissioning_phases.Before: "before",
    commissioning_phases.Pulsing: "pulsing",
    commissioning_phases.Opened: "after_pulse",
    commissioning_phases.After: "after_closing",
}
_ANSWERS: Final[Mapping[str, Event]] = {
    "confirmed": Confirmed(),
    "none": NoneSeen(),
    "several": SeveralSeen(),
    "skip": Skipped(),
}


@dataclass(frozen=True, slots=True)
class _Begin:
    """A walk by this person."""

    actor: str


class Walker:
    """Satisfies `ports.Commissioning`; `run` must be running.

    `wants_pulse` is told a door, and the session answers with `pulsed` once the outcome is durable. `changed` is told
    when `now` or the arming has become different.
    """

    def __init__(
        self,
        *,
        bank: Bank,
        arming: Arming,
        proof_path: Path,
        clock: Clock,
        wants_pulse: Callable[[int], None],
        changed: Callable[[], None],
    ) -> None:
        self._bank = bank
        self._wiring = arming.wiring
        self._arming = arming
        self._proof_path = proof_path
        self._clock = clock
        self._wants_pulse = wants_pulse
        self._changed = changed
        self._walk: Walk | None = None
        self._actor = ""
        self._saved = True
        self._heard: asyncio.Queue[Event | _Begin] = asyncio.Queue(_QUEUE_SIZE)

    def now(self) -> WalkNow | None:
        walk = self._walk
        if walk is None:
            return None
        return WalkNow(
            doing=_DOING.get(type(walk.phase), ""),
            asked=walk.asked.question.value if walk.asked else "",
            asked_door=walk.asked.door if walk.asked else None,
            door=walk.door,
            left=walk.left,
            proven=walk.proven,
            skipped=walk.skipped,
            findings=tuple(WalkFinding(found.code.value, found.door, found.params) for found in walk.findings),
            ended=isinstance(walk.phase, commissioning_phases.Ended),
            saved=self._saved,
        )

    def begin(self, actor: str) -> None:
        self._walk = None
        self._heard.put_nowait(_Begin(actor))

    def answer(self, answer: str, number: int) -> None:
        if self._heard.qsize() < _QUEUE_SIZE // 2:  # touches may be lost, the end of a pulse may not
            self._heard.put_nowait(DoorSeen(number) if answer == "door" else _ANSWERS[answer])

    def pulsed(self, number: int) -> None:
        self._arming.walking = None
        report = self._bank.report(number)
        if report is None:
            ended = Pulsed(number, written=False, problem="the bank was not asked")
        else:
            written, acknowledged = report.written_s is not None, report.acknowledged_s is not None
            ended = Pulsed(number, written, acknowledged, report.cause)
        self._heard.put_nowait(ended)

    def stop(self) -> None:
        self._arming.walking = None
        self._heard.put_nowait(Stopped())

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            match await self._heard.get():
                case _Begin(actor):
                    self._actor, self._saved = actor, True
                    await self._go_on(*commissioning.begin(self._wiring, sorted(self._arming.unproved)))
                case event if self._walk is not None:
                    await self._go_on(*commissioning.step(self._walk, event))

    async def _go_on(self, walk: Walk, effects: tuple[Effect, ...]) -> None:
        self._walk = walk
        self._changed()
        for effect in effects:
            await self._perform(effect)

    async def _perform(self, effect: Effect) -> None:
        match effect:
            case MeasureEcho(bus):
                self._heard.put_nowait(await self._bank.looks.measure_echo(bus))
            case Look(number):
                self._heard.put_nowait(await self._bank.looks.look(number))
            case Pulse(number):
                self._arming.walking = number
                self._wants_pulse(number)
            case Store(number):
                at = datetime.fromtimestamp(self._clock.utc_s(), UTC).isoformat(timespec="seconds")
                await self._keep(self._arming.proof.having(number, effect.stamped(self._actor, at)))
            case Report(_, doors):
                # What was proved of these before is true no longer: of one door, or of all behind a board or a bus.
                proof = self._arming.proof
                for number in doors:
                    proof = proof.without(number)
                await self._keep(proof)
            case Ask() | Finished():
                pass

    async def _keep(self, proof: Proof) -> None:
        """A proof that is not on the disk arms nothing, and the walk shows it."""
        try:
            await asyncio.to_thread(save_proof, proof, self._proof_path)
        except DriverConfigError as error:
            log.error("%s", error)  # noqa: TRY400 - the trace says no more
            self._saved = False
        else:
            self._arming.proof = proof
        self._changed()
