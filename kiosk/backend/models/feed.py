"""What happened at the backend, as CloudEvents."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, JsonValue

from kiosk.backend.models.base import Out


class FeedQuestion(BaseModel):
    """From where on, and for how long to wait when there is nothing yet."""

    after: Annotated[str, Field(pattern=r"^[0-9a-f-]{0,64}$", description="The last cursor; empty: all")] = ""
    wait: Annotated[float, Field(ge=0, le=60, description="Seconds")] = 0.0
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class FeedEvent(Out):
    """CloudEvents 1.0, structured JSON; `source` and `id` together name the event. `account` "": of no company.

    Types: `no.openluke.` and pickup.ready, pickup.changed, pickup.cancelled, pickup.expired, pickup.collected,
    pickup.partially_collected, code.revoked, delegation.given, delegation.used, return.dropped, return.received,
    deviation.reported, purchase.placed, purchase.approved, purchase.rejected, purchase.sent, employee.changed,
    prices.changed, door.fault. Data holds identifiers and no names.
    """

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    account: str = ""
    data: dict[str, JsonValue]


class Feed(Out):
    """Events in their order. Ask again with `cursor`, at once when there is `more`.

    `reset`: the cursor was not known (the database was built anew), so these begin with the first there is.
    """

    events: list[FeedEvent]
    cursor: str
    reset: bool
    more: bool
