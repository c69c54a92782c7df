"""What a module is told and asked when it comes, again until it has taken it in. Pure: no clock.

A device may say that it is there before it has subscribed to its commands (Tasmota does): what it is sent in between
is lost without a sign.
"""

import math
from collections.abc import Callable
from typing import Final

from locker_driver.mqtt.dialects.dialect import Dialect
from locker_driver.mqtt.messages import Publication

AGAIN_S: Final = 1.0
AGAIN_MAX_S: Final = 60.0


class Greeting:
    """`settled`: whether the module has answered all that it has to."""

    def __init__(
        self, dialect: Dialect, settled: Callable[[], bool], send: Callable[[Publication, float], object]
    ) -> None:
        self._dialect = dialect
        self._settled = settled
        self._send = send
        self._wait_s = AGAIN_S
        self.due_s = math.inf

    def begin(self, now_s: float) -> None:
        """The module has come."""
        self._wait_s = AGAIN_S
        self._say(now_s)

    def stop(self) -> None:
        """The module has gone."""
        self.due_s = math.inf

    def advance(self, now_s: float) -> None:
        """To be called while nothing is pulsed: a question in the middle of a pulse may disturb it."""
        if now_s < self.due_s:
            return
        if self._settled():
            self.due_s = math.inf
        else:
            self._say(now_s)

    def _say(self, now_s: float) -> None:
        publications = self._dialect.greet()
        for publication in publications:
            self._send(publication, now_s)
        self.due_s = now_s + self._wait_s if publications else math.inf
        self._wait_s = min(2 * self._wait_s, AGAIN_MAX_S)
