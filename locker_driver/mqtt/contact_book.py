"""What is known of the contacts behind one broker, and when a bank is told. Pure: no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from locker_driver.jobs import Reading
from locker_driver.port import Hear, Watched

Place = tuple[int, int]
"""Board and channel."""

LONG_AGO_S: Final = 0.0
"""When a retained state was true, nobody knows: it is never newer than any command."""
MAX_HELD: Final = 16


@dataclass(slots=True)
class _Contact:
    closed: bool
    live: bool


class ContactBook:
    """A retained state is an initial state only. While a lock is pulsed, what its contact says waits for the result.

    So a bank hears first how the command ended and then what came of it, as on a serial bus.
    """

    def __init__(self, bus: str, watched: Watched, closed_when_shorted: bool, tell: Hear) -> None:
        self._bus = bus
        self._watched = {(board, channel) for board, channels in watched.items() for channel in channels}
        self._closed_when_shorted = closed_when_shorted
        self._tell = tell
        self._contacts: dict[Place, _Contact] = {}
        self._held: dict[Place, list[bool]] = {}
        self._present: set[int] = set()

    def present(self, board: int, now_s: float) -> None:
        """Its module is there: what was heard of it before is told."""
        self._present.add(board)
        known = {place[1]: contact for place, contact in self._contacts.items() if place[0] == board}
        self._tell_of(board, {channel: contact.closed for channel, contact in known.items()}, LONG_AGO_S, now_s)

    def gone(self, board: int, now_s: float) -> None:
        """Its module is away: its doors are lost at once, the broker does not guess."""
        self._forget(board)
        self._tell(Reading(self._bus, board, None, now_s, now_s, certain=True))

    def all_gone(self) -> None:
        for board in list(self._present):
            self._forget(board)
        self._contacts.clear()

    def hear(self, board: int, shorted: Mapping[int, bool], *, live: bool, asked_s: float, now_s: float) -> None:
        told: dict[int, bool] = {}
        for channel, short in shorted.items():
            place = (board, channel)
            closed = short == self._closed_when_shorted
            if place not in self._watched or (not live and self._known_live(place)):
                continue
            self._contacts[place] = _Contact(closed, live)
            held = self._held.get(place)
            if held is None:
                told[channel] = closed
            elif live and len(held) < MAX_HELD:
                held.append(closed)
        if board in self._present:
            self._tell_of(board, told, asked_s if live else LONG_AGO_S, now_s)

    def restate(self, place: Place, now_s: float) -> None:
        """Tell again what is known for certain: the module is there and would have said if it had changed."""
        contact = self._contacts.get(place)
        if contact is not None and contact.live and place[0] in self._present and place not in self._held:
            self._tell_of(place[0], {place[1]: contact.closed}, now_s, now_s)

    def hold(self, place: Place) -> None:
        """A pulse was written for the lock behind this contact."""
        self._held.setdefault(place, [])

    def opened_meanwhile(self, place: Place) -> bool:
        """Whether the contact has said open since hold()."""
        return False in self._held.get(place, ())

    def release(self, place: Place, end_s: float, now_s: float) -> None:
        """The command has ended, at `end_s`: tell what was held back, as said after it."""
        for closed in self._held.pop(place, ()):
            self._tell_of(place[0], {place[1]: closed}, end_s, now_s)

    def knows(self, board: int) -> bool:
        """Whether each contact behind a module has been told of by now."""
        return all(place in self._contacts for place in self._watched if place[0] == board)

    def _known_live(self, place: Place) -> bool:
        contact = self._contacts.get(place)
        return contact is not None and contact.live

    def _forget(self, board: int) -> None:
        self._present.discard(board)
        for place in [place for place in self._contacts if place[0] == board]:
            del self._contacts[place]
        for place in [place for place in self._held if place[0] == board]:
            del self._held[place]

    def _tell_of(self, board: int, closed: dict[int, bool], asked_s: float, now_s: float) -> None:
        """A bank goes by the silence of a board that is certain. Until every contact has spoken, it must not, and is
        told twice, for of readings that are not certain two that agree are needed.
        """
        if not closed:
            return
        certain = all(self._known_live(place) for place in self._watched if place[0] == board)
        for _ in range(1 if certain else 2):
            self._tell(Reading(self._bus, board, closed, asked_s, now_s, certain=certain, partial=True))
