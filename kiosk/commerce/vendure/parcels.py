"""Parcels as Vendure's fulfilments: the tracking code is the parcel's id, looked for before and after every write."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.commerce.shop import OrderState, Outcome, ReadyParcel, ShopDriftError
from kiosk.commerce.vendure import queries
from kiosk.commerce.vendure.session import VendureSession
from kiosk.commerce.vendure.wire import (
    CANCELLED,
    DELIVERED,
    Answered,
    VendureSite,
    WireAnswer,
    WireFulfillment,
    WireOrder,
)
from kiosk.errors import BackendRefusedError

_HANDLER: Final = "manual-fulfillment"
# Idle to try again: the shop's configuration is at fault, not the order.
_CONFIGURATION: Final = frozenset({"INVALID_FULFILLMENT_HANDLER_ERROR", "CREATE_FULFILLMENT_ERROR"})


@dataclass(frozen=True, slots=True)
class VendureParcels:
    """`read`: an order as it is now, None where there is none."""

    session: VendureSession
    site: VendureSite
    read: Callable[[str], Awaitable[WireOrder | None]]

    async def bring_to(self, order_id: str, parcel: ReadyParcel, state: str) -> Outcome:
        """Writes what is missing, and where that was refused reads again: no error's text decides what is true."""
        order = await self.read(order_id)
        known = _fulfilment(order, parcel)
        if not _possible(self.site, order, known, parcel):
            return Outcome.CONFLICT
        if known and _is_in(known, state):
            return Outcome.ALREADY
        answer = await _written(self.session, known, parcel, state)
        if not answer.error_code:
            return Outcome.DONE
        if answer.error_code in _CONFIGURATION:
            raise BackendRefusedError(200, answer.error_code)
        order = await self.read(order_id)
        found = _fulfilment(order, parcel)
        done = found and _possible(self.site, order, found, parcel) and _is_in(found, state)
        return Outcome.ALREADY if done else Outcome.CONFLICT


def _fulfilment(order: WireOrder | None, parcel: ReadyParcel) -> WireFulfillment | None:
    """The one of this parcel; one that was cancelled only where there is no other."""
    found = [each for each in (order.fulfillments or ()) if each.tracking_code == parcel.id] if order else []
    return min(found, key=lambda each: each.state == CANCELLED, default=None)


def _possible(site: VendureSite, order: WireOrder | None, known: WireFulfillment | None, parcel: ReadyParcel) -> bool:
    """Not for an order of another site, and not over what staff of the shop have undone or packed otherwise."""
    seen = site.order(order) if order else None
    if seen is None or seen.state is OrderState.CANCELLED:
        return False
    return known is None or (known.state != CANCELLED and known.quantities() == dict(parcel.lines))


def _is_in(fulfilment: WireFulfillment, state: str) -> bool:
    """What is delivered has been ready too."""
    return fulfilment.state in {state, DELIVERED}


async def _written(
    session: VendureSession, known: WireFulfillment | None, parcel: ReadyParcel, state: str
) -> WireAnswer:
    answer = WireAnswer(known.id, known.state) if known else await _added(session, parcel)
    if answer.error_code or answer.state == state:
        return answer
    return await mutate(session, queries.TRANSITION, {"id": answer.id, "state": state})


async def _added(session: VendureSession, parcel: ReadyParcel) -> WireAnswer:
    arguments = {"method": f"OpenLuke, compartment {parcel.compartment}", "trackingCode": parcel.id}
    handler = {
        "code": _HANDLER,
        "arguments": [{"name": name, "value": value} for name, value in arguments.items()],
    }
    lines = lines_of(parcel.lines)
    return await mutate(session, queries.ADD_FULFILLMENT, {"input": {"lines": lines, "handler": handler}})


def lines_of(quantities: Mapping[str, int]) -> list[dict[str, object]]:
    """`OrderLineInput`s."""
    return [{"orderLineId": line, "quantity": quantity} for line, quantity in quantities.items()]


async def mutate(session: VendureSession, query: str, variables: Mapping[str, object]) -> WireAnswer:
    """What a mutation aliased `answer` says. ShopDriftError for an answer that says neither state nor error."""
    answer = (await session.ask(Answered, query, variables)).answer
    if not answer.error_code and not answer.id:
        raise ShopDriftError(None, "answer.id")
    return answer
