"""Purchases on account."""

from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy import Connection

from kiosk.backend import answers, approvals, models, pages, purchase_rows, purchases
from kiosk.backend.approvals import Decision
from kiosk.backend.context import BackendOf, KioskOf
from kiosk.backend.models.purchases import PurchaseState
from kiosk.backend.problems import ProblemError, described
from kiosk.backend.routes.common import WITH_BODY, IdempotencyKey, PathId, etag, router
from kiosk.backend.routes.shop import TakesOrders
from kiosk.backend.sessions import SessionOf, SessionOrNot

routes = router("purchases")


@routes.post("/purchases", status_code=201, responses=described(403, *WITH_BODY))
def place_purchase(
    backend: BackendOf,
    kiosk: KioskOf,
    session: SessionOrNot,
    takes_orders: TakesOrders,
    *,
    idempotency_key: IdempotencyKey,
    body: models.PurchaseRequest,
) -> models.Purchase:
    """Buys on account, for the company of the session. The Idempotency-Key becomes the id of the purchase.

    `placed`, or `awaiting_approval` where the net amount is above the company's limit or the buyer's own. Credit is
    reserved for the amount with VAT at that moment. 403 `credit-exceeded`, `credit-stopped`, `not-allowed` or
    `min-age`; 422 with the field: `reference-required`, `reference-malformed`, `peppol-reference-required`,
    `price-version-unknown` (or no longer good: ask for a quote), `article-unknown`, `article-inactive`, `no-price`,
    `site-unknown`, `delivery-not-offered`.

    It gets an `order_number` at once, and what is to be collected becomes a pickup of that number, which is awaited
    until somebody has packed it: once it is placed or approved. Where a shop platform takes the orders, both are the
    platform's and come a little later.

    With `offline` the goods are gone, and it is written down whatever is wrong; `conflicts` says what, and somebody
    looks into it.
    """
    if session is None and not body.offline:
        raise ProblemError(401, "session-over", headers={"WWW-Authenticate": "Pickup-Session"})
    asked = purchases.Placing(
        idempotency_key, kiosk, session, body, ordered=takes_orders(purchases.site_of(kiosk, body))
    )
    parts = [session.employee if session is not None and not body.offline else "", body.model_dump(mode="json")]
    request = answers.Request(f"{kiosk.name} POST /v1/purchases", idempotency_key, parts)

    def work(connection: Connection) -> models.Purchase:
        now_s = backend.now_s()
        return answers.once(
            connection, request, now_s, models.Purchase, lambda: purchases.place(connection, asked, now_s)
        )

    return backend.write(work)


@routes.get("/purchases/{purchase}", responses=described(404))
def get_purchase(backend: BackendOf, session: SessionOf, response: Response, purchase: PathId) -> models.Purchase:
    """One's own purchase, or any of the company for those who approve."""
    found = backend.read(lambda connection: purchase_rows.visible(connection, session, purchase))
    response.headers["ETag"] = etag(found.version)
    return found


@routes.get("/accounts/{account}/purchases", responses=described(403, 404))
def list_purchases(
    backend: BackendOf,
    session: SessionOf,
    *,
    request: Request,
    response: Response,
    account: PathId,
    state: Annotated[PurchaseState | None, Query(description="Left out: all")] = None,
    after: pages.After = "",
    limit: pages.Limit = 50,
) -> models.Purchases:
    """Newest first: one's own, or all of the company for those who approve."""
    found = backend.read(
        lambda connection: purchase_rows.page(connection, session, account, state or "", after=after, limit=limit)
    )
    pages.link(request, response, found.next)
    return found


@routes.post("/purchases/{purchase}:approve", responses=described(403, 404))
def approve_purchase(
    backend: BackendOf, session: SessionOf, takes_orders: TakesOrders, purchase: PathId
) -> models.Purchase:
    """Needs the right to approve, and somebody else than the buyer. Once more is the same; 422 `already-decided`.

    403 `credit-stopped` where the company's credit was stopped meanwhile.
    """
    decision = Decision(session, purchase, "approved", takes_orders)
    return backend.write(lambda connection: approvals.decide(connection, decision, backend.now_s()))


@routes.post("/purchases/{purchase}:reject", responses=described(403, 404))
def reject_purchase(
    backend: BackendOf, session: SessionOf, takes_orders: TakesOrders, purchase: PathId
) -> models.Purchase:
    """As to approve. The reserved credit is free again, unless the goods were taken without a network."""
    decision = Decision(session, purchase, "rejected", takes_orders)
    return backend.write(lambda connection: approvals.decide(connection, decision, backend.now_s()))
