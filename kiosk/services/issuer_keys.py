"""Which keys codes are checked with: those of the secrets file, until the backend has named its own (docs/adr/0018).

From then on exactly those count, also after a restart without a network, so that a key which was dropped is dropped.
"""

import logging
from collections.abc import Mapping

from kiosk.domain.issuer_keys import KeyFault
from kiosk.domain.record import Entry, Kind
from kiosk.ports import Journal, Signatures
from kiosk.services.alarms import AlarmBook

log = logging.getLogger(__name__)


class IssuerKeys:
    """`own` are the keys of the secrets file. `by_backend` False: nobody else's ever count."""

    def __init__(
        self,
        own: Mapping[int, bytes],
        journal: Journal,
        signatures: Signatures,
        alarms: AlarmBook,
        *,
        by_backend: bool,
    ) -> None:
        self._own = own
        self._journal = journal
        self._signatures = signatures
        self._alarms = alarms
        self._by_backend = by_backend
        self._named: Mapping[int, bytes] = {}
        self._refused: KeyFault | None = None

    async def restore(self) -> None:
        """Before the first code is checked: what the backend named before this start."""
        named = await self._journal.issuer_keys()
        if not named:
            return
        if self._by_backend:
            self._named = named
            self._signatures.use(named)
        else:
            # Whoever lets the backend name keys again later must not begin with those of today.
            await self._journal.keep_issuer_keys({})

    async def heard(self, stated: Mapping[int, bytes] | KeyFault | None) -> None:
        """What the backend says; None: nothing about keys. Durable before it counts."""
        if not self._by_backend or stated is None:
            return
        if isinstance(stated, KeyFault):
            await self._refuse(stated)
            return
        self._refused = None
        if stated != self._named:
            await self._take(stated)

    async def _take(self, keys: Mapping[int, bytes]) -> None:
        before = self._named or self._own
        added = sorted(key_id for key_id, key in keys.items() if before.get(key_id) != key)
        dropped = sorted(key_id for key_id, key in before.items() if keys.get(key_id) != key)
        changed = Entry.of(Kind.ISSUER_KEYS_CHANGED, keys=[*sorted(keys)], added=[*added], dropped=[*dropped])
        await self._journal.keep_issuer_keys(keys, *((changed,) if added or dropped else ()))
        self._named = keys
        self._signatures.use(keys)
        if added or dropped:
            log.info("codes are checked with the backend's keys %s: new %s, dropped %s", sorted(keys), added, dropped)

    async def _refuse(self, fault: KeyFault) -> None:
        """Told once for each fault in a row."""
        if fault == self._refused:
            return
        self._refused = fault
        log.error("the backend's keys for codes are refused, the old ones stay: %s: %s", fault.field, fault.problem)
        self._alarms.note("issuer_keys")
        await self._journal.append(Entry.of(Kind.ISSUER_KEYS_REFUSED, field=fault.field, problem=fault.problem))
