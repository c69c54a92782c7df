"""What the shop has written down of a purchase, read over the Pickup API as somebody from the company reads it."""

from dataclasses import dataclass
from typing import Final

from kiosk.commerce import wire_trade as wire
from kiosk.commerce.link import HttpLink
from kiosk.domain.trade import Bought
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.stage.hands import StageError

_NEWEST: Final = 20


@dataclass(frozen=True)
class Books:
    """Of one backend, opened with a kiosk's key. Nothing is kept open between two looks."""

    url: str
    bearer_key: str

    async def purchases(self, badge: str) -> list[Bought]:
        """The newest first, as far as the holder of the badge may see them. Raises StageError."""
        link = HttpLink(self.url, {"Authorization": f"Bearer {self.bearer_key}"})
        try:
            async with link:
                visit = (await link.call(wire.WireSession, "POST", "/v1/sessions", body={"code": badge})).visit()
                of_visit, path = {"Pickup-Session": visit.token}, f"/v1/accounts/{visit.account}/purchases"
                page = await link.call(
                    wire.WirePurchases, "GET", path, params={"limit": str(_NEWEST)}, headers=of_visit
                )
                await link.exchange("DELETE", "/v1/sessions/current", headers=of_visit)
        except (BackendAwayError, BackendRefusedError) as error:
            raise StageError(f"the shop's books: {error}") from error
        return [purchase.bought() for purchase in page.purchases]
