"""Puts what boards, kiosk and hands do into words."""

from typing import Final

from PySide6.QtCore import QObject

from ui.stage.boards import Boards, DoorState
from ui.stage.camera import CameraModel
from ui.stage.link import Message
from ui.stage.point import PointModel
from ui.stage.story import StoryModel
from ui.stage.switches import SwitchesModel

_REFUSALS: Final = {
    "unknown": "it is unknown",
    "expired": "its time is out",
    "cancelled": "the order is cancelled",
    "wrong_site": "the parcel is at another site",
    "already_collected": "the parcel is already collected",
    "not_yet": "it is too early",
    "not_ready": "the order is not ready",
    "payment_due": "the order is not paid yet",
    "revoked": "it is withdrawn",
    "blocked_door": "the door is blocked",
    "too_many_attempts": "too many attempts",
    "cannot_check": "nobody can check it now",
    "no_pickups": "nothing is waiting",
    "sign_in_refused": "nobody has signed in",
    "unreadable": "it cannot be read",
    "bank_down": "the doors do not answer",
}
_FAULTS: Final = {
    "none": ("check", "The board works again"),
    "silent": ("alert", "The board has fallen silent"),
    "wrong_polarity": ("alert", "The board's feedback is inverted: open reads closed"),
    "garbage_prefix": ("alert", "Garbage precedes every answer of the board"),
    "late_reply": ("alert", "The board answers too late"),
    "line_none": ("check", "The line works again"),
    "line_echo": ("alert", "The line returns what the kiosk sends"),
    "line_noise": ("alert", "The line is all noise: two speeds on one line"),
    "line_unplugged": ("alert", "The adapter is unplugged"),
}
_HEARD: Final = {
    "parcel.collected": "parcel collected",
    "compartment.blocked": "compartment blocked",
    "compartment.unblocked": "compartment free again",
    "report.filed": "a customer reports something",
}
_OUTCOMES: Final = {
    "opened": ("open", "Kiosk: door {} is open, written to the journal"),
    "already_open": ("open", "Kiosk: door {} was open already"),
    "jammed": ("alert", "Kiosk: door {} did not open"),
    "unknown": ("alert", "Kiosk: nobody can tell whether door {} opened"),
}


class Narrator(QObject):
    """Listens to everybody and writes the story."""

    def __init__(
        self, story: StoryModel, boards: Boards, switches: SwitchesModel, camera: CameraModel, point: PointModel
    ) -> None:
        super().__init__(story)
        self._story = story
        self._boards = boards
        self._pulsed: set[int] = set()
        boards.told.connect(self._board)
        boards.refused.connect(lambda why: story.add("blocked", why[:1].upper() + why[1:], alarm=True))
        switches.switched.connect(self._fault)
        camera.shown.connect(lambda title: story.add("camera", f"Held up: {title}"))
        camera.hidden.connect(lambda title: story.add("camera", f"Put away: {title}"))
        point.happened.connect(self._kiosk)
        point.switched.connect(self._backend)

    def _board(self, event: Message) -> None:
        match event:
            case {"event": "unlock_frame", "board": board, "channel": channel}:
                self._story.add("next", f"On the line: unlock board {board}, channel {channel}")
            case {"event": "pulse", "door": door}:
                self._pulse(door)
            case {"event": "opened", "door": door} if door in self._pulsed:
                self._pulsed.discard(door)
                self._story.add("open", f"Door {door} springs open")
            case {"event": "opened", "door": door}:
                self._story.add("open", f"Door {door} is opened by hand", alarm=True)
            case {"event": "closed", "door": door}:
                self._story.add("door", f"Door {door} is closed")

    def _pulse(self, door: int) -> None:
        state = self._boards.state.doors.get(door, DoorState())
        if state.fault == "jam":
            self._story.add("alert", f"Door {door}: the lock pulls, the door is jammed", alarm=True)
        elif not state.open:
            self._pulsed.add(door)
            self._story.add("lock", f"Door {door}: the lock pulls")

    def _kiosk(self, happening: Message) -> None:
        doors = ", ".join(str(door) for door in happening.get("doors", []))
        match happening:
            case {"event": "answer", "answer": str(answer)}:
                self._answer(answer, doors, happening.get("t_ms"))
            case {"event": "door", "answer": answer} if answer in _OUTCOMES:
                glyph, words = _OUTCOMES[answer]
                self._story.add(glyph, words.format(doors), alarm=glyph == "alert")
            case {"event": "backend", "answer": str(kind)} if kind in _HEARD:
                self._story.add("check", f"Backend has heard: {_HEARD[kind]}" + (f", door {doors}" if doors else ""))

    def _answer(self, answer: str, doors: str, t_ms: float | None) -> None:
        after = f", after {t_ms:.0f} ms" if t_ms else ""
        reason = answer.removeprefix("refused:")
        if reason != answer:
            self._story.add("blocked", f"Kiosk: code refused, {_REFUSALS.get(reason, reason)}{after}")
        elif answer == "opens":
            self._story.add("check", f"Kiosk: code accepted for {'doors' if ',' in doors else 'door'} {doors}{after}")
        else:
            who = "a technician" if answer == "technician" else "a company's badge"
            self._story.add("check", f"Kiosk: {who}{after}")

    def _fault(self, fault: str) -> None:
        glyph, words = _FAULTS[fault]
        self._story.add(glyph, words, alarm=glyph == "alert")

    def _backend(self, up: bool) -> None:
        words = "The backend is back" if up else "The backend is away: the kiosk decides from its own list"
        self._story.add("swap", words, alarm=not up)
