"""What a shop platform tells of its own accord. Not part of the contract: each platform has its own way."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from kiosk.backend.bridge.runner import Bridge
from kiosk.backend.problems import ProblemError

routes = APIRouter(prefix="/v1/shop", include_in_schema=False)


async def shop_of(request: Request) -> Bridge | None:
    """The shop behind this backend, if there is one."""
    bridge: Bridge | None = getattr(request.app.state, "bridge", None)
    return bridge


ShopOf = Annotated[Bridge | None, Depends(shop_of)]


async def taken_orders(shop: ShopOf) -> Callable[[int], bool]:
    """For a site's number: whether what is bought for it becomes an order of a platform, and is packed as one."""
    return shop.takes_orders if shop is not None else lambda _: False


TakesOrders = Annotated[Callable[[int], bool], Depends(taken_orders)]


@routes.post("/webhook", status_code=204)
async def hear(request: Request, shop: ShopOf) -> None:
    """A hint that an order changed: it is read from the platform, whatever is claimed here. 401 unless it is signed."""
    if shop is None:
        raise ProblemError(404, "not-found")
    if not shop.heard(dict(request.headers), await request.body()):
        raise ProblemError(401, "unauthorised")
