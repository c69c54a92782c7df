"""One order of a customer: what the list says of it, what it needs of a compartment, and the codes that were sent."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final

from kiosk.domain import digest
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Parcel, Pickup
from kiosk.domain.site_list import Mark, RowKind
from kiosk.domain.token import Token
from kiosk.domain.typed_code import ALPHABET, check_symbol

EARLIER_S: Final = 60.0
"""A code is good from so long before it was made: clocks differ."""


@dataclass(slots=True)
class Order:
    """One pickup as the shop sees it, and the codes that its customer was sent. `token` is the id of the signed one."""

    pickup: Pickup
    codes: dict[str, str]
    credentials: list[Credential]
    token: str
    ended_s: float | None = None
    handed_over: set[str] = field(default_factory=set)
    delegates: dict[str, str] = field(default_factory=dict)
    """By code: the id of the delegate's credential."""
    gone_at: float = inf
    """From this revision of its list on the shop has forgotten what it told the customer."""
    again_at: int = 0
    """From this revision on the shop wants it after all: it has forgotten that it was taken back."""

    @property
    def id(self) -> str:
        return self.pickup.id

    @property
    def to_come(self) -> list[Parcel]:
        """Parcels that lie nowhere yet, as far as the shop has heard."""
        return [parcel for parcel in self.pickup.parcels if not parcel.compartment]

    def put(self, parcel_id: str, compartment: int) -> tuple[Parcel, ...]:
        """The parcels with this one in its compartment."""
        return tuple(
            replace(parcel, compartment=compartment) if parcel.id == parcel_id else parcel
            for parcel in self.pickup.parcels
        )

    def marks(self) -> list[Mark]:
        return [mark_of(self.pickup), *(mark_of(one) for one in self.credentials)]

    def copy(self) -> "Order":
        """As a backup has it."""
        return replace(
            self, credentials=[*self.credentials], handed_over={*self.handed_over}, delegates=dict(self.delegates)
        )

    def put_back(self, was: "Order", revision: int) -> None:
        """What the shop knew once it knows again, from this revision on; the customer has their codes all the same."""
        again, wanted = was.copy(), self.ended_s is not None and was.ended_s is None
        self.pickup, self.ended_s = again.pickup, again.ended_s
        self.credentials, self.handed_over, self.delegates = again.credentials, again.handed_over, again.delegates
        self.gone_at = revision if self.to_come or self.pickup.payment_due else again.gone_at
        self.again_at = revision if wanted else again.again_at

    def number_anew(self, version: int) -> None:
        self.pickup = replace(self.pickup, version=version)
        self.credentials = [replace(one, version=version) for one in self.credentials]

    def of_delegate(self, code: str) -> "Order":
        """As whoever was given `code` knows it."""
        return replace(self, codes=dict.fromkeys(self.codes, code))

    def credential_for(self, code: str) -> Credential | None:
        """The row of the list that a backend answers with for one of the codes; a signed token itself has none."""
        if code in self.delegates:
            return next(row for row in self.credentials if row.id == self.delegates[code])
        rows = dict(zip((self.codes["typed"], self.pin, self.codes["opaque"]), self.credentials, strict=False))
        return rows.get(code, self.credentials[2]) if code in self.all_codes() else None

    @property
    def pin(self) -> str:
        return self.codes["pin"] + self.codes["phone"]

    def all_codes(self) -> tuple[str, ...]:
        return self.codes["token"], self.codes["typed"], self.pin, self.codes["opaque"], *self.delegates


def make_order(pickup: Pickup, dice: random.Random, site_key: bytes, sign: Callable[[Token], str]) -> Order:
    """Every kind of code that opens `pickup`, good for as long as it is."""
    from_utc, to_utc = pickup.not_before_utc, pickup.not_after_utc
    token = Token(1, pickup.site, pickup.id, int(from_utc), int(to_utc), dice.randbytes(8))
    typed = typed_code(dice)
    pin, phone = f"{dice.randrange(10**6):06d}", f"{dice.randrange(10**4):04d}"
    opaque = f"SHOP-{symbols(dice, 16)}"
    codes = {"token": sign(token), "typed": typed, "pin": pin, "phone": phone, "opaque": opaque}
    rows = [
        Credential(
            f"C-{pickup.id}-{index}",
            CredentialKind.PICKUP,
            digest.digest(site_key, text),
            pickup.id,
            from_utc,
            to_utc,
            version=pickup.version,
            phone_digest=digest.digest(site_key, digest.phone(phone)) if index == 1 else "",
        )
        for index, text in enumerate((digest.typed(typed), digest.six_digits(pin, phone), digest.scanned(opaque)))
    ]
    return Order(pickup, codes, rows, token.credential)


def mark_of(row: Pickup | Credential) -> Mark:
    return Mark(RowKind.PICKUP if isinstance(row, Pickup) else RowKind.CREDENTIAL, row.id, row.version)


def gone(marks: Sequence[Mark], version: int) -> Iterator[Mark]:
    """The same rows, removed in this version."""
    return (replace(mark, version=version) for mark in marks)


def symbols(dice: random.Random, count: int) -> str:
    return "".join(dice.choice(ALPHABET) for _ in range(count))


def typed_code(dice: random.Random) -> str:
    eight = symbols(dice, 8)
    return eight + check_symbol(eight)
