"""Companies and the people who act for them, as the site list states them."""

from typing import Annotated, Literal

from pydantic import Field

from kiosk.backend.models.base import FromText, Out, RowVersion


class Account(Out):
    """A company and its rule for references."""

    id: str
    name: str
    reference_kind: Literal["purchase_order", "job", "cost_centre"]
    reference_rule: Literal["none", "asked", "required"]
    reference_pattern: str
    version: RowVersion


class Employee(Out):
    """A person with a badge. `account` is empty for the operator's technicians.

    Collects what is their own, what the colleagues in `collects_for` (employee ids, at most 200) ordered, and with
    `may_collect_for_company` all of the company's.
    """

    id: str
    account: str
    name: str
    may_collect_for_company: bool
    pin_digest: str
    active: bool
    version: RowVersion
    collects_for: Annotated[list[str], FromText] = Field(default_factory=list)
