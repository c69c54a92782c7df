"""What time it is as far as a kiosk can know, and what that is worth (invariants T1 to T3, docs/adr/0012).

Kiosk time is a lower bound: what trusted time said last, plus what the monotonic clock has counted since. The machine's
own wall clock only witnesses for or against a claim; it moves nothing. Setting it back therefore revives nothing, and
setting it forward expires nothing. A mark on disk carries the bound over a restart.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

EARLIEST_UTC: Final = 1_767_225_600.0
"""2026-01-01: no kiosk of this program ran earlier. Boards without a battery start in 1970 or at a build date."""
LATEST_UTC: Final = 4_102_444_800.0
"""2100-01-01. Whatever claims more is broken or lies."""

_DAY_S: Final = 86_400.0


class ClockState(StrEnum):
    """TRUSTED: this start of the machine has heard trusted time. HELD: not yet, and the machine's clock is plausible.
    UNTRUSTED: it is not, or somebody whose word counts says otherwise.
    """

    TRUSTED = "trusted"
    HELD = "held"
    UNTRUSTED = "untrusted"


class Verdict(StrEnum):
    """What became of a claim."""

    AGREES = "agrees"
    ADOPTED = "adopted"  # kiosk time jumped to it
    WAITING = "waiting"  # a second one has to confirm it
    BEHIND = "behind"  # says less than what is known to have passed
    AHEAD = "ahead"  # says more than it is believed on
    ABSURD = "absurd"


REFUSED: Final = frozenset({Verdict.BEHIND, Verdict.AHEAD, Verdict.ABSURD})


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a claim is believed, since a mark that was raised is never lowered.

    Forward by `off_max_s` with the machine's clock as witness (within `agree_s`), and only in the first adoption after
    the machine started. Else by `alone_max_s` altogether, when two claims at least `confirm_s` apart agree. `slack_s`
    and `drift` (seconds in a second) bound what is no jump at all but an inexact clock.
    """

    off_max_s: float = 400 * _DAY_S
    alone_max_s: float = 7 * _DAY_S
    confirm_s: float = 60.0
    agree_s: float = 300.0
    slack_s: float = 2.0
    drift: float = 2e-4


@dataclass(frozen=True, slots=True)
class Reading:
    """The machine's clocks at one moment. `boot` names this start of the machine; the monotonic clock counts in it."""

    boot: str
    monotonic_s: float
    system_utc: float


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody trusted said that it was between `utc` and `utc + error_s` at `monotonic_s`.

    `own`: it may come from this machine's own clock, which then is no witness.
    """

    utc: float
    error_s: float
    monotonic_s: float
    own: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What outlives the process: it was `utc` when the monotonic clock of `boot` showed `monotonic_s`.

    `jumped_s` is what claims without a witness have moved it in this boot; `synced_utc` when the list was last synced.
    """

    utc: float
    boot: str
    monotonic_s: float
    trusted: bool
    jumped_s: float = 0.0
    synced_utc: float | None = None


@dataclass(frozen=True, slots=True)
class KioskTime:
    """The state of the clock. At `base_s` it was `base_utc`; `correction_s` steers within the drift; never below
    `least_utc`. `marked`: it descends from trusted time. `contradicted`: the last claim was refused.
    """

    base_utc: float
    base_s: float
    least_utc: float
    marked: bool
    trusted: bool
    correction_s: float = 0.0
    jumped_s: float = 0.0
    contradicted: bool = False
    waiting: Claim | None = None


def begin(mark: Mark | None, now: Reading) -> KioskTime:
    """The time at the start of the core. Without a mark nothing is held yet that could expire: the machine's clock
    has to do until trusted time is heard.
    """
    if mark is None:
        base = now.system_utc if _sane(now.system_utc) else EARLIEST_UTC
        return KioskTime(base, now.monotonic_s, base, marked=False, trusted=False)
    if mark.boot and mark.boot == now.boot and now.monotonic_s >= mark.monotonic_s:
        # Only the process was restarted: the monotonic clock has counted all the while.
        return KioskTime(
            mark.utc, mark.monotonic_s, mark.utc, marked=True, trusted=mark.trusted, jumped_s=mark.jumped_s
        )
    return KioskTime(mark.utc, now.monotonic_s, mark.utc, marked=True, trusted=False)


