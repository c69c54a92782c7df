"""Parcels of an order, as JSON text in a field of it: for platforms that know no parcels of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Self

import msgspec
from msgspec import Meta, Struct

from kiosk.commerce.shop import ReadyParcel, ShopDriftError, ShopParcel
from kiosk.commerce.states import summed


class BookParcel(Struct, frozen=True):
    id: Annotated[str, Meta(min_length=1, max_length=64)]
    compartment: int
    lines: dict[str, Annotated[int, Meta(ge=1)]]
    collected: bool = False


@dataclass(frozen=True, slots=True)
class ParcelBook:
    """In the order in which they were packed; ids are unique."""

    parcels: tuple[BookParcel, ...] = ()

    @classmethod
    def of(cls, text: str | None) -> Self:
        """ShopDriftError for what was not written by `text()`: nothing of it may be lost by writing over it."""
        if not text:
            return cls()
        try:
            parcels = msgspec.json.decode(text, type=tuple[BookParcel, ...])
        except (msgspec.MsgspecError, UnicodeEncodeError):
            raise ShopDriftError(None, "the parcels") from None
        if len({each.id for each in parcels}) != len(parcels):
            raise ShopDriftError(None, "the parcels")
        return cls(parcels)

    def text(self) -> str:
        return msgspec.json.encode(self.parcels).decode()

    def get(self, parcel_id: str) -> BookParcel | None:
        return next((each for each in self.parcels if each.id == parcel_id), None)

    def with_parcel(self, parcel: ReadyParcel, *, collected: bool) -> Self:
        """What was collected stays so."""
        known = self.get(parcel.id)
        whole = BookParcel(
            parcel.id, parcel.compartment, dict(parcel.lines), collected or bool(known and known.collected)
        )
        rest = [each for each in self.parcels if each.id != parcel.id]
        return type(self)((*rest, whole))

    def units(self, *, collected: bool | None = None) -> Mapping[str, int]:
        """By line: of all parcels, or of those that are, or are not, collected."""
        found = (each for each in self.parcels if collected is None or each.collected is collected)
        return summed(part for each in found for part in each.lines.items())

    def shop_parcels(self) -> tuple[ShopParcel, ...]:
        return tuple(ShopParcel(each.id, each.id, each.lines, each.collected) for each in self.parcels)
