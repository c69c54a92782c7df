"""What goods cost."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response
from sqlalchemy import Connection

from kiosk.backend import models, pages, prices
from kiosk.backend.context import BackendOf, KioskOf, authenticate
from kiosk.backend.problems import described
from kiosk.backend.routes.common import WITH_BODY, IfNoneMatch, NotModifiedError, etag, router
from kiosk.backend.sessions import SessionOrNot

routes = router("prices")


@routes.post("/quotes:price", responses=described(*WITH_BODY))
def price_lines(backend: BackendOf, kiosk: KioskOf, session: SessionOrNot, body: models.QuoteRequest) -> models.Quote:
    """What something costs now: for the company of the session, or without one what it costs everybody.

    A 422 names the line: `article-unknown`, `article-inactive`, `no-price` where nobody has set one in the currency, or
    `article-ambiguous` where more than one article that is sold has this number.
    """
    account = session.account if session is not None else ""
    return backend.read(lambda connection: prices.quote(connection, account, body, backend.now_s(), site=kiosk.site))


@routes.get(
    "/prices",
    responses={304: {"description": "Nothing changed"}},
    response_model_exclude_defaults=True,
    dependencies=[Depends(authenticate)],
)
def list_prices(
    backend: BackendOf,
    *,
    request: Request,
    response: Response,
    changed_after: Annotated[int, Query(ge=0, lt=2**53, description="The version the kiosk has; 0: none")] = 0,
    after: pages.After = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    if_none_match: IfNoneMatch = "",
) -> models.PriceList:
    """Articles with the prices of all companies, for a kiosk without a network: all of them, or what changed.

    The ETag is that of the newest version.
    """

    def work(connection: Connection) -> tuple[int, models.PriceList]:
        return prices.newest(connection).number, prices.price_list(connection, changed_after, after, limit)

    newest, found = backend.read(work)
    tag = etag(newest)
    if if_none_match == tag and not after:
        raise NotModifiedError(tag)
    response.headers["ETag"] = tag
    pages.link(request, response, found.next)
    return found
