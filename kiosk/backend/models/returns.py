"""Goods that come back, and what was wrong with those that were handed out."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from kiosk.backend.models.base import FromText, Identifier, In, MaybeIdentifier, Out, Quantity, Time

Reason = Literal["changed_mind", "damaged", "wrong_item", "too_many", "not_as_described", "other"]
Condition = Literal["new", "opened", "damaged"]
Outcome = Literal["received", "damaged", "missing"]
ReturnState = Literal["announced", "dropped", "received", "closed"]
ReturnConflict = Literal[
    "", "unknown_return", "unknown_pickup", "unknown_line", "more_than_collected", "already_dropped", "already_received"
]
"""Why something that happened should not have: it is written down all the same, and somebody has to look into it."""
Compartment = Annotated[int, Field(ge=1, le=9999)]


class ReturnLine(In):
    """How much of which line of the order comes back, and in what state it is said to be."""

    line: Identifier
    quantity: Quantity
    condition: Condition = "opened"


class DoorEvidence(In):
    """What was seen of the door when the customer put goods in. `offline`: it had to wait at the kiosk."""

    compartment: Compartment
    opened_at: Time
    closed_at: Time
    offline: bool = False


class ReturnRequest(In):
    """A return that is announced, or, with `dropped`, one that lies in a compartment already.

    Either `pickup` or `order_number` says what it is of. `customer` is the shop's id of a private customer; who acts
    for a company is known by the header Pickup-Session.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "pickup": "K7QF2M9X",
                    "lines": [{"line": "10", "quantity": 1, "condition": "new"}],
                    "reason": "changed_mind",
                }
            ]
        }
    )

    pickup: MaybeIdentifier = ""
    order_number: MaybeIdentifier = ""
    lines: Annotated[list[ReturnLine], Field(min_length=1, max_length=200)]
    reason: Reason
    customer: MaybeIdentifier = ""
    dropped: DoorEvidence | None = None

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if bool(self.pickup) == bool(self.order_number):
            raise ValueError("either pickup or order_number")
        return self


class ReceivedLine(In):
    """What staff found of one line."""

    line: Identifier
    quantity: Quantity
    outcome: Outcome = "received"


class ReceiptRequest(In):
    """`dropped`: the customer put it into a compartment (`evidence`). `received`: staff have it (`lines`).

    A drop without `lines` is of all that was announced. `actor` is the id of whoever received it.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "received", "lines": [{"line": "10", "quantity": 1, "outcome": "received"}], "actor": "S-4"}
            ]
        }
    )

    kind: Literal["dropped", "received"]
    evidence: DoorEvidence | None = None
    lines: Annotated[list[ReceivedLine], Field(max_length=200)] = Field(default_factory=list)
    actor: MaybeIdentifier = ""

    @model_validator(mode="after")
    def _as_its_kind(self) -> Self:
        if self.kind == "dropped" and self.evidence is None:
            raise ValueError("a drop needs its evidence")
        if self.kind == "received" and not self.lines:
            raise ValueError("a receipt needs its lines")
        return self


class ReceiptLine(Out):
    """One line of a receipt. `outcome` is empty where nobody has looked yet."""

    line: str
    quantity: int
    outcome: Literal["", "received", "damaged", "missing"] = ""


class Receipt(Out):
    """What can be shown and printed for whoever gave something back. `compartment` null: at the counter.

    `received_at` of a drop is when its door was closed, however late that is told.
    """

    id: str
    return_id: str
    kind: Literal["dropped", "received"]
    received_at: datetime
    compartment: int | None
    lines: list[ReceiptLine]
    conflict: bool
    reason: ReturnConflict


class ReturnedLine(Out):
    """One line of a return: after a receipt by staff what they have of it, `damaged` of these not fit to be sold."""

    line: str
    quantity: int
    condition: Condition
    damaged: int = 0


class Return(Out):
    """One return. `version` is its ETag; `conflict` the first that did not fit, or empty.

    `session`: the visit in which it was dropped, else announced; empty where nobody had signed in.
    """

    id: str
    pickup: str
    order_number: str
    site: int
    state: ReturnState
    reason: Reason
    customer: str
    account: str
    employee: str
    session: str = ""
    conflict: ReturnConflict
    lines: Annotated[list[ReturnedLine], FromText]
    created_at: datetime
    version: int
    receipts: list[Receipt]


class Returns(Out):
    """A page, oldest first. `next` is empty on the last one."""

    returns: list[Return]
    next: str = ""


class DeviationLine(In):
    """What was wrong with one line: less than there should be, something else, or broken."""

    line: Identifier
    kind: Literal["short", "wrong", "damaged"]
    quantity: Quantity


class DeviationRequest(In):
    """`actor` is an employee id or the shop's id of a customer; a Pickup-Session says it by itself."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"lines": [{"line": "10", "kind": "short", "quantity": 2}], "actor": "C-17"}]}
    )

    lines: Annotated[list[DeviationLine], Field(min_length=1, max_length=200)]
    actor: MaybeIdentifier = ""


class Deviation(Out):
    """One line of what was reported. `employee` is whoever reported it."""

    id: str
    pickup: str
    line: str
    kind: Literal["short", "wrong", "damaged"]
    quantity: int
    employee: str
    state: Literal["open", "settled"]
    created_at: datetime


class Deviations(Out):
    """A page, oldest first. `next` is empty on the last one."""

    deviations: list[Deviation]
    next: str = ""
