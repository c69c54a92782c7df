"""Parcels as Medusa's fulfilments: the parcel's id is in their metadata, looked for before and after every write."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec

from kiosk.commerce import rest
from kiosk.commerce.link import HttpLink
from kiosk.commerce.medusa.wire import CANCELLED, PARCEL, WireFulfilment, WireOrder
from kiosk.commerce.shop import Outcome, ReadyParcel
from kiosk.errors import BackendRefusedError


@dataclass(frozen=True, slots=True)
class MedusaParcels:
    """`read`: an order of this site as it is now, None where there is none. `location` is what is packed at."""

    link: HttpLink
    location: str
    read: Callable[[str], Awaitable[WireOrder | None]]

    async def bring_to(self, order_id: str, parcel: ReadyParcel, *, delivered: bool) -> Outcome:
        """Writes what is missing, and where that was refused reads again: no error's text decides what is true."""
        order = await self.read(order_id)
        known = _fulfilment(order, parcel)
        if not _possible(order, known, parcel):
            return Outcome.CONFLICT
        if known and _is_there(known, delivered=delivered):
            return Outcome.ALREADY
        try:
            if known is None:
                await self._add(order_id, parcel)
                known = _fulfilment(await self.read(order_id), parcel)
            if delivered and known:
                await self._deliver(order_id, known)
        except BackendRefusedError as error:
            if error.status in {401, 403}:
                raise
            return await self._reread(order_id, parcel, delivered=delivered)
        return Outcome.DONE if known else Outcome.CONFLICT

    async def _reread(self, order_id: str, parcel: ReadyParcel, *, delivered: bool) -> Outcome:
        order = await self.read(order_id)
        found = _fulfilment(order, parcel)
        done = found and _possible(order, found, parcel) and _is_there(found, delivered=delivered)
        return Outcome.ALREADY if done else Outcome.CONFLICT

    async def _add(self, order_id: str, parcel: ReadyParcel) -> None:
        """The kiosk's backend writes to the customer, so Medusa need not."""
        body = {
            "items": [{"id": line, "quantity": quantity} for line, quantity in parcel.lines.items()],
            "location_id": self.location,
            "no_notification": True,
            "metadata": {PARCEL: parcel.id, "openluke_compartment": parcel.compartment},
        }
        await rest.ask(self.link, msgspec.Raw, "POST", f"/admin/orders/{order_id}/fulfillments", body=body)

    async def _deliver(self, order_id: str, fulfilment: WireFulfilment) -> None:
        path = f"/admin/orders/{order_id}/fulfillments/{fulfilment.id}/mark-as-delivered"
        await rest.ask(self.link, msgspec.Raw, "POST", path)


def _fulfilment(order: WireOrder | None, parcel: ReadyParcel) -> WireFulfilment | None:
    """The one of this parcel; one that was cancelled only where there is no other."""
    found = [each for each in order.fulfillments if each.parcel == parcel.id] if order else []
    return min(found, key=lambda each: each.canceled_at is not None, default=None)


def _possible(order: WireOrder | None, known: WireFulfilment | None, parcel: ReadyParcel) -> bool:
    """Not over what staff of the shop have undone or packed otherwise."""
    if order is None or order.status == CANCELLED:
        return False
    return known is None or (known.canceled_at is None and known.quantities() == dict(parcel.lines))


def _is_there(fulfilment: WireFulfilment, *, delivered: bool) -> bool:
    return fulfilment.delivered_at is not None or not delivered
