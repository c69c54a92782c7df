"""Goods that came back, as Medusa's returns: requested, or received too, and damaged ones dismissed."""

from dataclasses import dataclass

from msgspec import Struct

from kiosk.commerce import rest
from kiosk.commerce.link import HttpLink
from kiosk.commerce.shop import Capability, GivenBack, Outcome
from kiosk.errors import BackendRefusedError


class _Return(Struct, frozen=True):
    created: bool


class _OneReturn(Struct, frozen=True, rename={"made": "return"}):
    made: _Return


@dataclass(frozen=True, slots=True)
class MedusaReturns:
    """`receive`: goods count as received when they lie in a compartment; else staff look at them first.

    Money goes back by what the merchant does with a received return.
    """

    receive: bool = False

    async def give_back(self, link: HttpLink, location: str, order_id: str, goods: GivenBack) -> Outcome:
        """CONFLICT where Medusa refuses: more than was handed over, or an order that is being changed."""
        body: dict[str, object] = {
            "order_id": order_id,
            "location_id": location,
            "id": goods.id,
            "reason": goods.reason,
            "receive": self.receive,
            "items": [
                {"id": line, "quantity": quantity, "damaged": goods.damaged.get(line, 0)}
                for line, quantity in goods.lines.items()
            ],
        }
        try:
            answer = await rest.ask(
                link, _OneReturn, "POST", "/admin/pickup/returns", body=body, capability=Capability.RETURNS
            )
        except BackendRefusedError as error:
            if error.status != 400:
                raise
            return Outcome.CONFLICT
        return Outcome.DONE if answer.made.created else Outcome.ALREADY
