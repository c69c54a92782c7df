"""The technician's words for how the kiosk itself is: clock, list, outbox, disk."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from kiosk.messages import ServiceScreen
from ui.viewmodels.service_words import ago
from ui.viewmodels.words import fill

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class SystemFact:
    """One fact; what is not `well` is for the technician to look into."""

    text: str
    well: bool = True


def facts(screen: ServiceScreen, *, storage_low: bool) -> list[SystemFact]:
    """All that is known, the version last."""
    outbox = SystemFact(fill(translate("System", "Outbox %1"), screen.outbox))
    return [_clock(screen), _list(screen), outbox, *_set_aside(screen), *_disk(screen, storage_low), _version(screen)]


def _clock(screen: ServiceScreen) -> SystemFact:
    match screen.clock:
        case "trusted":
            return SystemFact(translate("System", "Clock right"))
        case "held":
            return SystemFact(translate("System", "Clock held at the last sure time"), well=False)
        case "untrusted":
            return SystemFact(translate("System", "Clock not to be trusted"), well=False)


def _list(screen: ServiceScreen) -> SystemFact:
    age = screen.sync_age_s
    synced = ago(age) if age is not None else translate("System", "never")
    match screen.list_tier:
        case "fresh":
            text = translate("System", "List synced %1")
        case "stale":
            text = translate("System", "List stale, synced %1")
        case "old":
            text = translate("System", "List old, some codes are refused, synced %1")
        case "ended":
            text = translate("System", "List too old, no code is taken, synced %1")
    return SystemFact(fill(text, synced), well=screen.list_tier == "fresh")


def _set_aside(screen: ServiceScreen) -> list[SystemFact]:
    if not screen.set_aside:
        return []
    return [SystemFact(fill(translate("System", "Refused events set aside: %1"), screen.set_aside), well=False)]


def _disk(screen: ServiceScreen, storage_low: bool) -> list[SystemFact]:
    if screen.free_mb is None:
        return [SystemFact(translate("System", "Disk almost full"), well=False)] if storage_low else []
    return [SystemFact(fill(translate("System", "%1 MB free"), screen.free_mb), well=not storage_low)]


def _version(screen: ServiceScreen) -> SystemFact:
    return SystemFact(fill(translate("System", "OpenLuke %1"), screen.version))
