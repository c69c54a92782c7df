"""What requests, answers and problems are made of.

Times are RFC 3339 in UTC. Requests are read strictly: no text for a number, no number for a time.
"""

import json
import re
from typing import Annotated, Any, Final

from pydantic import AliasChoices, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, field_validator

_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


def _as_written(value: Any) -> Any:
    if isinstance(value, str) and _RFC3339.fullmatch(value):
        return value
    raise ValueError("must be a date and time as in RFC 3339")


def _from_text(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


RowVersion = Annotated[int, Field(validation_alias=AliasChoices("version", "change"))]
"""A row's version is the change that made it."""
Time = Annotated[AwareDatetime, BeforeValidator(_as_written), Field(strict=False)]
Identifier = Annotated[str, Field(min_length=1, max_length=64)]
MaybeIdentifier = Annotated[str, Field(max_length=64)]
"""Empty for none."""
Sku = Annotated[str, Field(min_length=1, max_length=64)]
Gtin = Annotated[str, Field(pattern=r"^([0-9]{8}|[0-9]{12,14})?$")]
"""Of an article, as a shop writes it; empty for none."""
Quantity = Annotated[int, Field(ge=1, le=1_000_000)]
Minor = Annotated[int, Field(ge=0, lt=2**53)]
"""An amount in minor units of a currency: 1999 NOK is 199900."""
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""
FromText = BeforeValidator(_from_text)
"""For what stands in the database as JSON."""


class Out(BaseModel):
    """An answer. Built from rows, whose times are Unix seconds."""

    model_config = ConfigDict(from_attributes=True)


class In(BaseModel):
    """A request. Fields this version does not know are left alone: a newer kiosk may send more."""

    model_config = ConfigDict(strict=True)

    @field_validator("*")
    @classmethod
    def _no_nul(cls, value: Any) -> Any:
        """PostgreSQL's texts hold everything but NUL."""
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and "\0" in text for text in texts):
            raise ValueError("must not hold the character NUL")
        return value


class Problem(Out):
    """RFC 9457. The last part of `type` is the stable code; `errors` names the fields of an invalid request."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list["FieldProblem"] | None = None


class FieldProblem(Out):
    """One field that could not be read. Its value is not repeated: it may be a code."""

    field: str
    problem: str
