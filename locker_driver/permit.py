"""The right to pulse one door once.

A bank pulses nothing without a permit, and only its issuer makes one. The application issues a permit after the
intent to open is durable, so that no path leads from a bug to an open door without a trace on disk.
"""

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

from locker_driver.errors import PermitError

LIFETIME_S: Final = 10.0
MAX_LIVE: Final = 64
"""More unredeemed permits than this means that something issues without opening; the next issue is refused."""


class AnyPermit(Protocol):
    """Whatever claims to be a permit. Only being the very object that was issued makes it one."""

    @property
    def door(self) -> int: ...


class Permit:
    """Made by PermitIssuer.issue() only; one that was constructed or copied is refused."""

    __slots__ = ("_door", "_intent_id")

    def __init__(self, door: int, intent_id: str) -> None:
        self._door = door
        self._intent_id = intent_id

    @property
    def door(self) -> int:
        return self._door

    @property
    def intent_id(self) -> str:
        return self._intent_id

    def __repr__(self) -> str:
        return f"<Permit for door {self._door}, intent {self._intent_id}>"


class PermitIssuer:
    """Issues permits and redeems each at most once. Safe to call from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # Keyed by identity, not by equality: a forger's __eq__ is never asked. The reference kept beside it means that
        # no other object can have that id.
        self._live: dict[int, tuple[Permit, int, float]] = {}

    def issue(self, door: int, intent_id: str) -> Permit:
        """A permit for `door`, good for 10 s. `intent_id` is the durable intent that it stands for."""
        permit = Permit(door, intent_id)
        with self._lock:
            now_s = self._clock()
            self._live = {key: live for key, live in self._live.items() if live[2] > now_s}
            if len(self._live) >= MAX_LIVE:
                raise PermitError(f"{MAX_LIVE} permits wait unredeemed")
            self._live[id(permit)] = (permit, door, now_s + LIFETIME_S)
        return permit

    def redeem(self, permit: AnyPermit, door: int) -> str:
        """Use `permit` up for `door` and return its intent id. Raises PermitError; a refused permit is spent too."""
        with self._lock:
            live = self._live.pop(id(permit), None)
            now_s = self._clock()
        if live is None:
            raise PermitError(f"door {door}: the permit was not issued here, or is already used")
        issued, issued_door, expires_s = live
        if issued_door != door:
            raise PermitError(f"door {door}: the permit is for door {issued_door}")
        if now_s >= expires_s:
            raise PermitError(f"door {door}: the permit expired {now_s - expires_s:.1f} s ago")
        return issued.intent_id
