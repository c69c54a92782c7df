"""Whether a bank can take goods."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.backend.models.base import In, Out
from kiosk.backend.models.prices import MAX_LINES, LineQuantity, LineWanted

Edge = Annotated[int, Field(ge=0, le=100_000)]
Reason = Literal["hazard", "min_age", "not_measured", "temperature", "too_large", "too_heavy", "no_free_door"]


class GoodsGiven(In):
    """Some units of one kind as they are packed, in millimetres and grams; 0 where nobody measured.

    They may be turned in any way, or with `upright` only about the vertical. `hazard`: a class of dangerous goods (UN),
    as "2.1"; empty for none. `min_age` in years.
    """

    width_mm: Edge
    height_mm: Edge
    depth_mm: Edge
    weight_g: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    quantity: LineQuantity = 1
    temperature: Literal["", "chilled", "frozen"] = ""
    hazard: Annotated[str, Field(max_length=16)] = ""
    min_age: Annotated[int, Field(ge=0, le=150)] = 0
    upright: bool = False


class FeasibilityRequest(In):
    """Goods for one site: `lines` of articles that the shop knows, or `goods` by their measures. One of the two."""

    site: Annotated[int, Field(ge=0, lt=2**32)]
    lines: Annotated[list[LineWanted], Field(max_length=MAX_LINES, default_factory=list)]
    goods: Annotated[list[GoodsGiven], Field(max_length=MAX_LINES, default_factory=list)]

    @model_validator(mode="after")
    def _one_of_two(self) -> "FeasibilityRequest":
        if bool(self.lines) == bool(self.goods):
            raise ValueError("lines, goods: one of the two")
        return self


class ParcelClass(Out):
    """What kind of compartment one parcel needs."""

    size: str
    temperature: str


class Fallback(Out):
    """Where the goods can be had instead. `site` null unless it is one."""

    kind: Literal["site", "counter", "home"]
    site: int | None = None
    site_name: str = ""


class Feasibility(Out):
    """Whether the bank can take all of it now. Nothing is reserved by asking.

    `parcels`: the compartments it would need, one a parcel; `held_until`: how long a door would be held for it, from
    now. Else `reasons`, and `fallbacks` in the order in which they should be offered. `home`: a carrier may bring it,
    whether it fits here or not. The answer is never too hopeful: what nobody measured is not promised.
    """

    site: int
    feasible: bool
    reasons: list[Reason]
    parcels: list[ParcelClass]
    held_until: datetime | None
    fallbacks: list[Fallback]
    home: bool = False
