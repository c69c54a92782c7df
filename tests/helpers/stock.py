"""What a kiosk is given in tests: signed tokens, listed codes, badges, and the page that brings them."""

from dataclasses import replace
from itertools import count

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.domain import digest
from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Pickup
from kiosk.domain.site_list import SiteListPage, checksum_of, marks
from kiosk.domain.token import Token, pack, signed_message, to_text
from tests.helpers.fakes import NOW_UTC

SITE = 4
SITE_KEY = bytes(range(32))
ISSUER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
VERIFIER = SignatureVerifier({1: ISSUER.public_key().public_bytes_raw()})
PICKUP = "7KQF2M9X"
UNIQUE_ID = b"\x01\x02\x03\x04\x05\x06\x07\x08"
FROM_UTC, TO_UTC = 1000, 9000
_EPOCHS = count()


def token(
    pickup: str = PICKUP,
    *,
    site: int = SITE,
    issuer: Ed25519PrivateKey = ISSUER,
    key_id: int = 1,
    to_utc: int = TO_UTC,
    delegate: bool = False,
) -> str:
    """The text of a QR code."""
    body = pack(Token(key_id, site, pickup, FROM_UTC, to_utc, UNIQUE_ID, delegate))
    return to_text(body, issuer.sign(signed_message(body)))


def code(canonical: str, subject: str = PICKUP, **values: object) -> Credential:
    """A listed code of a pickup, by the canonical form of `kiosk.domain.digest`."""
    fields: dict[str, object] = {
        "id": f"C-{canonical}",
        "kind": CredentialKind.PICKUP,
        "digest": digest.digest(SITE_KEY, canonical),
        "subject": subject,
        "not_before_utc": float(FROM_UTC),
        "not_after_utc": float(TO_UTC),
    }
    return Credential(**{**fields, **values})  # type: ignore[arg-type]


def badge(text: str, employee: str, kind: CredentialKind = CredentialKind.BADGE, **values: object) -> Credential:
    """A badge that holds `text`."""
    return code(digest.badge(text), employee, kind=kind, **values)


def pin_digest(employee: str, digits: str) -> str:
    """What the list holds of a technician's PIN."""
    return digest.digest(SITE_KEY, digest.technician_pin(employee, digits))


def page(*rows: Pickup | Credential | Account | Employee, full: bool = True, cursor: str = "c1") -> SiteListPage:
    """One sync with these rows. A full one is of an epoch of its own; a difference is sealed by `FakeBackend`."""
    told = SiteListPage(
        cursor,
        full=full,
        server_utc=NOW_UTC,
        epoch=f"epoch-{next(_EPOCHS)}" if full else "",
        pickups=tuple(row for row in rows if isinstance(row, Pickup)),
        credentials=tuple(row for row in rows if isinstance(row, Credential)),
        accounts=tuple(row for row in rows if isinstance(row, Account)),
        employees=tuple(row for row in rows if isinstance(row, Employee)),
    )
    return replace(told, checksum=checksum_of(marks(told))) if full else told
