"""The simulated boards and doors, as their control socket tells (locker_driver/simulator/control.py)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from ui.stage.link import Link, Message


@dataclass(frozen=True, slots=True)
class DoorState:
    """One door of the simulator. `fault`: none, jam, tripped_tongue, cut_wire or stuck_switch."""

    open: bool = False
    held: bool = False
    fault: str = "none"


@dataclass(frozen=True, slots=True)
class BankState:
    """All there is to see. `boards`: fault by address; `line`: that of the line. `closes_after_s` None: nobody does."""

    doors: Mapping[int, DoorState] = field(default_factory=dict)
    boards: Mapping[int, str] = field(default_factory=dict)
    closes_after_s: float | None = None
    line: str = "none"


def read_state(answer: Message) -> BankState:
    """The answer to {"do": "state"}."""
    return BankState(
        doors={
            door["door"]: DoorState(open=door["open"], held=door["held"], fault=door["fault"])
            for door in answer["doors"]
        },
        boards={board["board"]: board["fault"] for board in answer["boards"]},
        closes_after_s=answer["person"]["closes_after_s"],
        line=answer["line"]["fault"],
    )


class Boards(QObject):
    """Asks, and asks for the whole state after whatever may have changed it; `changed` when that has come."""

    changed = Signal()
    told = Signal(object)
    """An event of the simulator: pulse, opened, closed, unlock_frame."""
    refused = Signal(str)
    """Why something could not be done."""

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = BankState()
        self._link = link
        link.connected.connect(self._look)
        link.lost.connect(self._forget)
        link.told.connect(self._told)

    def do(self, **request: object) -> None:
        """One request of the control socket."""
        self._link.ask(request, self._answered)
        self._look()

    def _answered(self, answer: Message) -> None:
        if not answer.get("ok"):
            self.refused.emit(str(answer.get("error", "")))

    def _told(self, event: Message) -> None:
        self.told.emit(event)
        if event["event"] in {"opened", "closed"}:
            self._look()

    def _look(self) -> None:
        self._link.ask({"do": "state"}, self._seen)

    def _seen(self, answer: Message) -> None:
        self.state = read_state(answer)
        self.changed.emit()

    def _forget(self) -> None:
        """The simulator is gone; what starts in its place has all doors closed."""
        self.state = BankState()
        self.changed.emit()
