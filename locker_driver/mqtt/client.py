"""The way to one broker: connects, and connects again for ever. Nothing waits here for a connection."""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from locker_driver.mqtt.access import Access
from locker_driver.mqtt.messages import BrokerAway, BrokerUp, ClientEvent, Identity, Publication, Subscription
from locker_driver.mqtt.session import GOODBYE_S, BrokerRefusedError, Session

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackOff:
    """Waits before the next attempt: doubling from `first_s` to `most_s`; `refused_s` when we are not wanted.

    Each is cut by up to half at random, or all clients of a broker that restarts come at once.
    """

    first_s: float = 1.0
    most_s: float = 30.0
    refused_s: float = 60.0

    def wait_s(self, attempt: int, *, refused: bool) -> float:
        longest_s = self.refused_s if refused else min(self.first_s * 2.0 ** min(attempt, 16), self.most_s)
        return longest_s * random.uniform(0.5, 1.0)  # noqa: S311


class Client:
    """`publish` may be called from any thread; `hear` is called on paho's thread and on ours."""

    def __init__(
        self,
        access: Access,
        identity: Identity,
        subscriptions: Sequence[Subscription],
        hear: Callable[[ClientEvent], None],
        *,
        back_off: BackOff | None = None,
    ) -> None:
        self._access = access
        self._identity = identity
        self._subscriptions = subscriptions
        self._hear = hear
        self._back_off = back_off or BackOff()
        self._stopping = threading.Event()
        self._session: Session | None = None
        self._thread = threading.Thread(target=self._run, name=f"mqtt-{access.name}", daemon=True)
        self._away_since_s: float | None = None
        self._causes: set[str] = set()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Once. Takes leave, upon which the broker sends our last will."""
        self._stopping.set()
        session = self._session
        if session is not None:
            session.end()
        # A thread that is still trying to reach a broker holds nothing and ends by itself.
        self._thread.join(2 * GOODBYE_S)

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def publish(self, publication: Publication) -> bool:
        """Whether it went on its way. False means that nothing of it was or will be sent."""
        session = self._session
        return session is not None and session.publish(publication)

    def _run(self) -> None:
        attempt = 0
        while not self._stopping.is_set():
            session = Session(self._access, self._identity, self._subscriptions, self._hear_session)
            refused = False
            try:
                session.connect()
                self._session = session
                was_up, cause = session.serve(self._stopping)
                attempt = 0 if was_up else attempt
            except BrokerRefusedError as error:
                refused, cause = True, str(error)
            except OSError as error:
                cause = _why(error)
            finally:
                self._session = None
            if not self._stopping.is_set():
                self._lost(cause)
                self._stopping.wait(self._back_off.wait_s(attempt, refused=refused))
                attempt += 1

    def _hear_session(self, event: ClientEvent) -> None:
        if isinstance(event, BrokerUp):
            self._found()
        self._hear(event)

    def _lost(self, cause: str) -> None:
        if self._away_since_s is None:
            self._away_since_s = time.monotonic()
        if cause not in self._causes:
            self._causes.add(cause)
            _log.warning("mqtt %s: broker %s is away: %s", self._access.name, self._access.where, cause)
        self._hear(BrokerAway(cause))

    def _found(self) -> None:
        if self._away_since_s is not None:
            away_s = time.monotonic() - self._away_since_s
            _log.info("mqtt %s: broker %s is back after %.1f s", self._access.name, self._access.where, away_s)
        self._away_since_s = None
        self._causes.clear()
        if self._identity.presence is not None:
            self.publish(self._identity.presence)


def _why(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "no answer"
    return error.strerror or type(error).__name__
