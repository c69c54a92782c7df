"""Who has a badge: the shop's technician, and the tradesperson of a company. Rows of the list that never change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.domain import digest
from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.site_list import Mark, RowKind

TECHNICIAN: Final = "E-TECH"
TECHNICIAN_BADGE: Final = "BADGE-OF-THE-TECHNICIAN"
TECHNICIAN_PIN: Final = "271828"
COMPANY: Final = "A-BUILDERS"
TRADESPERSON: Final = "E-BUILDER"
COLLEAGUE: Final = "E-COLLEAGUE"
"""For whom the tradesperson may collect."""
APPRENTICE: Final = "E-APPRENTICE"
"""For whom the tradesperson may not."""
TRADESPERSON_BADGE: Final = "BADGE-OF-THE-TRADESPERSON"
BADGE: Final = "C-BADGE"
"""The tradesperson's credential."""


@dataclass(frozen=True, slots=True)
class Staff:
    """As the list has them."""

    badges: tuple[Credential, ...]
    people: tuple[Employee, ...]
    companies: tuple[Account, ...] = (Account(COMPANY, "Builders"),)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Of all of them."""
        kinds = (RowKind.CREDENTIAL, self.badges), (RowKind.EMPLOYEE, self.people), (RowKind.ACCOUNT, self.companies)
        return tuple(Mark(kind, row.id, 0) for kind, rows in kinds for row in rows)


def make_staff(digest_of: Callable[[str], str]) -> Staff:
    """`digest_of` a canonical text, with the key of the site."""

    def badge(name: str, kind: CredentialKind, text: str, subject: str) -> Credential:
        return Credential(name, kind, digest_of(digest.badge(text)), subject, 0.0, 4e9)

    pin = digest_of(digest.technician_pin(TECHNICIAN, TECHNICIAN_PIN))
    return Staff(
        (
            badge("C-TECH", CredentialKind.TECHNICIAN, TECHNICIAN_BADGE, TECHNICIAN),
            badge(BADGE, CredentialKind.BADGE, TRADESPERSON_BADGE, TRADESPERSON),
        ),
        (
            Employee(TECHNICIAN, "", "Technician", pin_digest=pin),
            Employee(TRADESPERSON, COMPANY, "Builder", collects_for=(COLLEAGUE,)),
            Employee(COLLEAGUE, COMPANY, "Colleague"),
            Employee(APPRENTICE, COMPANY, "Apprentice"),
        ),
    )
