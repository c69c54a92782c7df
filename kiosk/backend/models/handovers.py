"""Parcels that physically left."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.backend.models.base import Identifier, In, Out, Time


class HandoverRequest(In):
    """One parcel that physically left. `actor` is an employee id, empty for a private customer.

    `offline`: it had to wait at the kiosk. `event_seq`, `chain_hash` and `outbox_number` are as in events.
    """

    parcel: Identifier
    compartment: Annotated[int, Field(ge=1, le=9999)]
    opened_at: Time
    closed_at: Time
    credential: Annotated[str, Field(max_length=64)]
    actor: Annotated[str, Field(max_length=64)] = ""
    reference: Annotated[str, Field(max_length=64)] = ""
    offline: bool = False
    event_seq: Annotated[int, Field(ge=0, lt=2**63)] = 0
    chain_hash: Annotated[str, Field(max_length=64)] = ""
    outbox_number: Annotated[int, Field(ge=0, lt=2**63)] = 0


Conflict = Literal[
    "",
    "unknown_pickup",
    "unknown_parcel",
    "already_collected",
    "cancelled",
    "expired",
    "payment_due",
    "other_compartment",
]
"""`expired`: opened after the end of a pickup that is said to be expired here. A kiosk may know better: its clock
stands still while nobody could have collected (ADR 13). One that was opened in time and told later is no conflict.
"""


class HandoverAnswer(Out):
    """What was made of it. `conflict`: it happened, and it should not have; somebody has to look into it."""

    handover: str
    pickup: str
    parcel: str
    conflict: bool
    reason: Conflict
    received_at: datetime
