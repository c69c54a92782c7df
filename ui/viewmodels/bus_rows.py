"""Buses and alarms as rows of the technician's tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from kiosk.messages import AlarmLine, BusLine
from ui.viewmodels import bus_words
from ui.viewmodels.service_words import ago
from ui.viewmodels.words import fill

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class BusRow:
    """One bus as a line of the table. `detail`: what to look at, or its figures where all is well."""

    name: str
    port: str
    link: str
    well: bool
    detail: str
    spoken: str


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One alarm, and how long ago it was heard of."""

    text: str
    age: str


def bus_row(bus: BusLine) -> BusRow:
    hint, link = bus_words.hint(bus), bus_words.link(bus)
    figures = fill(
        translate("Bus", "sent %1 · received %2 · time-outs %3 · bad checks %4 · garbage %5 B"),
        *(bus.sent, bus.received, bus.timeouts, bus.bad_checks, bus.garbage_bytes),
    )
    return BusRow(bus.name, bus.port, link, not hint, hint or figures, f"{bus.name}, {link}")


def alarm_rows(alarms: Iterable[AlarmLine]) -> list[AlarmRow]:
    return [AlarmRow(bus_words.alarm(alarm), ago(alarm.ago_s)) for alarm in alarms]
