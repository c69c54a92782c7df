"""A company at the kiosk: what it has agreed, credit, documents, what is under way. Under a session of that company."""

from typing import Annotated, Literal

from fastapi import Query, Request, Response

from kiosk.backend import accounts, models, orders, pages
from kiosk.backend.context import BackendOf
from kiosk.backend.problems import described
from kiosk.backend.routes.common import PathId, router
from kiosk.backend.sessions import SessionOf

routes = router("accounts")


@routes.get("/accounts/{account}", responses=described(404))
def get_account(backend: BackendOf, session: SessionOf, account: PathId) -> models.Company:
    """The company of the session: its rules for references, what the person may do, and how much waits for them.

    Any other company's id is answered 404.
    """
    return backend.read(lambda connection: accounts.company(connection, session, account))


@routes.get("/accounts/{account}/credit", responses=described(403, 404))
def get_credit(backend: BackendOf, session: SessionOf, account: PathId) -> models.Credit:
    """What may still be bought on account. Needs the right to buy.

    A purchase reserves its amount with VAT when it is placed, also while it waits for approval; a rejection gives it
    back.
    """
    return backend.read(lambda connection: accounts.credit(connection, session, account))


@routes.get("/accounts/{account}/invoices", responses=described(403, 404))
def list_invoices(
    backend: BackendOf,
    session: SessionOf,
    *,
    request: Request,
    response: Response,
    account: PathId,
    kind: Annotated[Literal["", "invoice", "credit_note"], Query(description="Empty: both")] = "",
    after: pages.After = "",
    limit: pages.Limit = 50,
) -> models.Documents:
    """Copies of invoices and credit notes as links, newest first. Needs the right to buy."""
    kinds = (kind,) if kind else accounts.INVOICES
    found = backend.read(
        lambda connection: accounts.documents(connection, session, account, kinds, after=after, limit=limit)
    )
    pages.link(request, response, found.next)
    return found


@routes.get("/accounts/{account}/delivery-notes", responses=described(404))
def list_delivery_notes(
    backend: BackendOf,
    session: SessionOf,
    *,
    request: Request,
    response: Response,
    account: PathId,
    after: pages.After = "",
    limit: pages.Limit = 50,
) -> models.Documents:
    """Copies of delivery notes as links, newest first."""
    kinds = accounts.DELIVERY_NOTES
    found = backend.read(
        lambda connection: accounts.documents(connection, session, account, kinds, after=after, limit=limit)
    )
    pages.link(request, response, found.next)
    return found


@routes.get("/accounts/{account}/orders", responses=described(404))
def list_orders(
    backend: BackendOf,
    session: SessionOf,
    *,
    request: Request,
    response: Response,
    account: PathId,
    after: pages.After = "",
    limit: pages.Limit = 50,
) -> models.Orders:
    """What is under way for the company at every site: what the person may collect, or all of it for approvers.

    It says where what waits, so that somebody goes to the right door. It holds no codes.
    """
    found = backend.read(lambda connection: orders.of_account(connection, session, account, after=after, limit=limit))
    pages.link(request, response, found.next)
    return found
