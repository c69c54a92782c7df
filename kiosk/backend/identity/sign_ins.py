"""Who is signing in at which kiosk at the moment. In memory: after a restart people begin anew."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.backend.identity.provider import Begun, NotYet, Provider

_SLOWER_S = 5.0
"""RFC 8628 section 3.5: by how much whoever asks too often has to slow down."""


@dataclass(slots=True)
class _SignIn:
    id: str
    begun: Begun
    ends_s: float
    interval_s: float
    next_s: float


class SignIns:
    """One for each kiosk: a new one takes the place of the one before. `clock` is monotonic."""

    def __init__(self, provider: Provider, clock: Callable[[], float] = time.monotonic) -> None:
        self._provider = provider
        self._clock = clock
        self._of_kiosk: dict[str, _SignIn] = {}

    async def begin(self, kiosk: str) -> tuple[str, Begun]:
        """Its id, and what the person is to be shown. Raises ProviderError."""
        begun = await self._provider.begin()
        now_s = self._clock()
        made = _SignIn(
            secrets.token_urlsafe(16), begun, now_s + begun.life_s, begun.interval_s, now_s + begun.interval_s
        )
        self._of_kiosk[kiosk] = made
        return made.id, begun

    async def who(self, kiosk: str, name: str, now_utc: float) -> str | NotYet:
        """The employee's id, which is told once. OVER for one that is not this kiosk's. Raises ProviderError."""
        found = self._of_kiosk.get(kiosk)
        if found is None or found.id != name or self._clock() >= found.ends_s:
            return NotYet.OVER
        if self._clock() < found.next_s:
            return NotYet.PENDING
        found.next_s = self._clock() + found.interval_s
        answer = await self._provider.who(found.begun, now_utc)
        if answer is NotYet.SLOWER:
            found.interval_s += _SLOWER_S
            found.next_s += _SLOWER_S
        elif answer is not NotYet.PENDING and self._of_kiosk.get(kiosk) is found:
            del self._of_kiosk[kiosk]
        return answer

    def wait_s(self, kiosk: str) -> float:
        """How long the kiosk should wait before it asks again."""
        found = self._of_kiosk.get(kiosk)
        return max(1.0, found.next_s - self._clock()) if found is not None else 1.0
