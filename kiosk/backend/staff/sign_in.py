"""Signing in and out. One answer for whatever is wrong, after the same work."""

import math

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from kiosk.backend import audit
from kiosk.backend.audit import Done
from kiosk.backend.staff import accounts, visits
from kiosk.backend.staff.doors import COOKIE, BackendOf, FormOf, OpenFormOf, VisitOf, is_this_machine
from kiosk.backend.staff.pages import ROOT, page, to

routes = APIRouter()


@routes.get("/sign-in")
def show(request: Request) -> Response:
    return page(request, "sign_in", name="")


@routes.post("/sign-in")
def sign_in(request: Request, backend: BackendOf, form: OpenFormOf) -> Response:
    """429 after too many attempts, whether or not there is such a name."""
    name, password = form.text("name").lower(), form.values.get("password", "")
    address = request.client.host if request.client else ""
    wait_s = backend.attempts.begin(name, address)
    if wait_s:
        return _too_many(request, name, wait_s)
    row = backend.read(lambda connection: accounts.find(connection, name))
    account = accounts.check(row, password)
    if account is None:
        return page(request, "sign_in", status=403, name=name, problems={"name": "problem.sign_in"})
    backend.attempts.worked(name, address)
    now_s = backend.now_s()

    def work(connection: Connection) -> str:
        audit.note(connection, Done(account.name, "sign_in", account.name), now_s)
        return visits.begin(connection, account.name, now_s)

    answer = to("/orders")
    secure = not is_this_machine(request)
    answer.set_cookie(COOKIE, backend.write(work), path=ROOT, secure=secure, httponly=True, samesite="strict")
    return answer


@routes.post("/sign-out")
def sign_out(backend: BackendOf, visit: VisitOf, _form: FormOf) -> Response:
    backend.write(lambda connection: visits.end(connection, visit))
    answer = to("/sign-in")
    answer.delete_cookie(COOKIE, path=ROOT)
    return answer


def _too_many(request: Request, name: str, wait_s: float) -> Response:
    problems = {"": ("problem.too_many", {"minutes": math.ceil(wait_s / 60)})}
    answer = page(request, "sign_in", status=429, name=name, problems=problems)
    answer.headers["Retry-After"] = str(math.ceil(wait_s))
    return answer
