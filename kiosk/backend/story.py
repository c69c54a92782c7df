"""Tells stories to the seed: from what a pickup or a person stands for to ids, codes and listed credentials."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from kiosk.backend.issuer import Issuer, symbols, typed_code
from kiosk.backend.seed import IssuedCode
from kiosk.domain import digest
from kiosk.domain.account import Employee
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Parcel, ParcelState, Pickup, PickupState
from kiosk.domain.token import UNIQUE_ID_BYTES, Token
from kiosk.domain.typed_code import PIN_LENGTH, grouped

LOCAL: Final = ZoneInfo("Europe/Oslo")
DAY_S: Final = 86_400
TOKEN_GRACE_S: Final = 7 * DAY_S
"""A token outlives the storage time, so that a pickup can be extended without a new code; the list's dates rule."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a badge; without `account` a technician, who has a PIN too."""

    id: str
    account: str
    name: str
    title: str
    for_all: bool = False
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Days count from the start of the seeding day. `expected` is what a signed token gets.

    `seven_tomorrow`: may be collected from seven o'clock (local) on the next day. `lines`: (ready, total).
    """

    name: str
    title: str
    doors: tuple[int, ...]
    state: PickupState = PickupState.READY
    expected: str = "opens"
    site: int = 4
    seven_tomorrow: bool = False
    from_day: float = -1
    to_day: float = 7
    lines: tuple[int, int] | None = None
    phone_last4: str = ""
    opaque: bool = False
    buyer: str = ""
    project: str = ""


class Teller:
    """`start` is the beginning of the seeding day. Ids and symbols depend on the names in the stories only."""

    def __init__(
        self,
        site_key: bytes,
        issuer: Issuer,
        start: datetime,
        *,
        people: Sequence[Person],
        site_names: Mapping[int, str],
    ) -> None:
        self._site_key = site_key
        self._issuer = issuer
        self._start = start
        self._people = {person.id: person for person in people}
        self._site_names = site_names

    def _utc(self, days: float) -> float:
        return self._start.timestamp() + days * DAY_S

    def pickup(self, story: Story) -> Pickup:
        """The pickup as the site list will state it."""
        pickup_id = symbols(_bytes("pickup", story.name), 8)
        collected = story.state is PickupState.COLLECTED
        parcel_state = ParcelState.COLLECTED if collected else ParcelState.READY
        ready, total = story.lines or (len(story.doors), len(story.doors))
        buyer = self._people.get(story.buyer)
        return Pickup(
            id=pickup_id,
            site=story.site,
            site_name=self._site_names[story.site],
            state=story.state,
            parcels=tuple(
                Parcel(f"{pickup_id}-{count}", door, parcel_state) for count, door in enumerate(story.doors, start=1)
            ),
            not_before_utc=self._seven_tomorrow() if story.seven_tomorrow else self._utc(story.from_day),
            not_after_utc=self._utc(story.to_day),
            lines_ready=ready,
            lines_total=total,
            account=buyer.account if buyer else "",
            buyer=buyer.name if buyer else "",
            buyer_employee=story.buyer,
            project=story.project,
            collected_utc=self._utc(-0.5) if collected else None,
        )

    def _seven_tomorrow(self) -> float:
        tomorrow = (self._start + timedelta(days=1)).date()
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, 7, tzinfo=LOCAL).timestamp()

    def token(self, story: Story, pickup: Pickup) -> IssuedCode:
        """The signed token in the customer's QR code."""
        token = Token(
            key_id=self._issuer.key_id,
            site=pickup.site,
            pickup=pickup.id,
            not_before_utc=int(pickup.not_before_utc),
            not_after_utc=int(pickup.not_after_utc) + TOKEN_GRACE_S,
            unique_id=_bytes("token", story.name)[:UNIQUE_ID_BYTES],
        )
        return IssuedCode(
            kind="token",
            name=story.name,
            title=story.title,
            text=self._issuer.issue(token),
            expected=story.expected,
            doors=story.doors if story.expected == "opens" else (),
            pickup=pickup.id,
            typed="" if story.phone_last4 else grouped(_typed_code(story)),
        )

    def _phone_digest(self, story: Story) -> str:
        return digest.digest(self._site_key, digest.phone(story.phone_last4))

    def listed(self, story: Story, pickup: Pickup) -> Iterator[tuple[Credential, IssuedCode]]:
        """The codes beside the token. An unsigned code opens or is unknown, and nothing between."""
        opens = story.expected == "opens"
        for kind, canonical, text in _unsigned(story):
            credential = Credential(
                id=_credential_id(kind, story.name),
                kind=CredentialKind.PICKUP,
                digest=digest.digest(self._site_key, canonical),
                subject=pickup.id,
                not_before_utc=pickup.not_before_utc,
                not_after_utc=pickup.not_after_utc,
                phone_digest=self._phone_digest(story) if canonical.startswith("pin6:") else "",
            )
            yield (
                credential,
                IssuedCode(
                    kind=kind,
                    name=story.name,
                    title=story.title,
                    text=text,
                    expected="opens" if opens else "refused:unknown",
                    doors=story.doors if opens else (),
                    pickup=pickup.id,
                    typed=text if kind == "typed" else "",
                    phone_last4=story.phone_last4 if kind == "typed" else "",
                ),
            )

    def employee(self, person: Person) -> Employee:
        """The person as the site list will state it."""
        pin = digest.technician_pin(person.id, person.pin)
        return Employee(
            id=person.id,
            account=person.account,
            name=person.name,
            may_collect_for_company=person.for_all,
            pin_digest=digest.digest(self._site_key, pin) if person.pin else "",
        )

    def badge(self, person: Person) -> Credential:
        """What the badge stands for in the site list."""
        kind = CredentialKind.BADGE if person.account else CredentialKind.TECHNICIAN
        listed = digest.digest(self._site_key, digest.badge(_badge_text(person)))
        return Credential(_credential_id("badge", person.id), kind, listed, person.id, self._utc(-365), self._utc(365))


