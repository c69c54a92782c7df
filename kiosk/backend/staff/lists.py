"""Lists that staff work through: what is to be recalled, the wall, returns, deviations, incidents."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy import Connection

from kiosk.backend import audit, incidents
from kiosk.backend.audit import Done
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff import queries
from kiosk.backend.staff.doors import DeskOf, FormOf, ManagerDeskOf
from kiosk.backend.staff.pages import Problem, to
from kiosk.backend.staff.problem_words import words_for

routes = APIRouter()
Before = Annotated[int, Query(ge=0, lt=2**53)]


@routes.get("/recall")
def recall(desk: DeskOf) -> Response:
    now_s = desk.backend.now_s()
    rows = desk.backend.read(lambda connection: queries.recall(connection, now_s))
    return desk.page("recall", rows=rows, now_s=now_s)


@routes.get("/overview")
def overview(desk: DeskOf) -> Response:
    return desk.page("overview", walls=desk.backend.read(queries.walls))


@routes.get("/incidents")
def list_incidents(desk: DeskOf, before: Before = 0, resolved: bool = False) -> Response:
    found = desk.backend.read(lambda connection: queries.incidents(connection, before, resolved=resolved))
    return desk.page("incidents", found=found, resolved=resolved, asked=0, reason="")


@routes.post("/incidents/{incident}/resolve")
def resolve(
    desk: ManagerDeskOf,
    form: FormOf,
    incident: Annotated[int, Path(ge=1, lt=2**53)],
) -> Response:
    """Once, with a reason."""
    reason, now_s = form.needed("reason", 500), desk.backend.now_s()
    problems: dict[str, Problem] = {f"reason-{incident}": problem for problem in form.problems.values()}

    def work(connection: Connection) -> None:
        incidents.resolve(connection, incident, desk.visit.name, reason, now_s)
        audit.note(connection, Done(desk.visit.name, "incident.resolve", str(incident), reason), now_s)

    if not problems:
        try:
            desk.backend.write(work)
            return to("/incidents", "resolve")
        except ProblemError as error:
            if error.code == "not-found":
                raise
            problems = {"": words_for(error)}
    found = desk.backend.read(lambda connection: queries.incidents(connection, incident + 1, resolved=False))
    about: dict[str, Any] = {"found": found, "resolved": False, "asked": incident, "reason": reason}
    return desk.page("incidents", problems=problems, **about)
