"""How often somebody may try to sign in: by name and by address, whether or not there is such a name."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

WINDOW_S: Final = 15 * 60.0
BY_NAME: Final = 10
BY_ADDRESS: Final = 30
MAX_KEYS: Final = 10_000
"""Those who tried least recently are forgotten first."""


class Attempts:
    """In memory: a restart forgives. `clock` is monotonic."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def begin(self, name: str, address: str) -> float:
        """Counts one more try. Seconds to wait, without counting it, where there were too many; 0.0 otherwise."""
        with self._lock:
            now_s = self._clock()
            kept = [(f"name {name}", BY_NAME), (f"address {address}", BY_ADDRESS)]
            wait_s = max(self._wait_s(key, most, now_s) for key, most in kept)
            if wait_s:
                return wait_s
            for key, _ in kept:
                self._tries.setdefault(key, []).append(now_s)
                self._tries.move_to_end(key)
            while len(self._tries) > MAX_KEYS:
                self._tries.popitem(last=False)
            return 0.0

    def worked(self, name: str, address: str) -> None:
        """Whoever knows the password has not been guessing; the others at this address may have been."""
        with self._lock:
            self._tries.pop(f"name {name}", None)
            if tries := self._tries.get(f"address {address}"):
                tries.pop()

    def _wait_s(self, key: str, most: int, now_s: float) -> float:
        tries = self._tries.get(key)
        if tries is None:
            return 0.0
        tries[:] = [at_s for at_s in tries if now_s - at_s < WINDOW_S]
        return tries[-most] + WINDOW_S - now_s if len(tries) >= most else 0.0