def badge_code(person: Person, people: Sequence[Person], stories: Sequence[Story]) -> IssuedCode:
    """The badge in somebody's hand; its doors are all that the person may collect from."""
    buyers = {other.id for other in people if other.account == person.account} if person.for_all else {person.id}
    return IssuedCode(
        kind="badge" if person.account else "technician",
        name=person.id,
        title=person.title,
        text=_badge_text(person),
        expected="account" if person.account else "technician",
        doors=tuple(sorted(door for story in stories if story.buyer in buyers for door in story.doors)),
        pin=person.pin,
    )


def _bytes(*name: str) -> bytes:
    """32 bytes that look random and are the same every time."""
    return hashlib.sha256(" ".join(("openluke demo", *name)).encode()).digest()


def _credential_id(kind: str, name: str) -> str:
    return _bytes("credential", kind, name).hex()[:16]


def _typed_code(story: Story) -> str:
    return typed_code(_bytes("typed", story.name))


def _unsigned(story: Story) -> Iterator[tuple[str, str, str]]:
    """(kind, canonical form, text) of the codes of a story beside its token."""
    if story.phone_last4:
        digits = str(int.from_bytes(_bytes("pin", story.name)[:8], "big"))[-PIN_LENGTH:]
        yield "typed", digest.six_digits(digits, story.phone_last4), digits
    else:
        code = _typed_code(story)
        yield "typed", digest.typed(code), grouped(code)
    if story.opaque:
        text = "NO-" + symbols(_bytes("opaque", story.name), 16)
        yield "opaque", digest.scanned(text), text


def _badge_text(person: Person) -> str:
    return "BADGE-" + base64.b32encode(_bytes("badge", person.id)).decode()[:26]
