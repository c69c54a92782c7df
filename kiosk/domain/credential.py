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

    Signed tokens need no entry to be believed; one is listed under its unique id (hex) to be revoked.
    """

    id: str
    kind: CredentialKind
    digest: str
    subject: str
    not_before_utc: float
    not_after_utc: float
    revoked: bool = False
