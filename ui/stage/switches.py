"""What is wrong with the board and with its line, and who closes doors."""

from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from ui.stage.boards import Boards

QML_IMPORT_NAME = "OpenLuke.Stage"
QML_IMPORT_MAJOR_VERSION = 1

PERSON_CLOSES_AFTER_S: Final = 1.5


@QmlElement
class SwitchesModel(QObject):
    """A board has one fault at a time, and all boards of the demo share it; so has the line."""

    changed = Signal()
    switched = Signal(str)
    """The new fault of the boards or of the line."""

    def __init__(self, boards: Boards, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._boards = boards
        boards.changed.connect(self.changed)

    @Property(str, notify=changed)
    def boardFault(self) -> str:
        """none, silent, late_reply, garbage_prefix, wrong_polarity …"""
        return self._fault()

    def _fault(self) -> str:
        return next(iter(self._boards.state.boards.values()), "none")

    @Property(str, notify=changed)
    def lineFault(self) -> str:
        """none, echo, noise, unplugged."""
        return self._boards.state.line

    @Property(bool, notify=changed)
    def somebodyCloses(self) -> bool:
        return self._boards.state.closes_after_s is not None

    @Slot(str)
    def setBoardFault(self, fault: str) -> None:
        boards = self._boards.state.boards
        if not boards or fault == self._fault():
            return
        for board in boards:
            self._boards.do(do="fault", board=board, fault=fault)
        self.switched.emit(fault)

    @Slot(str)
    def setLineFault(self, fault: str) -> None:
        if not self._boards.state.boards or fault == self._boards.state.line:
            return
        self._boards.do(do="fault", line=True, fault=fault)
        self.switched.emit(f"line_{fault}")

    @Slot(bool)
    def setSomebodyCloses(self, closes: bool) -> None:
        self._boards.do(do="person", closes_after_s=PERSON_CLOSES_AFTER_S if closes else None)
