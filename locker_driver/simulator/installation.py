"""The whole simulated installation: a line, its boards, the doors on them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isinf

from locker_driver.simulator.board import Board, Surroundings
from locker_driver.simulator.ear import Ear
from locker_driver.simulator.families import make_speaker
from locker_driver.simulator.families.speaker import Order
from locker_driver.simulator.faults import BoardFault
from locker_driver.simulator.line import Line, MessageLine, SerialLine
from locker_driver.simulator.settings import BoardSettings
from locker_driver.simulator.supply import Supply
from locker_driver.simulator.timeline import Timeline
from locker_driver.simulator.wall import Event, Wall


@dataclass(frozen=True, slots=True)
class Place:
    """Where a door is wired. Its contact is at the lock's own channel unless another one is named."""

    board: int
    channel: int
    sensor_board: int | None = None
    sensor_channel: int = 0

    @property
    def contact(self) -> tuple[int, int]:
        """Board and channel of the contact."""
        board = self.board if self.sensor_board is None else self.sensor_board
        return board, self.sensor_channel or self.channel


class Installation:
    """Boards on one line; `places` maps door number to its place. `to_host` gets what the line says, `tell` events.

    Nothing moves but by `timeline.run()`; all times are those given by the caller.
    """

    line: Line

    def __init__(
        self,
        addresses: Sequence[int],
        settings: BoardSettings,
        places: Mapping[int, Place],
        to_host: Callable[[bytes], None],
        tell: Callable[[Event], None],
    ) -> None:
        self.timeline = Timeline()
        self.wall = Wall(self.timeline, places, self._told)
        self.supply = Supply(settings.supply_ampere, settings.lock_ampere, tell)
        self._tell = tell
        self._speaker = make_speaker(settings)
        ear = Ear(self._speaker, settings, self._obey)
        if settings.paced:
            self.line = SerialLine(self.timeline, settings.char_s, ear, to_host)
        else:
            self.line = MessageLine(self.timeline, ear, to_host)
        self.boards = {address: self._board(address, settings, places) for address in addresses}
        # A twin hangs on the line for as long as its board has that fault.
        self._twins = {address: self._board(address, settings, {}, is_twin=True) for address in addresses}
        self.supply.loads = (*self.boards.values(), *self._twins.values())

    def _board(
        self, address: int, settings: BoardSettings, places: Mapping[int, Place], *, is_twin: bool = False
    ) -> Board:
        around = Surroundings(self.wall, self.timeline, self.supply, self._send, self._tell)
        contacts = {number: place.contact for number, place in places.items()}
        return Board(
            address,
            settings,
            self._speaker,
            around,
            locks={place.channel: number for number, place in places.items() if place.board == address},
            contacts={channel: number for number, (board, channel) in contacts.items() if board == address},
            is_twin=is_twin,
        )

    def _send(self, board: Board, data: bytes, start_s: float) -> None:
        self.line.from_board(board, data, start_s)

    def _obey(self, order: Order, at_s: float) -> None:
        asked = [board for board in self.boards.values() if order.address in {None, board.address}]
        for turn, board in enumerate(asked):
            twin = self._twins[board.address] if board.fault is BoardFault.TWIN else None
            board.obey(order, at_s, turn)
            if twin is not None:
                twin.obey(order, at_s, turn)

    def _told(self, event: Event) -> None:
        """What doors do, before the boards tell of it."""
        self._tell(event)
        door, at_s = event["door"], event["at_s"]
        if event["event"] in {"opened", "closed"} and isinstance(door, int) and isinstance(at_s, float):
            for board in self.boards.values():
                channel = board.contact_of(door)
                if channel is not None:
                    board.report(channel, at_s)

    def state(self) -> dict[str, object]:
        """Everything there is to see, as JSON values."""
        now_s = self.timeline.now_s
        return {
            "doors": [
                {
                    "door": door.number,
                    "open": door.open,
                    "held": door.held,
                    "fault": str(door.fault),
                    "pulses": door.pulses,
                    "parcel": door.parcel,
                }
                for door in self.wall.doors.values()
            ],
            "boards": [{"board": board.address, "fault": str(board.fault)} for board in self.boards.values()],
            "energised": [
                {"board": board.address, "channel": channel}
                for board in self.boards.values()
                for channel in board.outputs(now_s)
            ],
            "line": {"fault": str(self.line.fault)},
            "supply": {"ampere": None if isinf(self.supply.ampere) else self.supply.ampere},
            "person": {"closes_after_s": self.wall.closes_after_s},
            "collisions": self.line.collisions,
        }
