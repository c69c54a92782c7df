"""What a commissioning walk has found, in a technician's words: what is wrong, and which setting says so."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication

from kiosk.messages import FindingLine
from ui.viewmodels.words import fill

translate = QCoreApplication.translate

Params = Mapping[str, str | int]


def words(finding: FindingLine) -> str:
    """One finding as a sentence or two."""
    if finding.door is None:
        return _ABOUT_A_BUS[finding.code](finding.params)
    return _ABOUT_A_DOOR[finding.code](finding.door, finding.params)


def _echo(found: Params) -> str:
    if found["echo"] == "strip":
        return fill(translate("Finding", 'Bus %1 returns our own bytes. Set echo = "strip".'), found["bus"])
    return fill(translate("Finding", 'Bus %1 does not return our own bytes. Set echo = "off".'), found["bus"])


def _polarity(found: Params) -> str:
    text = translate("Finding", 'The contacts of bus %1 read the other way round. Set polarity = "%2".')
    return fill(text, found["bus"], found["polarity"])


def _group_order(found: Params) -> str:
    text = translate("Finding", "Bus %1 tells its groups of eight in the other order. Set msb_group_first = %2.")
    return fill(text, found["bus"], "true" if found["msb_group_first"] else "false")


def _silent(found: Params) -> str:
    text = translate("Finding", "Board %2 of bus %1 does not answer. Check its power, its address and its wires.")
    return fill(text, found["bus"], found["board"])


def _garbled(found: Params) -> str:
    text = translate("Finding", "Board %2 of bus %1 answers damaged: two boards with one address, or a bad line.")
    return fill(text, found["bus"], found["board"])


def _not_written(door: int, _: Params) -> str:
    return fill(translate("Finding", "Door %1: the pulse could not be sent. Look at its bus."), door)


def _nothing(door: int, found: Params) -> str:
    if not found["acknowledged"]:
        return fill(translate("Finding", "Door %1: nothing opened, and its board did not answer the pulse."), door)
    text = translate("Finding", "Door %1: nothing opened. Check the lock's wires at board %2, channel %3.")
    return fill(text, door, found["board"], found["channel"])


def _several(door: int, found: Params) -> str:
    text = translate(
        "Finding", "Door %1: more than one opened. Two boards with one address, or two locks on board %2, channel %3."
    )
    return fill(text, door, found["board"], found["channel"])


def _other(door: int, found: Params) -> str:
    text = translate("Finding", 'Door %2 opened instead of %1. Set doors "%2" = "%3:%4", or swap the wires.')
    return fill(text, door, found["seen"], found["board"], found["channel"])


def _elsewhere(door: int, found: Params) -> str:
    text = translate("Finding", 'Door %1: another contact followed. Set sensors "%1" = "%2:%3", or swap the wires.')
    return fill(text, door, found["board"], found["channel"])


def _inverted(door: int, _: Params) -> str:
    return fill(translate("Finding", "Door %1: only its contact reads the other way round. Use its other pin."), door)


def _no_feedback(door: int, found: Params) -> str:
    if found["reads"] == "closed":
        return fill(
            translate("Finding", "Door %1 opened, but still reads closed: contact cut, unwired or stuck."), door
        )
    return fill(translate("Finding", "Door %1 always reads open: contact cut, unwired or stuck."), door)


def _more(door: int, _: Params) -> str:
    return fill(translate("Finding", "Door %1: other contacts changed at the same time. Walk it again."), door)


def _stays_open(door: int, _: Params) -> str:
    return fill(translate("Finding", "Door %1 still reads open after it was closed. Check latch and contact."), door)


def _unsteady(door: int, _: Params) -> str:
    return fill(translate("Finding", "Door %1: its contact does not settle. Check its wires and its plug."), door)


_ABOUT_A_BUS: Final[Mapping[str, Callable[[Params], str]]] = {
    "echo": _echo,
    "polarity": _polarity,
    "group_order": _group_order,
    "board_silent": _silent,
    "board_garbled": _garbled,
}
_ABOUT_A_DOOR: Final[Mapping[str, Callable[[int, Params], str]]] = {
    "not_written": _not_written,
    "nothing_opened": _nothing,
    "several_opened": _several,
    "other_opened": _other,
    "sensor_elsewhere": _elsewhere,
    "sensor_inverted": _inverted,
    "no_feedback": _no_feedback,
    "more_changed": _more,
    "stays_open": _stays_open,
    "unsteady": _unsteady,
}