def utc_at(time: KioskTime, monotonic_s: float) -> float:
    """At least so late it is."""
    return max(time.least_utc, _line(time, monotonic_s) + time.correction_s)


def state_at(time: KioskTime, now: Reading, limits: Limits) -> ClockState:
    """What that is worth."""
    if time.trusted:
        return ClockState.TRUSTED
    ahead_s = now.system_utc - utc_at(time, now.monotonic_s)
    plausible = _sane(now.system_utc) and -limits.agree_s <= ahead_s <= limits.off_max_s
    return ClockState.HELD if plausible and not time.contradicted else ClockState.UNTRUSTED


def mark_at(time: KioskTime, now: Reading, synced_utc: float | None) -> Mark | None:
    """What to keep on disk; None while no trusted time has ever been heard."""
    if not time.marked:
        return None
    return Mark(
        utc_at(time, now.monotonic_s), now.boot, now.monotonic_s, time.trusted, time.jumped_s, synced_utc=synced_utc
    )


def hear(time: KioskTime, claim: Claim, system_utc: float, limits: Limits) -> tuple[KioskTime, Verdict]:
    """The time after a claim. `system_utc` is the machine's clock at the claim's moment."""
    if not (_sane(claim.utc) and claim.error_s >= 0):
        return _refuse(time), Verdict.ABSURD
    line = _line(time, claim.monotonic_s)
    off_s = _nearest(line, claim) - line
    inexact_s = limits.slack_s + limits.drift * max(0.0, claim.monotonic_s - time.base_s)
    if abs(off_s) <= inexact_s:
        return _steer(time, claim, line), Verdict.AGREES
    if off_s < 0 and time.marked:
        return _refuse(time), Verdict.BEHIND
    return _jump(time, claim, system_utc, off_s, limits)


def _jump(time: KioskTime, claim: Claim, system_utc: float, off_s: float, limits: Limits) -> tuple[KioskTime, Verdict]:
    witnessed = not claim.own and not time.trusted and abs(system_utc - claim.utc) <= limits.agree_s + claim.error_s
    if time.marked and off_s > (limits.off_max_s if witnessed else limits.alone_max_s - time.jumped_s):
        return _refuse(time), Verdict.AHEAD
    if not witnessed and not _confirmed(time.waiting, claim, limits):
        first = time.waiting if _agree(time.waiting, claim, limits) else claim
        return replace(time, waiting=first), Verdict.WAITING
    alone_s = off_s if time.marked and not witnessed else 0.0
    adopted = KioskTime(
        claim.utc, claim.monotonic_s, claim.utc, marked=True, trusted=True, jumped_s=time.jumped_s + alone_s
    )
    return adopted, Verdict.ADOPTED


def _steer(time: KioskTime, claim: Claim, line: float) -> KioskTime:
    """Within the claim, by as little as possible, and never back. The bound is measured from the last base, not from
    the last claim: nobody drags the clock away in small steps.
    """
    least = utc_at(time, claim.monotonic_s)
    correction_s = _nearest(line + time.correction_s, claim) - line
    return replace(
        time,
        least_utc=least,
        correction_s=correction_s,
        marked=True,
        trusted=True,
        contradicted=False,
        waiting=None,
    )


def _refuse(time: KioskTime) -> KioskTime:
    return replace(time, contradicted=True, waiting=None)


def _confirmed(first: Claim | None, claim: Claim, limits: Limits) -> bool:
    return (
        first is not None and claim.monotonic_s - first.monotonic_s >= limits.confirm_s and _agree(first, claim, limits)
    )


def _agree(first: Claim | None, claim: Claim, limits: Limits) -> bool:
    if first is None:
        return False
    passed_s = claim.monotonic_s - first.monotonic_s
    off_s = abs((claim.utc - first.utc) - passed_s)
    return off_s <= limits.slack_s + max(first.error_s, claim.error_s) + limits.drift * passed_s


def _line(time: KioskTime, monotonic_s: float) -> float:
    return time.base_utc + max(0.0, monotonic_s - time.base_s)


def _nearest(utc: float, claim: Claim) -> float:
    return min(max(utc, claim.utc), claim.utc + claim.error_s)


def _sane(utc: float) -> bool:
    return EARLIEST_UTC <= utc <= LATEST_UTC
