"""Somebody from a company at the kiosk."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.backend.models.base import In, Out

Right = Literal["collect", "delegate", "buy", "approve", "administer"]
"""What a person may do for the company; each role has those of the one before it as well.

collector: collect, delegate · buyer: buy · approver: approve · admin: administer.
"""


class SessionRequest(In):
    """The badge as it was scanned, with the PIN where the employee has one."""

    code: Annotated[str, Field(min_length=1, max_length=512)]
    pin: Annotated[str, Field(pattern=r"^([0-9]{4,8})?$")] = ""


class SessionPerson(Out):
    """Who it is, and how the kiosk should speak: `language` is BCP 47 or empty, `reach` asks for doors within reach."""

    id: str
    account: str
    rights: list[Right]
    language: str
    reach: bool
    default_reference: str


class SessionAnswer(Out):
    """`token` goes into the header Pickup-Session of what this person asks for; it is told once and kept by nobody.

    `credential`: the badge, as the site list names it, under which doors open for this person; empty: they have none.
    """

    id: str
    token: str
    expires_at: datetime
    person: SessionPerson
    credential: str = ""
