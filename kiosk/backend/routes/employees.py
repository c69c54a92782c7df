"""The people of a company. What is changed here is on the list of every kiosk with its next look."""

from fastapi import Request, Response
from sqlalchemy import Connection

from kiosk.backend import employees, models, pages
from kiosk.backend.context import Backend, BackendOf
from kiosk.backend.employees import Change, What
from kiosk.backend.problems import described
from kiosk.backend.routes.common import WITH_BODY, IfMatch, PathId, etag, must_match, router
from kiosk.backend.sessions import Session, SessionOf

routes = router("employees")

_EMPLOYEE = "/accounts/{account}/employees/{employee}"


@routes.get("/accounts/{account}/employees", responses=described(404))
def list_employees(
    backend: BackendOf,
    session: SessionOf,
    *,
    request: Request,
    response: Response,
    account: PathId,
    after: pages.After = "",
    limit: pages.Limit = 50,
) -> models.Members:
    """Colleagues, by id: to delegate to, and for administrators with what each of them may do."""
    found = backend.read(lambda connection: employees.page(connection, session, account, after, limit))
    pages.link(request, response, found.next)
    return found


@routes.get(_EMPLOYEE, responses=described(404))
def get_employee(
    backend: BackendOf, session: SessionOf, response: Response, account: PathId, employee: PathId
) -> models.Member:
    """One colleague. The ETag is what a change of the mandate names in If-Match."""
    found = backend.read(lambda connection: employees.one(connection, session, account, employee))
    response.headers["ETag"] = etag(found.version)
    return found


@routes.put(_EMPLOYEE + "/mandate", responses=described(403, 404, 412, 428, *WITH_BODY))
def set_mandate(
    backend: BackendOf,
    session: SessionOf,
    *,
    response: Response,
    account: PathId,
    employee: PathId,
    body: models.MandateChange,
    if_match: IfMatch = "",
) -> models.Member:
    """For whom an employee may collect. Needs the right to administer.

    It is told as the event `employee.changed`, written into the audit, and on the list that kiosks decide from.
    """

    def work(connection: Connection) -> models.Member:
        values = employees.mandate(connection, session, account, body)
        asked = Change(session, account, employee, "mandate", values, lambda version: must_match(if_match, version))
        return employees.change(connection, asked, backend.now_s())

    found = backend.write(work)
    response.headers["ETag"] = etag(found.version)
    return found


@routes.post(_EMPLOYEE + ":deactivate", responses=described(403, 404))
def deactivate_employee(backend: BackendOf, session: SessionOf, account: PathId, employee: PathId) -> models.Member:
    """The person has left: badge and sessions open nothing from now on. Needs the right to administer; not oneself."""
    return _do(backend, session, account, employee, "deactivated", active=0)


@routes.post(_EMPLOYEE + ":activate", responses=described(403, 404))
def activate_employee(backend: BackendOf, session: SessionOf, account: PathId, employee: PathId) -> models.Member:
    """The person is back: the badge is good again. Needs the right to administer."""
    return _do(backend, session, account, employee, "activated", active=1)


@routes.post(_EMPLOYEE + ":set-role", responses=described(403, 404, *WITH_BODY))
def set_role(
    backend: BackendOf, session: SessionOf, account: PathId, employee: PathId, body: models.RoleChange
) -> models.Member:
    """What the person may do for the company. Needs the right to administer; not one's own."""
    return _do(backend, session, account, employee, "role", role=body.role)


@routes.post(_EMPLOYEE + ":set-purchase-limit", responses=described(403, 404, *WITH_BODY))
def set_purchase_limit(
    backend: BackendOf, session: SessionOf, account: PathId, employee: PathId, body: models.LimitChange
) -> models.Member:
    """Up to which amount the person buys without asking. Needs the right to administer."""
    return _do(backend, session, account, employee, "limit", purchase_limit_minor=body.purchase_limit_minor)


def _do(backend: Backend, session: Session, account: str, employee: str, what: What, **values: object) -> models.Member:
    asked = Change(session, account, employee, what, values)
    return backend.write(lambda connection: employees.change(connection, asked, backend.now_s()))
