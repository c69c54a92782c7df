"""Codes in people's hands, and those that they give on."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from kiosk.backend.models.base import FromText, Identifier, In, MaybeIdentifier, Out, Time


class CodeRequest(In):
    """`phone_last4`: six digits are issued too, which open with these four of the phone number only."""

    phone_last4: Annotated[str, Field(pattern=r"^([0-9]{4})?$")] = ""


class IssuedCodes(Out):
    """Told once, and kept by nobody. `token_id` is what a token is revoked by."""

    pickup: str
    token: str
    token_id: str
    typed: str
    six_digits: str
    phone_last4: str
    not_before: datetime
    not_after: datetime


class DelegateTo(In):
    """Who may collect instead: an employee of the same company, or anybody by name (and phone)."""

    employee: MaybeIdentifier = ""
    name: Annotated[str, Field(max_length=80)] = ""
    phone: Annotated[str, Field(pattern=r"^(\+[0-9]{4,15})?$")] = ""

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if bool(self.employee) == bool(self.name):
            raise ValueError("either an employee or a name")
        return self


class DelegationRequest(In):
    """What is given on. It ends no later than what it is given from, and is good for no more.

    `parcels` empty: all that the giver may collect. `not_after` null: as long as that. `may_delegate`: the delegate, an
    employee, may give it on. `credential`: the one it is made from, where the operator gives it on for a customer; with
    that one it is revoked.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "to": {"name": "Ola Nordmann", "phone": "+4799999999"},
                    "max_visits": 1,
                    "not_after": "2026-11-25T16:00:00Z",
                }
            ]
        }
    )

    to: DelegateTo
    parcels: Annotated[list[Identifier], Field(max_length=50)] = Field(default_factory=list)
    max_visits: Annotated[int, Field(ge=1, le=100)] = 1
    not_after: Time | None = None
    may_delegate: bool = False
    credential: MaybeIdentifier = ""


class Delegation(Out):
    """Who may collect, by whom, and how much of it. Names stay here: kiosks and events are told identifiers only.

    `given_by` is an employee id or `operator`. `ended_at` null: it is good until `not_after`.
    """

    id: str
    pickup: str
    credential: str
    delegate_of: str
    given_by: str
    to_employee: str
    to_name: str
    to_phone: str
    parcels: Annotated[list[str], FromText]
    max_visits: int
    may_delegate: bool
    not_before: datetime
    not_after: datetime
    created_at: datetime
    ended_at: datetime | None
    ended_by: str


class NewDelegation(Delegation):
    """With the delegate's codes: the text of a QR code, and what may be typed instead. Kept by nobody."""

    token: str
    typed: str


class Delegations(Out):
    """A page, oldest first. `next` is empty on the last one."""

    delegations: list[Delegation]
    next: str = ""
