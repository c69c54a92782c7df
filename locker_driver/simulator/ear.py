"""What the boards of a line hear, put together to requests. One ear for all: they hear the same."""

from collections.abc import Callable
from math import inf
from typing import Final

from locker_driver.simulator.families.speaker import Order, Speaker
from locker_driver.simulator.settings import BoardSettings

_MAX_HEARD: Final = 64
_LEAST_SILENCE_S: Final = 0.00175
"""Of Modbus above 19200 baud, where 3.5 characters would be less."""


class Ear:
    """`obey` gets each complete request with the time of its last byte."""

    def __init__(self, speaker: Speaker, settings: BoardSettings, obey: Callable[[Order, float], None]) -> None:
        self._speaker = speaker
        self._obey = obey
        # Between the ends of two bytes: 3.5 characters of silence, and the second byte itself.
        silence_s = max(3.5 * settings.char_s, _LEAST_SILENCE_S if speaker.needs_silence else 0.0)
        self._gap_s = silence_s + settings.char_s if settings.paced else inf
        self._heard = bytearray()
        self._last_byte_s = -inf

    def hear(self, byte: int, at_s: float) -> None:
        """One byte of the host, whole at `at_s`."""
        self._take(byte, at_s)
        order = self._speaker.understand(bytes(self._heard))
        if order is not None:
            self._heard.clear()
            self._obey(order, at_s)

    def overhear(self, byte: int, at_s: float) -> None:
        """One byte of a board. It spoils what comes right after, in families that need silence before a request."""
        if self._speaker.needs_silence:
            self._take(byte, at_s)

    def _take(self, byte: int, at_s: float) -> None:
        if at_s - self._last_byte_s > self._gap_s:
            self._heard.clear()
        self._last_byte_s = at_s
        self._heard.append(byte)
        del self._heard[:-_MAX_HEARD]
