"""The technician's words for buses and alarms: what is wrong, and what to look at first."""

from typing import Final, Literal

from PySide6.QtCore import QCoreApplication

from kiosk.messages import AlarmLine, BusLine
from ui.viewmodels.words import fill

translate = QCoreApplication.translate

FEW: Final = 0.02
"""Up to this share of faults a line is what lines are."""


def link(bus: BusLine) -> str:
    match bus.state:
        case "connected":
            return translate("Bus", "connected")
        case "connecting":
            return translate("Bus", "connecting")
        case "disconnected":
            return translate("Bus", "disconnected")
        case "unreachable":
            return translate("Bus", "away for long")


def hint(bus: BusLine) -> str:
    """What to look at first, or nothing where all is well."""
    match bus.state:
        case "disconnected":
            return translate("Bus", "The adapter is not there. Check its plug and its cable.")
        case "unreachable":
            return translate("Bus", "The adapter has been away for long. Check its plug, or the converter's address.")
        case "connecting":
            return translate("Bus", "No board answers. Check their power, the wires A and B, baud rate and address.")
        case "connected":
            return _line_hint(bus)


def _line_hint(bus: BusLine) -> str:
    some = max(1.0, bus.sent * FEW)
    if bus.timeouts > some and bus.echoes > bus.sent / 2:
        return translate("Bus", "Our own bytes come back. Check the setting “echo” in the bank file.")
    if bus.bad_checks > some or bus.garbage_bytes > 8 * some:
        return translate("Bus", "Answers arrive damaged. Check the baud rate, 120 Ω at both ends and a common ground.")
    if bus.timeouts > some:
        return translate("Bus", "Questions get no answer. Check each board's power and address, and for loose wires.")
    if bus.late_frames > some:
        return translate("Bus", "Answers come late. A slow converter, or the latency timer of the adapter.")
    return ""


def alarm(line: AlarmLine) -> str:
    """An alarm as one sentence."""
    where = line.bus if line.board is None else fill(translate("Bus", "%1, board %2"), line.bus, line.board)
    door = line.door or 0
    match line.kind:
        case "held_open":
            return fill(translate("Bus", "Door %1 stands open."), door)
        case "opened_without_command":
            return fill(translate("Bus", "Door %1 opened without a command."), door)
        case "brown_out":
            return fill(translate("Bus", "Boards fell silent after a pulse: is the supply too weak? (%1)"), where)
        case "duplicate_port":
            return fill(translate("Bus", "Two adapters claim to be the one of this bus. (%1)"), where)
        case "retained_command" | "foreign_command" | "board_restarted" | "output_stuck":
            return _module_alarm(line.kind, where)
        case "wrong_door" | "entrapment" | "bulk_limit" | "custody_conflict" | "handover_conflict":
            return _hand_over_alarm(line.kind, door)
        case "event_set_aside" | "command_rejected" | "journal_rolled_back" | "clock" | "backend_key" | "issuer_keys":
            return _books_alarm(line.kind)


_ModuleAlarm = Literal["retained_command", "foreign_command", "board_restarted", "output_stuck"]
_HandOverAlarm = Literal["wrong_door", "entrapment", "bulk_limit", "custody_conflict", "handover_conflict"]
_BooksAlarm = Literal[
    "event_set_aside", "command_rejected", "journal_rolled_back", "clock", "backend_key", "issuer_keys"
]


def _module_alarm(kind: _ModuleAlarm, where: str) -> str:
    match kind:
        case "retained_command":
            return fill(translate("Bus", "A stored command to a door module was refused. (%1)"), where)
        case "foreign_command":
            return fill(translate("Bus", "Somebody else commands a door module. (%1)"), where)
        case "board_restarted":
            return fill(translate("Bus", "A door module has restarted. (%1)"), where)
        case "output_stuck":
            return fill(translate("Bus", "A lock may still be powered after its pulse. Cut its power. (%1)"), where)


def _hand_over_alarm(kind: _HandOverAlarm, door: int) -> str:
    match kind:
        case "wrong_door":
            return fill(translate("Bus", "Door %1 opened when another should have. Check the wiring."), door)
        case "entrapment":
            return fill(translate("Bus", "Somebody may be inside door %1. Look now."), door)
        case "bulk_limit":
            return translate("Bus", "Too many doors were asked for at once. They now open more slowly.")
        case "custody_conflict":
            return fill(translate("Bus", "Door %1 does not hold what the records say. Look, and resolve it."), door)
        case "handover_conflict":
            return fill(translate("Bus", "Door %1 was emptied, but the shop's books say otherwise."), door)


def _books_alarm(kind: _BooksAlarm) -> str:
    match kind:
        case "event_set_aside":
            return translate("Bus", "The shop's system refuses an event. It is kept here, set aside.")
        case "command_rejected":
            return translate("Bus", "A command from outside was refused.")
        case "journal_rolled_back":
            return translate("Bus", "The journal is older than the shop's system knows it. Was a disk restored?")
        case "clock":
            return translate("Bus", "The clock can't be trusted. Check the network and the clock's battery.")
        case "backend_key":
            return translate("Bus", "The shop's system refuses this kiosk's key. It needs a new one.")
        case "issuer_keys":
            return translate("Bus", "The shop's system named keys that can't be used. The old ones still count.")
