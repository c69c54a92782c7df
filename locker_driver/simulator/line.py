"""The line between host and boards: bytes take their time, and what is said at once merges."""

from collections.abc import Callable
from functools import partial
from math import inf
from typing import Final, Protocol

from locker_driver.simulator.ear import Ear
from locker_driver.simulator.faults import LineFault
from locker_driver.simulator.timeline import Timeline
from locker_driver.simulator.uart import Utterance, merged, misread

_HOST: Final = object()
_MOMENT: Final = 1e-9
"""Less than any bit takes; more than adding up floating-point times errs."""


class Line(Protocol):
    """`collisions`: bytes that two spoke at once. `mismatched`: the host's port is set to another speed."""

    fault: LineFault
    mismatched: bool
    collisions: int

    def from_host(self, data: bytes, now_s: float) -> None:
        """The host handed these bytes to its port now."""
        ...

    def from_board(self, board: object, /, data: bytes, start_s: float) -> None:
        """A board sends from `start_s` on, or when it has finished what it was saying."""
        ...


class SerialLine:
    """Half duplex at `char_s` a byte, a wire on which any 0 wins. Each byte is heard when its stop bit has passed."""

    def __init__(self, timeline: Timeline, char_s: float, ear: Ear, to_host: Callable[[bytes], None]) -> None:
        self.fault = LineFault.NONE
        self.mismatched = False
        self.collisions = 0
        self._timeline = timeline
        self._char_s = char_s
        self._ear = ear
        self._to_host = to_host
        self._free_s: dict[object, float] = {}
        self._air: list[Utterance] = []

    def from_host(self, data: bytes, now_s: float) -> None:
        self._say(_HOST, data, now_s)

    def from_board(self, board: object, /, data: bytes, start_s: float) -> None:
        self._timeline.at(start_s, partial(self._say, board, data))

    def _say(self, speaker: object, data: bytes, now_s: float) -> None:
        begin_s = max(now_s, self._free_s.get(speaker, -inf))
        utterance = Utterance(speaker, data, begin_s, self._char_s)
        self._free_s[speaker] = utterance.end_s
        # What ended a byte ago may still have been spoken at once with a byte that is on its way.
        self._air = [other for other in self._air if other.end_s > now_s - self._char_s]
        self._air.append(utterance)
        for index in range(len(data)):
            self._timeline.at(utterance.byte_begin_s(index + 1), partial(self._arrive, utterance, index))

    def _arrive(self, utterance: Utterance, index: int, when_s: float) -> None:
        begin_s = utterance.byte_begin_s(index)
        byte = utterance.data[index]
        at_once = [one for one in self._air if one.begin_s < when_s - _MOMENT and one.end_s > begin_s + _MOMENT]
        if len(at_once) > 1:
            self.collisions += 1
            if any(other.in_step(begin_s) for other in at_once[: at_once.index(utterance)]):
                return  # heard as one with the byte of that speaker
            byte = merged(at_once, begin_s)
        garbled = self.mismatched or self.fault is LineFault.NOISE
        heard = misread(byte) if garbled else bytes((byte,))
        if self.fault is LineFault.UNPLUGGED:
            return
        by_host = utterance.speaker is _HOST
        for one in heard:
            (self._ear.hear if by_host else self._ear.overhear)(one, when_s)
        if not by_host:
            self._to_host(heard)
        elif self.fault is LineFault.ECHO:
            self._to_host(bytes((byte,)))  # the adapter's own, at the adapter's own speed


class MessageLine:
    """A TCP connection to one device: what is sent arrives at once and whole."""

    def __init__(self, timeline: Timeline, ear: Ear, to_host: Callable[[bytes], None]) -> None:
        self.fault = LineFault.NONE
        self.mismatched = False
        self.collisions = 0
        self._timeline = timeline
        self._ear = ear
        self._to_host = to_host

    def from_host(self, data: bytes, now_s: float) -> None:
        self._timeline.at(now_s, partial(self._at_boards, data))

    def from_board(self, _board: object, /, data: bytes, start_s: float) -> None:
        self._timeline.at(start_s, partial(self._at_host, data))

    def _at_boards(self, data: bytes, when_s: float) -> None:
        if self.fault is LineFault.ECHO:
            self._to_host(data)
        for byte in self._passed(data):
            self._ear.hear(byte, when_s)

    def _at_host(self, data: bytes, _when_s: float) -> None:
        if heard := self._passed(data):
            self._to_host(heard)

    def _passed(self, data: bytes) -> bytes:
        if self.fault is LineFault.UNPLUGGED:
            return b""
        return b"".join(misread(byte) for byte in data) if self.fault is LineFault.NOISE else data
