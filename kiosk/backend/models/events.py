"""A kiosk's journal on its way to the backend."""

import json
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, JsonValue, model_validator

from kiosk.backend.models.base import Identifier, In, Out, Time


class CloudEvent(In):
    """CloudEvents 1.0, structured JSON. `source` and `id` (the seq in the kiosk's journal) together name the event.

    `chainhash` tells a repetition from another event under the same id. `outboxnumber` counts from 1 what the kiosk
    sends, hand-overs included, so that a number that is missing means something that did not arrive.
    """

    model_config = ConfigDict(strict=True, extra="allow")

    specversion: Literal["1.0"]
    id: Identifier
    source: Annotated[str, Field(min_length=1, max_length=128)]
    type: Annotated[str, Field(min_length=1, max_length=128)]
    time: Time | None = None
    datacontenttype: str = "application/json"
    data: JsonValue = None
    chainhash: Annotated[str, Field(max_length=64)] = ""
    outboxnumber: Annotated[int, Field(ge=0, lt=2**63)] = 0

    @model_validator(mode="before")
    @classmethod
    def _can_be_stored(cls, value: Any) -> Any:
        """JSON allows half a surrogate pair and Python's reader allows NaN; neither can be written again."""
        json.dumps(value, ensure_ascii=False, allow_nan=False, default=str).encode()
        return value


class EventsAnswer(Out):
    """`ids` of the batch that are stored, now or before: the kiosk forgets these and no others.

    `conflicts`: those under which another event was known. Both are stored.
    """

    ids: list[str]
    conflicts: list[str]
