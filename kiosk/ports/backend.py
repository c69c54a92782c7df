"""The Pickup API, as the core asks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.domain.credential import Credential
from kiosk.domain.issuer_keys import KeyFault
from kiosk.domain.pickup import Pickup
from kiosk.domain.record import OutboxRow
from kiosk.domain.site_list import SiteListPage


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the backend says of the site. `other_sites`: names by number, to send people to the right one.

    `keys`: the issuer's public keys by key id, or what is wrong with them; None: it says nothing of keys.
    `capabilities`: what it offers beyond what every backend does, in its own words; nothing else is asked of it.
    """

    name: str
    help_phone: str
    server_utc: float
    other_sites: Mapping[int, str]
    keys: Mapping[int, bytes] | KeyFault | None = None
    capabilities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the backend says a code is for. The adapter has checked code, tenant and site on it."""

    credential: Credential
    pickup: Pickup


@dataclass(frozen=True, slots=True)
class Handover:
    """One parcel that physically left. The backend may flag a conflict but never refuses it.

    `event_seq`, `chain_hash` and `outbox_number` are those of its event in the journal.
    """

    id: str
    pickup: str
    parcel: str
    compartment: int
    opened_utc: float
    closed_utc: float
    credential: str
    actor: str
    reference: str
    offline: bool
    event_seq: int = 0
    chain_hash: str = ""
    outbox_number: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """What the backend says of a batch: seqs that it has stored. `forked`: it knows another event under that seq."""

    seqs: frozenset[int]
    forked: frozenset[int] = frozenset()


class CommerceBackend(Protocol):
    """The Pickup API. Every call raises BackendAwayError or BackendRefusedError, nothing else."""

    async def site(self) -> SiteFacts:
        """The site this kiosk belongs to."""
        ...

    async def site_list(self, cursor: str) -> SiteListPage:
        """The whole list for cursor "", else what changed since."""
        ...

    async def resolve(self, code: str, entry: str) -> Resolved | None:
        """`code` as scanned or typed, `entry` "scanned" or "typed". None: not ours, or not for this site.

        BackendRefusedError PAYMENT_DUE for a signed code that opens once it is paid.
        """
        ...

    async def hand_over(self, handover: Handover) -> str:
        """Idempotent by `handover.id`. The reason of the conflict that the backend sees, empty for none."""
        ...

    async def upload(self, rows: Sequence[OutboxRow]) -> Stored:
        """Idempotent by (source, seq, hash). Only what is named in the answer is stored."""
        ...

    async def commands(self, boot: str, nonce: str, wait_s: float) -> Sequence[bytes]:
        """Remote commands made for this boot and nonce, as `domain.command` reads them. Waits `wait_s` for one."""
        ...
