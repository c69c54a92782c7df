"""Words of the library: doors, outcomes, changes, alarms, figures. Settings are in `locker_driver.config`."""

from dataclasses import dataclass
from enum import StrEnum


class DoorState(StrEnum):
    """What the sensor in the lock says of the leaf. Never "locked": no such sensor exists."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class UnlockOutcome(StrEnum):
    """What may be claimed after one pulse."""

    OPENED = "opened"
    ALREADY_OPEN = "already_open"
    JAMMED = "jammed"
    UNKNOWN = "unknown"


class DoorChange(StrEnum):
    """What happened to a door. LOST and BACK mean that its board stopped and began to answer.

    HELD_OPEN: it has stood open for `lock.held_open_s`; told once until it closes.
    """

    CLOSED = "closed"
    OPENED = "opened"
    OPENED_WITHOUT_COMMAND = "opened_without_command"
    HELD_OPEN = "held_open"
    LOST = "lost"
    BACK = "back"


class LinkState(StrEnum):
    """DISCONNECTED: the port is away. CONNECTING: it is open (or was never tried), no board has answered on it yet.

    CONNECTED: a board answered a status query. UNREACHABLE: the port has been away for long; it is still tried, but
    seldom.
    """

    CONNECTED = "connected"
    CONNECTING = "connecting"
    DISCONNECTED = "disconnected"
    UNREACHABLE = "unreachable"


class AlarmKind(StrEnum):
    """What an operator has to look at.

    BROWN_OUT: boards fell silent right after a pulse. DUPLICATE_PORT: two adapters claim one identity.
    RETAINED_COMMAND, FOREIGN_COMMAND: somebody else commands a door module. BOARD_RESTARTED: a module came back with a
    new boot id.
    OUTPUT_STUCK: a module does not say that its output is off after a pulse; the solenoid may be burning.
    """

    BROWN_OUT = "brown_out"
    DUPLICATE_PORT = "duplicate_port"
    RETAINED_COMMAND = "retained_command"
    FOREIGN_COMMAND = "foreign_command"
    BOARD_RESTARTED = "board_restarted"
    OUTPUT_STUCK = "output_stuck"


@dataclass(frozen=True, slots=True)
class BankAlarm:
    """`bus` names the line, `board` is None when it is about the whole line. `detail` is English, for the log."""

    kind: AlarmKind
    bus: str
    board: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class UnlockReport:
    """One unlock in facts. Times are CLOCK_MONOTONIC seconds, None for what was not seen.

    `written_s`: the operating system took the last byte of the request. `acknowledged_s`: the board's answer was
    complete. `opened_s`: the sensor read open. `cause` says in English why an outcome is UNKNOWN, for the log.
    """

    outcome: UnlockOutcome
    written_s: float | None = None
    acknowledged_s: float | None = None
    opened_s: float | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class BusFigures:
    """One line in figures, since start. `state` is a LinkState.

    `late_frames`: answers to a question that was over. `echoes`: our own bytes that came back.
    `efficiency`: time that bytes took on the wire, as a share of the time that questions took.
    """

    name: str
    port: str
    state: str
    sent: int
    received: int
    timeouts: int
    bad_checks: int
    garbage_bytes: int
    late_frames: int = 0
    echoes: int = 0
    efficiency: float = 0.0
