"""A scanner that looks at a code for a while says it again and again: that is one presentation."""

from typing import Final

REPEAT_S: Final = 3.0
_MAX_REMEMBERED: Final = 32


class Debounce:
    """The same payload counts once until it has not come for `repeat_s`."""

    def __init__(self, repeat_s: float = REPEAT_S) -> None:
        self._repeat_s = repeat_s
        self._last_s: dict[bytes, float] = {}

    def is_new(self, payload: bytes, now_s: float) -> bool:
        """Call it once for each reading. `now_s` is monotonic."""
        last_s = self._last_s.pop(payload, None)
        self._last_s[payload] = now_s  # the newest stands last
        if len(self._last_s) > _MAX_REMEMBERED:
            del self._last_s[next(iter(self._last_s))]
        return last_s is None or now_s - last_s >= self._repeat_s

    def forget(self) -> None:
        self._last_s.clear()
