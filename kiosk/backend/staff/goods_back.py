"""What comes back, and what was wrong: returns are received line by line, deviations are settled."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError
from sqlalchemy import Connection, select, update

from kiosk.backend import audit, models, receipts, schema
from kiosk.backend.askers import Asker
from kiosk.backend.audit import Done
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff import queries
from kiosk.backend.staff.doors import Desk, DeskOf, FormOf
from kiosk.backend.staff.forms import Form
from kiosk.backend.staff.pages import Problem, to
from kiosk.backend.staff.problem_words import words_for

routes = APIRouter()
Id = Annotated[str, Path(max_length=64)]


@routes.get("/returns")
def returns(desk: DeskOf) -> Response:
    return _returns(desk, {}, "", Form({}))


@routes.post("/returns/{name}/receive")
def receive(desk: DeskOf, form: FormOf, name: Id) -> Response:
    """What staff found of each line, as they say."""
    now_s = desk.backend.now_s()
    found = _found(form)
    problems: dict[str, Problem] = {f"{field}-{name}": problem for field, problem in form.problems.items()}
    if found is None and not problems:
        problems[""] = "problem.nothing_received"

    def work(connection: Connection) -> None:
        assert found is not None
        receipts.write(connection, Asker(desk.visit.name, None), name, found, now_s)
        audit.note(connection, Done(desk.visit.name, "return.receive", name), now_s)

    if not problems:
        try:
            desk.backend.write(work)
            return to("/returns", "receive")
        except ProblemError as error:
            if error.code == "not-found":
                raise
            problems[""] = words_for(error)
    return _returns(desk, problems, name, form)


@routes.get("/deviations")
def deviations(desk: DeskOf) -> Response:
    return _deviations(desk, {})


@routes.post("/deviations/{name}/settle")
def settle(desk: DeskOf, _form: FormOf, name: Id) -> Response:
    """Made good by whatever way the shop has."""
    now_s = desk.backend.now_s()

    def work(connection: Connection) -> None:
        table = schema.deviations
        here = table.c.id == name
        if connection.execute(select(table.c.id).where(here)).first() is None:
            raise ProblemError(404, "not-found")
        if not connection.execute(update(table).where(here, table.c.state == "open").values(state="settled")).rowcount:
            raise ProblemError(409, "already-settled")
        audit.note(connection, Done(desk.visit.name, "deviation.settle", name), now_s)

    try:
        desk.backend.write(work)
    except ProblemError as error:
        if error.code == "not-found":
            raise
        return _deviations(desk, {"": words_for(error)})
    return to("/deviations", "settle")


def _found(form: Form) -> models.ReceiptRequest | None:
    """None where no line has a quantity."""
    numbers = form.numbers("line")
    lines = [
        {"line": line, "quantity": quantity, "outcome": form.text(f"outcome.{line}") or "received"}
        for line, quantity in numbers.items()
    ]
    try:
        return models.ReceiptRequest.model_validate({"kind": "received", "lines": lines})
    except ValidationError:
        return None


def _returns(desk: Desk, problems: dict[str, Problem], asked: str, form: Form) -> Response:
    about: dict[str, Any] = {"rows": desk.backend.read(queries.open_returns), "asked": asked, "form": form.values}
    return desk.page("returns", problems=problems, **about)


def _deviations(desk: Desk, problems: dict[str, Problem]) -> Response:
    return desk.page("deviations", problems=problems, rows=desk.backend.read(queries.deviations))
