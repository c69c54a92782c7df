"""What proves a right: signed tokens, listed codes, badges. The list holds keyed digests, never codes."""

from dataclasses import dataclass
from enum import StrEnum


class CredentialKind(StrEnum):
    """What the holder may do with it."""

    PICKUP = "pickup"  # opens the parcels of one pickup; `subject` is the pickup id
    BADGE = "badge"  # signs an employee in; `subject` is the employee id
    TECHNICIAN = "technician"  # signs a technician in, PIN to follow; `subject` is the employee id


@dataclass(frozen=True, slots=True)
class Credential:
    """One entry of the site list. `digest` is HMAC-SHA256(site key, normalised code) in hex.

    Signed tokens need no entry to be believed, except those of delegates; one is listed under its unique id (hex) to be
    revoked or limited. A revocation is final: whoever shall come in again gets a new credential.

    `phone_digest` goes with six typed digits only: the keyed digest of the last four of the phone number. A delegate's
    credential names the one it was made from in `delegate_of`, and may be good for `max_visits` visits and for some
    `parcels` only (empty: all of the pickup).
    """

    id: str
    kind: CredentialKind
    digest: str
    subject: str
    not_before_utc: float
    not_after_utc: float
    revoked: bool = False
    version: int = 0
    phone_digest: str = ""
    delegate_of: str = ""
    max_visits: int | None = None
    parcels: tuple[str, ...] = ()
