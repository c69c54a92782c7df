"""`status`, `open`, `watch` and `stats`: a bank for as long as the command runs."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from typing import Final

from locker_driver.bank import DoorBank
from locker_driver.cli.output import Output
from locker_driver.cli.told_port import Told, told_port
from locker_driver.config import BankConfig, Channel
from locker_driver.errors import UnknownDoorError
from locker_driver.jobs import Result
from locker_driver.models import BankAlarm, DoorChange, DoorState, UnlockOutcome, UnlockReport
from locker_driver.open_port import open_port
from locker_driver.permit import PermitIssuer

READY_S: Final = 3.0
"""Until a board that is there has answered twice, at 9600 baud and behind a serial server."""
ELSEWHERE_S: Final = 1.2
"""After an outcome that is no opening: two readings of every other board."""
EXIT: Final = {
    UnlockOutcome.OPENED: 0,
    UnlockOutcome.ALREADY_OPEN: 0,
    UnlockOutcome.JAMMED: 3,
    UnlockOutcome.UNKNOWN: 4,
}
ANOTHER_OPENED: Final = 5
UNKNOWN: Final = 4
_OPENINGS: Final = frozenset({DoorChange.OPENED, DoorChange.OPENED_WITHOUT_COMMAND})


@asynccontextmanager
async def _bank(config: BankConfig, permits: PermitIssuer, told: Told | None = None) -> AsyncIterator[DoorBank]:
    bank = DoorBank(config, permits, open_port if told is None else told_port(told))
    bank.start()
    try:
        yield bank
    finally:
        await bank.stop()


async def status(config: BankConfig, doors: Sequence[int], output: Output) -> int:
    """One line a door. 4 if one of them is unknown."""
    async with _bank(config, PermitIssuer()) as bank:
        await bank.ready(READY_S)
        for number in doors:
            state, occupied, place = bank.door(number), bank.occupied(number), bank.place(number)
            parcel = {None: "", True: "  parcel", False: "  empty"}[occupied]
            output.tell(
                f"door {number:>4}  {state:<7}  {_where(place)}{parcel}",
                {"door": number, "state": state, "occupied": occupied, **_place(place)},
            )
        return UNKNOWN if any(bank.door(number) is DoorState.UNKNOWN for number in doors) else 0


async def open_door(config: BankConfig, number: int, output: Output) -> int:
    """The exit code says what became of it."""
    if number not in config.channels:
        raise UnknownDoorError(number)
    permits = PermitIssuer()
    others: list[int] = []
    begun_s = time.monotonic()

    def told(result: Result) -> None:
        for word, at_s in (("written", result.written_s), ("acknowledged", result.end_s if result.answer else None)):
            if at_s is not None:
                with suppress(BrokenPipeError):  # the outcome will not get through either, and says so
                    _tell_step(output, number, word, at_s - begun_s)

    def heard(other: int, change: DoorChange) -> None:
        if other != number and change in _OPENINGS:
            others.append(other)

    async with _bank(config, permits, told) as bank:
        await bank.ready(READY_S)
        bank.watch(heard)
        begun_s = time.monotonic()
        report = await bank.unlock_report(number, permits.issue(number, "command line"))
        _tell_outcome(output, number, report, (report.opened_s or time.monotonic()) - begun_s)
        if report.written_s is not None and report.outcome is not UnlockOutcome.OPENED:
            await asyncio.sleep(ELSEWHERE_S)
    for other in others:
        output.tell(f"door {other:>4}  opened instead, or at the same time", {"door": other, "step": "opened_too"})
    return ANOTHER_OPENED if others and report.outcome is not UnlockOutcome.OPENED else EXIT[report.outcome]


def _tell_step(output: Output, number: int, word: str, after_s: float) -> None:
    output.tell(
        f"door {number:>4}  {word:<12}  {after_s:6.3f} s", {"door": number, "step": word, "after_s": round(after_s, 4)}
    )


def _tell_outcome(output: Output, number: int, report: UnlockReport, after_s: float) -> None:
    cause = f"  {report.cause}" if report.cause else ""
    record = {"door": number, "step": report.outcome, "after_s": round(after_s, 4), "cause": report.cause}
    output.tell(f"door {number:>4}  {report.outcome:<12}  {after_s:6.3f} s{cause}", record)


async def watch(config: BankConfig, doors: Sequence[int], output: Output) -> int:
    """Until interrupted, or until nobody reads any more."""
    async with _bank(config, PermitIssuer()) as bank:
        gone = asyncio.get_running_loop().create_future()

        def tell(line: str, record: dict[str, object]) -> None:
            try:
                output.tell(line, record)
            except BrokenPipeError as error:
                if not gone.done():
                    gone.set_exception(error)

        def changed(number: int, change: DoorChange) -> None:
            if number in doors:
                at = _clock()
                tell(f"{at}  door {number:>4}  {change}", {"at": at, "door": number, "change": change})

        def alarmed(alarm: BankAlarm) -> None:
            at, where = _clock(), alarm.bus if alarm.board is None else f"{alarm.bus} board {alarm.board}"
            tell(f"{at}  {where}  {alarm.kind}: {alarm.detail}", {"at": at, "alarm": alarm.kind, **asdict(alarm)})

        bank.watch(changed)
        bank.watch_alarms(alarmed)
        if await bank.ready(READY_S):
            tell(f"{_clock()}  watching {len(doors)} doors", {"at": _clock(), "watching": len(doors)})
        else:
            lost = [number for number in doors if bank.door(number) is DoorState.UNKNOWN]
            tell(f"{_clock()}  watching, {len(lost)} doors unknown", {"at": _clock(), "unknown": lost})
        await gone
    return 0


async def stats(config: BankConfig, seconds: float, output: Output) -> int:
    """Counters of `seconds` of polling, and the last frames. 4 if no board of a line answered."""
    async with _bank(config, PermitIssuer()) as bank:
        await asyncio.sleep(seconds)
        figures, frames = bank.figures(), bank.frames()
    for line in figures:
        record = asdict(line)
        output.remark(f"{line.name}  {line.port}")
        for name, value in list(record.items())[2:]:
            output.remark(f"  {name:<14} {value:.3f}" if isinstance(value, float) else f"  {name:<14} {value}")
        for frame in frames[line.name]:
            output.remark(f"  {frame}")
        if output.as_json:
            output.tell("", record | {"frames": list(frames[line.name])})
    return 0 if all(line.received for line in figures) else UNKNOWN


def _where(place: Channel) -> str:
    return f"{place.bus} {place.board}:{place.channel}"


def _place(place: Channel) -> dict[str, object]:
    return {"bus": place.bus, "board": place.board, "channel": place.channel}


def _clock() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")
