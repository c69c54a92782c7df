"""Parcels that staff or a courier put in, and the labels on them."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field

from kiosk.backend.models.base import Identifier, In, Out, Quantity
from kiosk.domain.gtin import check_digit


def _check_sscc(text: str) -> str:
    if text and check_digit(text[:-1]) != text[-1]:
        raise ValueError("the check digit is wrong")
    return text


Sscc = Annotated[str, Field(pattern=r"^([0-9]{18})?$"), AfterValidator(_check_sscc)]


class Staging(In):
    """A parcel of the pickup, as it is from now on.

    `compartment` null: it is to come, and the kiosk chooses where by `size`, `weight_g` and `reach`. `lines` is how
    much of which line it holds, by the line's id; empty: all that was ordered and is in no other parcel. `partial`:
    what is here may be collected before the rest has come.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"compartment": 12, "sscc": "370712345000000011", "lines": {"10": 2, "20": 1}}]}
    )

    compartment: Annotated[int, Field(ge=1, le=9999)] | None = None
    size: Annotated[str, Field(max_length=8)] = ""
    weight_g: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    reach: bool = False
    sscc: Sscc = ""
    lines: Annotated[dict[Identifier, Quantity], Field(max_length=500)] = Field(default_factory=dict)
    partial: bool = False


class LabelRequest(In):
    """What a scanner read. `symbology` is the AIM identifier it told with it (as `]C1`), where it tells one.

    Digits alone say nothing: bare article numbers and element strings are believed only with the identifier of their
    symbology. A GS1 Digital Link and element strings with AIs in brackets are read without one.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"label": "(00)370712345000000011"}]})

    label: Annotated[str, Field(min_length=1, max_length=512)]
    symbology: Annotated[str, Field(pattern=r"^(\][A-Za-z][0-9A-Za-z])?$")] = ""


class LabelAnswer(Out):
    """Whose it is. `by` says what told it: the logistic unit's number, the parcel's own id, or an article number.

    An article that one line of one open pickup still waits for names the line, and no parcel.
    """

    by: Literal["sscc", "parcel", "gtin"]
    pickup: str
    parcel: str = ""
    line: str = ""
    sscc: str = ""
    gtin: str = ""
    serial: str = ""
