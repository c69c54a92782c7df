"""Companies and the people who act for them, as the site list states them."""

from typing import Literal

from kiosk.backend.models.base import Out, RowVersion


class Account(Out):
    """A company and its rule for references."""

    id: str
    name: str
    reference_kind: Literal["purchase_order", "job", "cost_centre"]
    reference_rule: Literal["none", "asked", "required"]
    reference_pattern: str
    version: RowVersion


class Employee(Out):
    """A person with a badge. `account` is empty for the operator's technicians."""

    id: str
    account: str
    name: str
    may_collect_for_company: bool
    pin_digest: str
    active: bool
    version: RowVersion
