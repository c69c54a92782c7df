"""Who comes in: the visit behind a request, and the form that it sent. What every route of the staff page is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response

from kiosk.backend.context import Backend
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff import forms, visits
from kiosk.backend.staff.forms import Form
from kiosk.backend.staff.pages import Problem, page
from kiosk.backend.staff.visits import Visit
from kiosk.backend.webhooks.target import is_literal

COOKIE: Final = "openluke-staff"


class SignInNeededError(Exception):
    """Nobody is signed in, or for too long."""


class ManagersOnlyError(Exception):
    """Staff who are not managers."""


def backend_of(request: Request) -> Backend:
    """The backend of the application that this page is part of."""
    found: Callable[[], Backend] = request.app.state.backend
    return found()


BackendOf = Annotated[Backend, Depends(backend_of)]


def visit_of(request: Request, backend: BackendOf) -> Visit:
    """Goes on for half an hour with each page. Raises SignInNeededError."""
    token, now_s = request.cookies.get(COOKIE, ""), backend.now_s()
    visit = backend.read(lambda connection: visits.find(connection, token, now_s))
    if visit is None:
        raise SignInNeededError
    until_s = visits.goes_on(visit, now_s)
    if until_s is not None:
        backend.write(lambda connection: visits.extend(connection, visit, until_s))
    return visit


VisitOf = Annotated[Visit, Depends(visit_of)]


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of somebody who is signed in."""

    request: Request
    backend: Backend
    visit: Visit

    def page(
        self, template: str, *, status: int = 200, problems: Mapping[str, Problem] | None = None, **about: Any
    ) -> Response:
        """The answer; 422 where there are problems and nothing else is said."""
        code = 422 if problems and status == 200 else status
        return page(self.request, template, self.visit, status=code, problems=problems, **about)


def desk_of(request: Request, backend: BackendOf, visit: VisitOf) -> Desk:
    """404 for an address with NUL in it, which PostgreSQL's texts hold nowhere."""
    if "\0" in request.scope["path"] or any("\0" in value for value in request.query_params.values()):
        raise ProblemError(404, "not-found")
    return Desk(request, backend, visit)


DeskOf = Annotated[Desk, Depends(desk_of)]


def manager_of(desk: DeskOf) -> Desk:
    """Raises ManagersOnlyError."""
    if not desk.visit.manages:
        raise ManagersOnlyError
    return desk


ManagerDeskOf = Annotated[Desk, Depends(manager_of)]
OpenFormOf = Annotated[Form, Depends(forms.read)]
"""Of somebody who is not signed in yet."""


def form_of(form: OpenFormOf, visit: VisitOf) -> Form:
    """Made for this visit. Raises ForeignFormError."""
    forms.check_key(form, visit.form_key)
    return form


FormOf = Annotated[Form, Depends(form_of)]


def is_this_machine(request: Request) -> bool:
    """Whether the browser calls it so: then plain http may carry the cookie."""
    host = request.url.hostname or ""
    return host in {"localhost", "::1"} or (is_literal(host) and host.startswith("127."))
