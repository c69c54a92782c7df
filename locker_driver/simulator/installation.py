"""The whole simulated installation: a line, its boards, the doors on them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from locker_driver.simulator.board import Board, BoardSettings
from locker_driver.simulator.line import Line
from locker_driver.simulator.timeline import Timeline
from locker_driver.simulator.wall import Event, Wall


@dataclass(frozen=True, slots=True)
class Place:
    """Where a door is wired."""

    board: int
    channel: int


class Installation:
    """Boards on one line; `places` maps door number to its place. `to_host` gets what the line says.

    Nothing moves but by run(); all times are those given by the caller.
    """

    def __init__(
        self,
        addresses: Sequence[int],
        settings: BoardSettings,
        places: Mapping[int, Place],
        to_host: Callable[[bytes], None],
        tell: Callable[[Event], None],
    ) -> None:
        self.timeline = Timeline()
        self.wall = Wall(self.timeline, places, tell)
        self.line = Line(self.timeline, settings.char_s, self._to_boards, to_host)
        self.boards = {
            address: Board(
                address,
                settings,
                doors={place.channel: number for number, place in places.items() if place.board == address},
                wall=self.wall,
                timeline=self.timeline,
                answer=self.line.from_board,
                tell=tell,
            )
            for address in addresses
        }

    def _to_boards(self, byte: int, at_s: float) -> None:
        for board in self.boards.values():
            board.hear(byte, at_s)

    def state(self) -> dict[str, object]:
        """Everything there is to see, as JSON values."""
        return {
            "doors": [
                {
                    "door": door.number,
                    "open": door.open,
                    "held": door.held,
                    "fault": str(door.fault),
                    "pulses": door.pulses,
                }
                for door in self.wall.doors.values()
            ],
            "boards": [{"board": board.address, "fault": str(board.fault)} for board in self.boards.values()],
            "person": {"closes_after_s": self.wall.closes_after_s},
            "collisions": self.line.collisions,
        }
