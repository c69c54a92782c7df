"""Companies and the people who act for them at the kiosk."""

from dataclasses import dataclass
from enum import StrEnum


class ReferenceKind(StrEnum):
    """What a company calls the text it wants on every collection."""

    PURCHASE_ORDER = "purchase_order"
    JOB = "job"
    COST_CENTRE = "cost_centre"


class ReferenceRule(StrEnum):
    """Whether a reference is asked before the door."""

    NONE = "none"
    ASKED = "asked"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Account:
    """A company. `reference_pattern` is a regular expression that an accepted reference matches in full."""

    id: str
    name: str
    reference_kind: ReferenceKind = ReferenceKind.PURCHASE_ORDER
    reference_rule: ReferenceRule = ReferenceRule.NONE
    reference_pattern: str = r"[A-Z0-9-]{1,20}"
    version: int = 0


@dataclass(frozen=True, slots=True)
class Employee:
    """A person with a badge. `account` is empty for the operator's own technicians.

    `pin_digest` is HMAC-SHA256(site key, "pin:" + id + ":" + PIN) in hex, empty where no PIN is asked. Collects what is
    their own, what those in `collects_for` (employee ids) ordered, or all of the company's.
    """

    id: str
    account: str
    name: str
    may_collect_for_company: bool = False
    pin_digest: str = ""
    active: bool = True
    version: int = 0
    collects_for: tuple[str, ...] = ()

    def may_collect(self, account: str, buyer: str) -> bool:
        """Whether it is theirs to collect what the employee `buyer` ("": nobody) of a company ordered."""
        if not account or account != self.account:
            return False
        return self.may_collect_for_company or buyer in {self.id, *self.collects_for} - {""}
