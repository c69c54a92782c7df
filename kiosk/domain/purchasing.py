"""Whether somebody may buy on account: references, credit, and who has to approve. Pure; amounts in minor units.

A purchase whose goods are taken already is a fact: the same findings are then conflicts that somebody looks into.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.account import ReferenceKind, ReferenceRule


class Why(StrEnum):
    """Why a purchase is refused; the code of the problem."""

    CREDIT_STOPPED = "credit-stopped"
    CREDIT_EXCEEDED = "credit-exceeded"
    REFERENCE_REQUIRED = "reference-required"
    REFERENCE_MALFORMED = "reference-malformed"
    PEPPOL_REFERENCE_REQUIRED = "peppol-reference-required"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a company has agreed with the shop. `credit_limit_minor` None: no credit is kept here.

    `reference_kind` says which reference `reference_rule` and `reference_pattern` are about.
    """

    credit_limit_minor: int | None = None
    credit_used_minor: int = 0
    credit_stopped: bool = False
    approval_above_minor: int | None = None
    reference_kind: ReferenceKind = ReferenceKind.PURCHASE_ORDER
    reference_rule: ReferenceRule = ReferenceRule.NONE
    reference_pattern: str = ""
    project_rule: ReferenceRule = ReferenceRule.NONE
    cost_centre_rule: ReferenceRule = ReferenceRule.NONE
    buyer_reference: str = ""
    electronic_invoice: bool = False

    @property
    def credit_available_minor(self) -> int | None:
        """What is left; None where no limit is kept."""
        if self.credit_limit_minor is None:
            return None
        return 0 if self.credit_stopped else max(self.credit_limit_minor - self.credit_used_minor, 0)


@dataclass(frozen=True, slots=True)
class References:
    """What the buyer gave, empty where nothing."""

    purchase_order: str = ""
    project: str = ""
    cost_centre: str = ""
    buyer_reference: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and with which field."""

    why: Why
    field: str = ""


_FIELD = {
    ReferenceKind.PURCHASE_ORDER: "purchase_order",
    ReferenceKind.JOB: "project",
    ReferenceKind.COST_CENTRE: "cost_centre",
}


def reference_findings(terms: Terms, given: References) -> Iterator[Finding]:
    """By the account's rules, then by Peppol's.

    Peppol BIS Billing 3.0 rule PEPPOL-EN16931-R003: an invoice names a buyer reference or a purchase order. Where
    neither can be, the customer's own system refuses the invoice, and it is too late to ask.
    """
    named = _FIELD[terms.reference_kind]
    rules = {"purchase_order": ReferenceRule.NONE, "project": terms.project_rule, "cost_centre": terms.cost_centre_rule}
    if terms.reference_rule is not ReferenceRule.NONE:
        rules[named] = max(rules[named], terms.reference_rule, key=list(ReferenceRule).index)
    for field, rule in rules.items():
        text = getattr(given, field)
        if not text:
            if rule is ReferenceRule.REQUIRED:
                yield Finding(Why.REFERENCE_REQUIRED, field)
        elif field == named and terms.reference_pattern and not re.fullmatch(terms.reference_pattern, text):
            yield Finding(Why.REFERENCE_MALFORMED, field)
    if terms.electronic_invoice and not (given.purchase_order or given.buyer_reference or terms.buyer_reference):
        yield Finding(Why.PEPPOL_REFERENCE_REQUIRED, "buyer_reference")


def credit_findings(terms: Terms, amount_minor: int) -> Iterator[Finding]:
    """`amount_minor` is what will be invoiced, VAT included. A stop counts where no limit is kept too."""
    if terms.credit_stopped:
        yield Finding(Why.CREDIT_STOPPED)
    elif terms.credit_limit_minor is not None and terms.credit_used_minor + amount_minor > terms.credit_limit_minor:
        yield Finding(Why.CREDIT_EXCEEDED)


def needs_approval(terms: Terms, purchase_limit_minor: int | None, net_minor: int) -> bool:
    """Above the company's limit or the buyer's own. Limits are net, as companies state them; None: there is none."""
    limits = [limit for limit in (terms.approval_above_minor, purchase_limit_minor) if limit is not None]
    return any(net_minor > limit for limit in limits)
