"""A backend that asks to be left alone is left alone, by every part of the core.

Whoever calls meanwhile is told at once that it is away, and decides by what is known here: a person at the kiosk waits
for no answer that cannot come, and a backend on its knees is not kept there. One that has been silent several times in
a row is not asked about anybody's code either (a circuit breaker): list, outbox and commands go on asking, each at its
own pace, and the first answer to any of them closes it again.

One that does not take the kiosk's key (401) will not by itself: whoever runs the kiosk is told, once.
"""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Final, TypeVar

from kiosk.domain.record import OutboxRow
from kiosk.domain.site_list import SiteListPage
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.ports import Clock, CommerceBackend, Handover, Resolved, SiteFacts, Stored

T = TypeVar("T")

LONGEST_S: Final = 3600.0
"""Whatever a backend asks for: its list must not grow old by a word of its own."""

SILENT_TIMES: Final = 3
SILENT_S: Final = 10.0
"""So long after the last silence a person may be the one who asks again."""

_OF_A_PERSON: Final = "session-"
"""401 about somebody who has signed in, or could not: the kiosk's own key is good."""

_MOMENT_S: Final = 0.001
"""Whoever comes back after less than this by rounding would come back for ever."""


class Patience:
    """What is known of one backend's will to be asked. After a restart it is asked again.

    `key_refused` hears of each answer whether it was that the kiosk's key is not good.
    """

    def __init__(self, clock: Clock, key_refused: Callable[[bool], None] = lambda _: None) -> None:
        self._clock = clock
        self._key_refused = key_refused
        self._until_s = 0.0
        self._silent = 0
        self._silent_s = 0.0

    async def for_somebody(self, ask: Callable[[], Awaitable[T]]) -> T:
        """As `call`, for somebody who stands there: not while it has been silent."""
        if self._silent >= SILENT_TIMES and self._clock.monotonic_s() - self._silent_s < SILENT_S:
            raise BackendAwayError("it has not answered lately")
        return await self.call(ask)

    async def call(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask, unless it wants to be left alone: BackendAwayError then."""
        left_s = self._until_s - self._clock.monotonic_s()
        if left_s > 0:
            raise BackendAwayError("it asked to be left alone", retry_after_s=max(left_s, _MOMENT_S))
        try:
            answer = await ask()
        except BackendAwayError as error:
            self._silent, self._silent_s = self._silent + 1, self._clock.monotonic_s()
            if error.retry_after_s:
                until_s = self._silent_s + min(error.retry_after_s, LONGEST_S)
                self._until_s = max(self._until_s, until_s)
            raise
        except BackendRefusedError as error:
            self._silent = 0
            self._key_refused(error.status == HTTPStatus.UNAUTHORIZED and not error.code.startswith(_OF_A_PERSON))
            raise
        self._silent = 0
        self._key_refused(False)
        return answer


class PatientBackend:
    """Satisfies `kiosk.ports.CommerceBackend` by another one."""

    def __init__(self, backend: CommerceBackend, patience: Patience) -> None:
        self._backend = backend
        self._patience = patience

    async def site(self) -> SiteFacts:
        return await self._patience.call(self._backend.site)

    async def site_list(self, cursor: str) -> SiteListPage:
        return await self._patience.call(lambda: self._backend.site_list(cursor))

    async def resolve(self, code: str, entry: str) -> Resolved | None:
        return await self._patience.for_somebody(lambda: self._backend.resolve(code, entry))

    async def hand_over(self, handover: Handover) -> str:
        return await self._patience.call(lambda: self._backend.hand_over(handover))

    async def upload(self, rows: Sequence[OutboxRow]) -> Stored:
        return await self._patience.call(lambda: self._backend.upload(rows))

    async def commands(self, boot: str, nonce: str, wait_s: float) -> Sequence[bytes]:
        return await self._patience.call(lambda: self._backend.commands(boot, nonce, wait_s))
